# SPDX-License-Identifier: EUPL-1.2
"""Object storage for tests: the few requests of the S3 protocol that keeping files needs, in this process.

It answers PUT, GET, HEAD and DELETE of objects under path-style addresses; signatures are not looked at.
"""

from __future__ import annotations

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    objects: dict[str, bytes]

    def log_message(self, *_args: object) -> None:
        """Say nothing."""

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).lstrip("/")

    def _body(self) -> bytes:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if "aws-chunked" not in self.headers.get("Content-Encoding", ""):
            return body
        # Each chunk: its size in hexadecimal, perhaps a signature, a line's end, the bytes, a line's end.
        found, rest = b"", body
        while rest:
            head, _end, rest = rest.partition(b"\r\n")
            size = int(head.partition(b";")[0], 16)
            if not size:
                break
            found, rest = found + rest[:size], rest[size + 2 :]
        return found

    def _answer(self, status: int, content: bytes = b"", *, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        self.send_header("ETag", f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"')
        self.send_header("Last-Modified", "Sun, 01 Nov 2026 09:00:00 GMT")
        self.end_headers()
        self.wfile.write(content)

    def do_PUT(self) -> None:
        """Keep an object."""
        self.objects[self._key()] = self._body()
        self._answer(200)

    def do_GET(self) -> None:
        """Give an object."""
        content = self.objects.get(self._key())
        if content is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            self._answer(200, content)

    def do_HEAD(self) -> None:
        """Tell whether there is an object."""
        content = self.objects.get(self._key())
        self._answer(404 if content is None else 200, length=len(content or b""))

    def do_DELETE(self) -> None:
        """Forget an object."""
        self.objects.pop(self._key(), None)
        self._answer(204)


class S3Server:
    """Buckets in memory, by `bucket/key`."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        handler = type("Handler", (_Handler,), {"objects": self.objects})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def settings(self, bucket: str) -> dict[str, str]:
        """Return the settings of a house that keeps its files in `bucket`."""
        return {
            "NIZAM_S3_BUCKET": bucket,
            "NIZAM_S3_ENDPOINT": f"http://127.0.0.1:{self._server.server_address[1]}",
            "NIZAM_S3_REGION": "eu-central-1",
            "NIZAM_S3_ACCESS_KEY": "test",
            "NIZAM_S3_SECRET_KEY": "test",
        }

    def kept(self, bucket: str) -> dict[str, bytes]:
        """Return what a bucket holds, by key."""
        return {key.partition("/")[2]: value for key, value in self.objects.items() if key.startswith(f"{bucket}/")}

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
