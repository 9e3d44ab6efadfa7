# SPDX-License-Identifier: EUPL-1.2
"""What was learned from letters: kept as data that can be read, exported, put back and thrown away.

A lesson holds the words of a letter, folded and counted, without their order, without numbers and without what is
written like a name: enough to learn from, too little to read the letter.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from nizam.foundations.routing.errors import StoredLessonsError

_VERSION: Final = 1
_WORDS_KEPT: Final = 200
_WORD: Final = re.compile(r"\w+(?:['’‘ʻʼ`´]\w+)*")
_SENTENCE_END: Final = re.compile(r"[.!?:;\n]\W*$")
# Abbreviations (VPN, SMS) are no names.
_ABBREVIATION: Final = 5


@dataclass(frozen=True, slots=True)
class Lesson:
    """That a letter with these words belongs to a unit (``accepted``), or does not; ``weight`` of one article text."""

    words: Mapping[str, int]
    unit: str
    accepted: bool
    weight: float = 1.0

    def as_data(self) -> dict[str, Any]:
        """Return the lesson as JSON's types, words in alphabetical order."""
        return {
            "words": dict(sorted(self.words.items())),
            "unit": self.unit,
            "accepted": self.accepted,
            "weight": self.weight,
        }

    @classmethod
    def from_data(cls, data: Any) -> Self:
        """Read back what ``as_data`` gave. Raises ``StoredLessonsError``."""
        try:
            words = {str(word): int(times) for word, times in data["words"].items()}
            lesson = cls(words, str(data["unit"]), bool(data["accepted"]), float(data["weight"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise StoredLessonsError(f"not a stored lesson: {error!r}") from error
        if not lesson.weight > 0 or any(times < 1 for times in words.values()):
            raise StoredLessonsError("weights and numbers of words are above nought")
        return lesson


def lesson_features(
    text: str, *, fold: Callable[[str], str], stop: Collection[str] = frozenset(), limit: int = _WORDS_KEPT
) -> dict[str, int]:
    """Return what a lesson keeps of a letter: folded words and how often each stands in it, at most ``limit``.

    Left out: ``stop`` words, words with a digit (numbers of documents, people and telephones), addresses, and words
    that are always written with a capital inside a sentence (names); abbreviations of up to five capitals stay.
    """
    text = re.sub(r"\S*(?:@|://)\S*", " ", text)
    shouting = text.upper() == text
    times: Counter[str] = Counter()
    plain: set[str] = set()
    for match in _WORD.finditer(text):
        word = match.group()
        if any(character.isdigit() for character in word):
            continue
        folded = fold(word)
        if len(folded) < 2 or folded in stop:
            continue
        times[folded] += 1
        if shouting or not _is_name(word, text[: match.start()]):
            plain.add(folded)
    kept = sorted(plain, key=lambda word: (-times[word], -len(word), word))[:limit]
    return {word: times[word] for word in sorted(kept)}


def _is_name(word: str, before: str) -> bool:
    if not word[0].isupper() or (word.isupper() and len(word) <= _ABBREVIATION):
        return False
    return before.strip() != "" and not _SENTENCE_END.search(before[-20:])


def lessons_to_json(lessons: Iterable[Lesson]) -> str:
    """Return lessons as JSON text, in an order of their own, so that equal lessons give equal text."""
    rows = sorted((lesson.as_data() for lesson in lessons), key=_order)
    return json.dumps({"version": _VERSION, "lessons": rows}, ensure_ascii=False)


def lessons_from_json(stored: str) -> list[Lesson]:
    """Read back what ``lessons_to_json`` wrote. Raises ``StoredLessonsError``."""
    try:
        data = json.loads(stored)
        version, rows = data["version"], list(data["lessons"])
    except (KeyError, TypeError, ValueError) as error:
        raise StoredLessonsError(f"not stored lessons: {error!r}") from error
    if version != _VERSION:
        raise StoredLessonsError(f"stored by version {version}, this is {_VERSION}")
    return [Lesson.from_data(row) for row in rows]


def in_order(lessons: Iterable[Lesson]) -> list[Lesson]:
    """Return lessons in an order that does not depend on the order in which they came."""
    return sorted(lessons, key=lambda lesson: _order(lesson.as_data()))


def _order(data: Mapping[str, Any]) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False)
