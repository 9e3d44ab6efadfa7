# SPDX-License-Identifier: EUPL-1.2
"""A text from one script of its language into another."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

from nizam.foundations.language import _azerbaijani_letters, _uzbek_letters
from nizam.foundations.language._characters import APOSTROPHES
from nizam.foundations.language._codes import LanguageError
from nizam.foundations.language._script_stems import is_ending

UZBEK_2026: Final[str] = "uz-Latn-x-2026"
"""Uzbek in the letters ş ç ö ğ of the law of 2026. BCP 47 has no subtag for them, so the part after x is our own."""

SCRIPTS: Final[tuple[str, ...]] = ("uz", UZBEK_2026, "uz-Cyrl", "az", "az-Cyrl")
"""What :func:`transliterate` reads and writes: Uzbek in three spellings, Azerbaijani in two."""

_Speller = Callable[[str], str]

_SIGNS: Final[str] = re.escape(APOSTROPHES)
_LATIN_WORD: Final[re.Pattern[str]] = re.compile(rf"[^\W\d_{_SIGNS}]+(?:[{_SIGNS}][^\W\d_{_SIGNS}]+)*[{_SIGNS}]?")
_CYRILLIC_WORD: Final[re.Pattern[str]] = re.compile("[\u0400-\u0481\u048a-\u052f]+")
_OLD_LETTERS: Final[re.Pattern[str]] = re.compile(f"[A-Za-z{_SIGNS}]+")
_NEW_LETTERS: Final[re.Pattern[str]] = re.compile(f"[A-Za-zÖöĞğŞşÇç{_SIGNS}]+")
# No Uzbek word has a w, or a c but in ch: these are names and brands.
_FOREIGN: Final[re.Pattern[str]] = re.compile("w|c(?!h)", re.IGNORECASE)
_ROMAN: Final[re.Pattern[str]] = re.compile("(?=[IVXLCDM]{2})M*(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_DIGIT: Final[re.Pattern[str]] = re.compile(r"[IVX](?=-[a-z]| [a-z])")

_UNTOUCHED: Final[re.Pattern[str]] = re.compile(
    r"<!--.{0,2000}?-->|</?[A-Za-z][^<>]*>|&(?:[A-Za-z][A-Za-z0-9]*|#\d+|#x[0-9A-Fa-f]+);"
    r"|%\(\w+\)[#0 +-]*[\d.]*[a-zA-Z]|%[sdif](?!\w)|\{\{[^{}]{0,200}\}\}|\{%[^{}]{0,400}%\}|\{[\w.:!\[\]]{0,100}\}"
    r"|(?<![\w@.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
    r"|\b[a-z][a-z0-9+.-]{0,20}://[^\s<>\"“”«»]+|\bwww\.[^\s<>\"“”«»]+"
    r"|(?<![\w.-])[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.(?:uz|az|tr|com|org|net|ru|gov|edu|info|eu|int)\b(?:/[^\s<>\"“”«»]*)?"
    r"|(?<![^\W_])(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]+(?![^\W_])"
    r"|\b\w*[A-Za-z0-9]_\w+|\b\w+\.[a-z]{2,4}(?=\s|$)(?<=\.pdf|docx|\.doc|xlsx|\.xls|\.txt|\.csv|\.xml|json|\.zip|\.png|\.jpg)",
    re.DOTALL,
)  # fmt: skip
"""Markup, placeholders, addresses of mail and web, codes of capitals and digits (A4, X509), identifiers, file names.

What may stand between two signs is bounded: else a text of opening signs alone would be read again from each of them.
"""


class TransliterationError(LanguageError, ValueError):
    """There is no way from the one script to the other."""


class ExceptionsError(LanguageError, ValueError):
    """The institution's own words are not usable; the message names the entry."""


def _old(word: str) -> str:
    return _uzbek_letters.new_to_latin(word) if not _OLD_LETTERS.fullmatch(word) else word


