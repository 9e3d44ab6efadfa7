# SPDX-License-Identifier: EUPL-1.2
"""The child process: what it may not do, how it dies, and how the next paper comes out all the same."""

import io
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from nizam.foundations.typesetting import ChildLost, LimitExceeded, TemplateError, child, paper, pool, typeset
from nizam.foundations.typesetting.fonts import FONTS

BUSY = "#let n = 0\n#for i in range(9000) { for j in range(9000) { n += calc.rem(i * j, 7) } }\n#n"
PLAIN = '#set text(font: "Noto Sans")\n#json(bytes(sys.inputs.data)).at("words", default: "plain")'


def own(source: str, **options: Any) -> bytes:
    return typeset("own", {"timestamp": 0}, source=source, **options)


def frame(source: str) -> bytes:
    return json.dumps({"template": "own", "source": source, "timestamp": 0, "data": "{}"}).encode()


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


@pytest.fixture
def own_pool() -> Iterator[pool.Pool]:
    made = pool.Pool(paper.TEMPLATES, FONTS, children=1)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ('#read("/etc/passwd")', "file not found"),
        ('#read("../../../../../../../etc/passwd")', "escape the project root"),
        ('#import "@preview/cetz:0.3.0"', "failed to download package"),
        ('#image("https://example.org/a.png")', "file not found"),
        ("#(", "unclosed delimiter"),
        ('#set text(font: "Noto Sans")\n\u4e2d', "could not be displayed"),
    ],
)
def test_template_reaches_nothing_outside(source: str, complaint: str) -> None:
    with pytest.raises(TemplateError, match=complaint) as caught:
        own(source)
    assert caught.value.message in str(caught.value)


def test_typst_advice_is_handed_on() -> None:
    with pytest.raises(TemplateError) as caught:
        own('#read("../x")')
    assert caught.value.hints
    assert "read" in caught.value.diagnostic


def test_sockets_and_programs_are_refused_by_the_kernel() -> None:
    def try_both() -> tuple[type[BaseException] | None, ...]:
        child.forbid_sockets_and_programs()
        outcomes: list[type[BaseException] | None] = []
        attempts: list[Callable[[], object]] = [socket.socket, lambda: os.execv("/bin/true", ["true"])]
        for forbidden in attempts:
            try:
                forbidden()
                outcomes.append(None)
            except OSError as error:
                outcomes.append(type(error))
        assert Path("/proc/self/status").read_bytes()
        return tuple(outcomes)

    assert in_thread(try_both) == [(PermissionError, PermissionError)]
    socket.socket().close()


def test_another_processors_numbers_refuse_everything_instead_of_guessing() -> None:
    code = (
        f"import os, runpy; child = runpy.run_path({child.__file__!r});"
        f"child['forbid_sockets_and_programs']({next(m for m in child.SYSTEM_CALLS if m != os.uname().machine)!r});"
        "os.getpid() and os.open('/dev/null', os.O_RDONLY)"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=False)
    assert done.returncode != 0


def test_unknown_processor_and_refusing_kernel_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OSError, match="sparc64"):
        child.forbid_sockets_and_programs("sparc64")
    monkeypatch.setitem(child.SYSTEM_CALLS, "endless", (0, (1,) * 5000))
    (error,) = in_thread(lambda: child.forbid_sockets_and_programs("endless"))
    assert isinstance(error, OSError)
    assert error.errno == 22


def test_child_serves_on_the_descriptors_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    requests_out, requests_in = os.pipe()
    replies_out, replies_in = os.pipe()
    with open(requests_in, "wb", 0) as sink:
        child.write_frame(sink, frame(PLAIN))
        child.write_frame(sink, frame("#panic()"))
    arguments = [child.__file__, str(paper.TEMPLATES), str(FONTS), str(requests_out), str(replies_in)]
    monkeypatch.setattr(sys, "argv", arguments)
    in_thread(lambda: runpy.run_path(child.__file__, run_name="__main__"))
    with open(replies_out, "rb", 0) as source:
        good, pdf, bad, nothing = (child.read_frame(source) for _ in range(4))
        assert child.read_frame(source) is None
    assert good is not None
    assert json.loads(good)["error"] is None
    assert pdf is not None
    assert pdf.startswith(b"%PDF-1.7")
    assert bad is not None
    assert "panicked" in json.loads(bad)["error"]
    assert nothing == b""


