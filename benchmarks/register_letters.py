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
ROWS = 5_000
EVERY = dt.timedelta(minutes=200)
LETTERS = 600
WARM = 20
WORDS = ("Müraciət", "internet", "printer", "imza", "portal", "server", "parol", "arxiv", "telefon", "sayt", "şəbəkə")
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
    """Put cases of the last years with their parties and letters into the tables: the first by rows, then copies."""
    from django.core.management.color import no_style
    from django.db import connection, transaction
    from django.utils import timezone

    from nizam.spine.cases.envelopes import post_room
    from nizam.spine.cases.models import Case, Envelope, Party
    from nizam.spine.cases.opening import default_procedure
    from nizam.spine.records.blobs import keep_bytes

    procedure = default_procedure(institution, "mail")
    shared = {"institution": institution, "unit": post_room(institution)}
    blob = keep_bytes(b"A letter of an earlier year.\r\n")
    began = timezone.now() - EVERY * (ROWS + 1)
    # Saved at once, rows do not work out the keys of addresses by themselves.
    parties = [Party(**shared, name=f"Sakin {n}", email=f"s{n}@example.org") for n in range(ROWS)]
    cases, letters = [], []
    for place, party in enumerate(parties):
        party.email_key = party.email
        moment = began + EVERY * place
        case = Case(
            **shared,
            procedure=procedure,
            party=party,
            number_text=f"E-{place}",
            state="closed" if place % 10 else "assigned",
            subject=f"{WORDS[place % 11]} {WORDS[place // 11 % 11]} {place}",
            language="az",
            registered_at=moment,
            arrived_at=moment,
            registered_on=moment.date(),
            due_on=(moment + dt.timedelta(days=21)).date(),
            due_at=moment + dt.timedelta(days=21),
        )
        cases.append(case)
        letters.append(
            Envelope(
                **shared,
                door="mail",
                blob=blob,
                sha256=hashlib.sha256(f"bytes {place}".encode()).hexdigest(),
                kept_at=moment,
                disposition="new",
                case=case,
                identity=f"earlier {place}",
                message_id=f"<{place}@earlier.example.org>",
                sender_name=party.name,
                sender_email=party.email,
                sender_key=party.email,
                subject=case.subject,
                text=f"Hörmətli idarə, {case.subject} haqqında yazıram.",
                language="az",
            )
        )
    with transaction.atomic(), connection.cursor() as cursor:
        for model, rows in ((Party, parties), (Case, cases), (Envelope, letters)):
            model.objects.bulk_create(rows)
        for copy in range(1, CASES // ROWS):
            _copy(cursor, Case, cases[0].pk, copy, {"number_text": "'E-' || {id}"})
            named = {
                "message_id": "'<' || {id} || '@copy>'",
                "identity": "'copy ' || {id}",
                "case_id": "case_id + {by}",
            }
            _copy(cursor, Envelope, letters[0].pk, copy, named)
        for statement in connection.ops.sequence_reset_sql(no_style(), [Case, Envelope]):
            cursor.execute(statement)
    assert Case.objects.filter(institution=institution).count() >= CASES
    if connection.vendor == "postgresql":
        # What its own process does in every house; SQLite is never asked to there.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _copy(cursor: Any, model: Any, first: int, copy: int, changed: dict[str, str]) -> None:
    """Insert the first ROWS rows again, with keys of their own and what is `changed`."""
    from django.db import connection

    by = copy * ROWS
    is_sqlite = connection.vendor == "sqlite"
    unique = {
        "id": "{id}",
        "uid": "lower(hex(randomblob(16)))" if is_sqlite else "gen_random_uuid()",
        "sha256": "lower(hex(randomblob(32)))" if is_sqlite else "md5(random()::text) || md5(random()::text)",
        **changed,
    }
    names = [field.column for field in model._meta.concrete_fields]
    quoted = [connection.ops.quote_name(name) for name in names]
    values = [
        unique.get(name, column).format(id=f"(id + {by})", by=by) for name, column in zip(names, quoted, strict=True)
    ]
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({', '.join(quoted)}) SELECT {', '.join(values)} "
        f"FROM {model._meta.db_table} WHERE id >= {first} AND id < {first + ROWS} ORDER BY id"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
