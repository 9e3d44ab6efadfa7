# SPDX-License-Identifier: EUPL-1.2
"""The mail of the day on a moved clock: once a working day, of what the person may see then, in his language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from nizam.doors.mail.digests import put_due_digests
from nizam.kit.ports import ports
from nizam.kit.testing.world import World
from nizam.spine.cases.models import Case, Procedure
from nizam.spine.org.models import Appointment, Delegation, Person, Position, RoleGrant
from nizam.spine.outbox.delivery import deliver_due
from nizam.spine.outbox.digests import keep_digest_time
from nizam.spine.outbox.kinds import KINDS, OFFICE, choose_ways
from nizam.spine.outbox.models import Message

pytestmark = pytest.mark.django_db

BAKU = dt.timezone(dt.timedelta(hours=4))
# Later than any day on which this runs, since rows are made at the true time: a Thursday, with a working day after
# it and then a weekend.
THURSDAY = dt.date(2027, 10, 14)
Clock = Callable[[dt.date, str], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return what sets the clock of the house to a day and a time of Baku."""

    def set_clock(day: dt.date, at: str) -> None:
        moment = dt.datetime.combine(day, dt.time.fromisoformat(at), BAKU)
        monkeypatch.setattr(timezone, "now", lambda: moment.astimezone(dt.UTC))

    return set_clock


def _tick() -> list[Any]:
    """Look whether mails are due, deliver what is, and return what was sent by that."""
    before = len(mail.outbox)
    put_due_digests(timezone.now())
    deliver_due()
    return mail.outbox[before:]


def _reader(world: World, user: Any, name: str = "Aygün") -> Any:
    user.email = f"{user.username}@example.org"
    user.person = Person.objects.create(
        institution=world.institution, unit=world.unit_a, family_name=name, given_name="Ə."
    )
    user.save()
    return user


def _case(world: World, number: str, subject: str, due: dt.date, **more: Any) -> Case:
    procedure = Procedure.objects.filter(institution=world.institution).first() or Procedure.objects.create(
        institution=world.institution, code="appeal", title={"az": "Müraciət", "en": "Appeal"}
    )
    values = {
        "institution": world.institution,
        "unit": world.unit_a,
        "procedure": procedure,
        "number_text": number,
        "subject": subject,
        "state": "assigned",
        "registered_at": dt.datetime.combine(THURSDAY, dt.time(5), dt.UTC),
        "registered_on": THURSDAY,
        "due_on": due,
        "due_at": dt.datetime.combine(due, dt.time(19, 59), dt.UTC),
        **more,
    }
    return Case.objects.create(**values)


def test_one_mail_a_working_day_and_none_twice(world: World, clock: Clock) -> None:
    user = _reader(world, world.clerk_a)
    _case(world, "A-1", "Internet", THURSDAY - dt.timedelta(days=3), responsible=user.person)
    clock(THURSDAY, "08:29")
    assert _tick() == []
    clock(THURSDAY, "08:30")
    (sent,) = _tick()
    assert sent.to == ["clerk_a@example.org"]
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    for later in ("08:35", "12:00", "23:55"):
        clock(THURSDAY, later)
        assert _tick() == []
    clock(THURSDAY + dt.timedelta(days=2), "09:00")
    assert _tick() == [], "nobody works on a Saturday"
    clock(THURSDAY + dt.timedelta(days=4), "14:00")
    assert len(_tick()) == 1, "after a pause the mail of today comes, not those of the days before"


def test_nothing_to_tell_no_address_and_a_closed_account_get_no_mail(world: World, clock: Clock) -> None:
    _reader(world, world.clerk_b)
    user = _reader(world, world.clerk_a)
    _case(world, "A-1", "Internet", THURSDAY, responsible=user.person)
    user.email = ""
    user.save()
    clock(THURSDAY, "09:00")
    assert _tick() == []
    assert not Message.objects.filter(kind="digest-by-mail").exists()
    user.email = "clerk_a@example.org"
    user.save()
    put_due_digests(timezone.now())
    user.is_active = False
    user.save()
    deliver_due()
    assert mail.outbox == []


