# SPDX-License-Identifier: EUPL-1.2
"""Reading a charter from a file or from bytes."""

from collections.abc import Sequence
from pathlib import Path

from nizam.foundations.charter_text.decoding import decode
from nizam.foundations.charter_text.errors import CharterTextError
from nizam.foundations.charter_text.parsing import Provision, parse


def read(source: Path | bytes, *, languages: Sequence[str] = ()) -> list[Provision]:
    """Return the provisions of a text, HTML, DOCX or PDF file or a scan, given as a path or as its bytes.

    `languages` are those that a scan may be in, see `decode`.

    Raises `CharterTextError`: its subclass `UnsupportedFormatError` for other formats, `UndecodableTextError` for bytes
    that are no text, itself when the file cannot be opened.
    """
    if isinstance(source, Path):
        try:
            source = source.read_bytes()
        except OSError as error:
            raise CharterTextError(f"the file cannot be read: {error}") from error
    return parse(decode(source, languages=languages))
