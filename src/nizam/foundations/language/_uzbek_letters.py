# SPDX-License-Identifier: EUPL-1.2
"""One Uzbek word from letter to letter: Cyrillic of 1940, Latin of 1995 and Latin of 2026."""

import re
from functools import lru_cache
from typing import Final

from nizam.foundations.language import _script_stems

TURNED: Final[str] = "\u02bb"
"""The sign of oʻ and gʻ."""
APOSTROPHE: Final[str] = "\u02bc"
"""The tutuq belgisi, and the sign that parts s and h."""

_TO_LATIN: Final[dict[str, str]] = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "j", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "x", "ц": "s", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": APOSTROPHE, "ы": "i", "ь": "", "э": "e", "ю": "yu",
    "я": "ya", "ў": "o" + TURNED, "қ": "q", "ғ": "g" + TURNED, "ҳ": "h",
}  # fmt: skip
_CYRILLIC_VOWELS: Final[str] = "аеёиоуўыэюя"
# Each rule is (where, what instead), tried in order at every letter of the lower-case word.
_LATIN_RULES: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    # Ye is heard and written at the start, after a vowel and after either sign; the hard sign of объект goes with it.
    (re.compile(f"(?<![^{_CYRILLIC_VOWELS}ьъ])е"), "ye"),
    (re.compile("ъ(?=е)|(?<=ў)ъ"), ""),
    # адъютант: the hard sign of a foreign word. After a vowel it is Arabic and stays: маъюс.
    (re.compile(f"(?<=[^{_CYRILLIC_VOWELS}])ъ(?=[ёю])"), ""),
    (re.compile("(?<=ь)о"), "yo"),
    # A foreign ц is ts between vowels and inside a word, s at either end and after a consonant.
    (re.compile(f"(?<=[{_CYRILLIC_VOWELS}])ц(?=[^\\W\\d_])"), "ts"),
    (re.compile("с(?=ҳ)"), "s" + APOSTROPHE),
)

_LATIN_TOKEN: Final[re.Pattern[str]] = re.compile(
    f"o{TURNED}|g{TURNED}|yo(?!{TURNED})|yu|ya|ye|sh|ch|s{APOSTROPHE}(?=h)"
    f"|(?:(?<=[aeiou])|(?<=o{TURNED}))ts(?=i(?:[aou](?!{TURNED})|y[ae]))|."
)
_TO_CYRILLIC: Final[dict[str, str]] = {
    "a": "а", "b": "б", "c": "с", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "ҳ", "i": "и", "j": "ж", "k": "к",
    "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "қ", "r": "р", "s": "с", "t": "т", "u": "у", "v": "в",
    "w": "в", "x": "х", "y": "й", "z": "з", APOSTROPHE: "ъ", TURNED: "ъ", "o" + TURNED: "ў", "g" + TURNED: "ғ",
    "yo": "ё", "yu": "ю", "ya": "я", "ye": "е", "sh": "ш", "ch": "ч", "s" + APOSTROPHE: "с", "ts": "ц",
}  # fmt: skip
_LONGEST_TOKEN: Final[int] = 6
_LATIN_VOWELS: Final[str] = "aeiou"
_CYRILLIC_RULES: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(f"(?<![^{_LATIN_VOWELS}])e|(?<=o{TURNED})e"), "э"),
    (re.compile(f"(?<=[^{_LATIN_VOWELS}{APOSTROPHE}{TURNED}y])ye|(?<=g{TURNED})ye"), "ье"),
    (re.compile(f"(?<=[ln])yo(?=n(?![{_LATIN_VOWELS}]))"), "ьо"),
    # Aksiya, stansiya, opsiya and all that is made of them; komissiya and versiya have an s.
    (re.compile(f"(?<=[knp])s(?=i(?:[aou](?!{TURNED})|y[ae]))"), "ц"),
)

_SPELLINGS: Final[_script_stems.Spellings] = _script_stems.load()


@lru_cache(maxsize=16384)
def cyrillic_to_latin(word: str) -> str:
    """Return a Cyrillic word in the Latin letters of 1995, case kept; letters of other scripts stay."""
    return _by_stem(word, _SPELLINGS.to_latin(word.lower()), _letters_to_latin)


@lru_cache(maxsize=16384)
def latin_to_cyrillic(word: str) -> str:
    """Return a word in the Latin letters of 1995, its apostrophes the right ones, in Cyrillic, case kept."""
    return _by_stem(word, _SPELLINGS.to_cyrillic(word.lower()), _letters_to_cyrillic)


