# SPDX-License-Identifier: EUPL-1.2
"""An appeal in Baku across Novruz, by the screens: days exchanged, stopped, extended, a holiday announced late.

The term is 15 working days of the law on appeals, art. 10.1. March 2026: 9 March is off (the Women's day moved), so are
20 to 30 March (Novruz and Ramazan); in this office Saturday 28 March is worked in place of Tuesday 31 March.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from django.test import Client

from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address
from nizam.kit.testing.world import World
from nizam.spine.cases.models import Case, Procedure
from nizam.spine.cases.opening import open_case
from nizam.spine.jobs.worker import run_pending
from nizam.spine.outbox.models import Notification

pytestmark = pytest.mark.django_db


def do(user: Any, resource: str, name: str, obj: Any = None, **values: Any) -> None:
    """Do an act by its form."""
    found = registry.resource(resource)
    act = found.action(name)
    assert act is not None, name
    desk = Client()
    desk.force_login(user)
    sent = desk.post(act_address(found, act, obj), values)
    assert sent.status_code == 302, sent.context["errors"]


def day_of(user: Any, world: World, day: date, reason: str, *, working: bool = False) -> None:
    """Enter a day of the institution's own calendar."""
    values: dict[str, Any] = {"institution": world.institution.uid, "day": day.isoformat(), "reason": reason}
    if working:
        values["working"] = "on"
    do(user, "cases.calendarday", "add_calendarday", **values)


def due(case: Case) -> date | None:
    found: date | None = Case.objects.get(pk=case.pk).due_on
    return found


def test_appeal_across_novruz(world: World, django_capture_on_commit_callbacks: Any) -> None:
    head = world.head_a
    day_of(head, world, date(2026, 3, 28), "31 mart əvəzinə", working=True)
    day_of(head, world, date(2026, 3, 31), "28 mart əvəzinə")
    case = open_case(
        Procedure.objects.get(institution=world.institution, code="appeal", current=True),
        subject="İnternet yoxdur",
        channel="counter",
        unit=world.unit_a,
        party=None,
        language_code="az",
        suggestions=[],
        registered_at=datetime.combine(date(2026, 3, 2), time(10), world.institution.tzinfo),
    )
    # 3 to 6 March (4), 10 to 13 (8), 16 to 19 (12), 28 March (13), 1 and 2 April (15).
    assert due(case) == date(2026, 4, 2)

    clarify = {"reason": "clarification", "note": "Ünvan göstərilməyib", "since": "2026-03-05"}
    do(world.clerk_a, "cases.case", "suspend_case", case, **clarify)
    assert due(case) is None
    do(world.clerk_a, "cases.case", "resume_case", case, on="2026-03-12", reason="Ünvan gəldi")
    # 3 and 4 March (2), 12 and 13 (4), 16 to 19 (8), 28 March (9), 1 to 3 April (12), 6 to 8 (15).
    assert due(case) == date(2026, 4, 8)

    longer = {"ground": "more-material", "reason": "Arayış gözlənilir", "amount": "5", "decided_on": "2026-03-16"}
    do(head, "cases.case", "extend_case", case, **longer)
    # 9 and 10 April (2), 13 to 15 (5).
    assert due(case) == date(2026, 4, 15)

    day_of(head, world, date(2026, 4, 14), "Nazirlər Kabinetinin qərarı")
    with django_capture_on_commit_callbacks(execute=True):
        run_pending()
    assert due(case) == date(2026, 4, 16)
    assert Notification.objects.filter(user=head, key__startswith="terms-moved:").count() == 1

    head.language = "az"
    head.save()
    desk = Client()
    desk.force_login(head)
    page = desk.get(entry_address(case)).content.decode()
    for words in (
        "“Vətəndaşların müraciətləri haqqında” Qanun",
        "10.1",
        "10.2",
        "Novruz bayramı",
        "28 mart əvəzinə",
        "Ünvan göstərilməyib",
        "clerk_a",
        "Arayış gözlənilir",
        "head_a",
        "Nazirlər Kabinetinin qərarı",
        "16 Aprel 2026",
    ):
        assert words.lower() in page.lower(), words
