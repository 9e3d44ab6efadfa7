# SPDX-License-Identifier: EUPL-1.2
"""Characters that carry no letter of their own, named once for folding, sorting and identification."""

from typing import Final

APOSTROPHES: Final[str] = (
    "'"  # U+0027, the key on every keyboard
    "`"  # U+0060
    "\u00b4"  # acute accent standing alone
    "\u02bb"  # turned comma, the right sign in oʻ and gʻ
    "\u02bc"  # modifier apostrophe, the right sign in taʼlim
    "\u02b9\u02bd\u02be\u02bf\u02c8\u02ca\u02cb"  # modifier letters taken for one of the two above
    "\u2018\u2019\u201b"  # quotation marks put in by word processors
    "\u2032\u2035"  # primes
    "\u0384"  # Greek tonos
    "\uff07\uff40"  # full-width forms
    "\ua78b\ua78c"  # saltillo
)
"""Every sign seen, or easily typed, where Uzbek has U+02BB or U+02BC and Turkish has U+2019."""

IGNORABLES: Final[str] = (
    "\u00ad"  # soft hyphen
    "\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f"
    "\u200b\u200c\u200d\u200e\u200f"  # zero width, direction marks
    "\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f"
    "\ufeff"  # byte order mark
)
"""Invisible characters that may stand inside a word without splitting it (Unicode Default_Ignorable)."""

MARKS: Final[str] = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0"
    "\ufe00-\ufe0f\ufe20-\ufe2f"
)
"""Combining marks, as the inside of a regular-expression class."""