_WAYS: Final[dict[tuple[str, str], _Speller]] = {
    ("uz", UZBEK_2026): lambda word: _uzbek_letters.latin_to_new(_old(word)),
    ("uz", "uz-Cyrl"): lambda word: _uzbek_letters.latin_to_cyrillic(_old(word)),
    (UZBEK_2026, "uz"): _uzbek_letters.new_to_latin,
    (UZBEK_2026, "uz-Cyrl"): lambda word: _uzbek_letters.latin_to_cyrillic(_uzbek_letters.new_to_latin(word)),
    ("uz-Cyrl", "uz"): _uzbek_letters.cyrillic_to_latin,
    ("uz-Cyrl", UZBEK_2026): lambda word: _uzbek_letters.latin_to_new(_uzbek_letters.cyrillic_to_latin(word)),
    ("az-Cyrl", "az"): _azerbaijani_letters.cyrillic_to_latin,
    ("az", "az-Cyrl"): _azerbaijani_letters.latin_to_cyrillic,
}


def transliterate(text: str, source: str, target: str, exceptions: Mapping[str, str] | None = None) -> str:
    """Return ``text`` in the spelling ``target``; what is not a word of ``source`` stays.

    Uzbek follows the rules of spelling of 24 August 1995 (Cabinet of Ministers, decree 339) and of 1956; where letters
    do not tell, a table of stems does (сентябрь sentabr, объект obyekt, цирк sirk), their endings spelled by the rules.
    Apostrophes of any kind are read; U+02BB is written in oʻ gʻ, U+02BC elsewhere, also between s and h (Isʼhoq), where
    the letters of 2026 need none. Left alone are HTML tags and entities, placeholders (``%(name)s``, ``{name}``),
    addresses of mail and web, file names, codes (A4, X509), Roman numerals, and words with letters that Uzbek
    has not (w, c but in ch). The text is put into Unicode's composed form (NFC).

    Nothing is lost on the way and back, words written small, with one capital first, or of several letters in capitals:

    - from ``az`` to ``az-Cyrl`` and back, in the 32 letters of either;
    - from ``uz`` to ``uz-Latn-x-2026`` and back, where c stands in ch alone and apostrophes are the right ones;
    - from ``uz`` to ``uz-Cyrl`` and back, where besides no ʼ follows oʻ, none stands before e or ye, nor between a
      consonant and yo or yu, and no y stands before ye;
    - from ``uz-Cyrl`` to ``uz`` and back, words without ц щ ы ь, with э only at the start or after a vowel, ъ inside
      the word only, not after ў о ё г ғ ъ nor before е or с, nor between a consonant and ё or ю, й not before а о у е,
      and none of тс, нс, кс, пс before и and a vowel, nor лён, нён;

    in each case with no stem of the table at the beginning, which has its own spelling both ways.

    Args:
        text: any text, of any length.
        source: one of SCRIPTS.
        target: another of the same language; the same gives the text back as it was.
        exceptions: whole words of ``source`` and what stands for them in ``target``, small or capital letters as they
            come; the case of the text is carried over, and endings may follow.

    Raises:
        TransliterationError: no such spelling, or no way between the two.
        ExceptionsError: an exception is not one word of the source, or gives nothing, markup or control characters.
    """
    if source == target and source in SCRIPTS:
        return text
    speller = _WAYS.get((source, target))
    if speller is None:
        raise TransliterationError(f"There is no way from {source!r} to {target!r}; known are {', '.join(SCRIPTS)}.")
    own = _checked(exceptions or {}, source)
    text = unicodedata.normalize("NFC", text)
    spelled: list[str] = []
    at = 0
    for kept in _UNTOUCHED.finditer(text):
        spelled += (_spell(text, at, kept.start(), source, speller, own), kept[0])
        at = kept.end()
    spelled.append(_spell(text, at, len(text), source, speller, own))
    return "".join(spelled)


