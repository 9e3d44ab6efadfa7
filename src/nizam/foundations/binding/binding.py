# SPDX-License-Identifier: EUPL-1.2
"""From several PDF files to one, through a confined process started for it."""

import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nizam.foundations.binding.errors import BindingError
from nizam.foundations.extraction.frames import read_frame, read_value, write_frame, write_value

MEMORY_BYTES: Final = 2 * 2**30
MOST_PAGES: Final = 3_000
LARGEST: Final = 2**30
_BOOT: Final = """
import sys
sys.path[:0] = sys.argv[3:]
from nizam.foundations.binding.child import main
main(*sys.argv[1:3])
"""
_ROOT: Final = str(Path(__file__).parents[3])


@dataclass(frozen=True)
class Bound:
    """What came of a binding: the file, and the pages of each part, None for one that cannot be opened."""

    pdf: bytes
    pages: tuple[int | None, ...]


def count_pages(parts: Sequence[bytes], *, seconds: float = 60) -> tuple[int | None, ...]:
    """Return how many pages each PDF file has; None for what is none, is damaged, or needs a password.

    Raises BindingError.
    """
    return _run(parts, seconds, bind=False).pages


def bind(parts: Sequence[bytes], *, seconds: float = 120) -> Bound:
    """Bind PDF files into one, each page on A4 as it is drawn, with its number and the number of all below it.

    Only what is drawn goes over: no scripts, forms, links, attached files. Parts that cannot be opened are left out,
    and so are pages after the first `MOST_PAGES`. The work is done in a process without network that starts no programs
    and writes no files. Raises BindingError.
    """
    return _run(parts, seconds, bind=True)


def _run(parts: Sequence[bytes], seconds: float, *, bind: bool) -> Bound:
    command = [sys.executable, "-I", "-S", "-X", "utf8", "-c", _BOOT, str(MEMORY_BYTES), str(max(1, int(seconds)))]
    with subprocess.Popen(  # noqa: S603  our own module, by the interpreter that runs us
        [*command, _ROOT, *(path for path in sys.path if path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        cwd="/",
        env={},
        start_new_session=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        watchdog = threading.Timer(seconds, process.kill)
        watchdog.daemon = True
        watchdog.start()
        found: dict[str, Any] | None = None
        pdf: bytes | None = None
        try:
            write_value(process.stdin, parts=len(parts), bind=bind, most=MOST_PAGES)
            for part in parts:
                write_frame(process.stdin, part)
            found = read_value(process.stdout, 2**20)
            pdf = read_frame(process.stdout, LARGEST)
        except BrokenPipeError:
            # The process died; what it said of it is told below.
            found = None
        finally:
            process.kill()
            watchdog.cancel()
        words = process.stderr.read().decode(errors="replace").strip()
    pages = (found or {}).get("pages")
    if pdf is None or not isinstance(pages, list) or len(pages) != len(parts):
        raise BindingError(f"the binding process ended before it was done: {words[-500:] or 'it said nothing'}")
    return Bound(pdf, tuple(one if isinstance(one, int) else None for one in pages))
