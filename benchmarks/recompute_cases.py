# SPDX-License-Identifier: EUPL-1.2
"""Inside a temporary home: fills the register with open cases, announces a holiday and runs the job that follows."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import time
from typing import Any

CASES = 10_000
SUSPENDED = 500
EXTENDED = 500
DAYS = 40


def main(engine: str) -> None:
    """Fill and measure; print one JSON line a figure."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "nizam.site.settings"
    import django

    django.setup()
    from nizam.spine.cases.models import CalendarDay, Case
    from nizam.spine.jobs.models import Job
    from nizam.spine.jobs.worker import run_pending

    institution = _founded()
    _fill(institution)
    open_until = Case.objects.order_by("-due_on").values_list("due_on", flat=True)[0]
    CalendarDay(
        institution=institution, day=_worked_day(institution, open_until), working=False, reason="Nümunə qərarı"
    ).save()
    taken = _timed(run_pending)
    result = Job.objects.filter(task="cases.recount").order_by("-pk")[0].result
    assert result["seen"] == CASES, result
    _print(f"open cases counted anew after a holiday, {result['moved']:,} of {CASES:,} moved, {engine}", CASES / taken)
    from nizam.spine.cases.recounting import ask_for_recount

    Job.objects.all().delete()
    ask_for_recount(institution)
    _print(f"the same again, where nothing moves, {engine}", CASES / _timed(run_pending))


def _print(what: str, figure: float) -> None:
    print(json.dumps({"what": what, "figure": figure, "unit": "cases/s", "beside": ""}))


def _timed(work: Any) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _founded() -> Any:
    from nizam.kit.texts import TranslatedText
    from nizam.spine.org.actions import found_institution, operator_actor

    return found_institution(
        operator_actor(),
        code="sinaq",
        name=TranslatedText({"az": "Nümunə idarəsi"}),
        country="AZ",
        languages=["az"],
    )


def _worked_day(institution: Any, until: dt.date) -> dt.date:
    """Return a worked day that lies in the terms of nearly all the cases."""
    from nizam.spine.cases.working_days import calendar_of

    return calendar_of(institution).add_working_days(until, -16)


def _fill(institution: Any) -> None:
    """Put the cases into the table as they were registered over the days before today, some suspended or extended."""
    from django.db import transaction
    from django.utils import timezone

    from nizam.spine.cases.clock import Counter, Rows, counted_clock
    from nizam.spine.cases.models import Case, Extension, Procedure, Suspension
    from nizam.spine.org.models import Unit

    procedure = Procedure.objects.get(institution=institution, code="appeal", current=True)
    unit = Unit.objects.get(institution=institution)
    counter = Counter(institution)
    now = timezone.now()
    cases = []
    for place in range(CASES):
        moment = now - dt.timedelta(days=place * DAYS // CASES, minutes=place % 480)
        case = Case(
            institution=institution,
            unit=unit,
            procedure=procedure,
            number_text=f"M-{place + 1}/{moment.year}",
            subject=f"Müraciət {place + 1}",
            language="az",
            registered_at=moment,
            arrived_at=moment,
            registered_on=moment.astimezone(institution.tzinfo).date(),
        )
        clock = counted_clock(case, counter, Rows())
        assert clock is not None
        case.due_on, case.due_at, case.clock = clock.due_on, clock.due_at, clock.arithmetic
        cases.append(case)
    with transaction.atomic():
        Case.objects.bulk_create(cases, batch_size=1_000)
        shared = {"institution": institution, "unit": unit}
        Suspension.objects.bulk_create(
            Suspension(
                **shared,
                case=case,
                reason="clarification",
                starts_at=case.registered_at,
                ends_at=case.registered_at + dt.timedelta(days=2),
            )
            for case in cases[:SUSPENDED]
        )
        Extension.objects.bulk_create(
            Extension(
                **shared,
                case=case,
                reason="Arayış gözlənilir",
                decided_at=case.registered_at,
                decided_by="Rəis",
                term={"amount": 10, "unit": "working-day", "start": "same-day", "roll_forward": False},
            )
            for case in cases[-EXTENDED:]
        )


if __name__ == "__main__":
    main(sys.argv[1])
