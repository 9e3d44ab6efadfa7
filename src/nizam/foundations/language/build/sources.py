# SPDX-License-Identifier: EUPL-1.2
"""Where the word lists come from: two Debian packages fetched by apt, and the data of simplemma.

Versions and digests are pinned: other bytes are refused, so that every installation has the same stems.
"""

import hashlib
import io
import lzma
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_SECONDS: Final[int] = 300
_INSTALLED: Final[Path] = Path("/usr/share/tesseract-ocr/5/tessdata")


class SourceMissingError(Exception):
    """A word list that cannot be had here; the sentence says why."""


@dataclass(frozen=True)
class Package:
    """A Debian package with one model in it, by the SHA-256 of both."""

    name: str
    version: str
    sha256: str
    model: str
    model_sha256: str


# Apache-2.0 (tessdata_fast 4.1.0 by Google); version of Debian 12.
PACKAGES: Final[dict[str, Package]] = {
    "az": Package(
        "tesseract-ocr-aze",
        "1:4.1.0-2",
        "53ce088ce9b133bbfae67529de02f42263b50931291174961205765cd14e0454",
        "aze.traineddata",
        "a365310848aecb739f19369cb3831d4660fcd9345d798e91a3042455f9ccc9f0",
    ),
    "uz": Package(
        "tesseract-ocr-uzb",
        "1:4.1.0-2",
        "1e18c2b3a341cf1e96aed822a16e66f088bd565a00a396170a5713ba734a371c",
        "uzb.traineddata",
        "0e39021eefe692906b50d9bd22e580fa57fe43fa35db6846ad8b6369ddc21ea8",
    ),
}


def model(package: Package, installed: Path = _INSTALLED, run: Callable[..., object] = subprocess.run) -> bytes:
    """Return the bytes of the model of ``package``: as installed, else fetched by apt and unpacked, never installed.

    Raises:
        SourceMissingError: neither is possible here, or the bytes are not the pinned ones.
    """
    file = installed / package.model
    if file.is_file() and _sha256(data := file.read_bytes()) == package.model_sha256:
        return data
    with tempfile.TemporaryDirectory() as folder:
        archive = _fetched(package, Path(folder), run)
    if _sha256(archive) != package.sha256:
        raise SourceMissingError(f"{package.name} {package.version} is not the file that was expected.")
    data = _unpacked(archive, package.model)
    if _sha256(data) != package.model_sha256:
        raise SourceMissingError(f"{package.model} of {package.name} is not the file that was expected.")
    return data


def _fetched(package: Package, folder: Path, run: Callable[..., object]) -> bytes:
    asked = ["apt-get", "download", "-qq", f"{package.name}={package.version}"]
    steps = [asked]
    if os.geteuid() == 0:
        # A fresh machine has no lists of packages yet; only root may fetch them.
        steps = [asked, ["apt-get", "update", "-qq"], asked]
    for step in steps:
        try:
            run(step, cwd=folder, check=False, capture_output=True, timeout=_SECONDS)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SourceMissingError(f"{package.name} cannot be fetched: {error}") from error
        if found := sorted(folder.glob("*.deb")):
            return found[0].read_bytes()
    raise SourceMissingError(f"apt-get does not give {package.name} {package.version}.")


def _unpacked(archive: bytes, name: str) -> bytes:
    try:
        with tarfile.open(fileobj=io.BytesIO(lzma.decompress(_member(archive, "data.tar.xz")))) as files:
            for entry in files:
                if entry.isfile() and entry.name.rsplit("/", 1)[-1] == name and (opened := files.extractfile(entry)):
                    return opened.read()
    except (lzma.LZMAError, tarfile.TarError, ValueError) as error:
        raise SourceMissingError(f"The package cannot be unpacked: {error}") from error
    raise SourceMissingError(f"The package has no {name}.")


def _member(archive: bytes, name: str) -> bytes:
    """Return one member of a Unix ar archive: headers of 60 bytes, members at even places (deb(5))."""
    place = 8
    while place + 60 <= len(archive):
        header = archive[place : place + 60]
        size = int(header[48:58])
        if header[:16].decode("ascii").strip().rstrip("/") == name:
            return archive[place + 60 : place + 60 + size]
        place += 60 + size + size % 2
    raise ValueError(f"no {name} in it")


def lemmas(language: str) -> Mapping[str, str]:
    """Return the table from forms to lemmas that simplemma (MIT) has for ``language``.

    Raises:
        SourceMissingError: simplemma is not installed.
    """
    try:
        from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory
    except ImportError as error:
        raise SourceMissingError("The Python package simplemma is not installed.") from error
    table: Mapping[str, str] = DefaultDictionaryFactory().get_dictionary(language)
    return table


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