def test_frame_cut_short_is_the_end() -> None:
    whole = io.BytesIO()
    child.write_frame(whole, b"seven b")
    for length in (0, 3, 4, 10):
        assert child.read_frame(io.BytesIO(whole.getvalue()[:length])) is None
    assert child.read_frame(io.BytesIO(whole.getvalue())) == b"seven b"


def test_memory_is_limited_and_the_next_paper_comes_out() -> None:
    with pytest.raises(LimitExceeded, match="400 MiB") as caught:
        own("#let a = range(500000000)\n#a.len()", memory_bytes=400 * 2**20)
    assert caught.value.limit == "memory"
    assert own(PLAIN)


def test_processor_time_is_limited() -> None:
    made = pool.Child(paper.TEMPLATES, FONTS)
    with pytest.raises(LimitExceeded) as caught:
        made.exchange(frame(BUSY), timeout_seconds=120, cpu_seconds=1, memory_bytes=2**30)
    assert caught.value.limit == "cpu"
    made.close()


def test_time_is_limited_and_others_wait_no_longer_than_theirs(own_pool: pool.Pool) -> None:
    own_pool.typeset(frame(PLAIN), timeout_seconds=20, memory_bytes=2**30)
    (pid,) = own_pool.idle_pids()
    os.kill(pid, signal.SIGSTOP)
    limits: list[str] = []

    def wait_for(seconds: float) -> None:
        with pytest.raises(LimitExceeded) as caught:
            own_pool.typeset(frame(PLAIN), timeout_seconds=seconds, memory_bytes=2**30)
        limits.append(caught.value.limit)

    first = threading.Thread(target=wait_for, args=(2,))
    first.start()
    while own_pool.idle_pids():
        time.sleep(0.01)
    wait_for(0.1)
    first.join()
    assert limits == ["queue", "time"]
    assert own_pool.typeset(frame(PLAIN), timeout_seconds=20, memory_bytes=2**30)


def test_an_urgent_paper_does_not_wait_behind_others(own_pool: pool.Pool) -> None:
    own_pool.typeset(frame(PLAIN), timeout_seconds=20, memory_bytes=2**30)
    (pid,) = own_pool.idle_pids()
    os.kill(pid, signal.SIGSTOP)

    def preview() -> None:
        with pytest.raises(ChildLost):
            own_pool.typeset(frame(PLAIN), timeout_seconds=60, memory_bytes=2**30)

    first = threading.Thread(target=preview)
    first.start()
    while own_pool.idle_pids():
        time.sleep(0.01)
    try:
        assert own_pool.typeset(frame(PLAIN), timeout_seconds=20, memory_bytes=2**30, urgent=True)
        with pytest.raises(LimitExceeded) as caught:
            own_pool.typeset(frame(PLAIN), timeout_seconds=0.1, memory_bytes=2**30)
        assert caught.value.limit == "queue", "the child kept for urgent papers is nobody else's"
    finally:
        os.kill(pid, signal.SIGKILL)
        first.join()


def test_child_killed_at_work_is_reported_and_replaced(own_pool: pool.Pool) -> None:
    own_pool.typeset(frame(PLAIN), timeout_seconds=20, memory_bytes=2**30)
    (pid,) = own_pool.idle_pids()
    os.kill(pid, signal.SIGSTOP)
    threading.Timer(0.2, os.kill, (pid, signal.SIGKILL)).start()
    with pytest.raises(ChildLost, match="code -9: it said nothing"):
        own_pool.typeset(frame("x" * 500_000), timeout_seconds=20, memory_bytes=2**30)
    assert own_pool.typeset(frame(PLAIN), timeout_seconds=20, memory_bytes=2**30)


