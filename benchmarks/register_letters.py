# SPDX-License-Identifier: EUPL-1.2
"""Inside a temporary home: fills the register with 100,000 cases and their letters, then imports a postbag."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

CASES = 100_000
PARTIES = 10_000
LETTERS = 1000
WARM = 20
AT_ONCE = 5_000
AIM = "aim: 100/s with 100,000 cases present"
PEER = "Open Zaak: 24-25 cases created/s at 10 users"
TO = "posta@example.net"


def main(engine: str, code: str) -> None:
    """Fill and measure; print one JSON line a figure."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "nizam.site.settings"
    import django

    django.setup()
    from tests.concurrency_letters import make_threads, write_letters

    from nizam.doors.mail.imports import import_mail
    from nizam.spine.org.actions import operator_actor
    from nizam.spine.org.models import Institution

    institution = Institution.objects.get(code=code)
    _fill(institution)
    home = Path(os.environ["NIZAM_HOME"]).parent
    for name, count in (("warm", WARM), ("postbag", LETTERS)):
        write_letters(make_threads(count, seed=7, to=TO, mark=name[0]), home / name, seed=7)
    actor = operator_actor(door="mail")
    list(import_mail(actor, institution, home / "warm"))
    began, used = time.perf_counter(), time.process_time()
    rows = list(import_mail(actor, institution, home / "postbag"))
    seconds, used = time.perf_counter() - began, time.process_time() - used
    _check(institution, rows)
    what = f"letters into {CASES:,} cases, one process, {engine}"
    _print(what, len(rows) / seconds, "letters/s", f"{AIM}; {PEER}")
    _print(f"the same, the processor's time of a letter, {engine}", used * 1000 / len(rows), "ms", "")


def _print(what: str, figure: float, unit: str, beside: str) -> None:
    print(json.dumps({"what": what, "figure": figure, "unit": unit, "beside": beside}))


def _check(institution: Any, rows: list[Any]) -> None:
    """Make sure that what was measured is the whole: numbers, suggested units, and letters that a search finds."""
    from nizam.foundations.language import fold
    from nizam.spine.cases.models import Case

    opened = [row.envelope.case for row in rows if row.envelope is not None and row.envelope.disposition == "new"]
    assert len(rows) == LETTERS
    assert all(case.number_text and case.due_on for case in opened)
    assert any(case.suggestions for case in opened)
    last = opened[-1]
    found = Case.objects.filter(institution=institution, subject_folded__contains=fold(last.number_text))
    assert last in found


def _fill(institution: Any) -> None:
    from django.db import connection, transaction

    from nizam.spine.cases.envelopes import post_room
    from nizam.spine.cases.models import Case, Envelope, Party
    from nizam.spine.cases.opening import default_procedure
    from nizam.spine.records.blobs import keep_bytes

    unit = post_room(institution)
    procedure = default_procedure(institution, "mail")
    shared = {"institution": institution, "unit": unit}
    blob = keep_bytes(b"A letter of an earlier year.\r\n")
    began = dt.datetime(2024, 1, 8, 5, 0, tzinfo=dt.UTC)
    words = (
        "Müraciət",
        "internet",
        "printer",
        "imza",
        "portal",
        "server",
        "parol",
        "arxiv",
        "telefon",
        "sayt",
        "şəbəkə",
    )
    with transaction.atomic():
        parties = Party.objects.bulk_create(
            [
                # Saved at once, a row does not work out its key by itself.
                Party(**shared, name=f"Sakin {n}", email=f"s{n}@example.org", email_key=f"s{n}@example.org")
                for n in range(PARTIES)
            ],
            AT_ONCE,
        )
        for first in range(0, CASES, AT_ONCE):
            cases, letters = [], []
            for place in range(first, first + AT_ONCE):
                moment = began + dt.timedelta(minutes=8 * place)
                party = parties[place % PARTIES]
                case = Case(
                    **shared,
                    procedure=procedure,
                    party=party,
                    number_text=f"E-{place + 1}/{moment.year}",
                    state="closed" if place % 10 else "assigned",
                    subject=f"{words[place % 11]} {words[place // 11 % 11]} {place}",
                    language="az",
                    registered_at=moment,
                    arrived_at=moment,
                    registered_on=moment.date(),
                    due_on=(moment + dt.timedelta(days=21)).date(),
                    due_at=moment + dt.timedelta(days=21),
                )
                name = f"<{place}@earlier.example.org>"
                letters.append(
                    Envelope(
                        **shared,
                        door="mail",
                        blob=blob,
                        sha256=hashlib.sha256(name.encode()).hexdigest(),
                        kept_at=moment,
                        disposition="new",
                        case=case,
                        identity=hashlib.sha256(f"identity {name}".encode()).hexdigest(),
                        message_id=name,
                        sender_name=party.name,
                        sender_email=party.email,
                        sender_key=party.email_key,
                        subject=case.subject,
                        text=f"Hörmətli idarə, {case.subject} haqqında yazıram.",
                        language="az",
                    )
                )
                cases.append(case)
            Case.objects.bulk_create(cases)
            Envelope.objects.bulk_create(letters)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main(*sys.argv[1:])
