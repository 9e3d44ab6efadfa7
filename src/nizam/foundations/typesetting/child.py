# SPDX-License-Identifier: EUPL-1.2
"""The child process: reads requests, lets Typst typeset them, writes replies.

Started as a file of its own in Python's isolated mode, so it imports nothing of this package. Memory, processor time
and file sizes are limited by the parent from outside; here the process gives up sockets and new programs, so that a
template that asks for a package from the network gets an error instead.

A frame is four bytes of length, big-endian, then that many bytes. A request is one frame of JSON; a reply is one
frame of JSON and one of PDF bytes, empty when there was an error. End of file on the requests ends the process.
"""

import ctypes
import json
import os
import platform
import struct
import sys
import time
from pathlib import Path
from typing import Any, Final, Protocol


class Source(Protocol):
    """Where frames come from."""

    def read(self, size: int, /) -> bytes | None:
        """Return at most `size` bytes; none at the end."""


class Sink(Protocol):
    """Where frames go."""

    def write(self, data: bytes, /) -> int | None:
        """Take bytes; return how many were taken."""


_LENGTH: Final = struct.Struct(">L")

# Per processor: AUDIT_ARCH_* of linux/audit.h, then the system call numbers of socket, execve and execveat.
SYSTEM_CALLS: Final = {"x86_64": (0xC000003E, (41, 59, 322)), "aarch64": (0xC00000B7, (198, 221, 281))}
# linux/seccomp.h, linux/bpf_common.h and linux/prctl.h
_LOAD_WORD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE_WITH_EPERM = 0x7FFF0000, 0x00050001
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_X32_CALLS_START = 0x40000000


# What typst-py calls a template given as bytes, and what we call it (`errors.OWN_TEMPLATE`).
_BYTES, _OWN = "__typst_py_bytes__.typ", "own-template.typ"


class _Instruction(ctypes.Structure):
    _fields_ = [("code", ctypes.c_uint16), ("jt", ctypes.c_uint8), ("jf", ctypes.c_uint8), ("k", ctypes.c_uint32)]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.POINTER(_Instruction))]


def forbid_sockets_and_programs(machine: str = "") -> None:
    """Make the kernel refuse new sockets and new programs to the calling thread and all threads it starts, for good.

    A seccomp filter (seccomp(2)): needs no privilege. Raises OSError on a processor without its row in `SYSTEM_CALLS`
    or a kernel that has no filters: a typesetter that could reach the network is not started at all.
    """
    processor = machine or platform.machine()
    if processor not in SYSTEM_CALLS:
        raise OSError(
            f"typesetting is not confined on the processor {processor!r}: its system call numbers are unknown"
        )
    audit_arch, refused = SYSTEM_CALLS[processor]
    tail = len(refused) + 1  # instructions between the x32 test and the final refusal
    code = [
        (_LOAD_WORD, 0, 0, 4),
        (_IF_EQUAL, 0, tail + 2, audit_arch),
        (_LOAD_WORD, 0, 0, 0),
        (_IF_AT_LEAST, tail, 0, _X32_CALLS_START),
        *((_IF_EQUAL, tail - 1 - index, 0, call) for index, call in enumerate(refused)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE_WITH_EPERM),
    ]
    program = _Program(len(code), (_Instruction * len(code))(*(_Instruction(*line) for line in code)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0
    ):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def read_exactly(source: Source, size: int) -> bytes:
    """Return exactly `size` bytes, or fewer when the other side has closed."""
    parts = []
    while size and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def read_frame(source: Source) -> bytes | None:
    """Return the next frame, or None when the other side has closed, also in the middle of a frame."""
    head = read_exactly(source, _LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    size: int = _LENGTH.unpack(head)[0]
    body = read_exactly(source, size)
    return body if len(body) == size else None


def write_frame(sink: Sink, body: bytes) -> None:
    """Write one frame whole; unbuffered pipes take it in pieces."""
    rest = memoryview(_LENGTH.pack(len(body)) + body)
    while rest:
        rest = rest[sink.write(bytes(rest)) or 0 :]


class Typesetter:
    """Typst with its fonts loaded once, bound to one root folder."""

    def __init__(self, root: Path, fonts: Path) -> None:
        # The parent imports this module for its frames and must stay free of the native engine, because it forks.
        import typst

        self._root = root
        self._refusal = typst.TypstError
        # Folders that never exist: Typst looks for packages there and nowhere else on this disk.
        nowhere = root / "packages-are-not-used"
        self._compiler = typst.Compiler(
            root=root,
            font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]),
            ignore_system_fonts=True,
            package_path=nowhere,
            package_cache_path=nowhere,
        )

    def answer(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Typeset one request: `template` (name of a file in the root) or `source`, `data` (JSON text), `timestamp`.

        With `ppi`, what comes back are the pages as PNG one after another, their lengths in `sizes`; the PDF is made
        all the same, for what only the PDF shows to be wrong.
        """
        source = request["source"]
        template = source.encode() if source is not None else str(self._root / f"{request['template']}.typ")
        given: dict[str, Any] = {"timestamp": request["timestamp"], "sys_inputs": {"data": request["data"]}}
        try:
            pdf = self._compiler.compile(template, format="pdf", pdf_standards=["a-2b"], **given)
            if request.get("ppi") is None:
                assert isinstance(pdf, bytes)
                return {"error": None}, pdf
            drawn = self._compiler.compile(template, format="png", ppi=request["ppi"], **given)
        except self._refusal as error:
            # Where this program lies on the machine is nobody's business.
            place = error.diagnostic.replace(f"{str(self._root).lstrip('/')}/", "").replace(_BYTES, _OWN)
            return {"error": error.message, "hints": list(error.hints), "diagnostic": place}, b""
        pages: list[bytes] = [drawn] if isinstance(drawn, bytes) else list(drawn or ())
        return {"error": None, "sizes": [len(page) for page in pages]}, b"".join(pages)


def serve(requests: Source, replies: Sink, typesetter: Typesetter) -> None:
    """Answer requests until the parent closes; each reply tells the processor seconds this process has used so far."""
    while (frame := read_frame(requests)) is not None:
        head, pdf = typesetter.answer(json.loads(frame))
        write_frame(replies, json.dumps({**head, "cpu": time.process_time()}).encode())
        write_frame(replies, pdf)


def main(root: str, fonts: str, requests_fd: str, replies_fd: str) -> None:
    """Confine this process, then serve on the two open file descriptors until the first ends."""
    forbid_sockets_and_programs()
    with open(int(requests_fd), "rb", 0) as requests, open(int(replies_fd), "wb", 0) as replies:
        serve(requests, replies, Typesetter(Path(root), Path(fonts)))


if __name__ == "__main__":
    main(*sys.argv[1:])
