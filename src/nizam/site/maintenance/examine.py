# SPDX-License-Identifier: EUPL-1.2
"""`nizam doctor`: what is well with this installation, what is not, and what cures it."""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import smtplib
import sqlite3
import ssl
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django import get_version
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nizam.foundations.language import RULES_VERSION, DictionaryState, dictionary_state
from nizam.foundations.typesetting import fonts_available
from nizam.kit.texts import LANGUAGE_NAMES
from nizam.site.command import program_version
from nizam.site.maintenance.home import database_answers, home_state

OK, WARN, FAIL = "ok", "warn", "fail"

GIB = 1 << 30
MIB = 1 << 20
# Below this a letter with its attachments may no longer be kept.
SPACE_FAIL = 100 * MIB
SPACE_WARN = GIB
SPACE_WARN_SHARE = 0.05
FONT_COUNT = 6
# Clocks of two machines of one house may differ by this much without harm.
CLOCK_TOLERANCE = timedelta(seconds=5)
# sys/timex.h: the clock is not synchronised; the return value says the same.
STA_UNSYNC = 0x0040
TIME_ERROR = 5
RELAY_SECONDS = 5


@dataclass(frozen=True)
class Diagnosis:
    """One thing examined. `state` is ok, warn or fail; `sentence` says what was seen, `cure` what helps."""

    code: str
    state: str
    sentence: str
    cure: str = ""


def examine(*, thorough: bool = True) -> list[Diagnosis]:
    """Examine the whole installation. Where the database does not answer, what needs it is left out.

    Reading the whole database file takes long where it is large: only a `thorough` examination does it.
    """
    found = [examine_database()]
    if found[0].state == OK:
        for part in (
            examine_migrations,
            examine_triggers,
            *((examine_integrity,) if thorough else ()),
            examine_newest_event,
            examine_rules,
            examine_index,
            examine_mailboxes,
        ):
            found.append(_guarded(part))
    found += [examine_space(Path(settings.NIZAM_HOME)), examine_clock(kernel_clock()), examine_fonts()]
    found.append(examine_dictionaries(dictionary_state()))
    found += [examine_mail(), examine_keys(Path(settings.NIZAM_HOME) / "keys"), examine_versions()]
    return found


def _guarded(part: Callable[[], Diagnosis]) -> Diagnosis:
    """Run one examination; a table that is not there yet is a finding, not the end of the examination."""
    try:
        return part()
    except DatabaseError as error:
        code = part.__name__.removeprefix("examine_").replace("_", "-")
        return Diagnosis(
            code,
            FAIL,
            _("This could not be examined: %(error)s") % {"error": error},
            _("Run `nizam upgrade`; if that does not help, restore the last backup."),
        )


def examine_database() -> Diagnosis:
    """Does the database answer?"""
    try:
        if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
            return Diagnosis(
                "database",
                FAIL,
                _("This home has no database yet."),
                _("Run `nizam up`, `nizam init` or `nizam restore`."),
            )
        database_answers()
    except DatabaseError as error:
        return Diagnosis(
            "database",
            FAIL,
            _("The database does not answer: %(error)s") % {"error": str(error).strip()},
            _("Look at DATABASE_URL, and whether the database server runs and lets this account in."),
        )
    return Diagnosis("database", OK, _("The database answers (%(vendor)s).") % {"vendor": connection.vendor})


def examine_migrations() -> Diagnosis:
    """Is the database at the version of the program?"""
    state = home_state()
    if state.unknown:
        return Diagnosis(
            "migrations",
            FAIL,
            _("The database was used by a newer version (%(names)s).") % {"names": ", ".join(state.unknown[:5])},
            _("Install that version, or restore a backup made before it."),
        )
    if state.pending:
        return Diagnosis(
            "migrations",
            FAIL,
            _("%(count)d migrations are pending.") % {"count": len(state.pending)},
            _("Run `nizam upgrade`; it makes a backup first."),
        )
    return Diagnosis("migrations", OK, _("The database is at the version of the program."))


