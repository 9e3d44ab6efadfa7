# SPDX-License-Identifier: EUPL-1.2
"""The reading process: what it may not do, how it dies, and what its parent believes."""

import ctypes
import errno
import io
import os
import resource
import runpy
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from nizam.foundations.extraction import Limits, child, confinement, extract, extracting
from nizam.foundations.extraction.frames import read_frame, read_value, write_frame, write_value
from nizam.foundations.extraction.recognition import PictureReader

LIMITS = Limits(seconds=20, cpu_seconds=10)


def in_thread(work: Callable[[], object]) -> list[object]:
    """Run in a thread of its own: a filter set there ends with it."""
    results: list[object] = []

    def run() -> None:
        try:
            results.append(work())
        except OSError as error:
            results.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return results


def refusals(attempts: list[Callable[[], object]]) -> list[int | None]:
    outcomes: list[int | None] = []
    for attempt in attempts:
        try:
            attempt()
            outcomes.append(None)
        except OSError as error:
            outcomes.append(error.errno)
    return outcomes


@pytest.mark.parametrize("reader", [True, False])
def test_the_kernel_refuses_what_reading_does_not_need(reader: bool, tmp_path: Path) -> None:
    existing = tmp_path / "file"
    existing.write_text("kept")
    libc = ctypes.CDLL(None, use_errno=True)

    def ring() -> None:
        if libc.syscall(425, 1, 0) < 0:
            raise OSError(ctypes.get_errno(), "io_uring_setup")

    always: list[Callable[[], object]] = [socket.socket, lambda: os.kill(os.getppid(), 0), ring]
    reading: list[Callable[[], object]] = [
        lambda: os.execv("/bin/true", ["true"]),
        lambda: os.posix_spawn("/bin/true", ["true"], {}),
        lambda: os.open(tmp_path / "new", os.O_WRONLY | os.O_CREAT),
        lambda: os.open(existing, os.O_RDWR),
        lambda: os.unlink(existing),
        lambda: os.rename(existing, tmp_path / "moved"),
        lambda: os.mkdir(tmp_path / "folder"),
        lambda: os.chmod(existing, 0o777),
    ]

    def confined() -> object:
        confinement.confine(reader=reader)
        # Reading goes on, in either kind of process.
        assert existing.read_text() == "kept"
        return refusals(always), refusals(reading) if reader else refusals([lambda: os.open(existing, os.O_RDWR)])

    (outcome,) = in_thread(confined)
    assert outcome == ([errno.EPERM] * 3, [errno.EPERM] * len(reading) if reader else [None])
    socket.socket().close()


def test_an_unknown_processor_and_a_refusing_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OSError, match="sparc"):
        confinement.confine(reader=True, machine="sparc")
    monkeypatch.setattr(confinement, "_SECCOMP_MODE_FILTER", 99)
    (outcome,) = in_thread(lambda: confinement.confine(reader=True))
    assert isinstance(outcome, OSError)


@pytest.mark.parametrize("processor", confinement.CALLS)
def test_the_filter_of_every_processor_jumps_within_itself(processor: str) -> None:
    code = confinement.instructions(confinement.CALLS[processor], reader=True)
    assert all(place + 1 + max(true, false) < len(code) for place, (_, true, false, _) in enumerate(code[:-1]))
    assert len(code) < 4096


def test_limits_and_start_of_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    held: dict[int, tuple[int, int]] = {}
    hard = {resource.RLIMIT_AS: 500, resource.RLIMIT_CPU: 4}

    def refuse_files(what: int, pair: tuple[int, int]) -> None:
        if what == resource.RLIMIT_NOFILE:
            raise ValueError("more are open")
        held[what] = pair

    monkeypatch.setattr(resource, "getrlimit", lambda what: (0, hard.get(what, resource.RLIM_INFINITY)))
    monkeypatch.setattr(resource, "setrlimit", refuse_files)
    started: list[tuple[str, tuple[str, ...]]] = []
    monkeypatch.setattr(os, "execvp", lambda program, command: started.append((program, tuple(command))))
    monkeypatch.setattr(sys, "argv", ["confinement.py", "1000", "3", "tesseract", "--version"])
    in_thread(lambda: runpy.run_path(confinement.__file__, run_name="__main__"))
    assert started == [("tesseract", ("tesseract", "--version"))]
    assert held[resource.RLIMIT_AS] == (500, 500)
    assert held[resource.RLIMIT_CPU] == (3, 4)
    assert held[resource.RLIMIT_FSIZE] == (0, 0)
    in_thread(lambda: confinement.main("1000", "3", "true"))
    assert started[1] == ("true", ("true",))


