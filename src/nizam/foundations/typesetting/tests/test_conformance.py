# SPDX-License-Identifier: EUPL-1.2
"""Every paper in every language is a tagged PDF/A-2b; the judge of that is itself put to the test."""

import io
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from nizam.foundations.typesetting import Layout, Picture, read_picture, sample_data, shipped_templates, typeset

COUNTRY_OF = {"az": "AZ", "uz": "UZ", "uz-Cyrl": "UZ", "tr": "TR", "en": "AZ", "ru": "UZ"}
CREST = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4" viewBox="0 0 4 4">'
    b'<path d="M0 0h4L2 4z" fill="#064" fill-opacity=".5"/></svg>'
)
# Names of ISO 32000-1 that start something, lead outside, or carry other files; none of them belongs in a paper.
FORBIDDEN = {
    "/JavaScript", "/JS", "/Launch", "/URI", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/OpenAction", "/AA",
    "/EmbeddedFile", "/EmbeddedFiles", "/AF", "/RichMedia", "/Movie", "/Sound", "/XFA", "/FFilter",
}  # fmt: skip

for program in ("qpdf", "pdffonts", "pdftotext"):
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed", allow_module_level=True)


def ran(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    return done.stdout if done.returncode == 0 else f"{command[0]} ended with {done.returncode}: {done.stderr}"


def names_in(thing: Any) -> Iterator[str]:
    """Yield the keys and name values of one object, without following references."""
    if isinstance(thing, pikepdf.Stream):
        yield from names_in(thing.stream_dict)
    elif isinstance(thing, pikepdf.Dictionary):
        for key, value in thing.items():
            yield key
            if isinstance(value, pikepdf.Object) and not value.is_indirect:
                yield from names_in(value)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            if isinstance(value, pikepdf.Object) and not value.is_indirect:
                yield from names_in(value)
    elif isinstance(thing, pikepdf.Name):
        yield str(thing)


def faults(pdf: bytes, folder: Path) -> list[str]:
    """Return what keeps a file from being a paper of ours, in words of the test; none for a good one."""
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    found: list[str] = []
    if "No syntax or stream encoding errors" not in ran("qpdf", "--check", str(path)):
        found.append("syntax")
    with pikepdf.open(io.BytesIO(pdf)) as file:
        root = file.Root
        if file.is_encrypted:
            found.append("encryption")
        with_metadata = "/Metadata" in root
        words = root.Metadata.read_bytes().decode() if with_metadata else ""
        if not re.search(r"pdfaid:part>2<", words):
            found.append("part")
        if not re.search(r"pdfaid:conformance>B<", words):
            found.append("level")
        intents = list(root.get("/OutputIntents", []))
        if not any(
            one.get("/S") == "/GTS_PDFA1" and len(one.DestOutputProfile.read_bytes()) > 100
            for one in intents
            if "/DestOutputProfile" in one
        ):
            found.append("output intent")
        if "/StructTreeRoot" not in root or not root.get("/MarkInfo", {}).get("/Marked"):
            found.append("tags")
        if not str(root.get("/Lang", "")):
            found.append("language")
        for thing in file.objects:
            found.extend(sorted(FORBIDDEN & set(names_in(thing))))
    rows = ran("pdffonts", str(path)).splitlines()[2:]
    if not rows:
        found.append("no fonts")
    for row in rows:
        # name, type, encoding, emb, sub, uni, object, generation
        embedded, _subset, unicode = row.split()[-5:-2]
        if embedded != "yes":
            found.append("font not embedded")
        if unicode != "yes":
            found.append("font without ToUnicode")
    return found


def looks(country: str) -> Layout:
    crest: Picture = read_picture(CREST)
    return Layout(crest=crest, crest_alt="Gerb", second_logo=crest if country == "TR" else None, second_logo_alt="Logo")


def values(template: str, language: str) -> dict[str, Any]:
    return sample_data(template, language, COUNTRY_OF[language])


def one_letter() -> bytes:
    return typeset("answer", sample_data("answer", "az", "AZ"), layout=looks("AZ"))


@pytest.mark.parametrize("language", COUNTRY_OF)
@pytest.mark.parametrize("template", shipped_templates())
def test_every_paper_in_every_language(template: str, language: str, tmp_path: Path) -> None:
    data = values(template, language)
    pdf = typeset(template, data, layout=looks(COUNTRY_OF[language]))
    assert faults(pdf, tmp_path) == []
    assert pdf == typeset(template, data, layout=looks(COUNTRY_OF[language]))
    (tmp_path / "paper.pdf").write_bytes(pdf)
    printed = " ".join(ran("pdftotext", "-layout", str(tmp_path / "paper.pdf"), "-").split())
    wanted = [data["title"], data["institution"]["name"], *data["opening"][:1]]
    if template in ("letter", "answer", "refusal", "memorandum"):
        wanted += [data["number"], data["signatory"]["name"], data["appeal"][:20], data["executor"][0], data["closing"]]
    for text in wanted:
        assert " ".join(text.split())[:40] in printed


def test_text_comes_out_with_the_letters_of_all_languages(tmp_path: Path) -> None:
    letters = "ə ğ ı İ ş ç ö ü Ə Ğ I Ş Ç Ö Ü oʻ gʻ ʼ Oʻ Gʻ қ ғ ҳ ў"
    data = sample_data("answer", "uz", "UZ") | {"subject": letters}
    path = tmp_path / "paper.pdf"
    path.write_bytes(typeset("answer", data))
    assert letters in ran("pdftotext", "-layout", str(path), "-")


def planted(change: Callable[[pikepdf.Pdf], None], **saving: Any) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(one_letter())) as file:
        change(file)
        file.save(out, **saving)
    return out.getvalue()


