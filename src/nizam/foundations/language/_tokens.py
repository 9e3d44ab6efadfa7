# SPDX-License-Identifier: EUPL-1.2
"""Words, numbers and the shapes of office texts (dates, acts, telephones, codes), each with its place in the text."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from nizam.foundations.language._abbreviations import CLOSING, LEADING
from nizam.foundations.language._characters import APOSTROPHES, IGNORABLES, MARKS


class TokenKind(StrEnum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    DATE = "date"
    PHONE = "phone"
    ACT = "act"
    EMAIL = "email"
    ADDRESS = "address"
    ABBREVIATION = "abbreviation"
    CODE = "code"
    PUNCTUATION = "punctuation"


class Token(NamedTuple):
    """A stretch of a text: ``text == whole[start:end]``."""

    text: str
    start: int
    end: int
    kind: TokenKind

    @property
    def parts(self) -> tuple["Token", ...]:
        """The words and numbers it is made of, without signs; itself alone when it is made of one.

        ``proses-lərin`` has two parts, ``2026-cı`` two, ``№ 123-IVQ`` two; places count in the whole text.
        """
        if self.kind not in _MADE_OF_PARTS:
            return (self,)
        found = tuple(token for token in _fine(self) if token.kind is not TokenKind.PUNCTUATION)
        return found if len(found) > 1 else (self,)


_MARK: Final[str] = f"[{MARKS}{IGNORABLES}]"
_SIGN: Final[str] = f"[{re.escape(APOSTROPHES)}]"
_HYPHEN: Final[str] = "[-\u2010\u2011]"
_LETTER: Final[str] = rf"(?:[^\W\d_]{_MARK}*+)"
_INNER: Final[str] = rf"(?:\w{_MARK}*+)"
_BODY: Final[str] = rf"{_INNER}++(?:{_SIGN}{_INNER}++)*+"
# An apostrophe that closes a word is a letter of it when it is one of the two letters' own signs, or stands after o
# or g in a word that no quotation mark opened (tog', bog’).
_LAST: Final[str] = rf"(?:[\u02bb\u02bc\u2018]|(?<=[oOgG]){_SIGN})?"
_LAST_QUOTED: Final[str] = r"[\u02bb\u02bc]?"
_WORD: Final[str] = (
    rf"(?={_LETTER})(?:(?<!{_SIGN}){_BODY}(?:{_HYPHEN}{_BODY})*+{_LAST}|{_BODY}(?:{_HYPHEN}{_BODY})*+{_LAST_QUOTED})"
)
_DIGITS: Final[str] = "\\d+(?:[.,:]\\d+)*+(?:[\u00a0\u2009\u202f]\\d{3}(?!\\d))*+(?:[.,]\\d+)?"
# The endings that numbers take: 2026-cı, 5'inci, 2026'dan, 10-noyabr, 17.50da.
_NUMBER: Final[str] = rf"{_DIGITS}(?:{_SIGN}?{_LETTER}+|{_HYPHEN}(?={_LETTER}){_BODY})*+"

_EDGE: Final[str] = r"(?![\w@])"
# Repetitions that may have to be given back are bounded, so that no text takes more than linear time.
_EMAIL: Final[str] = r"[^\W_][\w.+%-]{0,63}@[^\W_][\w-]{0,62}(?:\.[^\W_][\w-]{0,62}){1,8}"
_NOT_IN_ADDRESS: Final[str] = r"\s<>\"«»“”„"
_REST: Final[str] = rf"(?:[^{_NOT_IN_ADDRESS}]*[^{_NOT_IN_ADDRESS}.,;:!?…)\]}}'’])"
_DOMAINS: Final[str] = "(?:az|uz|tr|ru|com|org|net|edu|gov|info|int|eu|io|biz|tv|uk|de)"
_LABEL: Final[str] = "[A-Za-z0-9][A-Za-z0-9-]{0,62}"
_ADDRESS: Final[str] = (
    rf"(?:https?|ftps?)://{_REST}|www\.{_REST}"
    rf"|(?<![\w.@-]){_LABEL}(?:\.{_LABEL}){{0,6}}\.{_DOMAINS}{_EDGE}(?!\.\w)(?:/{_REST})?"
)
_HEX: Final[str] = "[0-9A-Fa-f]"
_OCTET: Final[str] = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)"
_CODE: Final[str] = (
    rf"{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}{_EDGE}"
    rf"|{_HEX}{{2}}(?::{_HEX}{{2}}){{5}}(?![\w:])|{_HEX}{{2}}(?:-{_HEX}{{2}}){{5}}(?![\w-])"
    rf"|{_HEX}{{4}}\.{_HEX}{{4}}\.{_HEX}{{4}}(?![\w.])"
    # Four small numbers are an article's place (3.1.2.4) rather than a machine's address.
    rf"|(?=10\.|[\d.]*\d{{3}}|[\d.]+[/:]\d){_OCTET}(?:\.{_OCTET}){{3}}(?:/\d{{1,2}}|:\d{{1,5}})?(?![\w/]|\.\d)"
    rf"|(?:{_HEX}{{1,4}}:){{7}}{_HEX}{{1,4}}{_EDGE}|(?:{_HEX}{{1,4}}:){{1,6}}(?::{_HEX}{{1,4}}){{1,6}}{_EDGE}"
    r"|(?=[^\W_]{0,30}[A-ZƏĞİÖŞÜÇА-ЯЎҚҒҲ])(?=[^\s\d]{0,40}\d)[A-ZƏĞİÖŞÜÇА-ЯЎҚҒҲ\d]++(?:[-/_.][A-ZƏĞİÖŞÜÇА-ЯЎҚҒҲ\d]++){1,6}(?![\w'])"
)
_DAY: Final[str] = "(?:0?[1-9]|[12]\\d|3[01])"
_MONTH: Final[str] = "(?:0?[1-9]|1[0-2])"
_DATE: Final[str] = (
    rf"{_DAY}(?P<_mark>[./-]){_MONTH}(?P=_mark)(?:1[5-9]|20|21)\d{{2}}(?!\d|[./-]\d)"
    rf"|(?:0[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])\.\d{{2}}(?!\d|[./-]\d)"
    r"|(?:1[5-9]|20|21)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d|-\d)"
)
_GAP: Final[str] = "[ \u00a0.-]"
_PHONE: Final[str] = (
    rf"\+\d{{1,3}}(?:{_GAP}?\(?\d{{2,4}}\)?)(?:{_GAP}?\d{{2,4}}){{2,4}}(?!\d)"
    rf"|(?<!\w)\(0?\d{{2,4}}\){_GAP}?\d{{2,4}}(?:{_GAP}?\d{{2,4}}){{1,3}}(?!\d)"
    rf"|0\d{{2,3}}[ \u00a0-]\d{{3}}(?:[ \u00a0-]\d{{2}}){{2}}(?!\d)"
)
# Acts by the signs of their registers: laws of the Milli Majlis (123-IVQ), of Uzbekistan (OʻRQ-637) and the acts of its
# president and government (PF, PQ, F, VMQ), Turkish circulars by year (2019/121), numbers that a word calls so.
_SERIES: Final[str] = rf"(?:O{_SIGN}?RQ|ЎРҚ|PF|ПФ|PQ|ПҚ|PP|ПП|VMQ|ВМҚ|OQ|ОҚ)"
_ROMAN: Final[str] = "[IVXLC]{1,6}"
_SAID: Final[str] = "(?i:sayılı|sayili|saylı|nömrəli|nomreli|sonli|сонли)"
# After a hyphen only: "15 son" may be Turkish, "15-son" is an Uzbek number.
_SAID_JOINED: Final[str] = "(?i:sayılı|sayili|saylı|nömrəli|nomreli|sonli|сонли|son|сон)"
_DASH: Final[str] = "[-\u2010\u2011\u2013]"
_PLAIN_ACT: Final[str] = (
    rf"{_SERIES}{_DASH}?\d+(?:{_DASH}{_SAID_JOINED})?(?!\w)|\d+{_DASH}{_ROMAN}(?:KQD|KQ|QD|QR|Q|FR|SR)(?!\w)"
    rf"|\d+(?:[/-]\d+)?(?:[ \u00a0]{_SAID}|{_DASH}{_SAID_JOINED})(?!\w)|(?:19|20)\d\d/\d{{1,5}}(?![\w/]|[.,]\d)"
)
_ACT: Final[str] = rf"№[ \u00a0]?(?:{_PLAIN_ACT}|\d[\w/.-]*(?<![.-])|[^\W_]+[-/]\d[\w/-]*(?<!-))|{_PLAIN_ACT}"
_ABBREVIATION: Final[str] = (
    rf"(?:{CLOSING})(?!\w)|(?<!\w)(?:{_LETTER}\.){{2,8}}(?!\w)|(?<![\w'’-])(?:{LEADING})\.(?!\w)"
)
_PLAIN_WORD: Final[str] = r"[^\W\d_]{2,}+(?=[\s,;!?)])"

_TOKEN: Final[re.Pattern[str]] = re.compile(
    rf"(?P<closing>(?:{CLOSING})(?!\w))|(?P<word>{_PLAIN_WORD})"
    rf"|(?P<email>{_EMAIL})|(?P<address>{_ADDRESS})|(?P<phone>{_PHONE})|(?P<date>{_DATE})|(?P<act>{_ACT})"
    rf"|(?P<code>{_CODE})|(?P<abbreviation>{_ABBREVIATION})|(?P<number>{_NUMBER})|(?P<other_word>{_WORD})"
    rf"|{_MARK}+|(?P<punctuation>\.{{2,}}|[!?]{{2,}}|\S)"
)
_FINE: Final[re.Pattern[str]] = re.compile(
    rf"(?P<number>{_DIGITS}(?:{_SIGN}?{_LETTER}+)*+)|(?P<word>(?={_LETTER}){_BODY}{_LAST})|{_MARK}+|(?P<punctuation>\S)"
)
_KINDS: Final[dict[str, TokenKind]] = {
    **{kind.value: kind for kind in TokenKind},
    "closing": TokenKind.ABBREVIATION,
    "other_word": TokenKind.WORD,
}
_MADE_OF_PARTS: Final[frozenset[TokenKind]] = frozenset(
    {TokenKind.WORD, TokenKind.NUMBER, TokenKind.ACT, TokenKind.CODE, TokenKind.ABBREVIATION}
)


def tokens(text: str, *, fine: bool = False) -> Iterator[Token]:
    """Yield the tokens of ``text`` in order; everything but white space and invisible characters is in one of them.

    - a word keeps the apostrophes inside it (taʼlim, Ankara'dan, tog'), its digits, hyphens and combining marks;
    - a number keeps its separators and the ending it takes (1.234,5; 2026-cı; 5'inci; 10-noyabr);
    - an act keeps the sign or the word that calls it one: № 123-IVQ, 5651 sayılı, ЎРҚ-637, PF-60, 2019/121;
    - a code is a MAC or IP address, a UUID or a serial such as SW-2026/14;
    - an abbreviation has its full stop: T.C., Dr., va h.k.; only well-known ones and letters with full stops are;
    - the rest is punctuation, one sign a token, full stops in a row together.

    Args:
        text: any text.
        fine: take words, numbers, acts and codes apart at hyphens, spaces and slashes, the signs as punctuation, as
            the Universal Dependencies treebanks of Turkish and Uzbek do.
    """
    for match in _TOKEN.finditer(text):
        group = match.lastgroup
        if group is None:
            continue
        token = Token(match[0], match.start(), match.end(), _KINDS[group])
        if fine and token.kind in _MADE_OF_PARTS:
            yield from _fine(token)
        else:
            yield token


def _fine(token: Token) -> Iterator[Token]:
    if token.kind is TokenKind.ABBREVIATION and " " not in token.text:
        yield token
        return
    for match in _FINE.finditer(token.text):
        if match.lastgroup is not None:
            start = token.start + match.start()
            yield Token(match[0], start, start + len(match[0]), _KINDS[match.lastgroup])
