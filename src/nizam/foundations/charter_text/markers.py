# SPDX-License-Identifier: EUPL-1.2
"""What a line of a charter starts with: the numbering styles of Azerbaijani, Turkish, Uzbek, Russian and English law.

A marker only says how a line looks. Whether "3." is a chapter, an article or an item is for the parser, which sees the
whole text.
"""

import re
from dataclasses import dataclass
from enum import Enum

from nizam.foundations.charter_text import letters


class Style(Enum):
    """How a number is written."""

    ANNEX = "annex"  # EK-1, 2-ilova, Əlavə 3
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
    CAPITAL_DOT = "capital-dot"  # B.
    BULLET = "bullet"  # •


@dataclass(frozen=True)
class Marker:
    """The number at the start of a line: its style, the text printed, its value and the rest of the line.

    `values` are the parts of the number, outermost first; for letters see `letters`. 0 stands for a number that was not
    understood. `word` is the word of a chapter or article that counts apart ("bölüm", "geçici madde"), in lower case.
    `tight` says that a small letter follows at once ("1.derece"), which a number of a provision rarely has.
    """

    style: Style
    printed: str
    values: tuple[int, ...]
    rest: str
    word: str = ""
    tight: bool = False


def fold(text: str) -> str:
    """Return `text` in lower case, character for character, with one i for i, ı, I, İ and one apostrophe."""
    folded = text.replace("İ", "i").lower().replace("ı", "i")
    # Several times faster than str.translate, which is slow outside ASCII.
    for apostrophe in _APOSTROPHES:
        folded = folded.replace(apostrophe, "'")
    return folded


def is_uppercase_start(text: str) -> bool:
    """Tell whether the first letter or digit of `text`, after quotes and brackets, is a capital letter."""
    bare = text.lstrip("\"'“”„«»‘’([*")
    return bare[:1].isupper()


def is_lowercase_start(text: str) -> bool:
    """Tell whether `text` starts with a small letter, as the middle of a sentence does."""
    return text[:1].islower()


# No number with its word is longer.
_HEAD = 80
_APOSTROPHES = "‘’ʻʼ`´"
_SPACED = r"\s?"
# fmt: off
_CHAPTER_WORDS = (
    "bölüm", "kisim", "fasil",  # Turkish
    "fəsil", "bob", "боб", "paraqraf", "paragraf", "параграф",  # Azerbaijani, Uzbek
    "глава", "раздел", "chapter", "title", "§",
)
# These also name a department or a share: "3. Bo'lim:" is an article about the department, "3-bo'lim" a chapter.
_CHAPTER_OR_DEPARTMENT_WORDS = ("bölmə", "hissə", "bo'lim", "qism", "бўлим", "қисм", "часть", "part", "section")
_ARTICLE_WORDS = ("madde", "maddə", "modda", "модда", "мәддә", "статья", "article")
_ANNEX_WORDS = ("ek", "əlavə", "ilova", "илова", "приложение", "annex", "appendix")
_ORDINAL_STEMS = (
    ("birin", "бирин", "перв", "one", "first"),
    ("ikin", "ikkin", "иккин", "втор", "two", "second"),
    ("üçün", "uchin", "учин", "трет", "three", "third"),
    ("dördün", "to'rtin", "тўртин", "четверт", "four"),
    ("beşin", "beshin", "бешин", "пят", "five", "fifth"),
    ("altin", "oltin", "олтин", "шест", "six"),
    ("yedin", "yeddin", "yettin", "еттин", "седьм", "seven"),
    ("sekizin", "səkkizin", "sakkizin", "саккизин", "восьм", "eight"),
    ("dokuzun", "doqquzun", "to'qqizin", "тўққизин", "девят", "nine", "ninth"),
    ("onun", "o'nin", "ўнин", "десят", "ten"),
)
_TENS = {"on": 10, "o'n": 10, "ўн": 10, "yirmi": 20, "iyirmi": 20, "yigirma": 20, "йигирма": 20}
# fmt: on
_NO_LETTER = r"(?![^\W\d_])"
# Scans and converters break headings apart ("BÖL ÜM"), so every letter may be followed by one space.
_PLAIN = "(?:" + "|".join(_SPACED.join(word) for word in _CHAPTER_WORDS) + ")"
_CHAPTER = (
    "(?P<word>"
    + "|".join(_SPACED.join(word) for word in _CHAPTER_WORDS + _CHAPTER_OR_DEPARTMENT_WORDS)
    + f"){_NO_LETTER}"
)
_ARTICLE = rf"(?:{'|'.join(_ARTICLE_WORDS)}){_NO_LETTER}"
_ANNEX = rf"(?:{'|'.join(_ANNEX_WORDS)}){_NO_LETTER}"
_ORDINAL = rf"(?:(?:{'|'.join(_TENS)})\s)?[\w']{{0,8}}(?:inci|uncu|üncü|inchi|нчи)"
_OTHER_ORDINAL = r"(?:[а-я]{4,12}(?:ая|ья|ый|ой|ий)|one|two|three|four|five|six|seven|eight|nine|ten)"
_ROMAN = r"[ivxіх]{1,7}"
_ORDINAL_SUFFIX = r"(?:\s?[-–]\s?)?(?:nci|inci|uncu|üncü|nchi|ci|cu|cü|нчи|я)?"