def test_child_killed_at_rest_is_replaced_unnoticed(own_pool: pool.Pool) -> None:
    own_pool.typeset(frame(PLAIN), timeout_seconds=20, memory_bytes=2**30)
    (pid,) = own_pool.idle_pids()
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert own_pool.typeset(frame(PLAIN), timeout_seconds=20, memory_bytes=2**30)
    assert own_pool.idle_pids() != [pid]


def test_child_is_kept_then_renewed(own_pool: pool.Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    own_pool.typeset(frame(PLAIN), timeout_seconds=20, memory_bytes=2**30)
    pids = own_pool.idle_pids()
    own_pool.typeset(frame(PLAIN), timeout_seconds=20, memory_bytes=2**30)
    assert own_pool.idle_pids() == pids
    monkeypatch.setattr(pool, "PAPERS_PER_CHILD", 3)
    own_pool.typeset(frame(PLAIN), timeout_seconds=20, memory_bytes=2**30)
    assert own_pool.idle_pids() == []


def test_one_paper_leaves_nothing_for_the_next(own_pool: pool.Pool) -> None:
    def made(words: str | None) -> list[bytes]:
        data = json.dumps({} if words is None else {"words": words})
        request = {"template": "own", "source": PLAIN, "timestamp": 0, "data": data}
        return own_pool.typeset(json.dumps(request).encode(), timeout_seconds=20, memory_bytes=2**30)

    before = made(None)
    assert made("secret") != before
    assert made(None) == before


def test_parent_stays_free_of_the_native_engine() -> None:
    code = (
        "import sys; from nizam.foundations.typesetting import typeset;"
        "typeset('own', {'timestamp': 0}, source='#json(bytes(sys.inputs.data)).timestamp');"
        "sys.exit('typst' in sys.modules)"
    )
    environment = {"PYTHONPATH": str(Path(paper.__file__).parents[3])}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], env=environment, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_threads_get_each_their_own_paper() -> None:
    made: dict[int, bytes] = {}

    def work(number: int) -> None:
        for _ in range(3):
            made[number] = typeset("own", {"timestamp": 0, "words": f"paper {number}"}, source=PLAIN)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made.values())) == 6
    assert made[3] == typeset("own", {"timestamp": 0, "words": "paper 3"}, source=PLAIN)


def test_forked_process_has_children_of_its_own() -> None:
    expected = own(PLAIN)
    out, into = os.pipe()
    forked = os.fork()
    if not forked:
        os.write(into, b"same" if own(PLAIN) == expected else b"else")
        os._exit(0)
    os.close(into)
    with open(out, "rb") as answer:
        assert answer.read() == b"same"
    assert os.waitpid(forked, 0)[1] == 0
    assert own(PLAIN) == expected


def test_what_a_fork_lets_go_of_is_not_killed_but_ends_by_itself(own_pool: pool.Pool) -> None:
    own_pool.typeset(frame(PLAIN), timeout_seconds=20, memory_bytes=2**30)
    (pid,) = own_pool.idle_pids()
    own_pool.after_fork()
    assert own_pool.idle_pids() == []
    assert os.waitpid(pid, 0) == (pid, 0)


def test_urgent_papers_wait_for_each_other_within_their_own_time(own_pool: pool.Pool) -> None:
    with own_pool._slots, own_pool._kept:
        with pytest.raises(LimitExceeded) as caught:
            own_pool.typeset(frame(PLAIN), timeout_seconds=0.1, memory_bytes=2**30, urgent=True)
        assert caught.value.limit == "queue"
    with own_pool._kept:
        assert own_pool.typeset(frame(PLAIN), timeout_seconds=20, memory_bytes=2**30, urgent=True), (
            "any free one will do"
        )
