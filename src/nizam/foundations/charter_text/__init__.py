# SPDX-License-Identifier: EUPL-1.2
"""Reads the plain text of a charter into its provisions: chapters, articles, items and paragraphs."""

from nizam.foundations.charter_text.decoding import decode, has_pages
from nizam.foundations.charter_text.errors import CharterTextError, UndecodableTextError, UnsupportedFormatError
from nizam.foundations.charter_text.parsing import Provision, parse
from nizam.foundations.charter_text.reading import read

__all__ = [
    "CharterTextError",
    "Provision",
    "UndecodableTextError",
    "UnsupportedFormatError",
    "decode",
    "has_pages",
    "parse",
    "read",
]
