# SPDX-License-Identifier: EUPL-1.2
"""`nizam up` in a real process: starts, answers, watches, refuses, ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from nizam.site.supervisor.children import DEATHS, Child
from nizam.site.supervisor.logs import PartLog
from nizam.site.tests.conftest import copy_home, run
from nizam.site.tests.running import Server

pytestmark = pytest.mark.concurrency


@pytest.fixture(scope="module")
def server(founded_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = copy_home(founded_home, tmp_path_factory.mktemp("server") / "home")
    # One address of this machine stands for the proxy, any other for a stranger; cookies and HSTS are those of TLS.
    running = Server(home, NIZAM_TRUSTED_PROXY="127.0.0.2/32", NIZAM_PUBLIC_ADDRESS="https://nizam.adil.example")
    yield running
    if running.process.poll() is None:
        running.end()


def test_it_answers_with_its_database(server: Server) -> None:
    status, body = server.ask("/healthz")
    assert (status, json.loads(body)) == (200, {"ok": True})


@pytest.mark.one_engine
def test_children_have_sessions_of_their_own(server: Server) -> None:
    sessions = {os.getsid(pid) for pid in server.children()}
    assert len(sessions) == len(server.children()) >= 3
    assert os.getsid(server.process.pid) not in sessions


@pytest.mark.one_engine
def test_first_day_is_over(server: Server) -> None:
    assert server.ask("/first-day/")[0] == 404


@pytest.mark.one_engine
def test_no_authority_without_a_local_one(server: Server) -> None:
    assert server.ask("/authority.crt")[0] == 404


@pytest.mark.one_engine
def test_forwarded_headers_are_believed_from_the_trusted_proxy_only(server: Server) -> None:
    said = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}
    _status, headers, _body = server.answer("/healthz", said, source="127.0.0.2")
    assert "max-age=" in headers["Strict-Transport-Security"]
    for forged, source in ((said, "127.0.0.1"), ({}, "127.0.0.2"), ({"X-Forwarded-Proto": "http"}, "127.0.0.2")):
        assert "Strict-Transport-Security" not in server.answer("/healthz", forged, source=source)[1]


@pytest.mark.one_engine
def test_second_start_is_refused(server: Server) -> None:
    done = run(server.home, "up")
    assert done.returncode == 4
    assert f"(process {server.process.pid})" in done.stderr


def test_busy_port_is_refused(server: Server, tmp_path: Path) -> None:
    done = run(tmp_path / "other", "up", "--port", str(server.port))
    assert done.returncode == 4
    assert f"Port {server.port} on 127.0.0.1 is taken" in done.stderr


def test_upgrade_and_restore_are_refused_while_it_runs(server: Server) -> None:
    done = run(server.home, "upgrade")
    assert done.returncode == 4
    assert "stop it first" in done.stderr


def test_killed_child_is_started_again(server: Server) -> None:
    before = set(server.children())
    victim = max(before)
    os.kill(victim, signal.SIGKILL)
    server.wait_for(r"has ended; it starts again")
    deadline = time.monotonic() + 30
    while len(set(server.children()) - {victim}) < len(before) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(server.children()) == len(before)
    assert victim not in server.children()
    assert server.ask("/healthz")[0] == 200


def test_one_signal_ends_everything(server: Server) -> None:
    children = server.children()
    assert server.end() == 0
    for pid in children:
        assert not Path(f"/proc/{pid}").exists()
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", server.port))


@pytest.mark.one_engine
def test_part_that_keeps_dying_is_given_up(tmp_path: Path) -> None:
    child = Child("weak", lambda instance, stop: None, PartLog(tmp_path, "weak"))
    verdicts = [child.buried(now=float(moment)) for moment in range(DEATHS)]
    assert verdicts == [False] * (DEATHS - 1) + [True]
    patient = Child("rare", lambda instance, stop: None, PartLog(tmp_path, "rare"))
    assert not any(patient.buried(now=60.0 * moment) for moment in range(3 * DEATHS))
    child.log.close()
    patient.log.close()


@pytest.mark.one_engine
def test_dying_part_stops_the_house_and_is_quoted(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from nizam.site.supervisor import children\nfrom nizam.site.supervisor.loop import Supervisor\n"
        "from nizam.site.supervisor.logs import PartLog\nchildren.FIRST_PAUSE = 0.01\n"
        "def die(instance, stop):\n    print('the cupboard is bare', flush=True)\n    sys.exit(3)\n"
        "def live(instance, stop):\n    stop.wait()\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "house = [children.Child(n, r, PartLog(folder, n)) for n, r in (('weak', die), ('strong', live))]\n"
        "made = Supervisor(\n"
        "    house, after_fork=lambda c: None, ready=lambda: True, on_ready=lambda: None, say=print\n"
        ")\nsys.exit(made.run())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1, done.stderr
    assert "“weak” died 5 times" in done.stdout
    assert "the cupboard is bare" in done.stdout
    assert (tmp_path / "weak.log").read_text().count("the cupboard is bare") == DEATHS


@pytest.mark.one_engine
def test_logs_are_turned_over(tmp_path: Path) -> None:
    log = PartLog(tmp_path, "part", max_bytes=100)
    for number in range(60):
        log.write(f"line {number:04}\n".encode())
    log.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["part.log", *(f"part.log.{n}" for n in range(1, 5))]
    assert all(path.stat().st_size <= 100 for path in tmp_path.iterdir())
    assert log.last[-1] == "line 0059"
