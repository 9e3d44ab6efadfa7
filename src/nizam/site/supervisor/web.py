# SPDX-License-Identifier: EUPL-1.2
"""The web part: gunicorn as a library, on the socket the supervisor has opened."""

from __future__ import annotations

import socket
import threading
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

from nizam.kit.parts import Run

THREADS = 8
GRACE = 3


class WebServer(BaseApplication):
    """Serves an application that was loaded before the fork."""

    def __init__(self, application: Any, options: dict[str, Any]) -> None:
        self._application = application
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Take the options as they are; no file and no command line is read."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the application."""
        return self._application


def web_part(
    application: Any, listener: socket.socket, *, processes: int, certificate: Path | None, key: Path | None
) -> Run:
    """Return the part that serves `application` on `listener`, with TLS when there is a certificate."""
    options: dict[str, Any] = {
        "bind": f"fd://{listener.fileno()}",
        "workers": processes,
        "worker_class": "nizam.site.supervisor.streaming.StreamingWorker",
        "threads": THREADS,
        "graceful_timeout": GRACE,
        "timeout": 120,
        "keepalive": 5,
        "control_socket_disable": True,
        # Which proxies are believed is decided by NIZAM_TRUSTED_PROXY alone, in the middleware.
        "forwarded_allow_ips": "",
        "secure_scheme_headers": {},
        "loglevel": "warning",
        "proc_name": "nizam",
    }
    if certificate is not None:
        options |= {"certfile": str(certificate), "keyfile": str(key) if key else None}

    def run(instance: str, stop: threading.Event) -> None:
        WebServer(application, options).run()

    return run
