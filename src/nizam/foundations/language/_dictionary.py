# SPDX-License-Identifier: EUPL-1.2
"""The dictionaries built at installation: where they lie, what is missing, and what they know.

For Azerbaijani and Uzbek a file of roots with costs and an automaton of forms; for Turkish, English and Russian an
automaton from forms to lemmas. Each is read once, when it is first asked for.
"""

import hashlib
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

from nizam.foundations.language._automaton import Automaton, AutomatonDamagedError
from nizam.foundations.language._codes import LanguageError
from nizam.foundations.language._fold import fold
from nizam.foundations.language._morphology import LONGEST_WORD, NOUN, VERB, Morphology, load_table

FOLDER: Final[Path] = Path(__file__).parent / "dictionaries"
STATE_FILE: Final[str] = "state.json"
DICTIONARY_LANGUAGES: Final[tuple[str, ...]] = ("az", "uz", "tr", "en", "ru")
"""Uzbek in Cyrillic goes through Latin and has no dictionary of its own."""
FILES: Final[dict[str, tuple[str, ...]]] = {
    "az": ("az.roots.json", "az.forms"),
    "uz": ("uz.roots.json", "uz.forms"),
    "tr": ("tr.roots.json", "tr.forms", "tr.bare"),
    "en": ("en.forms",),
    "ru": ("ru.forms",),
}
BIT_PARTS: Final[int] = 8
"""Costs are kept as whole eighths of a bit."""
_UNKNOWN_BITS: Final[float] = 8.6
_LETTER_BITS: Final[float] = 2.5
# New words are nouns; new verbs are made from nouns with endings of their own.
_UNKNOWN_KIND_BITS: Final[dict[str, float]] = {NOUN: 0.0, VERB: 3.0}
_UNKNOWN_CHANGE_BITS: Final[float] = 4.0
_UNLEARNED: Final[int] = 3 * BIT_PARTS
_IRREGULAR_BITS: Final[float] = 10.0
_NO_WORD_BITS: Final[float] = 1000.0

_Given = ParamSpec("_Given")
_Returned = TypeVar("_Returned")


class DictionaryUnavailableError(LanguageError):
    """A dictionary that was not built, or whose file is damaged; :func:`dictionary_state` says which and why."""

    def __init__(self, language: str) -> None:
        super().__init__(f"The dictionary of {language!r} is not built; see dictionary_state().")
        self.language = language


@dataclass(frozen=True)
class DictionaryState:
    """One language's dictionary: is it there, and if not, why.

    ``reason`` is empty, ``not-built`` (the build did not run), ``source-missing`` (the word list could not be had)
    or ``damaged``. ``digest`` changes whenever the stems may: whoever stores stems keeps it beside them.
    """

    language: str
    available: bool
    reason: str = ""
    digest: str = ""


def _once(load: Callable[_Given, _Returned]) -> Callable[_Given, _Returned]:
    """Cache ``load`` and let only one thread do it: a second copy would only cost memory."""
    cached = lru_cache(maxsize=16)(load)
    lock = threading.RLock()

    @wraps(load)
    def locked(*args: _Given.args, **named: _Given.kwargs) -> _Returned:
        with lock:
            return cached(*args, **named)  # type: ignore[arg-type]

    locked.cache_clear = cached.cache_clear  # type: ignore[attr-defined]
    return locked


class Lexicon:
    """Roots of one language and its endings, in its orthography or in the letters of search keys."""

    def __init__(self, language: str, *, folded: bool) -> None:
        self.morphology = Morphology(load_table(language), folded=folded)
        self.known: dict[str, dict[str, int]] = {NOUN: {}, VERB: {}}
        data = _read_roots(language)
        if data is None:
            return
        self.morphology.set_costs(
            [data["edges"].get("\t".join(edge), _UNLEARNED) / BIT_PARTS for edge in self.morphology.edges],
            {end: data["ends"].get(end, _UNLEARNED) / BIT_PARTS for end in self.morphology.finals},
        )
        for kind, roots in data["roots"].items():
            if not folded:
                self.known[kind] = roots
                continue
            for root, bits in roots.items():
                key = fold(root).replace(" ", "")
                self.known[kind][key] = min(bits, self.known[kind].get(key, bits))

    def knows(self, root: str) -> bool:
        """Say whether ``root`` is in the dictionary, as a noun or a verb."""
        return any(root in roots for roots in self.known.values())

    def root(self, word: str) -> tuple[str, str]:
        """Return root and class of ``word``; a word no ending can be taken from is its own root."""
        return self.read(word)[:2]

    def read(self, word: str) -> tuple[str, str, float]:
        """Return root and class of ``word``, and the bits of reading it so: the fewer, the more it is at home here."""
        irregular = self.morphology.irregular.get(word)
        if irregular is not None:
            return irregular, NOUN, _IRREGULAR_BITS
        if not 2 <= len(word) <= LONGEST_WORD:
            return word, NOUN, _NO_WORD_BITS
        best, least = (word, NOUN), _NO_WORD_BITS
        for (root, kind), bits in self.morphology.cheapest(word).items():
            known = self.known[kind].get(root)
            if known is not None:
                bits += known / BIT_PARTS
            else:
                bits += _UNKNOWN_BITS + _LETTER_BITS * len(root) + _UNKNOWN_KIND_BITS[kind]
                if not word.startswith(root):
                    # A root nobody has seen is seldom one that also lost a vowel or changed a consonant.
                    bits += _UNKNOWN_CHANGE_BITS
            # Equal costs are settled by the root itself, so that the answer never depends on order.
            if (bits, root, kind) < (least, *best):
                best, least = (root, kind), bits
        root, kind = best
        if kind == VERB:
            root = self.morphology.merged.get(root, root)
        return root, kind, least


@_once
def lexicon(language: str, folded: bool) -> Lexicon:
    """Return the lexicon of ``language``; without its dictionary it knows endings only."""
    return Lexicon(language, folded=folded)


@_once
def automaton(file: str) -> Automaton | None:
    """Return the automaton in ``file`` of the dictionaries, or None where it is missing or damaged."""
    try:
        return Automaton((FOLDER / file).read_bytes())
    except (OSError, AutomatonDamagedError):
        return None


def _read_roots(language: str) -> dict[str, Any] | None:
    try:
        data = json.loads((FOLDER / f"{language}.roots.json").read_bytes())
        return {"edges": data["edges"], "ends": data["ends"], "roots": data["roots"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def dictionary_state() -> tuple[DictionaryState, ...]:
    """Return, for each language that has a dictionary, whether it is there, and why not."""
    try:
        written = json.loads((FOLDER / STATE_FILE).read_bytes())
        noted = {language: dict(written[language]) for language in DICTIONARY_LANGUAGES if language in written}
    except (OSError, ValueError, TypeError):
        noted = {}
    return tuple(_state(language, noted.get(language)) for language in DICTIONARY_LANGUAGES)


def _state(language: str, noted: dict[str, object] | None) -> DictionaryState:
    if noted is None:
        return DictionaryState(language, False, "not-built")
    reason = str(noted.get("reason", ""))
    if reason:
        return DictionaryState(language, False, reason)
    digest = files_digest(language)
    if digest is None or digest != noted.get("digest"):
        return DictionaryState(language, False, "damaged")
    return DictionaryState(language, True, digest=digest)


def files_digest(language: str) -> str | None:
    """Return the SHA-256 over the files of ``language`` in hexadecimal, or None where one is missing."""
    summed = hashlib.sha256()
    for name in FILES[language]:
        try:
            summed.update((FOLDER / name).read_bytes())
        except OSError:
            return None
    return summed.hexdigest()
