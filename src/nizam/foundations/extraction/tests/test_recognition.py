# SPDX-License-Identifier: EUPL-1.2
"""Pictures of text, by the machine's own Tesseract; and a machine that has none."""

import difflib
import io
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from nizam.foundations.extraction import Limits, extract, recognition
from nizam.foundations.extraction.recognition import MODELS, PictureReader
from nizam.foundations.typesetting.fonts import FONTS

LIMITS = Limits(seconds=60)
TEXTS = {
    "az": [
        "1. Ümumi müddəalar",
        "1.1. Şöbə öz fəaliyyətində qanunları rəhbər tutur və",
        "vətəndaşların müraciətlərinə baxır.",
    ],
    "uz-Cyrl": [
        "1. Умумий қоидалар",
        "1.1. Бўлим ўз фаолиятида қонунларга амал қилади ва",
        "фуқароларнинг мурожаатларини кўриб чиқади.",
    ],
    "tr": [
        "Madde 1 – Müdürlük, belediyenin bütün bilgi işlem",
        "işlerini yürütür ve vatandaşların başvurularını",
        "süresinde sonuçlandırır.",
    ],
}


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    recognition._installed.cache_clear()
    yield
    recognition._installed.cache_clear()


def needs(*languages: str) -> None:
    binary = recognition.shutil.which("tesseract")
    if binary is None or not {MODELS[name] for name in languages} <= recognition._installed(binary):
        pytest.skip(f"Tesseract or its models for {', '.join(languages)} are not installed")


def drawn(lines: list[str], form: str = "PNG") -> bytes:
    picture = Image.new("L", (1700, 120 + 80 * len(lines)), 255)
    font = ImageFont.truetype(str(FONTS / "NotoSerif_400Regular.ttf"), 46)
    for place, line in enumerate(lines):
        ImageDraw.Draw(picture).text((60, 60 + 80 * place), line, fill=0, font=font)
    written = io.BytesIO()
    picture.save(written, form, dpi=(300, 300))
    return written.getvalue()


def reader(*languages: str, seconds: float = 60.0) -> PictureReader:
    return PictureReader(languages, LIMITS, time.monotonic() + seconds)


@pytest.mark.parametrize("language", TEXTS)
def test_the_language_of_a_scan_is_found(language: str) -> None:
    needs(*TEXTS, "ru", "en", "uz")
    found = extract(drawn(TEXTS[language]), name="scan.png", content_type="image/png", limits=LIMITS)
    assert difflib.SequenceMatcher(None, found.text.split(), " ".join(TEXTS[language]).split()).ratio() > 0.75
    assert (found.marks, found.pages, found.language) == (("read-by-ocr",), 1, language)


def test_the_language_found_is_tried_first_for_the_next_page() -> None:
    needs("az", "tr")
    pictures = reader("az", "tr")
    pictures.read(drawn(TEXTS["tr"]), dots_per_inch=300)
    assert pictures._order == ["tr", "az"]


def test_a_picture_without_words(files: type) -> None:
    needs("en")
    pictures = reader("en")
    assert pictures.read(files.png(200, 200, b"\0" + b"\xff" * 200), dots_per_inch=0) == ""  # type: ignore[attr-defined]
    assert pictures.read(files.png(30, 30, (b"\0" + b"\xff" * 30) * 30), dots_per_inch=0) == ""  # type: ignore[attr-defined]


def test_noise_is_uncertain(monkeypatch: pytest.MonkeyPatch) -> None:
    needs("en")
    monkeypatch.setattr(recognition, "_UNCERTAIN", 101.0)
    pictures = reader("en")
    assert pictures.read(drawn(["Some plain words"]), dots_per_inch=300).strip() == "Some plain words"
    assert pictures.marks == {"read-by-ocr", "uncertain-ocr"}


def test_without_a_reader_of_pictures_or_the_models_wanted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    picture = drawn(["Salam"])
    stand_in(tmp_path, "echo eng")
    monkeypatch.setenv("PATH", str(tmp_path))
    pictures = reader("az")
    assert (pictures.read(picture, dots_per_inch=300), pictures.marks) == ("", {"needs-ocr"})
    recognition._installed.cache_clear()
    stand_in(tmp_path, "exec sleep 5")
    monkeypatch.setattr(recognition, "_LIST_SECONDS", 0.05)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert (pictures.read(picture, dots_per_inch=300), pictures.marks) == ("", {"needs-ocr"})
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    found = extract(picture, name="scan.png", content_type="image/png", limits=LIMITS)
    assert found.marks == ("needs-ocr", "no-text")


def stand_in(folder: Path, line: str) -> None:
    """Put a program named like Tesseract into `folder`."""
    path = folder / "tesseract"
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("echo std::bad_alloc >&2; exit 134", "out-of-memory"),
        ("echo OSError >&2; exit 1", "not-confined"),
        ("exit 1", "damaged"),
        ("/bin/sleep 60", "out-of-time"),
        ("echo text > /tmp/leaked-by-a-reader && exit 0; exit 1", "damaged"),
    ],
)
def test_a_reader_of_pictures_that_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: str, mark: str) -> None:
    stand_in(tmp_path, f'[ "$1" = --list-langs ] && echo tur && exit 0\n{line}')
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("TESSDATA_PREFIX", "/usr/share/tesseract-ocr/5/tessdata")
    pictures = reader("tr", seconds=3.0)
    assert (pictures.read(b"P5", dots_per_inch=300), pictures.marks) == ("", {mark})
    assert not Path("/tmp/leaked-by-a-reader").stat().st_size if Path("/tmp/leaked-by-a-reader").exists() else True


def test_another_script_is_tried_when_the_first_does_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    row = "5\\t1\\t1\\t1\\t1\\t1\\t10\\t10\\t50\\t10\\t%s\\t%s"
    cases = f'*aze*) printf "head\\n{row}\\n" 40 UlaB ;; *rus*) printf "head\\n{row}\\n" 90 Приказ ;;'
    stand_in(tmp_path, f'[ "$1" = --list-langs ] && echo aze rus && exit 0\ncase "$*" in {cases} esac')
    monkeypatch.setenv("PATH", str(tmp_path))
    pictures = reader("az", "ru")
    assert pictures.read(b"P5", dots_per_inch=0) == "Приказ\n"
    assert pictures._order == ["ru", "az"]
    late = reader("az", "ru", seconds=0.5)
    monkeypatch.setattr(recognition.time, "monotonic", lambda clock=time.monotonic: clock() + 10**6)
    assert late.read(b"P5", dots_per_inch=0) == ""
    assert late.marks == {"out-of-time"}