def test_it_says_what_stands_open_and_keeps_a_closed_subject_in_the_house(
    world: World, clock: Clock, settings: Any
) -> None:
    settings.PUBLIC_ADDRESS = "https://office.example"
    user = _reader(world, world.head_a)
    user.language = "az"
    user.save()
    RoleGrant.objects.filter(user=user).update(unit=world.unit_a)
    late = _case(world, "A-1", "Internet <b>yoxdur</b>", THURSDAY - dt.timedelta(days=3), responsible=user.person)
    _case(world, "A-2", "Gizli söz", THURSDAY + dt.timedelta(days=1), responsible=user.person, confidentiality=1)
    _case(world, "A-3", "Sonra", THURSDAY + dt.timedelta(days=40), responsible=user.person)
    clock(THURSDAY, "09:00")
    (sent,) = _tick()
    page = sent.alternatives[0].content
    for text in (sent.body, page):
        assert "A-1" in text
        assert "A-2" in text
        assert "A-3" not in text
        assert "Gizli" not in text
    assert "Internet <b>yoxdur</b>" in sent.body
    assert "Internet &lt;b&gt;yoxdur" in page
    assert f"https://office.example/office/r/cases/case/{late.uid}/" in page
    assert 'lang="az"' in page
    assert "2027" in sent.subject


def test_who_may_not_see_a_case_is_not_told_of_it_though_he_was_told_before(world: World, clock: Clock) -> None:
    user = _reader(world, world.clerk_a)
    case = _case(world, "A-1", "Internet", THURSDAY + dt.timedelta(days=30))
    clock(THURSDAY, "07:00")
    ports.outbox.notify(user, text="Case A-1 was assigned to you.", key="a", kind="assigned", about=case)
    clock(THURSDAY, "08:30")
    put_due_digests(timezone.now())
    case.unit = world.unit_b
    case.save()
    deliver_due()
    assert mail.outbox == [], "at sending it is looked at again"


def test_a_notice_is_told_by_mail_once_and_a_read_one_never(world: World, clock: Clock) -> None:
    user = _reader(world, world.clerk_a)
    clock(THURSDAY, "07:00")
    ports.outbox.notify(user, text="first", key="a", kind="mentioned")
    ports.outbox.notify(user, text="office only", key="b", kind="watched")
    clock(THURSDAY, "08:30")
    (sent,) = _tick()
    assert "first" in sent.body
    assert "office only" not in sent.body
    ports.outbox.notify(user, text="second", key="c", kind="mentioned")
    clock(THURSDAY + dt.timedelta(days=1), "08:30")
    (sent,) = _tick()
    assert "second" in sent.body
    assert "first" not in sent.body


def test_each_chooses_the_time_and_the_kinds(world: World, clock: Clock) -> None:
    user = _reader(world, world.clerk_a)
    _case(world, "A-1", "Internet", THURSDAY - dt.timedelta(days=3), responsible=user.person)
    keep_digest_time(user, dt.time(16, 0))
    clock(THURSDAY, "15:59")
    assert _tick() == []
    choose_ways(user, {kind.code: (OFFICE,) for kind in KINDS})
    clock(THURSDAY, "16:00")
    assert _tick() == []


def test_an_acting_head_gets_the_heads_mail_on_those_days_and_only_those(world: World, clock: Clock) -> None:
    deputy = _reader(world, world.clerk_a)
    head = Person.objects.create(institution=world.institution, unit=world.unit_a, family_name="B", given_name="R")
    other = Person.objects.create(institution=world.institution, unit=world.unit_a, family_name="C", given_name="S")
    post = Position.objects.create(institution=world.institution, unit=world.unit_a, title={"en": "Head"}, is_head=True)
    Appointment.objects.create(
        institution=world.institution, unit=world.unit_a, person=head, position=post, starts=dt.date(2020, 1, 1)
    )
    friday = THURSDAY + dt.timedelta(days=1)
    Delegation.objects.create(
        institution=world.institution, principal=head, deputy=deputy.person, starts=friday, ends=friday
    )
    _case(world, "A-1", "Internet", THURSDAY - dt.timedelta(days=3), responsible=other)
    told = {}
    for day in (THURSDAY, friday, THURSDAY + dt.timedelta(days=4)):
        clock(day, "09:00")
        told[day] = [one.to for one in _tick()]
    assert [day for day, to in told.items() if ["clerk_a@example.org"] in to] == [friday]
