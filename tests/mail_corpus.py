# SPDX-License-Identifier: EUPL-1.2
"""A postbag made for tests: every disposition in six languages and every trap at least twice, with a manifest.

The same seed gives the same bytes. Who writes, what and about what is invented (`mail_words`).
"""

from __future__ import annotations

import random
from pathlib import Path

import mail_judged  # noqa: F401  (enters its traps)
import mail_traps
from mail_letters import Entry, Postbag


def write(folder: Path, *, seed: int, own_domain: str, oversize: int, count: int = 0) -> dict[str, Entry]:
    """Write at least `count` mails into `folder` and return the manifest by file name.

    Fewer than are needed for every disposition and trap are never written. `own_domain` is what our own Message-IDs
    end with, `oversize` the number of bytes from which a mail is not read any more.
    """
    postbag = Postbag(random.Random(seed), own_domain, oversize, mail_traps.TRAPS)
    entries = postbag.fill(count)
    folder.mkdir(parents=True, exist_ok=True)
    width = len(str(len(entries)))
    manifest: dict[str, Entry] = {}
    for place, entry in enumerate(entries, 1):
        entry.file = f"{place:0{width}}-{entry.disposition}-{entry.language}-{entry.trap}.eml"
        (folder / entry.file).write_bytes(entry.raw)
        manifest[entry.file] = entry
    return manifest
