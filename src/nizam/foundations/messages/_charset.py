# SPDX-License-Identifier: EUPL-1.2
"""Bytes to text, by evidence.

A label is believed unless the bytes contradict it. The order: byte order mark; the declared charset; UTF-8; then the
8-bit charsets of the region: windows-1251 or KOI8-R when whole words lie above ASCII, windows-1254 otherwise. Letters
of windows-1254 and windows-1252 differ in six places only (Ğ İ Ş ğ ı ş against Ð Ý Þ ð ý þ), so text labelled
ISO-8859-1 that uses these six and no letter foreign to Turkish is Turkish with a wrong label; so is sound UTF-8 with
several of them and none else, which a carrier made of such text. Neither 8-bit charset holds ə, ʻ, қ, ғ or ҳ:
Azerbaijani and Uzbek can only be whole in UTF-8.
"""

import codecs
import re
from typing import Final

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,39}")
_TEXT_CODEC: Final = re.compile(
    r"ascii|utf-?(7|8|16|32)([-_](sig|le|be))?|iso8859-\d+|iso2022_\w+|cp\d+|koi8[-_][rut]|mac-\w+|kz1048|ptcp154"
    r"|gb\w+|big5\w*|euc_\w+|shift_jis\w*|johab|hz|tis-620"
)
# Supersets that mailers mean when they name the smaller set (as in the WHATWG Encoding Standard).
_ALIAS: Final = {
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "tis-620": "cp874",
    "utf-8-sig": "utf-8",
}
_SEVEN_BIT: Final = re.compile(r"utf-?7|iso2022|hz")
_LATIN_LABELS: Final = frozenset({"cp1252", "iso8859-15", "ascii"})
_TURKISH_LABELS: Final = frozenset({"cp1254", "iso8859-3"})
_CYRILLIC_LABELS: Final = frozenset({"cp1251", "iso8859-5", "koi8-r", "koi8-u"})
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WORD: Final = re.compile(rb"[A-Za-z\xa1\xa2\xa8\xb8\xc0-\xff]+")
# Small letters of KOI8-R are the capitals of windows-1251 and the other way about: "Прошу" would be read "оПНЬС".
_INVERTED: Final = re.compile(rb"(?<![A-Za-z\xc0-\xff])[\xe0-\xff][\xc0-\xdf]{2}")
_SENTENCE_CASE: Final = re.compile(rb"[\xc0-\xff][\xe0-\xff]{2}")
_SIGNATURE: Final = re.compile(rb"[\xd0\xdd\xde\xf0\xfd\xfe]")
# Letters of windows-1252 that no Turkish word has: À Á Ã Å Æ È É Ë Ì Í Ï Ñ Ò Ó Õ Ø Ù Ú ß and their small forms, Ä ä, ÿ.
_FOREIGN: Final = re.compile(
    rb"[\xc0\xc1\xc3-\xc6\xc8\xc9\xcb-\xcd\xcf\xd1-\xd3\xd5\xd8-\xda\xdf\xe0\xe1\xe3-\xe6\xe8\xe9\xeb-\xed\xef\xf1-\xf3\xf5"
    rb"\xf8-\xfa\xff]"
)
# The bytes 0x80-0x9F as windows-1252 shows them, back to the code points of the bytes.
_BACK: Final = {
    ord(character): byte for byte in range(0x80, 0xA0) for character in bytes([byte]).decode("cp1252", "ignore")
}
_WESTERN: Final = re.compile("[\u00c0-\u00ff]")
# So many letters must speak for it before sound UTF-8 is held for the wrong letters of a carrier.
_MIN_SIGNATURE: Final = 3
_MIN_CYRILLIC: Final = 8
_DOUBLED: Final = re.compile("[\u00c2-\u00f4]")
_SAMPLE: Final = 200_000
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATES: Final = re.compile(r"[\ud800-\udfff]")


def codec_of(declared: str) -> str | None:
    """Python's name of the text codec a charset label means, or None when it means none that is safe to use."""
    label = declared.strip(" \t\"'")
    if not _NAME.fullmatch(label):
        return None
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return None
    if not _TEXT_CODEC.fullmatch(name):
        return None
    return _ALIAS.get(name, name)


def decode(data: bytes, declared: str | None, flags: set[str]) -> str:
    """Text of `data`, free of control characters (tab and line feed stay) and of lone surrogates; never raises.

    What had to be decided is added to `flags`: charset-guessed, unknown-charset, mojibake-repaired, replaced,
    control-characters (see `FLAGS`).
    """
    text = _decode(data, declared, flags).replace("\r\n", "\n").replace("\r", "\n")
    text = _SURROGATES.sub("\ufffd", text)
    if "\ufffd" in text:
        flags.add("replaced")
    cleaned = _CONTROLS.sub("", text)
    if cleaned != text:
        flags.add("control-characters")
    return cleaned