def _spell(text: str, start: int, end: int, source: str, speller: _Speller, own: Mapping[str, str]) -> str:
    if source.endswith("Cyrl"):
        return _CYRILLIC_WORD.sub(lambda found: _word(found[0], source, speller, own), text[start:end])
    spelled: list[str] = []
    at = start
    for found in _LATIN_WORD.finditer(text, start, end):
        word = found[0]
        if word[-1] in APOSTROPHES and _closes_quotation(text, found):
            word = word[:-1]
        spelled += (text[at : found.start()], _latin(text, found.start(), word, source, speller, own))
        at = found.start() + len(word)
    spelled.append(text[at:end])
    return "".join(spelled)


def _closes_quotation(text: str, found: re.Match[str]) -> bool:
    """Return whether the apostrophe that ends a word is a quotation mark: one stands before, or no letter wants it."""
    sign, letter = found[0][-1], found[0][-2]
    if sign in "\u02bb\u02bc":
        return False
    opened = text[max(found.start() - 1, 0) : found.start()] in tuple(APOSTROPHES)
    return letter not in "oOgG" or (opened and text[found.end() : found.end() + 1] not in tuple(APOSTROPHES))


def _latin(text: str, at: int, word: str, source: str, speller: _Speller, own: Mapping[str, str]) -> str:
    if source == "az":
        return _word(word, source, speller, own)
    word = right_apostrophes(word)
    if not _NEW_LETTERS.fullmatch(word) or _ROMAN.fullmatch(word):
        return word
    if len(word) == 1 and _ROMAN_DIGIT.match(text, at):
        return word
    return _word(word, source, _as_it_stands if _FOREIGN.search(word) else speller, own)


def _as_it_stands(word: str) -> str:
    return word


def right_apostrophes(word: str) -> str:
    """Return an Uzbek Latin word with U+02BB after o and g and U+02BC after all else."""
    for sign in APOSTROPHES:
        word = word.replace(sign, _uzbek_letters.APOSTROPHE)
    return re.sub(f"(?<=[oOgG]){_uzbek_letters.APOSTROPHE}", _uzbek_letters.TURNED, word)


def _word(word: str, source: str, speller: _Speller, own: Mapping[str, str]) -> str:
    if own:
        lowered = _key(word, source)
        for length in range(len(lowered), 0, -1):
            spelling = own.get(lowered[:length])
            if spelling is not None and (length == len(lowered) or _ends(lowered[length:], source)):
                stem, ending = word[:length], word[length:]
                return _uzbek_letters.carry_case(stem, spelling, ending) + (speller(ending) if ending else "")
    return speller(word)


def _ends(ending: str, source: str) -> bool:
    return source.startswith("uz") and is_ending(ending, cyrillic=source == "uz-Cyrl")


def _key(word: str, source: str) -> str:
    """Return a word in small letters, one for each, as exceptions are looked up."""
    if source == "az":
        word = word.replace("I", "ı")
    if source in ("uz", UZBEK_2026):
        word = right_apostrophes(word)
    return "".join(letter.lower()[0] for letter in word)


def _checked(exceptions: Mapping[str, str], source: str) -> dict[str, str]:
    words = _CYRILLIC_WORD if source.endswith("Cyrl") else _LATIN_WORD
    own: dict[str, str] = {}
    for written, spelling in exceptions.items():
        written = unicodedata.normalize("NFC", written)
        if not words.fullmatch(written):
            raise ExceptionsError(f"{written!r} is not one word in the letters of {source}.")
        if not spelling.strip() or spelling != spelling.strip():
            raise ExceptionsError(f"What stands for {written!r} is empty or begins or ends with a space.")
        if any(sign in "<>&{}%" or unicodedata.category(sign).startswith("C") for sign in spelling):
            raise ExceptionsError(f"What stands for {written!r} holds markup or characters that cannot be seen.")
        key = _key(written, source)
        if own.get(key, spelling) != spelling:
            raise ExceptionsError(f"{written!r} is given twice, with different spellings.")
        own[key] = spelling
    return own
