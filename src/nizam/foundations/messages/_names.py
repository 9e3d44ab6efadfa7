# SPDX-License-Identifier: EUPL-1.2
"""File names that no system trips over, and no two alike within one message."""

import re
import unicodedata
from typing import Final

_MAX_BYTES: Final = 200
_UNSAFE: Final = re.compile(r'[<>:"|?*\x00-\x1f\x7f-\x9f]')
# Marks that turn the direction of writing or cannot be seen: they disguise "gpj.exe" as "exe.jpg".
_INVISIBLE: Final = re.compile("[\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³]) *(\..*)?", re.IGNORECASE)
_EXTENSION: Final = re.compile(r"\.[^.\s]{1,12}")
_EXTENSIONS: Final = {
    "application/gzip": ".gz",
    "application/json": ".json",
    "application/msword": ".doc",
    "application/ms-tnef": ".dat",
    "application/pdf": ".pdf",
    "application/pgp-signature": ".asc",
    "application/pkcs7-mime": ".p7m",
    "application/pkcs7-signature": ".p7s",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/x-pkcs7-mime": ".p7m",
    "application/zip": ".zip",
    "audio/mpeg": ".mp3",
    "image/gif": ".gif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/tiff": ".tif",
    "message/delivery-status": ".txt",
    "message/disposition-notification": ".txt",
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/rfc822-headers": ".txt",
}


def extension_of(content_type: str) -> str:
    """Usual file name extension of a media type, ".bin" when none is known."""
    return _EXTENSIONS.get(content_type, ".bin")


def safe_name(name: str) -> str:
    """The last component of `name` without anything a file system refuses or a reader is deceived by.

    "" when nothing is left. At most 200 bytes of UTF-8; the extension survives the cut.
    """
    name = unicodedata.normalize("NFC", name.replace("\\", "/")).rsplit("/", 1)[-1]
    name = _UNSAFE.sub("_", _INVISIBLE.sub("", name)).strip(" .")
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    stem, extension = _divided(name)
    return _cut(stem, _MAX_BYTES - len(extension.encode())) + extension


def unique_name(name: str, taken: set[str]) -> str:
    """`name`, or "name (2).ext" and so on when it is taken; remembers it in `taken` (case-folded)."""
    stem, extension = _divided(name)
    candidate, number = name, 1
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{stem} ({number}){extension}"
    taken.add(candidate.casefold())
    return candidate


def _divided(name: str) -> tuple[str, str]:
    stem, dot, extension = name.rpartition(".")
    if stem and _EXTENSION.fullmatch(dot + extension):
        return stem, dot + extension
    return name, ""


def _cut(text: str, limit: int) -> str:
    return text.encode()[:limit].decode(errors="ignore").rstrip(" .")