def examine_triggers() -> Diagnosis:
    """Does the database itself hold the journal append-only?"""
    from nizam.spine.journal.triggers import missing_triggers

    missing = missing_triggers(connection)
    if missing:
        return Diagnosis(
            "triggers",
            FAIL,
            _("The journal could be rewritten unseen: triggers are missing or altered (%(names)s).")
            % {"names": ", ".join(missing)},
            _("Run `nizam upgrade`, which makes them anew, then `nizam journal verify`; find out who dropped them."),
        )
    return Diagnosis("triggers", OK, _("The journal's triggers are in force."))


def examine_integrity() -> Diagnosis:
    """Is SQLite's file whole?"""
    if connection.vendor != "sqlite":
        return Diagnosis("integrity", OK, _("The database server looks after its own files."))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(5)")
        said = [row[0] for row in cursor.fetchall()]
    if said != ["ok"]:
        return Diagnosis(
            "integrity",
            FAIL,
            _("The database file is damaged: %(said)s") % {"said": "; ".join(said)},
            _("Stop Nizam, keep a copy of the home, and restore the last backup; examine the disk."),
        )
    return Diagnosis("integrity", OK, _("The database file is whole."))


def examine_newest_event(now: datetime | None = None) -> Diagnosis:
    """Is the clock behind what the journal has already seen?"""
    from nizam.spine.journal.models import Event

    now = now or timezone.now()
    newest = Event.objects.order_by("-at").values_list("at", flat=True).first()
    if newest is not None and newest > now + CLOCK_TOLERANCE:
        return Diagnosis(
            "newest-event",
            FAIL,
            _("The clock says %(now)s, and the newest event of the journal is of %(newest)s.")
            % {"now": now.isoformat(timespec="seconds"), "newest": newest.isoformat(timespec="seconds")},
            _("Set the clock right before anybody works: deadlines and the order of events depend on it."),
        )
    return Diagnosis("newest-event", OK, _("The clock is not behind the journal."))


def kernel_clock() -> bool | None:
    """Return whether the system calls its clock synchronised; None where it cannot be asked (adjtimex(2))."""
    if sys.platform != "linux":
        return None
    try:
        library = ctypes.CDLL(None, use_errno=True)
        # struct timex is 208 bytes on 64-bit systems and smaller on others; modes = 0 only reads.
        buffer = ctypes.create_string_buffer(512)
        returned = library.adjtimex(buffer)
    except (OSError, AttributeError):
        return None
    if returned < 0:
        return None
    # modes, padding, offset, freq, maxerror, esterror, then status: five longs in.
    status = ctypes.c_int.from_buffer(buffer, 5 * ctypes.sizeof(ctypes.c_long)).value
    return returned != TIME_ERROR and not status & STA_UNSYNC


def examine_clock(synchronised: bool | None) -> Diagnosis:
    """Does the system call its clock synchronised?"""
    if synchronised:
        return Diagnosis("clock", OK, _("The system calls its clock synchronised."))
    cure = _("Set up time synchronisation (Debian: systemd-timesyncd or chrony).")
    if synchronised is None:
        return Diagnosis("clock", WARN, _("It cannot be told here whether the clock is synchronised."), cure)
    return Diagnosis("clock", WARN, _("The system calls its clock unsynchronised."), cure)


def examine_rules() -> Diagnosis:
    """Which rows were folded and keyed under older language rules?"""
    stale = {}
    for model in apps.get_models():
        if any(field.name == "language_rules" for field in model._meta.concrete_fields):
            count = model._default_manager.exclude(language_rules=RULES_VERSION).count()
            if count:
                stale[model._meta.label_lower] = count
    if stale:
        names = ", ".join(f"{label}: {count}" for label, count in sorted(stale.items()))
        return Diagnosis(
            "language-rules",
            WARN,
            _("Rows were folded and sorted under older language rules (%(names)s).") % {"names": names},
            _("Run `nizam refold`; the office may go on working."),
        )
    return Diagnosis("language-rules", OK, _("Every row follows the present language rules."))