_CHAPTER_FORMS = (
    re.compile(rf"(?P<number>(?:{_ORDINAL}|(?:{_ROMAN}|\d{{1,3}}){_ORDINAL_SUFFIX})\s*{_CHAPTER}\.?)[\s:–—-]*"),
    re.compile(rf"(?P<number>(?:{_ROMAN}|\d{{1,3}})\.\s*(?P<word>{_PLAIN})(?!\w)\.?)[\s:–—-]*"),
    re.compile(
        rf"(?P<number>{_CHAPTER}(?:\s+(?:{_ROMAN}|{_ORDINAL}|{_OTHER_ORDINAL})|\s*\d{{1,3}})(?!\w)\.?)[\s:–—-]*"
    ),
)
_MISREAD_VALUE = r"(?P<misread>(?=[lo\d]*[lo])(?=o*[l\d])[lo\d]{1,3})(?=\s?[-–—.:])"
_ARTICLE_VALUE = (
    rf"(?:{_MISREAD_VALUE}|(?P<value>\d{{1,3}}(?:[.-]\d{{1,2}}(?=\.\s)|/\w{{1,2}})?)(?!\d)"
    rf"|(?P<roman>{_ROMAN})(?=\s?[-–—.:]))"
)
_ARTICLE_FORMS = (
    re.compile(
        rf"(?P<number>(?:(?P<word>geçici|ek)\s)?{_ARTICLE}\s*[:.№]?\s*{_ARTICLE_VALUE}\s*(?P<end>[-–—.:)]*))\s*"
    ),
    re.compile(rf"(?P<number>(?P<value>\d{{1,3}})\s?[-–.]?\s?(?:ci|cu|cü|inci)?\s*{_ARTICLE}\s*(?P<end>[-–—.:)]*))\s*"),
    re.compile(rf"(?P<number>(?P<ordinal>{_ORDINAL})\s{_ARTICLE}\s*(?P<end>[-–—.:]+))\s*"),
)
# "Maddə 1-də": the number goes on as a word.
_CASE_ENDING = re.compile(
    r"(?:[ny]?[iuüaəe]|n?[iuü]n|[dt][aəe]n?|[ls][aəeiuü]|n?c[iuü]|[iuü]nc[iuü]|d[aəe]ki)(?![\w)])"
)
_ANNEX_FORMS = (
    re.compile(rf"(?P<number>{_ANNEX}\s?[-–:]?\s?(?:№|no)?[.:]?\s?(?P<value>\d{{1,2}}|[a-zа-я])(?!\w)[.:)]?)[\s:–—-]*"),
    # "Nizomga 1-ilova": the word in front says what it is the annex of.
    re.compile(
        rf"(?:[^\W\d_]{{3,20}}(?:ga|га|[nys]?[aəe])\s)?(?P<number>(?P<value>\d{{1,2}})\s?[-–]?\s?"
        rf"(?:(?:saylı|sonli|nömrəli|ci|cu|cü)\s)?{_ANNEX}[.:]?)[\s:–—-]*"
    ),
)
# A scan may show the numeral I as a small l.
_ROMAN_FORM = re.compile(r"(?P<number>(?=l*[IVXІХ])[IVXІХl]{1,7}\s?[.)–—-])\s*(?:(?=\S)|(?<=[.)])$)")
_MULTI_FORM = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,3}){1,4}(?!\d)(?:[.)](?!\d)|,(?=\s))?(?:\s?[-–—](?=\s))?)\s*")
_SINGLE_FORMS = (
    (Style.PARENS, re.compile(r"(?P<number>\((?P<value>[1-9]\d{0,2})\))\s*(?!\d{2})")),
    (Style.PAREN, re.compile(r"(?P<number>(?P<value>\d{1,3})\s?\))\s*")),
    (Style.DOT, re.compile(r"(?P<number>(?P<value>\d{1,3})\s?\.)(?!\d)\s*")),
    (Style.DASH, re.compile(r"(?P<number>(?P<value>\d{1,3})\s?[-–—])(?!\d)\s*(?=\S)")),
)
_LETTER_FORMS = (
    (Style.LETTERS, re.compile(r"(?P<number>\((?:[^\W\d_]|[ivx]{2,4})\))\s*")),
    (Style.LETTER, re.compile(r"(?P<number>(?:[^\W\d_]|[ivx]{2,4})\s?\))\s*")),
    (Style.LETTER_DASH, re.compile(r"(?P<number>[^\W\d_A-ZÇƏĞİÖŞÜА-ЯЎҚҒҲ][-–—])(?=[A-ZÇƏĞİÖŞÜА-ЯЎҚҒҲ][^\W\d_A-Z])")),
    (Style.LETTER_DASH, re.compile(r"(?P<number>[^\W\d_]\s?[-–—])\s+(?=\S)")),
    (Style.LETTER_DOT, re.compile(r"(?P<number>[^\W\d_A-ZÇƏĞİÖŞÜА-ЯЎҚҒҲ]\.)\s+(?=\S)")),
    (Style.CAPITAL_DOT, re.compile(r"(?P<number>[^\W\d_]\.)\s+(?=\S)")),
)
# A scan shows a round bullet as one of the signs at the end.
_BULLET_FORM = re.compile(r"(?P<number>[•·▪●■◦○►➢✓*–—-]|»\*?|[«¢¤°])\s+(?=\S)")
_TIGHT_BULLET_FORM = re.compile(r"(?P<number>[•·▪●■◦○►➢✓*–—-])(?=[^\W\d_])")
_ROMAN_VALUE = re.compile(r"(?P<tens>x{0,3})(?P<units>ix|iv|v?i{0,3})")
# A scan may show a digit as a letter: "MADDE l –", "MADDE lO –".
_DIGIT_LOOKS = str.maketrans("lo", "10")
_LATIN_LOOKS = str.maketrans("іхl", "ixi")


