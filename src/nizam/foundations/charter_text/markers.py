# SPDX-License-Identifier: EUPL-1.2
"""What a line of a charter starts with: the numbering styles of Azerbaijani, Turkish, Uzbek, Russian and English law.

A marker only says how a line looks. Whether "3." is a chapter, an article or an item is for the parser, which sees the
whole text.
"""

import re
from dataclasses import dataclass
from enum import Enum


class Style(Enum):
    """How a number is written."""

    CHAPTER_WORD = "chapter-word"  # Birinci Bölüm, 1-BOB., II fəsil, Глава 3
    ROMAN = "roman"  # II.
    ARTICLE_WORD = "article-word"  # Madde 6-, 5-modda., Статья 2.
    MULTI = "multi"  # 3.0.4.
    DOT = "dot"  # 3.
    DASH = "dash"  # 3-
    PAREN = "paren"  # 3)
    PARENS = "parens"  # (3)
    LETTER = "letter"  # b)
    LETTERS = "letters"  # (b)
    LETTER_DASH = "letter-dash"  # b-
    LETTER_DOT = "letter-dot"  # b.
    BULLET = "bullet"  # •


@dataclass(frozen=True)
class Marker:
    """The number at the start of a line: its style, the text printed, its value and the rest of the line.

    `values` are the parts of the number, outermost first. For letters it is the place in a common order of the
    alphabets, from 1, and 0 for what is in none.
    """

    style: Style
    printed: str
    values: tuple[int, ...]
    rest: str


def fold(text: str) -> str:
    """Return `text` in lower case, character for character, with one i for i, ı, I, İ and one apostrophe."""
    return text.replace("İ", "i").lower().translate(_FOLDED)


def is_uppercase_start(text: str) -> bool:
    """Tell whether the first letter or digit of `text`, after quotes and brackets, is a capital letter."""
    bare = text.lstrip("\"'“”„«»‘’([*")
    return bare[:1].isupper()


def is_lowercase_start(text: str) -> bool:
    """Tell whether `text` starts with a small letter, as the middle of a sentence does."""
    return text[:1].islower()


_FOLDED = str.maketrans("ı‘’ʻʼ`´", "i''''''")
_SPACED = r"\s?"
# fmt: off
_CHAPTER_WORDS = (
    "bölüm", "kisim", "fasil",  # Turkish
    "fəsil", "bob", "боб",  # Azerbaijani, Uzbek
    "глава", "раздел", "chapter", "title", "§",
)
# These also name a department or a share: "3. Bo'lim:" is an article about the department, "3-bo'lim" a chapter.
_CHAPTER_OR_DEPARTMENT_WORDS = ("bölmə", "hissə", "bo'lim", "qism", "бўлим", "қисм", "часть", "part", "section")
_ARTICLE_WORDS = ("madde", "maddə", "modda", "модда", "мәддә", "статья", "article")
# fmt: on
# Scans and converters break headings apart ("BÖL ÜM"), so every letter may be followed by one space.
_PLAIN = "(?:" + "|".join(_SPACED.join(word) for word in _CHAPTER_WORDS) + ")"
_CHAPTER = "(?:" + "|".join(_SPACED.join(word) for word in _CHAPTER_WORDS + _CHAPTER_OR_DEPARTMENT_WORDS) + r")(?!\w)"
_ARTICLE = "(?:" + "|".join(_ARTICLE_WORDS) + r")(?!\w)"
_ORDINAL = r"(?:(?:on|o'n|ўн)\s)?[\w']{0,8}(?:inci|uncu|üncü|inchi|нчи)"
_RUSSIAN_ORDINAL = r"[а-я]{4,12}(?:ая|ья|ый|ой|ий)"
_ROMAN = r"[ivxіх]{1,7}"
_ORDINAL_SUFFIX = r"(?:\s?[-–]\s?)?(?:nci|inci|uncu|üncü|nchi|ci|cu|cü|нчи|я)?"

_CHAPTER_FORMS = (
    re.compile(rf"(?P<number>(?:{_ORDINAL}|{_ROMAN}|\d{{1,3}}{_ORDINAL_SUFFIX})\s*{_CHAPTER}\.?)[\s:–—-]*"),
    re.compile(rf"(?P<number>(?:{_ROMAN}|\d{{1,3}})\.\s*{_PLAIN}(?!\w)\.?)[\s:–—-]*"),
    re.compile(rf"(?P<number>{_CHAPTER}\s+(?:\d{{1,3}}|{_ROMAN}|{_ORDINAL}|{_RUSSIAN_ORDINAL})(?!\w)\.?)[\s:–—-]*"),
)
_ARTICLE_FORMS = (
    re.compile(
        rf"(?P<number>(?:(?:geçici|ek)\s)?{_ARTICLE}\s*[:.№]?\s*(?P<value>\d{{1,3}})(?!\d)\s*(?P<end>[-–—.:)]*))\s*"
    ),
    re.compile(rf"(?P<number>(?P<value>\d{{1,3}})\s?[-–.]?\s?(?:ci|cu|cü|inci)?\s*{_ARTICLE}\s*(?P<end>[-–—.:)]*))\s*"),
)
_ROMAN_FORM = re.compile(r"(?P<number>[IVXІХ]{1,7}\s?[.)–—-])\s*(?=\S)")
_MULTI_FORM = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,3}){1,4}(?!\d)(?:[.)](?!\d))?)\s*")
_SINGLE_FORMS = (
    (Style.PARENS, re.compile(r"(?P<number>\((?P<value>\d{1,3})\))\s*")),
    (Style.PAREN, re.compile(r"(?P<number>(?P<value>\d{1,3})\s?\))\s*")),
    (Style.DOT, re.compile(r"(?P<number>(?P<value>\d{1,3})\s?\.)(?!\d)\s*")),
    (Style.DASH, re.compile(r"(?P<number>(?P<value>\d{1,3})\s?[-–—])(?!\d)\s*(?=\S)")),
)
_LETTER_FORMS = (
    (Style.LETTERS, re.compile(r"(?P<number>\((?:[^\W\d_]|[ivx]{2,4})\))\s*")),
    (Style.LETTER, re.compile(r"(?P<number>(?:[^\W\d_]|[ivx]{2,4})\s?\))\s*")),
    (Style.LETTER_DASH, re.compile(r"(?P<number>[^\W\d_]\s?[-–—])\s+(?=\S)")),
    (Style.LETTER_DOT, re.compile(r"(?P<number>[^\W\d_A-ZÇƏĞİÖŞÜА-Я]\.)\s+(?=\S)")),
)
_BULLET_FORM = re.compile(r"(?P<number>[•·▪●■◦○►➢✓*–—-])\s+(?=\S)")
# One order for all alphabets in use; it need not be exact, only near enough to see which letter can follow which.
_LATIN_ORDER = "abcçdeəfgğhxijkqlmnoöprsştuüvwyz"
_CYRILLIC_ORDER = "абвгғдеёжзийкқлмнопрстуўфхҳцчшщъыьэюя"
_ROMAN_VALUE = re.compile(r"(?P<tens>x{0,3})(?P<units>ix|iv|v?i{0,3})")
_LATIN_LOOKS = str.maketrans("іх", "ix")