def examine_index() -> Diagnosis:
    """Do the search index and the things that can be found agree?"""
    from nizam.spine.search.engines import engine
    from nizam.spine.search.keeping import disagreements

    bare = engine().without_lexemes()
    found = [f"{one.kind or 'search.indexrow'}: {one.not_indexed + one.without_thing}" for one in disagreements()] + (
        [f"search.indexrow: {bare}"] if bare else []
    )
    if found:
        return Diagnosis(
            "search-index",
            WARN,
            _("Things and search index disagree (%(names)s).") % {"names": ", ".join(found)},
            _("It catches up by itself within ten minutes; `nizam refold` does it now. The office may go on working."),
        )
    return Diagnosis("search-index", OK, _("Whatever can be found is in the search index."))


def examine_space(folder: Path) -> Diagnosis:
    """Is there room on the disk of `folder`?"""
    usage = shutil.disk_usage(folder)
    values = {"free": usage.free // MIB, "total": usage.total // MIB, "folder": folder}
    sentence = _("%(free)d MiB of %(total)d MiB are free on the disk of %(folder)s.") % values
    cure = _("Make room, or move the home to a larger disk; old backups and logs in the home may go.")
    if usage.free < SPACE_FAIL:
        return Diagnosis("space", FAIL, sentence, cure)
    if usage.free < SPACE_WARN or usage.free < usage.total * SPACE_WARN_SHARE:
        return Diagnosis("space", WARN, sentence, cure)
    return Diagnosis("space", OK, sentence)


def examine_fonts() -> Diagnosis:
    """Are the fonts of the papers in place?"""
    present = fonts_available()
    if len(present) < FONT_COUNT:
        return Diagnosis(
            "fonts",
            FAIL,
            _("Only %(count)d of %(all)d font files are in place; papers cannot be typeset.")
            % {"count": len(present), "all": FONT_COUNT},
            _("Run `make install` again, or install the package anew."),
        )
    return Diagnosis("fonts", OK, _("The fonts of the papers are in place."))


def examine_dictionaries(states: Sequence[DictionaryState]) -> Diagnosis:
    """Are the dictionaries of stems and spelling in place?"""
    missing = [state for state in states if not state.available]
    if not missing:
        return Diagnosis("dictionaries", OK, _("The dictionaries of stems and spelling are in place."))
    reasons = {
        "not-built": _("not built"),
        "source-missing": _("its word list could not be had"),
        "damaged": _("damaged"),
    }
    names = "; ".join(f"{LANGUAGE_NAMES[state.language]}: {reasons[state.reason]}" for state in missing)
    cure = _("Run `make install` again, or install the package anew.")
    if any(state.reason == "source-missing" for state in missing):
        cure = _("Give this machine a way to its Debian packages and run: python -m nizam.foundations.language.build")
    return Diagnosis(
        "dictionaries",
        WARN,
        _("Dictionaries are missing (%(names)s); search finds fewer forms of a word.") % {"names": names},
        cure,
    )


def examine_mail() -> Diagnosis:
    """Does outgoing mail go anywhere?"""
    relay = urlsplit(settings.RELAY)
    if not relay.hostname:
        folder = Path(settings.NIZAM_HOME) / "outbox"
        waiting = sum(1 for path in folder.iterdir() if path.is_file()) if folder.is_dir() else 0
        return Diagnosis(
            "mail",
            WARN,
            _("No relay is set: outgoing mail lies in %(folder)s (%(count)d files).")
            % {"folder": folder, "count": waiting},
            _("Set NIZAM_RELAY to the mail server of the house."),
        )
    try:
        _greet(relay.scheme, relay.hostname, settings.EMAIL_PORT)
    except (OSError, smtplib.SMTPException) as error:
        return Diagnosis(
            "mail",
            FAIL,
            _("The relay %(host)s does not answer: %(error)s") % {"host": relay.hostname, "error": error},
            _("Look at NIZAM_RELAY and at the way to that server; mail waits in the outbox until then."),
        )
    return Diagnosis("mail", OK, _("The relay %(host)s answers.") % {"host": relay.hostname})


def _greet(scheme: str, host: str, port: int) -> None:
    client: smtplib.SMTP
    if scheme == "smtps":
        client = smtplib.SMTP_SSL(host, port, timeout=RELAY_SECONDS, context=ssl.create_default_context())
    else:
        client = smtplib.SMTP(host, port, timeout=RELAY_SECONDS)
    with client:
        client.noop()


def examine_mailboxes() -> Diagnosis:
    """Can every mailbox be fetched from: does its secret open, and did the last look succeed?"""
    from nizam.spine.org.models import Mailbox
    from nizam.spine.org.vault import fault_of

    fetched = Mailbox.objects.filter(active=True, voided_at__isnull=True, arrives_by="imap")
    boxes = list(fetched.only("address", "secret", "last_error").order_by("address_key"))
    closed = {box.address: fault_of(box.secret) for box in boxes if box.secret}
    unreadable = sorted(address for address, fault in closed.items() if fault)
    if unreadable:
        lost = "key-missing" in closed.values()
        sentence = (
            _("The key of the mailbox passwords is missing (%(names)s).")
            if lost
            else _("The passwords of these mailboxes cannot be decrypted: %(names)s.")
        )
        return Diagnosis(
            "mailboxes",
            FAIL,
            sentence % {"names": ", ".join(unreadable)},
            _("Bring keys/mailbox-key back from the keys file of the backup, or set these passwords again on screen."),
        )
    failing = [f"{box.address}: {box.last_error}" for box in boxes if box.last_error]
    if failing:
        return Diagnosis(
            "mailboxes",
            FAIL,
            _("Mail could not be fetched. %(errors)s") % {"errors": "; ".join(failing)},
            _("Look at the mailbox under Institution, then choose “Look for mail now”."),
        )
    silent = [box.address for box in boxes if not box.secret]
    if silent:
        return Diagnosis(
            "mailboxes",
            WARN,
            _("These mailboxes have no password yet: %(names)s.") % {"names": ", ".join(silent)},
            _("Set it on the page of the mailbox."),
        )
    return Diagnosis("mailboxes", OK, _("Every mailbox in use can be fetched from."))


def examine_keys(folder: Path) -> Diagnosis:
    """Are the keys readable by their owner only?"""
    open_ones = list(_open_keys(folder))
    if open_ones:
        return Diagnosis(
            "keys",
            FAIL,
            _("Keys can be read by others than their owner: %(names)s.") % {"names": ", ".join(open_ones)},
            _("Run: chmod -R go= %(folder)s") % {"folder": folder},
        )
    return Diagnosis("keys", OK, _("The keys are readable by their owner only."))


def _open_keys(folder: Path) -> Iterator[str]:
    if folder.is_dir():
        for path in sorted([folder, *folder.rglob("*")]):
            if path.suffix != ".crt" and path.stat().st_mode & 0o077:
                yield path.name


def versions() -> dict[str, Any]:
    """Return the versions this installation runs on."""
    import wagtail

    found = {
        "nizam": program_version(),
        "python": platform.python_version(),
        "django": get_version(),
        "wagtail": wagtail.__version__,
        "sqlite": sqlite3.sqlite_version,
        "system": platform.platform(),
        "processors": os.cpu_count(),
    }
    if connection.vendor == "postgresql" and connection.connection is not None:
        found["postgresql"] = ".".join(map(str, connection.get_database_version()))
    return found


def examine_versions() -> Diagnosis:
    """What runs here?"""
    found = versions()
    count = found.pop("processors") or 1
    processors = ngettext("%(count)d processor", "%(count)d processors", count) % {"count": count}
    return Diagnosis("versions", OK, ", ".join([*(f"{name} {value}" for name, value in found.items()), processors]))
