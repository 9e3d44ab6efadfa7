# SPDX-License-Identifier: EUPL-1.2
"""Pictures of text, by the machine's own Tesseract; and a machine that has none."""

import difflib
import functools
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

LIMITS = Limits(seconds=300)
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


def as_pgm(picture: Image.Image) -> bytes:
    return b"P5 %d %d 255\n" % picture.size + picture.tobytes()


LETTER = [
    "2. Şöbənin vəzifələri",
    "2.1. Şöbə öz fəaliyyətində qanunları rəhbər tutur və onların",
    "icrasını təmin edir, vətəndaşların müraciətlərinə vaxtında baxır;",
    "2.2. serverlərin ehtiyat nüsxələrini çıxarır və saxlayır;",
    "2.3. idarənin elektron poçtunun fasiləsiz işini təmin edir;",
    "2.4. proqram təminatının alınması üzrə təkliflər hazırlayır;",
    "2.5. işçilərin informasiya təhlükəsizliyi üzrə təlimini aparır;",
    "2.6. görülmüş işlər barədə rəhbərliyə hesabat təqdim edir.",
]


def is_read(text: str) -> bool:
    return difflib.SequenceMatcher(None, " ".join(text.split()), " ".join(LETTER)).ratio() > 0.95


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_that_was_turned_is_read(degrees: int) -> None:
    needs("az", "tr", "uz")
    if "osd" not in recognition._installed(recognition.shutil.which("tesseract") or ""):
        pytest.skip("Tesseract's model of how pages are turned (tesseract-ocr-osd) is not installed")
    written = io.BytesIO()
    Image.open(io.BytesIO(drawn(LETTER))).rotate(degrees, expand=True).save(written, "PNG", dpi=(300, 300))
    pictures = reader("az")
    assert is_read(pictures.read(written.getvalue(), dots_per_inch=300))
    assert pictures.marks == {"read-by-ocr"}


def test_without_the_model_of_turning_a_drawn_page_is_turned_until_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    needs("az")
    monkeypatch.setattr(recognition, "_installed", functools.cache(lambda binary: frozenset({"aze"})))
    page = Image.open(io.BytesIO(drawn(LETTER)))
    pictures = reader("az")
    assert is_read(pictures.read(as_pgm(page.rotate(180)), dots_per_inch=300))
    # The pages behind are tried in the same turn first, and one that is not turned so is still read.
    assert pictures._quarters == 2
    assert is_read(pictures.read(as_pgm(page), dots_per_inch=300))


def test_a_quarter_turn_moves_the_left_column_to_the_top() -> None:
    assert recognition.turn_quarter(b"P5 3 2 255\nabcdef") == b"P5 2 3 255\ndaebfc"


@pytest.mark.parametrize("picture", [b"P5", b"P5 999999 999999 255\nab", b"P5 0 3 255\nab", b"\x89PNG"])
def test_what_is_no_whole_picture_is_not_turned(picture: bytes) -> None:
    assert recognition.turn_quarter(picture) == picture


@pytest.mark.parametrize("degrees", [-2.5, 1.5, 2.5])
def test_a_page_that_lies_askew_keeps_its_lines(degrees: float) -> None:
    needs("az")
    written = io.BytesIO()
    page = Image.open(io.BytesIO(drawn(["", *LETTER, ""])))
    page.rotate(degrees, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC).save(written, "PNG")
    lines = reader("az").read(written.getvalue(), dots_per_inch=300).split("\n")
    starts = ["2.1", "icra", "2.2", "2.3"]
    assert [
        line.casefold().replace("i\u0307", "i")[: len(start)]
        for line, start in zip([line for line in lines if line][1:5], starts, strict=True)
    ] == starts
    assert is_read(" ".join(lines))


def test_what_is_told_meanwhile_can_end_the_reading(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stand_in(tmp_path, '[ "$1" = --list-langs ] && echo tur && exit 0\n/bin/sleep 60')
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(recognition, "_TELL_SECONDS", 0.05)

    class Enough(Exception):
        pass

    def stop() -> None:
        raise Enough

    with pytest.raises(Enough):
        reader("tr").read(b"P5", dots_per_inch=300, meanwhile=stop)


def test_a_program_slow_to_begin_is_given_the_whole_picture(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    row = r"5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t95\t"
    stand_in(
        tmp_path,
        '[ "$1" = --list-langs ] && echo tur && exit 0\n'
        f"/bin/sleep 0.4\necho head\nprintf '{row}%s\\n' $(/usr/bin/wc -c)",
    )
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(recognition, "_TELL_SECONDS", 0.05)
    asked: list[int] = []
    text = reader("tr", seconds=20).read(b"P5" * 500_000, dots_per_inch=300, meanwhile=lambda: asked.append(1))
    assert text.strip() == "1000000"
    assert asked


def reader(*languages: str, seconds: float = 300.0) -> PictureReader:
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