def _decode(data: bytes, declared: str | None, flags: set[str]) -> str:
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(codec, "replace")
    codec_name = codec_of(declared) if declared else None
    if declared and codec_name is None:
        flags.add("unknown-charset")
    is_ascii = data.isascii()
    if codec_name and (codec_name.startswith(("utf-16", "utf-32")) or (is_ascii and _SEVEN_BIT.match(codec_name))):
        return data.decode(codec_name, "replace")
    if is_ascii:
        return data.decode("ascii")
    if codec_name and _SEVEN_BIT.match(codec_name):
        codec_name = None
    utf8, is_whole = _utf8(data)
    if codec_name == "utf-8" and utf8 is not None:
        return _relettered(_undouble(utf8, flags), flags)
    if utf8 is not None and is_whole and (codec_name is None or _is_single_byte(codec_name)):
        flags.add("charset-guessed" if codec_name in (None, "ascii") else "mojibake-repaired")
        return utf8
    if codec_name is None or codec_name == "ascii" or codec_name == "utf-8":
        flags.add("charset-guessed")
        return data.decode(_guess(data), "replace")
    better = _contradicted(data, codec_name)
    if better:
        flags.add("mojibake-repaired")
    return data.decode(better or codec_name, "replace")


def _contradicted(data: bytes, codec_name: str) -> str | None:
    """The charset the letters are in, where they cannot be in the declared one."""
    if codec_name in _LATIN_LABELS:
        guess = _guess(data)
        return guess if guess in _CYRILLIC_LABELS or (guess == "cp1254" and _SIGNATURE.search(data)) else None
    if codec_name in _TURKISH_LABELS:
        guess = _guess(data)
        return guess if guess in _CYRILLIC_LABELS else None
    if codec_name in _CYRILLIC_LABELS:
        # No word of any language mixes Latin letters with Cyrillic ones.
        whole, mixed = _weigh(data)
        return (
            "cp1254" if mixed > whole and mixed > 1 and _guess(data) == "cp1254" and _SIGNATURE.search(data) else None
        )
    return None


def _utf8(data: bytes) -> tuple[str | None, bool]:
    """UTF-8 text and whether it is flawless; a rare broken sequence is replaced, None when UTF-8 is not meant."""
    try:
        return data.decode("utf-8"), True
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(text) - len(text.encode("ascii", "ignore")) - bad
    return (text if bad * 10 <= good else None), False


def _is_single_byte(codec_name: str) -> bool:
    return codec_name == "ascii" or codec_name.startswith(("iso8859", "cp125", "koi8", "mac-", "kz1048", "ptcp154"))


def _guess(data: bytes) -> str:
    """windows-1251, KOI8-R, windows-1254 or windows-1252, by the letters."""
    whole, mixed = _weigh(data)
    if whole > mixed:
        return "koi8-r" if _INVERTED.search(data) and not _SENTENCE_CASE.search(data) else "cp1251"
    return "cp1252" if _FOREIGN.search(data) else "cp1254"


def _weigh(data: bytes) -> tuple[int, int]:
    """Letters above ASCII in words that have only such, and in words that have ASCII letters too.

    Words of one or two letters speak for neither: "üç" and "öz" are as good words as "на" and "по".
    """
    whole = mixed = 0
    for match in _WORD.finditer(data[:_SAMPLE]):
        word = match.group()
        high = sum(1 for byte in word if byte > 0x7F)
        if high < len(word):
            mixed += high
        elif high > 2:
            whole += high
    return whole, mixed


def _undouble(text: str, flags: set[str]) -> str:
    """Undo UTF-8 that was read as windows-1252 and written as UTF-8 again ("Ä±" for "ı").

    Only when every letter above ASCII fits that story and there are at least two: one sound letter disproves it.
    """
    if not _DOUBLED.search(text):
        return text
    try:
        repaired = text.translate(_BACK).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
    if len(text) - len(repaired) < 2:
        return text
    flags.add("mojibake-repaired")
    return repaired


def _relettered(text: str, flags: set[str]) -> str:
    """Undo what a carrier did that read windows-1254 or windows-1251 as windows-1252 and wrote sound UTF-8 of it.

    "baðlantýsý" becomes "bağlantısı", "Ïðîøó" becomes "Прошу". One letter of another alphabet disproves the story.
    """
    if not _WESTERN.search(text):
        return text
    try:
        data = text.translate(_BACK).encode("latin-1")
    except UnicodeError:
        return text
    whole, mixed = _weigh(data)
    if whole > mixed and whole >= _MIN_CYRILLIC:
        codec_name = "cp1251"
    elif len(_SIGNATURE.findall(data)) >= _MIN_SIGNATURE and not _FOREIGN.search(data):
        codec_name = "cp1254"
    else:
        return text
    flags.add("mojibake-repaired")
    return data.decode(codec_name, "replace")