def test_frames() -> None:
    written = io.BytesIO()
    write_value(written, text="salam")
    write_frame(written, b"[1]")
    write_frame(written, b"{")
    write_frame(written, b"too long")
    written.seek(0)
    assert read_value(written, 100) == {"text": "salam"}
    assert read_value(written, 100) is None
    assert read_value(written, 100) is None
    assert read_frame(written, 7) is None
    assert read_frame(io.BytesIO(b"\0\0\0\x05abc"), 100) is None
    assert read_value(io.BytesIO(), 100) is None


def told(replies: io.BytesIO) -> list[dict[str, Any]]:
    replies.seek(0)
    facts = []
    while (fact := read_value(replies, 2**24)) is not None:
        facts.append(fact)
        if "picture" in fact:
            read_frame(replies, 2**24)
    return facts


def request(content: bytes, *answers: object, **limits: Any) -> io.BytesIO:
    requests = io.BytesIO()
    write_value(requests, name="file", declared="", limits=limits)
    write_frame(requests, content)
    for answer in answers:
        write_value(requests, text=answer)
    requests.seek(0)
    return requests


def test_a_request_is_answered(monkeypatch: pytest.MonkeyPatch, files: Any) -> None:
    replies = io.BytesIO()
    child.serve(request(b"salam" * 30_000), replies)
    facts = told(replies)
    assert [len(fact["text"]) for fact in facts if "text" in fact] == [50_000, 50_000, 50_000]
    assert facts[-1] == {"end": True}
    child.serve(request(b"salam", characters=2), replies := io.BytesIO())
    assert {"mark": "too-long"} in told(replies)
    child.serve(request(files.png(5, 5, b""), "words"), replies := io.BytesIO())
    assert {"text": "words"} in told(replies)
    child.serve(request(files.png(5, 5, b"")), replies := io.BytesIO())
    assert told(replies)[-1] == {"end": True}
    child.serve(io.BytesIO(), replies := io.BytesIO())
    assert not replies.getvalue()

    def exhaust(*args: object, **options: object) -> None:
        raise MemoryError

    monkeypatch.setattr(child, "open_file", exhaust)
    child.serve(request(b"salam"), replies := io.BytesIO())
    assert told(replies) == [{"mark": "out-of-memory"}, {"end": True}]


def test_a_request_for_codes_is_answered() -> None:
    requests, replies = io.BytesIO(), io.BytesIO()
    write_value(requests, name="scan", declared="", limits={}, task="codes")
    picture = io.BytesIO()
    Image.new("L", (50, 50), 255).save(picture, "PNG")
    write_frame(requests, picture.getvalue())
    requests.seek(0)
    child.serve(requests, replies)
    assert told(replies)[-1] == {"end": True}


def test_the_process_confines_itself_before_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[object] = []

    class Pipes(io.BytesIO):
        def __init__(self, number: int, *args: object) -> None:
            super().__init__()

    monkeypatch.setattr(child, "open", Pipes, raising=False)
    monkeypatch.setattr(child, "limit", lambda **limits: steps.append(limits))
    monkeypatch.setattr(child, "confine", lambda **options: steps.append(options))
    monkeypatch.setattr(child, "serve", lambda *pipes: steps.append("serve"))
    child.main("1000", "5")
    assert steps == [{"memory_bytes": 1000, "cpu_seconds": 5}, {"reader": True}, "serve"]

    def refuse(**options: object) -> None:
        raise OSError

    monkeypatch.setattr(child, "confine", refuse)
    with pytest.raises(SystemExit) as caught:
        child.main("1000", "5")
    assert caught.value.code == child.NOT_CONFINED