def said_otherwise(before: str, after: str) -> Callable[[pikepdf.Pdf], None]:
    def change(file: pikepdf.Pdf) -> None:
        stream = file.Root.Metadata
        assert before.encode() in stream.read_bytes()
        stream.write(stream.read_bytes().replace(before.encode(), after.encode()))

    return change


def without(key: str) -> Callable[[pikepdf.Pdf], None]:
    def change(file: pikepdf.Pdf) -> None:
        del file.Root[key]

    return change


def action(**said: Any) -> Callable[[pikepdf.Pdf], None]:
    def change(file: pikepdf.Pdf) -> None:
        act = pikepdf.Dictionary({f"/{key}": value for key, value in said.items()})
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=act)
        file.pages[0].Annots = pikepdf.Array([file.make_indirect(note)])

    return change


def opened(file: pikepdf.Pdf) -> None:
    file.Root.OpenAction = pikepdf.Array([file.pages[0].obj, pikepdf.Name.Fit])


def attached(file: pikepdf.Pdf) -> None:
    file.attachments["a.txt"] = b"words"


def of_fonts(change: Callable[[Any], None]) -> Callable[[pikepdf.Pdf], None]:
    def each(file: pikepdf.Pdf) -> None:
        for page in file.pages:
            for font in page.Resources.Font.values():
                change(font)

    return each


def not_embedded(font: Any) -> None:
    descriptor = font.DescendantFonts[0].FontDescriptor
    for key in ("/FontFile2", "/FontFile3"):
        if key in descriptor:
            del descriptor[key]


def without_unicode(font: Any) -> None:
    del font["/ToUnicode"]


@pytest.mark.parametrize(
    ("fault", "change"),
    [
        ("part", said_otherwise("pdfaid:part>2<", "pdfaid:part>1<")),
        ("level", said_otherwise("pdfaid:conformance>B<", "pdfaid:conformance>U<")),
        ("part", without("/Metadata")),
        ("output intent", without("/OutputIntents")),
        ("tags", without("/StructTreeRoot")),
        ("tags", without("/MarkInfo")),
        ("language", without("/Lang")),
        ("/JavaScript", action(S=pikepdf.Name.JavaScript, JS="app.alert(1)")),
        ("/Launch", action(S=pikepdf.Name.Launch, F="a.exe")),
        ("/URI", action(S=pikepdf.Name.URI, URI="https://elsewhere.example/")),
        ("/GoToR", action(S=pikepdf.Name.GoToR, F="b.pdf")),
        ("/OpenAction", opened),
        ("/EmbeddedFile", attached),
        ("font not embedded", of_fonts(not_embedded)),
        ("font without ToUnicode", of_fonts(without_unicode)),
    ],
)
def test_a_planted_fault_is_found(fault: str, change: Callable[[pikepdf.Pdf], None], tmp_path: Path) -> None:
    assert fault in faults(planted(change), tmp_path)


def test_encryption_and_damage_are_found(tmp_path: Path) -> None:
    locked = planted(lambda file: None, encryption=pikepdf.Encryption(owner="o", user="", R=6))
    assert "encryption" in faults(locked, tmp_path)
    whole = planted(lambda file: None)
    assert faults(whole, tmp_path) == []
    torn = whole.replace(b"startxref", b"startxxxx")
    assert "syntax" in faults(torn, tmp_path)