def find_marker(line: str) -> Marker | None:
    """Return the marker that `line` starts with, or None; `line` is stripped and has single spaces."""
    # Markdown converters put a hyphen before an item that has its own number.
    bare = re.sub(r"^[-–—*•]\s+(?=\d|\(\d)", "", line)
    return (
        _chapter(bare)
        or _article(bare)
        or _multi(bare)
        or _single(bare)
        or _roman(bare)
        or _letter(bare)
        or _bullet(line)
    )


def roman_value(text: str) -> int:
    """Return the value (1 to 39) of the Roman number `text` in either alphabet and case, 0 if it is none."""
    match = _ROMAN_VALUE.fullmatch(fold(text).translate(_LATIN_LOOKS))
    if match is None:
        return 0
    units = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
    return 10 * len(match["tens"]) + units[match["units"]]


def _starts_a_text(rest: str) -> bool:
    return not rest or not rest[0].isalpha() or rest[0].isupper()


def _chapter(line: str) -> Marker | None:
    folded = fold(line)
    for form in _CHAPTER_FORMS:
        match = form.match(folded)
        if match is None:
            continue
        rest = line[match.end() :]
        if _starts_a_text(rest) and rest[:1] not in ("'", "’", ",", ";", ")"):
            digits = re.search(r"\d+|\b[ivxіх]+\b", match["number"])
            value = 0 if digits is None else int(digits[0]) if digits[0].isdigit() else roman_value(digits[0])
            return Marker(Style.CHAPTER_WORD, line[: match.end("number")], (value,), rest)
    return None


def _article(line: str) -> Marker | None:
    folded = fold(line)
    for form in _ARTICLE_FORMS:
        match = form.match(folded)
        if match is None:
            continue
        rest = line[match.end() :]
        # "Madde 5'te" and "Madde 5 uyarınca" are the middle of a sentence that speaks of another article.
        if rest[:1] not in ("'", "’", ",", ";") and (match["end"] or _starts_a_text(rest)):
            return Marker(Style.ARTICLE_WORD, line[: match.end("number")].strip(), (int(match["value"]),), rest)
    return None


def _multi(line: str) -> Marker | None:
    match = _MULTI_FORM.match(line)
    if match is None:
        return None
    rest = line[match.end() :]
    # "1.2-ci", "2.5%" and "3.1/4" go on after the number; a number of a provision ends there.
    spaced = match.end() > match.end("number")
    if not (spaced or not rest or match["number"][-1] in ".)" or is_uppercase_start(rest)):
        return None
    values = tuple(int(part) for part in match["number"].rstrip(".)").split("."))
    return Marker(Style.MULTI, match["number"], values, rest)


def _single(line: str) -> Marker | None:
    for style, form in _SINGLE_FORMS:
        match = form.match(line)
        if match is not None:
            rest = line[match.end() :]
            spaced = match.end() > match.end("number")
            # "1.derece", "5-ci" and "18.maddesi" are words with a number in front.
            if spaced or not rest or style is Style.PARENS or is_uppercase_start(rest):
                return Marker(style, match["number"], (int(match["value"]),), rest)
    return None


def _roman(line: str) -> Marker | None:
    match = _ROMAN_FORM.match(line)
    value = roman_value(match["number"].rstrip(" .)–—-")) if match else 0
    if match is None or value == 0 or not _starts_a_text(line[match.end() :]):
        return None
    return Marker(Style.ROMAN, match["number"], (value,), line[match.end() :])


def _letter(line: str) -> Marker | None:
    for style, form in _LETTER_FORMS:
        match = form.match(line)
        if match is not None:
            letter = fold(match["number"]).strip("(). -–—")
            value = max(_LATIN_ORDER.find(letter), _CYRILLIC_ORDER.find(letter)) + 1
            return Marker(style, match["number"], (value,), line[match.end() :])
    return None


def _bullet(line: str) -> Marker | None:
    match = _BULLET_FORM.match(line)
    return match and Marker(Style.BULLET, match["number"], (0,), line[match.end() :])