def boot(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Have another program stand where the reading process would."""
    lines = "import os, signal, sys, time\nfrom nizam.foundations.extraction.frames import *\n"
    lines = "import sys; sys.path[:0] = sys.argv[3:]\n" + lines + "out = open(1, 'wb', 0)\n" + code
    monkeypatch.setattr(extracting, "_BOOT", lines)


@pytest.mark.parametrize(
    ("code", "marks"),
    [
        ("sys.exit(77)", ("no-text", "not-confined")),
        ("os.kill(os.getpid(), signal.SIGSEGV)", ("broke-down", "no-text")),
        ("os.kill(os.getpid(), signal.SIGXCPU)", ("no-text", "out-of-time")),
        ("os.kill(os.getpid(), signal.SIGTRAP)", ("no-text", "out-of-memory")),
        ("sys.exit('MemoryError')", ("no-text", "out-of-memory")),
        ("write_frame(out, b'x' * 2**21)", ("broke-down", "no-text")),
        ("time.sleep(60)", ("no-text", "out-of-time")),
        ("while True: write_value(out, mark='invented', text=7, type=8, picture='x')", ("no-text", "out-of-time")),
        ("write_value(out, picture=300); out.close()", ("broke-down", "no-text")),
    ],
)
def test_what_ends_a_reading_process(monkeypatch: pytest.MonkeyPatch, code: str, marks: tuple[str, ...]) -> None:
    boot(monkeypatch, code)
    found = extract(b"salam", name="", content_type="", limits=Limits(seconds=1.5))
    assert found.marks == marks


def test_a_process_that_does_not_even_listen(monkeypatch: pytest.MonkeyPatch) -> None:
    boot(monkeypatch, "sys.exit(0)")
    assert extract(b"salam" * 200_000, name="", content_type="").marks == ("broke-down", "no-text")


def test_an_overtaken_process_gets_no_more_text_through_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    boot(
        monkeypatch,
        "for _ in range(9): write_value(out, text='salam', page=1, part=1)\nwrite_value(out, type='a'*999, end=1)",
    )
    found = extract(b"", name="", content_type="", limits=Limits(characters=12))
    assert (found.text, found.pages, found.parts, len(found.media_type)) == ("salamsalamsa", 9, 9, 200)


def test_a_file_and_its_language() -> None:
    text = "Şöbə müdiri vətəndaşların müraciətlərinə qanunla müəyyən edilmiş müddətdə baxır."
    found = extract(text.encode(), name="a.txt", content_type="text/plain", limits=LIMITS)
    assert (found.text, found.marks, found.language, found.media_type) == (text, (), "az", "text/plain")


def test_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Salam, dünya")
    monkeypatch.setattr(sys, "argv", ["extraction", str(path), "az"])
    runpy.run_module("nizam.foundations.extraction", run_name="__main__")
    printed = capsys.readouterr()
    assert printed.out == "Salam, dünya"
    assert "text/plain" in printed.err


def test_pictures_are_handed_to_the_reader_of_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[bytes, int]] = []

    def read(self: PictureReader, picture: bytes, *, dots_per_inch: int, meanwhile: Callable[[], None]) -> str:
        asked.append((picture, dots_per_inch))
        meanwhile()
        return "from the picture"

    monkeypatch.setattr(PictureReader, "read", read)
    code = "write_value(out, picture=99999); write_frame(out, b'P5')\n"
    code += "requests = open(0, 'rb', 0)\nread_value(requests, 10**6); read_frame(requests, 10**6)\n"
    code += "write_value(out, **read_value(requests, 10**6)); write_value(out, end=1)"
    boot(monkeypatch, code)
    assert extract(b"", name="", content_type="").text == "from the picture"
    assert asked == [(b"P5", 10_000)]
    told: list[tuple[int, int]] = []
    code = "write_value(out, pages=2)\nwrite_value(out, page=1)\nwrite_value(out, page=1)\n" + code
    boot(monkeypatch, code)
    extract(b"", name="", content_type="", progress=lambda pages, expected: told.append((pages, expected)))
    # Within a page those before it are read.
    assert told == [(0, 2), (1, 2), (1, 2)]
