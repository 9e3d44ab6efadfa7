# SPDX-License-Identifier: EUPL-1.2
"""What is done to the database before the parts start, in a child of its own: the supervisor never opens it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import time
import traceback
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from nizam.site.supervisor.children import enter_child
from nizam.site.supervisor.lock import HomeLock


@dataclass
class Prepared:
    """How the home was found and left. `fault` is a sentence that stops the start; `exit_code` goes with it."""

    empty: bool = False
    notes: list[str] = field(default_factory=list)
    accounts: list[dict[str, str]] = field(default_factory=list)
    fault: str = ""
    exit_code: int = 0

    @classmethod
    def of(cls, text: str) -> Self:
        """Read what the child wrote."""
        return cls(**json.loads(text))


def prepare_in_child(lock: HomeLock, *, demo: bool) -> Prepared:
    """Fork, prepare the home there, and return the outcome. A signal ends the child and raises KeyboardInterrupt."""

    def interrupt(number: int, frame: Any) -> None:
        raise KeyboardInterrupt

    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        _live(writer, lock, demo=demo)
    os.close(writer)
    # Also where a shell had Ctrl-C ignored for a program in the background.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, interrupt)
    try:
        with os.fdopen(reader, encoding="utf-8") as stream:
            text = stream.read()
        os.waitpid(pid, 0)
    except KeyboardInterrupt:
        _end(pid)
        raise
    if not text:
        return Prepared(fault="The database could not be prepared; the lines above say why.", exit_code=4)
    return Prepared.of(text)


def _end(pid: int) -> None:
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + 4
    while not os.waitpid(pid, os.WNOHANG)[0]:
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)


def _live(writer: int, lock: HomeLock, *, demo: bool) -> None:
    code = 1
    try:
        enter_child(lock.forget)
        outcome = prepare_home(demo=demo)
        with os.fdopen(writer, "w", encoding="utf-8") as stream:
            json.dump(asdict(outcome), stream)
        code = 0
    except BaseException:  # noqa: BLE001  (the parent shows these lines and stops)
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def prepare_home(*, demo: bool) -> Prepared:
    """Check the declarations, bring the database to this version (after a backup), build the demonstration."""
    from django.core import checks
    from django.db import DatabaseError, connection

    from nizam.site.maintenance.home import NewerHome, has_institution
    from nizam.site.maintenance.upgrade import bring_up_to_date

    faults = [message for message in checks.run_checks() if message.level >= checks.ERROR]
    if faults:
        lines = "\n".join(f"{message.id}: {message.msg}" for message in faults)
        return Prepared(fault=f"The declarations of this installation are faulty:\n{lines}", exit_code=4)
    found = Prepared()
    try:
        found.notes += bring_up_to_date()
        if demo:
            _demonstrate(found)
        found.empty = not has_institution()
        found.notes += _missing_triggers()
    except NewerHome as error:
        return Prepared(fault=str(error), exit_code=4)
    except DatabaseError as error:
        return Prepared(fault=f"The database does not answer: {error}".strip(), exit_code=4)
    finally:
        connection.close()
    return found


def _missing_triggers() -> list[str]:
    from django.db import connection

    from nizam.spine.journal.triggers import missing_triggers

    missing = missing_triggers(connection)
    if not missing:
        return []
    return [f"The journal is not protected: triggers are missing ({', '.join(missing)}). Run `nizam doctor`."]


def _demonstrate(found: Prepared) -> None:
    from nizam.kit.errors import Refused
    from nizam.site.demo import build_demo
    from nizam.site.maintenance.home import has_institution

    if not has_institution():
        sys.stderr.write("Building the demonstration …\n")
        sys.stderr.flush()
    try:
        found.accounts = [{name: str(value) for name, value in account.items()} for account in build_demo()]
    except Refused as refused:
        found.notes += [str(reason) for reason in refused.reasons]
