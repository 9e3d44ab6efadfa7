# SPDX-License-Identifier: EUPL-1.2
"""The web worker: threads that answer requests, and one more that serves every open event stream of the process."""

from __future__ import annotations

import resource
from collections.abc import Iterable
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from nizam.doors.office.live.hub import HandedOver, Hub
from nizam.doors.office.live.views import HUB

# Files a process needs beside its streams: connections being answered, the database, logs.
OTHER_FILES = 512
MOST_STREAMS = 5_000
FILES_WANTED = MOST_STREAMS + OTHER_FILES

# Seconds the last words of the streams may take; the web server gives a stopping process three.
LAST_WORDS = 2.5

_GIVEN = object()


def room_for_streams() -> int:
    """Let the process open as many files as the system allows, up to what it may want; return the room for streams."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES_WANTED if hard == resource.RLIM_INFINITY else min(FILES_WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    free = MOST_STREAMS if soft == resource.RLIM_INFINITY else soft - OTHER_FILES
    return max(0, min(MOST_STREAMS, free))


class StreamingWorker(ThreadWorker):
    """gunicorn's threaded worker, whose connections may be handed over to a hub of streams.

    A connection that was handed over is neither closed nor counted here: it keeps no thread and no place among the
    connections of the worker. When the worker is to stop, its streams end first; their readers come back to another.
    """

    def init_process(self) -> None:
        """Make the hub of this process; its thread begins with the first stream."""
        from nizam.doors.office.live.news import OfficeNews

        self.hub = Hub(OfficeNews(), most=room_for_streams())
        super().init_process()

    def load_wsgi(self) -> None:
        """Put the hub where a request finds it; a connection of HTTP/2 carries many requests and is not given away."""
        super().load_wsgi()
        application: Any = self.wsgi  # type: ignore[has-type]
        hub = self.hub

        def with_hub(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            if environ.get("HTTP_VERSION") != "2":
                environ[HUB] = hub
            return application(environ, start_response)

        self.wsgi = with_hub

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer one request; of a stream's connection remember how its bytes are framed."""
        conn.chunked = req.version > (1, 0)
        return super().handle_request(req, conn)

    def handle(self, conn: Any) -> Any:
        """Serve a connection until its answer is given, or until it is handed over."""
        try:
            return super().handle(conn)
        except HandedOver as given:
            self.hub.take(conn.sock, given.reader, chunked=conn.chunked)
            return _GIVEN

    def finish_request(self, conn: Any, fs: Any) -> None:
        """Forget a connection that was handed over; of the others see to the end."""
        if not fs.cancelled() and fs.exception() is None and fs.result() is _GIVEN:
            self.nr_conns -= 1
            return
        super().finish_request(conn, fs)

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Begin to stop: the streams end now."""
        self.hub.stop()
        super().handle_exit(sig, frame)

    def run(self) -> None:
        """Serve until told to stop; the last words of the streams are on the line before the process goes."""
        super().run()
        self.hub.stop()
        self.hub.join(LAST_WORDS)
