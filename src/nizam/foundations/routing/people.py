# SPDX-License-Identifier: EUPL-1.2
"""Whom a letter names: people of the institution, their names inflected as the language asks.

Conservative: a surname must stand in the letter with a grammatical ending at most, and beside it (or anywhere, for a
surname that only one of the people has) the given name, an initial or a form of address.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Generic, NamedTuple, TypeVar

Key = TypeVar("Key")

_WORD: Final = re.compile(r"\w+(?:['’‘ʻʼ`´]\w+)*")
# Endings after a name, folded: cases and possessives of Azerbaijani, Turkish and Uzbek, cases of Russian.
_ENDING_WORDS: Final = (
    "a e i u ya ye yi yu na ne ni nu da de ta te dan den tan ten nin nun in un ning ga ka qa dagi ler lar la le yla "
    "yle nda nde ndan nden dir niki oy oi ey ei om em ym im ou oyu ogo emu omu"
)
_ENDINGS: Final = frozenset(_ENDING_WORDS.split())
_ADDRESS_WORDS: Final = (
    "bey beye beyin hanim hanima hanimin muellim muellime muellimin xanim xanima xanimin aka opa sayin hormetli "
    "hurmatli gospodin gospoza gospodinu mr mrs ms"
)
_ADDRESS: Final = frozenset(_ADDRESS_WORDS.split())
_SHORTEST: Final = 4
_NEAR: Final = 2
# Russian surnames change their last letter: Алиева, Алиевой, Алиеву.
_RUSSIAN_FEMININE: Final = re.compile(r"(?:ov|[ea]v|in)a$")
_CYRILLIC: Final = re.compile(r"[а-яёўқғҳ]", re.IGNORECASE)
_LOOSE: Final[dict[int, str | None]] = {ord("e"): "a", ord("y"): None}
_LOOSE_ENDINGS: Final = frozenset(ending.translate(_LOOSE) for ending in _ENDINGS)


class Named(NamedTuple, Generic[Key]):
    """A person, and how the letter names them."""

    key: Key
    words: str


def named_people(
    text: str, people: Iterable[tuple[Key, Sequence[str]]], *, fold: Callable[[str], str]
) -> list[Named[Key]]:
    """Return those of ``people`` whom the letter names, in the order of the letter, with the words that name them.

    A person is a key and the parts of the name: given name first, surname last; others (a father's name) are helpful
    and not needed. Someone whose surname is found alone is returned only when nobody else has it and a form of address
    stands beside it.
    """
    known = [(key, [part for name in names for part in fold(name).split()]) for key, names in people]
    known = [(key, parts) for key, parts in known if len(parts) > 1]
    surnames = Counter(parts[-1] for _, parts in known)
    words = [(match.start(), match.end(), match.group(), fold(match.group())) for match in _WORD.finditer(text)]
    # Of thousands of people a letter can name only those whose surname begins as one of its capitalised words does.
    begins = {_beginning(folded) for _, _, surface, folded in words if surface[0].isupper()}
    known = [(key, parts) for key, parts in known if _beginning(parts[-1]) in begins]
    found: list[tuple[int, Named[Key]]] = []
    for key, parts in known:
        for place, (start, end, surface, folded) in enumerate(words):
            if not surface[0].isupper() or not _is_form(folded, parts[-1], surface):
                continue
            near = range(max(0, place - _NEAR), min(len(words), place + _NEAR + 1))
            beside = [other for other in near if other != place and _names(words[other], parts[:-1])]
            alone = surnames[parts[-1]] == 1 and (folded == parts[-1] or folded not in surnames)
            if not beside and alone:
                beside = [other for other in near if other != place and words[other][3] in _ADDRESS]
            if beside:
                first = min(start, *(words[other][0] for other in beside))
                last = max(end, *(words[other][1] for other in beside))
                found.append((first, Named(key, " ".join(text[first:last].split()))))
                break
    return [named for _, named in sorted(found, key=lambda item: item[0])]


def _beginning(folded: str) -> str:
    return folded.translate(_LOOSE)[:2]


def _names(word: tuple[int, int, str, str], given: Sequence[str]) -> bool:
    _, _, surface, folded = word
    if not surface[0].isupper():
        return False
    return any(_is_form(folded, name, surface) or (len(surface) == 1 and name.startswith(folded)) for name in given)


def _is_form(word: str, name: str, surface: str) -> bool:
    """Tell whether a folded word is a name, bare or with one ending; ``surface`` is the word as written."""
    endings = _ENDINGS
    if _CYRILLIC.search(surface):
        # Əliyeva is Алиева in Russian: of such a word the vowels a and e, and y, are not compared.
        word, name, endings = word.translate(_LOOSE), name.translate(_LOOSE), _LOOSE_ENDINGS
    if word == name:
        return True
    if len(name) < _SHORTEST:
        return False
    stems = [name, name[:-1]] if _RUSSIAN_FEMININE.search(name) else [name]
    return any(word.startswith(stem) and word[len(stem) :] in endings for stem in stems)