def _by_stem(word: str, found: _script_stems.Found | None, letters: "_Letters") -> str:
    if not found:
        return letters(word, 0)
    return carry_case(word[: found.length], found.spelling, word[found.length :]) + letters(word, found.length)


class _Letters:
    """Spell a word by rules of letters; the part before ``start`` is only looked back at."""

    def __init__(
        self, rules: tuple[tuple[re.Pattern[str], str], ...], table: dict[str, str], token: re.Pattern[str]
    ) -> None:
        self._rules = rules
        self._table = table
        self._token = token

    def __call__(self, word: str, start: int) -> str:
        lowered = word.lower()
        spelled: list[str] = []
        at = start
        while at < len(lowered):
            length, spelling = self._next(lowered, at)
            spelled.append(word[at] if spelling is None else in_case(word, at, length, spelling))
            at += length
        return "".join(spelled)

    def _next(self, lowered: str, at: int) -> tuple[int, str | None]:
        for rule, instead in self._rules:
            match = rule.match(lowered, at)
            if match:
                return len(match[0]), instead
        found = self._token.findall(lowered, at, at + _LONGEST_TOKEN)[0]
        return len(found), self._table.get(found)


_letters_to_latin: Final[_Letters] = _Letters(_LATIN_RULES, _TO_LATIN, re.compile(".", re.DOTALL))
_letters_to_cyrillic: Final[_Letters] = _Letters(_CYRILLIC_RULES, _TO_CYRILLIC, _LATIN_TOKEN)


def in_case(word: str, at: int, length: int, spelling: str) -> str:
    """Return ``spelling`` in the case of ``word[at : at + length]``.

    A capital that becomes several letters is all capitals beside another capital (ШАҲАР, АҚШнинг), else only its
    first letter is (Шаҳар, Ш. Каримов).
    """
    if word[at] == APOSTROPHE:
        return spelling.upper() if word[at + 1 :][:1].isupper() or word[at - 2 :].isupper() else spelling
    if not word[at].isupper():
        return spelling
    if len(spelling.replace(TURNED, "").replace(APOSTROPHE, "")) < 2:
        return spelling.upper()
    after = word[at + length : at + length + 2].lstrip(TURNED + APOSTROPHE)[:1]
    before = word[:at].rstrip(TURNED + APOSTROPHE)[-1:]
    if after.isupper() or before.isupper() or (length > 1 and word[at + 1].isupper()):
        return spelling.upper()
    return spelling[0].upper() + spelling[1:]


def carry_case(written: str, spelling: str, after: str = "") -> str:
    """Return ``spelling`` as ``written`` is: in capitals, with a capital, or as it stands.

    ``after`` is what follows in the same word; it tells a single capital that begins a word from one of many.
    """
    letters = [letter for letter in written if letter.isalpha()]
    if letters and all(letter.isupper() for letter in letters) and (len(letters) > 1 or after[:1].isupper()):
        return spelling.upper()
    if letters and letters[0].isupper():
        return spelling[:1].upper() + spelling[1:]
    return spelling


_NEW: Final[dict[str, str]] = {
    "o" + TURNED: "ö", "g" + TURNED: "ğ", "sh": "ş", "ch": "ç", "s" + APOSTROPHE + "h": "sh",
}  # fmt: skip
_NEW_TOKEN: Final[re.Pattern[str]] = re.compile(f"[og]{TURNED}|s{APOSTROPHE}h|[sc]h", re.IGNORECASE)
_OLD: Final[dict[str, str]] = {"ö": "o" + TURNED, "ğ": "g" + TURNED, "ş": "sh", "ç": "ch"}
_OLD_TOKEN: Final[re.Pattern[str]] = re.compile("[öğşç]|s(?=h)", re.IGNORECASE)


def latin_to_new(word: str) -> str:
    """Return a word of the Latin letters of 1995 in those of 2026, which need no sign between s and h."""
    return _NEW_TOKEN.sub(_new, word)


def _new(match: re.Match[str]) -> str:
    found = match[0]
    if APOSTROPHE in found:
        return found.replace(APOSTROPHE, "")
    spelling = _NEW[found.lower()]
    return spelling.upper() if found[0].isupper() else spelling


def new_to_latin(word: str) -> str:
    """Return a word of the Latin letters of 2026 in those of 1995; s before h is parted from it by an apostrophe."""
    return _OLD_TOKEN.sub(
        lambda match: (
            match[0] + APOSTROPHE if match[0] in "sS" else in_case(word, match.start(), 1, _OLD[match[0].lower()])
        ),
        word,
    )
