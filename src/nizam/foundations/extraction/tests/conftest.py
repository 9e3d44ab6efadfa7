# SPDX-License-Identifier: EUPL-1.2
"""Files made for the tests, and readers in this process, where their lines are counted."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from nizam.foundations.extraction import Limits
from nizam.foundations.extraction.errors import StoppedError
from nizam.foundations.extraction.opening import open_file
from nizam.foundations.extraction.reading import Reading

CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
ONE_PAGE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
FONT = b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"


class Told:
    """What the readers told; pictures are kept instead of read."""

    def __init__(self) -> None:
        self.text = ""
        self.marks: set[str] = set()
        self.facts: dict[str, Any] = {}
        self.pages = 0
        self.parts = 0
        self.pictures: list[bytes] = []

    def tell(self, **value: Any) -> None:
        self.text += value.pop("text", "")
        self.marks |= {value.pop("mark")} if "mark" in value else set()
        self.pages += value.pop("page", 0)
        self.parts += value.pop("part", 0)
        self.facts |= value

    def picture(self, content: bytes, *, dots_per_inch: int) -> str:
        self.pictures.append(content)
        return f"[picture at {dots_per_inch}]"

    @property
    def type(self) -> str:
        return str(self.facts.get("type", ""))


class Files:
    """Makes files."""

    @staticmethod
    def zipped(files: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", method) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return written.getvalue()

    @staticmethod
    def stream(content: bytes, entries: bytes = b"") -> bytes:
        return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(content), entries, content)

    @staticmethod
    def packed_stream(content: bytes) -> bytes:
        return Files.stream(zlib.compress(content, 9), b"/Filter/FlateDecode")

    @staticmethod
    def pdf(*objects: bytes) -> bytes:
        """A PDF file of these objects, numbered from 1; the first is the catalogue."""
        made = b"%PDF-1.7\n"
        places = []
        for number, item in enumerate(objects, start=1):
            places.append(len(made))
            made += b"%d 0 obj\n%s\nendobj\n" % (number, item)
        table = b"".join(b"%010d 00000 n \n" % place for place in places)
        trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, len(made))
        return made + b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1) + table + trailer

    @staticmethod
    def page(content: bytes, entries: bytes = FONT) -> bytes:
        """A PDF file of one page."""
        page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]%s/Contents 4 0 R>>" % entries
        return Files.pdf(CATALOG, ONE_PAGE, page, Files.stream(content))

    @staticmethod
    def png(width: int, height: int, rows: bytes) -> bytes:
        def chunk(kind: bytes, body: bytes) -> bytes:
            return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))

        head = struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0)
        parts = chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")
        return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.fixture(scope="session")
def files() -> type[Files]:
    return Files


@pytest.fixture(scope="session")
def opened() -> Callable[..., Told]:
    """Reads a file in this process."""

    def read(content: bytes, name: str = "", declared: str = "", **limits: Any) -> Told:
        told = Told()
        try:
            open_file(content, name=name, declared=declared, reading=Reading(Limits(**limits), told))
        except StoppedError as error:
            told.marks.add(error.mark)
        return told

    return read


@pytest.fixture(scope="session")
def docx() -> Callable[[str], dict[str, str]]:
    """The parts of a DOCX file of one paragraph."""

    def parts(text: str) -> dict[str, str]:
        name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        body = f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body>"
        return {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f'<w:document xmlns:w="{name}">{body}</w:document>',
        }

    return parts
