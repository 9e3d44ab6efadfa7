# SPDX-License-Identifier: EUPL-1.2
"""ZIP archives, read within the limits of the extraction; what the archive says of its sizes is not believed."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from nizam.foundations.extraction import media
from nizam.foundations.extraction.errors import DamagedError, EncryptedError
from nizam.foundations.extraction.reading import BROKEN_STREAM, Reading

_ENCRYPTED = 0x1
_MIMETYPE_SIZE = 100
_MACROS = ("vbaproject.bin", "vbadata.xml")
_MACRO_FOLDERS = ("basic/", "scripts/")


class Archive:
    """An open archive and the extraction that pays for what is unpacked."""

    def __init__(self, opened: zipfile.ZipFile, packed: bytes, reading: Reading) -> None:
        self._opened = opened
        self._packed = packed
        self._reading = reading
        self.entries = [entry for entry in opened.infolist() if not entry.is_dir()]
        self._by_name = {entry.filename: entry for entry in self.entries}

    def names(self) -> list[str]:
        """Return the names of the files in the archive, in its order."""
        return list(self._by_name)

    def part(self, name: str) -> bytes | None:
        """Return the file of that name, None when there is none; raises like `content`."""
        entry = self._by_name.get(name)
        return None if entry is None else self.content(entry)

    def content(self, entry: zipfile.ZipInfo) -> bytes:
        """Unpack one file; raises `EncryptedError`, `DamagedError` or `BombError`."""
        if entry.flag_bits & _ENCRYPTED:
            raise EncryptedError(f"{entry.filename} needs a password")
        try:
            with self._opened.open(entry) as stream:
                # No file is packed into more bytes than the archive has, whatever its header says.
                return self._reading.unpacked(stream, min(entry.compress_size, len(self._packed)))
        except (zipfile.BadZipFile, *BROKEN_STREAM) as error:
            raise DamagedError(f"{entry.filename} is damaged: {error}") from error

    def has_macros(self) -> bool:
        """Tell whether an office file carries macros or scripts."""
        names = [name.lower() for name in self._by_name]
        return any(name.endswith(_MACROS) or name.startswith(_MACRO_FOLDERS) for name in names)

    def media_type(self) -> str:
        """Return which office file the archive is, or `media.ZIP`."""
        if "word/document.xml" in self._by_name:
            return media.DOCX
        if "xl/workbook.xml" in self._by_name:
            return media.XLSX
        if "ppt/presentation.xml" in self._by_name:
            return media.PPTX
        stated = self._by_name.get("mimetype")
        if stated is not None and "content.xml" in self._by_name and stated.file_size <= _MIMETYPE_SIZE:
            found = self.content(stated).decode("ascii", "replace").strip()
            if found.startswith(media.ODF):
                return found
        return media.ZIP


@contextmanager
def opened(content: bytes, reading: Reading) -> Iterator[Archive]:
    """Open an archive; raises `DamagedError` when it is none."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, *BROKEN_STREAM) as error:
        raise DamagedError(f"the archive is damaged: {error}") from error
    with archive:
        yield Archive(archive, content, reading)
