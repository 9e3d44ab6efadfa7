# SPDX-License-Identifier: EUPL-1.2
"""A running `nizam up` for tests, and questions to its web server."""

from __future__ import annotations

import http.client
import re
import signal
import ssl
import subprocess
import sys
import time
from contextlib import closing
from email.message import Message
from pathlib import Path

from nizam.site.tests.conftest import environment


class Server:
    """A running `nizam up` and what it printed."""

    def __init__(self, home: Path, **more: str) -> None:
        self.home = home
        self.output = home.parent / f"{home.name}.out"
        self._stream = self.output.open("w")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "nizam.site.command", "up"],
            env=environment(home, **more),
            stdin=subprocess.DEVNULL,
            stdout=self._stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.address = self.wait_for(r"answers at (https?://\S+)/").group(1)
        self.port = int(self.address.rpartition(":")[2])

    def wait_for(self, pattern: str, seconds: float = 300) -> re.Match[str]:
        """Return the first match of `pattern` in what the program has printed."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = re.search(pattern, self.output.read_text())
            if found:
                return found
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"{pattern!r} was not printed:\n{self.output.read_text()}")

    def ask(self, path: str) -> tuple[int, bytes]:
        """Return status and body of an answer."""
        status, _headers, body = self.answer(path)
        return status, body

    def answer(
        self,
        path: str,
        headers: dict[str, str] | None = None,
        *,
        context: ssl.SSLContext | None = None,
        name: str = "127.0.0.1",
        source: str = "127.0.0.1",
    ) -> tuple[int, Message, bytes]:
        """Ask from the address `source`, over TLS when there is a context; return status, headers and body."""
        connection = (
            http.client.HTTPSConnection(name, self.port, timeout=30, context=context, source_address=(source, 0))
            if context
            else http.client.HTTPConnection(name, self.port, timeout=30, source_address=(source, 0))
        )
        with closing(connection):
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.msg, answer.read()

    def children(self) -> list[int]:
        """Return the process ids of the parts."""
        tasks = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in tasks.split()]

    def end(self, number: int = signal.SIGINT) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        code = self.process.wait(timeout=30)
        self._stream.close()
        return code
