# SPDX-License-Identifier: EUPL-1.2
import hashlib
import io
import lzma
import struct
import subprocess
import sys
import tarfile

import pytest

from nizam.foundations.language._dictionary import FILES
from nizam.foundations.language.build import __main__ as build
from nizam.foundations.language.build import sources, tables, tesseract
from nizam.foundations.language.build.sources import Package, SourceMissingError
from nizam.foundations.language.tests.conftest import small_files

LETTERS = ["NULL", "a", "b", "ə"]


def traineddata(edges, letters=LETTERS, magic=42):
    """Return a model that holds nothing but its letters and its word graph."""
    unicharset = "\n".join([str(len(letters)), *(f"{letter} 3 rest of the line" for letter in letters), ""]).encode()
    graph = struct.pack("<hii", magic, len(letters), len(edges)) + struct.pack(f"<{len(edges)}Q", *edges)
    count = 24
    places = [-1] * count
    start = 4 + 8 * count
    places[19] = start
    places[21] = start + len(graph)
    return struct.pack("<i", count) + struct.pack(f"<{count}q", *places) + graph + unicharset


def edge(letter, *, last=False, ends=False, to=0):
    width = len(LETTERS).bit_length()
    return letter | last << width | ends << (width + 2) | to << (width + 3)


# a, ab, əa
MODEL = traineddata(
    [
        edge(1, ends=True, to=2),
        edge(3, last=True, to=3),
        edge(2, last=True, ends=True),
        edge(1, last=True, ends=True),
    ]
)


def test_the_words_of_a_model_are_read():
    assert sorted(tesseract.words(MODEL)) == ["a", "ab", "əa"]


@pytest.mark.parametrize(
    "model",
    [
        b"",
        MODEL[:300],
        traineddata([edge(1, last=True, ends=True)], magic=7),
        struct.pack("<i", 24) + struct.pack("<24q", *[-1] * 24),
        traineddata([edge(1, ends=True)]),  # the last edge is missing
    ],
)
def test_a_model_without_words_is_refused(model):
    with pytest.raises(tesseract.ModelDamagedError):
        list(tesseract.words(model))


def deb(name="m.traineddata", data=MODEL, member="data.tar.xz"):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as files:
        files.addfile(tarfile.TarInfo("usr/share/doc"))
        entry = tarfile.TarInfo(f"./usr/share/tessdata/{name}")
        entry.size = len(data)
        files.addfile(entry, io.BytesIO(data))
    archive = b"!<arch>\n"
    for title, content in (("debian-binary", b"2.0"), (member, lzma.compress(packed.getvalue()))):
        archive += (
            f"{title:16}{0:<12}{0:<6}{0:<6}{644:<8}{len(content):<10}`\n".encode()
            + content
            + b"\n" * (len(content) % 2)
        )
    return archive


def digest(data):
    return hashlib.sha256(data).hexdigest()


def package(archive, model=MODEL):
    return Package("words", "1", digest(archive), "m.traineddata", digest(model))


def fetching(archive, after=1):
    calls = []

    def run(step, cwd, **_kept):
        calls.append(step)
        if len(calls) >= after:
            (cwd / "words_1_all.deb").write_bytes(archive)

    run.calls = calls
    return run


def test_an_installed_model_is_taken(tmp_path):
    (tmp_path / "m.traineddata").write_bytes(MODEL)
    assert sources.model(package(b""), tmp_path, run=None) == MODEL


def test_a_package_is_fetched_and_unpacked(tmp_path, monkeypatch):
    (tmp_path / "m.traineddata").write_bytes(b"another version")
    archive = deb()
    run = fetching(archive)
    assert sources.model(package(archive), tmp_path, run=run) == MODEL
    assert run.calls == [["apt-get", "download", "-qq", "words=1"]]
    monkeypatch.setattr(sources.os, "geteuid", lambda: 0)
    run = fetching(archive, after=3)
    assert sources.model(package(archive), tmp_path, run=run) == MODEL
    assert run.calls[1] == ["apt-get", "update", "-qq"]


def test_what_cannot_be_fetched_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(sources.os, "geteuid", lambda: 1000)
    with pytest.raises(SourceMissingError, match="does not give words 1"):
        sources.model(package(b""), tmp_path, run=fetching(b"", after=9))

    def broken(*_given, **_named):
        raise FileNotFoundError("apt-get")

    def slow(*_given, **_named):
        raise subprocess.TimeoutExpired("apt-get", 1)

    for run in (broken, slow):
        with pytest.raises(SourceMissingError, match="cannot be fetched"):
            sources.model(package(b""), tmp_path, run=run)


def test_other_bytes_than_the_pinned_are_refused(tmp_path):
    with pytest.raises(SourceMissingError, match="not the file that was expected"):
        sources.model(package(b"other"), tmp_path, run=fetching(deb()))
    archive = deb()
    with pytest.raises(SourceMissingError, match="of words is not the file"):
        sources.model(package(archive, b"other"), tmp_path, run=fetching(archive))


@pytest.mark.parametrize(
    "archive", [b"", b"!<arch>\n", deb(member="data.tar.gz"), deb(name="other"), b"!<arch>\n" + b"x" * 60]
)
def test_a_package_that_cannot_be_unpacked_is_told(tmp_path, archive):
    with pytest.raises(SourceMissingError, match="The package"):
        sources.model(package(archive), tmp_path, run=fetching(archive))


def test_a_damaged_package_is_told(tmp_path):
    archive = b"!<arch>\n" + f"{'data.tar.xz':16}{0:<12}{0:<6}{0:<6}{644:<8}{4:<10}`\n".encode() + b"junk"
    with pytest.raises(SourceMissingError, match="cannot be unpacked"):
        sources.model(package(archive), tmp_path, run=fetching(archive))


def test_lemmas_come_from_simplemma(monkeypatch):
    assert sources.lemmas("en")["houses"] == "house"
    monkeypatch.setitem(sys.modules, "simplemma.strategies.dictionaries.dictionary_factory", None)
    with pytest.raises(SourceMissingError, match="simplemma"):
        sources.lemmas("en")


def test_each_language_is_built_from_its_own_source(monkeypatch):
    monkeypatch.setattr(sources, "model", lambda package: MODEL)
    monkeypatch.setattr(sources, "lemmas", lambda language: {"houses": "house"})
    assert set(build.build("az")) == set(FILES["az"])
    assert set(build.build("en")) == set(FILES["en"])


@pytest.mark.parametrize("language", ["az", "tr"])
def test_the_same_words_give_the_same_bytes(language):
    assert small_files(language) == small_files(language)


def test_forms_are_cleaned():
    assert tables.clean(["Ev", "EV", "ev", "x1", "wc", "a", "evlər"], "az") == {"ev": 3.0, "evlər": 1.0}


def test_an_unknown_language_is_refused(none):
    with pytest.raises(SystemExit):
        build.main(["xx"])
