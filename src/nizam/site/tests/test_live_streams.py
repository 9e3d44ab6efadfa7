# SPDX-License-Identifier: EUPL-1.2
"""Event streams of a running office: no thread each, from whichever process, over a killed one, ended on stopping."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from nizam.site.tests.conftest import copy_home, run_code
from nizam.site.tests.running import Server

pytestmark = pytest.mark.concurrency

SIGN_IN = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from nizam.spine.org.models import User
user = User.objects.filter(is_active=True, built_in=False).order_by("pk").first()
for _n in range({count}):
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    print(session.session_key)
"""
TELL = """
from nizam.kit.ports import ports
from nizam.spine.org.models import User
user = User.objects.filter(is_active=True, built_in=False).order_by("pk").first()
ports.outbox.notify(user, text="{text}", key="{text}")
"""


class Stream:
    """An open event stream, read as a browser reads it."""

    def __init__(self, server: Server, session: str, context: ssl.SSLContext | None = None, **headers: str) -> None:
        self.connection = (
            http.client.HTTPSConnection("127.0.0.1", server.port, timeout=20, context=context)
            if context
            else http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        )
        sent = {"Cookie": f"nizam_session={session}", "Accept": "text/event-stream", **headers}
        self.connection.request("GET", "/office/live/", headers=sent)
        self.answer = self.connection.getresponse()

    def read_until(self, wanted: bytes) -> bytes:
        """Return what comes, up to a line that holds `wanted`; the whole when the stream ends before."""
        found = b""
        while True:
            line = self.answer.readline()
            found += line
            if not line or wanted in line:
                return found

    def close(self) -> None:
        self.answer.close()
        self.connection.close()


@pytest.fixture(scope="module")
def server(founded_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = copy_home(founded_home, tmp_path_factory.mktemp("streams") / "home")
    running = Server(home, NIZAM_WEB_PROCESSES="2")
    yield running
    if running.process.poll() is None:
        running.end()


def _workers(server: Server) -> list[int]:
    """Return the web processes: the children of the one child that has children of its own."""
    found = []
    for child in server.children():
        below = Path(f"/proc/{child}/task/{child}/children").read_text().split()
        found += [int(pid) for pid in below]
    return found


def _holders(server: Server) -> dict[int, int]:
    """Return how many sockets each web process has open."""
    counts = {}
    for pid in _workers(server):
        names = []
        for fd in os.listdir(f"/proc/{pid}/fd"):
            # Closed since they were listed.
            with contextlib.suppress(FileNotFoundError):
                names.append(os.readlink(f"/proc/{pid}/fd/{fd}"))
        counts[pid] = sum(name.startswith("socket:") for name in names)
    return counts


def test_streams_are_told_by_every_process_and_survive_a_killed_one(server: Server) -> None:
    session = run_code(server.home, SIGN_IN.format(count=1)).split()[0]
    workers = _workers(server)
    assert len(workers) == 2
    before = _holders(server)
    streams: list[Stream] = []
    while len(streams) < 6:
        streams.append(Stream(server, session))
        assert streams[-1].answer.status == 200
        assert streams[-1].answer.headers["Content-Type"].startswith("text/event-stream")
        assert b"unread" in streams[-1].read_until(b"data:")
    run_code(server.home, TELL.format(text="first word"))
    for stream in streams:
        said = stream.read_until(b"first word")
        assert b"event: notice" in said
    # The other requests are answered meanwhile, however many streams there are.
    assert server.ask("/healthz")[0] == 200
    after = _holders(server)
    assert sum(after.values()) - sum(before.values()) >= 6
    doomed = max(after, key=lambda pid: after[pid] - before[pid])
    os.kill(doomed, signal.SIGKILL)
    key = next(line for line in said.split(b"\n") if line.startswith(b"id: "))[4:].decode()
    time.sleep(0.5)
    run_code(server.home, TELL.format(text="second word"))
    again = Stream(server, session, **{"Last-Event-ID": key})
    assert b"second word" in again.read_until(b"second word"), "told by the process that is left, though it was missed"
    for stream in [*streams, again]:
        stream.close()


def test_a_stream_ends_with_its_session_and_needs_one(server: Server) -> None:
    assert server.ask("/office/live/")[0] == 302
    session = run_code(server.home, SIGN_IN.format(count=1)).split()[0]
    stream = Stream(server, session)
    stream.read_until(b"data:")
    run_code(
        server.home,
        f"from django.contrib.sessions.models import Session;Session.objects.filter(session_key='{session}').delete()",
    )
    started = time.monotonic()
    stream.read_until(b"never comes")
    assert time.monotonic() - started < 20
    stream.close()
    again = Stream(server, session)
    assert again.answer.status == 302
    again.close()


def test_stopping_ends_every_stream_with_a_hint_when_to_come_back(server: Server) -> None:
    session = run_code(server.home, SIGN_IN.format(count=1)).split()[0]
    streams = [Stream(server, session) for _n in range(4)]
    for stream in streams:
        stream.read_until(b"data:")
    assert server.end(signal.SIGTERM) == 0
    for stream in streams:
        assert b"retry: " in stream.read_until(b"never comes")
        stream.close()


@pytest.mark.one_engine
def test_a_stream_over_tls_is_handed_over_with_its_keys(founded_home: Path, tmp_path: Path) -> None:
    server = Server(copy_home(founded_home, tmp_path / "home"), NIZAM_TLS_CERTIFICATE="local")
    try:
        context = ssl.create_default_context(cafile=str(server.home / "keys" / "authority.crt"))
        session = run_code(server.home, SIGN_IN.format(count=1)).split()[0]
        stream = Stream(server, session, context)
        assert b"unread" in stream.read_until(b"data:")
        run_code(server.home, TELL.format(text="over tls"))
        assert b"event: notice" in stream.read_until(b"over tls")
    finally:
        server.end(signal.SIGTERM)
    assert b"retry: " in stream.read_until(b"never comes")
    stream.close()