def find_marker(line: str) -> Marker | None:
    """Return the marker that `line` starts with, or None; `line` is stripped and has single spaces."""
    # Markdown converters put a hyphen before an item that has its own number.
    bare = re.sub(r"^[-–—*•]\s+(?=\d|\(\d)", "", line)
    return (
        _annex(bare)
        or _chapter(bare)
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


def roman_number(value: int) -> str:
    """Return `value` (1 to 39) as a Roman number in capitals."""
    units = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return "X" * (value // 10) + units[value % 10]


def ordinal_value(text: str) -> int:
    """Return the value (1 to 29) of an ordinal in words at the start of `text`, as in "On birinci", 0 if it is none."""
    first, _, second = fold(text).partition(" ")
    tens, word = (_TENS[first], second) if first in _TENS and second else (0, first)
    for value, stems in enumerate(_ORDINAL_STEMS, start=1):
        if word.startswith(stems):
            return tens + value
    return 0


def _annex(line: str) -> Marker | None:
    folded = fold(line[:_HEAD])
    for form in _ANNEX_FORMS:
        match = form.match(folded)
        rest = line[match.end() :] if match else ""
        # "Ek 1'de" and "2-ilova bo'yicha" speak of an annex.
        if match is None or line[match.end("number") :][:1] in ("'", "’", ",", ";") or (rest and not rest[0].isupper()):
            continue
        letter = line[match.start("value")]
        if line[0].isdigit() or line[0].isupper():
            value = int(match["value"]) if letter.isdigit() else letters.place(letter)
            if letter.isdigit() or letter.isupper():
                return Marker(Style.ANNEX, line[: match.end("number")], (value,), rest, "annex")
    return None


def _starts_a_text(rest: str) -> bool:
    return not rest or not rest[0].isalpha() or rest[0].isupper()


def _chapter(line: str) -> Marker | None:
    folded = fold(line[:_HEAD])
    for form in _CHAPTER_FORMS:
        match = form.match(folded)
        if match is None:
            continue
        rest = line[match.end() :]
        if _starts_a_text(rest) and rest[:1] not in ("'", "’", ",", ";", ")"):
            word = match["word"].replace(" ", "")
            number = match["number"].replace(match["word"], " ", 1).strip(" .-–")
            digits = re.match(r"\d+", number)
            value = int(digits[0]) if digits else roman_value(number) or ordinal_value(number)
            return Marker(Style.CHAPTER_WORD, line[: match.end("number")], (value,), rest, word)
    return None


def _article(line: str) -> Marker | None:
    folded = fold(line[:_HEAD])
    for form in _ARTICLE_FORMS:
        match = form.match(folded)
        if match is None:
            continue
        rest = line[match.end() :]
        if re.search(r"\d[-–]$", line[: match.end()]) and _CASE_ENDING.match(fold(rest)):
            continue
        # "Madde 5'te" and "Madde 5 uyarınca" are the middle of a sentence that speaks of another article.
        if rest[:1] not in ("'", "’", ",", ";") and (match["end"] or _starts_a_text(rest)):
            groups = match.groupdict()
            word = f"{groups.get('word') or ''} article".strip()
            return Marker(Style.ARTICLE_WORD, line[: match.end("number")].strip(), _article_values(groups), rest, word)
    return None


def _article_values(groups: dict[str, str | None]) -> tuple[int, ...]:
    if misread := groups.get("misread"):
        return (int(misread.translate(_DIGIT_LOOKS)),)
    if printed := groups.get("value"):
        return tuple(int(part) for part in re.findall(r"\d+", printed))
    return (roman_value(groups.get("roman") or "") or ordinal_value(groups.get("ordinal") or ""),)


def _multi(line: str) -> Marker | None:
    match = _MULTI_FORM.match(line)
    if match is None:
        return None
    rest = line[match.end() :]
    if match["number"].endswith(",") and not is_uppercase_start(rest):
        return None
    # "1.2-ci", "2.5%" and "3.1/4" go on after the number; a number of a provision ends there.
    spaced = match.end() > match.end("number")
    if not (spaced or not rest or match["number"][-1] in ".)-–—" or is_uppercase_start(rest)):
        return None
    values = tuple(int(part) for part in re.findall(r"\d+", match["number"]))
    return Marker(Style.MULTI, match["number"], values, rest)


def _single(line: str) -> Marker | None:
    for style, form in _SINGLE_FORMS:
        match = form.match(line)
        if match is not None:
            rest = line[match.end() :]
            spaced = match.end() > match.end("number")
            # "1.derece", "5-ci" and "18.maddesi" are words with a number in front, most of the time.
            tight = not (spaced or not rest or style is Style.PARENS or is_uppercase_start(rest))
            if not tight or (style is not Style.DASH and rest[0].isalpha()):
                return Marker(style, match["number"], (int(match["value"]),), rest, tight=tight)
    return None


def _roman(line: str) -> Marker | None:
    match = _ROMAN_FORM.match(line)
    value = roman_value(match["number"].rstrip(" .)–—-")) if match else 0
    if match is None and line.isupper() and (match := re.match(r"(?P<number>[IVXІХ]{1,7})\s+(?=\S{3})", line)):
        value = roman_value(match["number"])
    if match is None or value == 0 or not _starts_a_text(line[match.end() :]):
        return None
    return Marker(Style.ROMAN, match["number"], (value,), line[match.end() :])


def _letter(line: str) -> Marker | None:
    for style, form in _LETTER_FORMS:
        match = form.match(line)
        if match is not None:
            letter = match["number"].strip("(). -–—")
            return Marker(style, match["number"], (letters.place(letter),), line[match.end() :])
    return None


def _bullet(line: str) -> Marker | None:
    tight = _TIGHT_BULLET_FORM.match(line)
    match = tight or _BULLET_FORM.match(line)
    return match and Marker(Style.BULLET, match["number"], (0,), line[match.end() :], tight=tight is not None)
