# SPDX-License-Identifier: EUPL-1.2
"""Azerbaijani of 1958 (Cyrillic) and of 1991 (Latin), letter by letter."""

from typing import Final

# The 32 letters of the Cyrillic alphabet of 1958, in the order of its Latin successor.
_LETTERS: Final[tuple[tuple[str, str], ...]] = tuple(
    zip("абҹчдеәфҝғһхыижкглмноөпрсштуүвјз", "abcçdeəfgğhxıijkqlmnoöprsştuüvyz", strict=True)
)
# Letters of Russian names and of texts before 1958; the apostrophe of 1958 is no longer written.
_OLDER: Final[tuple[tuple[str, str], ...]] = (
    ("й", "y"), ("ё", "yo"), ("ю", "yu"), ("я", "ya"), ("э", "e"), ("ц", "ts"), ("щ", "ş"), ("ъ", ""), ("ь", ""),
)  # fmt: skip
_TO_LATIN: Final[dict[str, str]] = dict(_LETTERS + _OLDER)
_TO_CYRILLIC: Final[dict[str, str]] = {latin: cyrillic for cyrillic, latin in _LETTERS}
_CAPITALS: Final[dict[str, str]] = {"i": "İ", "ı": "I"}
_SMALL: Final[dict[str, str]] = {"İ": "i", "I": "ı"}


def cyrillic_to_latin(word: str) -> str:
    """Return a word in the Cyrillic of 1958 in today's Latin letters, case kept; other letters stay."""
    return "".join(_to_latin(word, at) for at in range(len(word)))


def _to_latin(word: str, at: int) -> str:
    letter = word[at]
    spelling = _TO_LATIN.get(letter.lower())
    if spelling is None:
        return letter
    if letter.islower() or not spelling:
        return spelling
    capital = "".join(_CAPITALS.get(sign, sign.upper()) for sign in spelling)
    beside = word[at - 1 : at] + word[at + 1 : at + 2]
    return capital if len(spelling) == 1 or any(sign.isupper() for sign in beside) else capital[0] + spelling[1:]


def latin_to_cyrillic(word: str) -> str:
    """Return a word in today's Latin letters in the Cyrillic of 1958, case kept; other letters stay."""
    return "".join(_to_cyrillic(letter) for letter in word)


def _to_cyrillic(letter: str) -> str:
    cyrillic = _TO_CYRILLIC.get(_SMALL.get(letter, letter.lower()))
    if cyrillic is None:
        return letter
    return cyrillic.upper() if letter.isupper() else cyrillic
