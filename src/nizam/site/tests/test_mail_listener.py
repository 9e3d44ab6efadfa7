# SPDX-License-Identifier: EUPL-1.2
"""The mail listener as a part of a running installation, and what a kill after 250 leaves behind."""

from __future__ import annotations

import smtplib
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nizam.site.tests.conftest import database, environment, run_code
from nizam.site.tests.running import Server

pytestmark = pytest.mark.concurrency

ADD = """
from nizam.kit.registry import registry
from nizam.spine.org.actions import operator_actor
from nizam.spine.org.models import Institution
registry.resource("org.mailbox").generated("add")(
    operator_actor(), institution=Institution.objects.get(), address="dilekce@adil.example")
"""
LISTEN = """
import threading, django
django.setup()
from nizam.doors.mail.listener import run_part
run_part("mail-listener", threading.Event())
"""
LETTER = "From: a@example.org\nTo: dilekce@adil.example\nSubject: su {n}\nMessage-ID: <{n}@example.org>\n\nSu yok.\n"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def post(port: int, number: int) -> None:
    """Hand a letter over, when the listener answers; raises when it does not say 250."""
    deadline = time.monotonic() + 120
    while True:
        try:
            with smtplib.SMTP("127.0.0.1", port, local_hostname="relay.example", timeout=60) as client:
                assert client.sendmail("a@example.org", ["dilekce@adil.example"], LETTER.format(n=number)) == {}
                return
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, "the listener does not answer"
            time.sleep(0.1)


def dispositions(home: Path) -> list[str]:
    with database(home) as opened:
        return [row[0] for row in opened.execute("SELECT disposition FROM cases_envelope ORDER BY id").fetchall()]


def test_a_kill_after_250_loses_nothing_and_the_next_start_registers_it(home: Path) -> None:
    run_code(home, ADD)
    port = free_port()
    more = {"NIZAM_MAIL_BIND": f"127.0.0.1:{port}", "DJANGO_SETTINGS_MODULE": "nizam.site.settings"}
    alone = subprocess.Popen([sys.executable, "-c", LISTEN], env=environment(home, **more))
    try:
        for number in range(3):
            post(port, number)
    finally:
        alone.kill()
        alone.wait()
    assert dispositions(home) == ["", "", ""]
    server = Server(home, NIZAM_MAIL_BIND=f"127.0.0.1:{port}")
    try:
        post(port, 3)
        deadline = time.monotonic() + 120
        while "" in dispositions(home) and time.monotonic() < deadline:
            time.sleep(0.2)
        assert dispositions(home) == ["new"] * 4
    finally:
        server.end()
