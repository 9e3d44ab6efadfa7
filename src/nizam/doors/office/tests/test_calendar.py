# SPDX-License-Identifier: EUPL-1.2
"""The calendar of the office and of calendar programs: what the reader may see, and of it no more than may lie open."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from nizam.kit.actions import Actor
from nizam.kit.equipment import equip
from nizam.kit.testing.world import World
from nizam.spine.cases.models import Case, Procedure, Task
from nizam.spine.org.feeds import add_calendarfeed, void_calendarfeed
from nizam.spine.org.models import Absence, CalendarFeed, Person, RoleGrant
from nizam.spine.plans.models import Measure

pytestmark = pytest.mark.django_db

PAGE = "/office/calendar/"


@pytest.fixture
def today() -> dt.date:
    return timezone.now().astimezone(dt.timezone(dt.timedelta(hours=4))).date()


@pytest.fixture
def person(world: World) -> Any:
    world.clerk_a.person = Person.objects.create(
        institution=world.institution, unit=world.unit_a, family_name="Əliyeva", given_name="Aygün"
    )
    world.clerk_a.save()
    return world.clerk_a.person


def _case(world: World, number: str, due: dt.date, *, code: str = "appeal", **more: Any) -> Case:
    if not Procedure.objects.filter(institution=world.institution).exists():
        equip(world.institution)
    values = {
        "institution": world.institution,
        "unit": world.unit_a,
        "procedure": Procedure.objects.get(institution=world.institution, code=code, current=True),
        "number_text": number,
        "subject": "Gizli söz",
        "state": "assigned",
        "registered_at": timezone.now(),
        "registered_on": due,
        "due_on": due,
        "due_at": dt.datetime.combine(due, dt.time(19, 59), dt.UTC),
        **more,
    }
    return Case.objects.create(**values)


def _feed(user: Any, whose: str = "me") -> CalendarFeed:
    made: CalendarFeed = add_calendarfeed(Actor(user), name="Phone", whose=whose)
    return made


def _events(feed: CalendarFeed) -> dict[str, Any]:
    answer = Client().get(f"{PAGE}feed/{feed.key}.ics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"Gizli" not in answer.content
    return {str(event["SUMMARY"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_the_page_shows_ones_own_and_the_units(world: World, person: Any, as_user: Any, today: dt.date) -> None:
    _case(world, "A-1", today, responsible=person)
    other = Person.objects.create(institution=world.institution, unit=world.unit_a, family_name="Babayev")
    _case(world, "A-2", today, responsible=other)
    _case(world, "B-1", today, unit=world.unit_b)
    own = as_user(world.clerk_a).get(PAGE).content.decode()
    unit = as_user(world.clerk_a).get(f"{PAGE}?of=unit&as=list").content.decode()
    assert ("A-1" in own, "A-2" in own, "B-1" in own) == (True, False, False)
    assert ("A-1" in unit, "A-2" in unit, "B-1" in unit) == (True, True, False)
    assert "Gizli" not in own + unit
    assert "A-1" not in as_user(world.stranger).get(f"{PAGE}?of=unit").content.decode()


@pytest.mark.parametrize("whose", ["me", "unit"])
def test_a_measure_out_of_sight_stands_in_nobodys_calendar(
    world: World, person: Any, as_user: Any, today: dt.date, whose: str
) -> None:
    for number, degree in (("M-1", 0), ("M-2", 3)):
        Measure.objects.create(
            institution=world.institution, unit=world.unit_a, person=person, number=number, what="Gizli",
            due_on=today, confidentiality=degree,
        )  # fmt: skip
    page = as_user(world.clerk_a).get(f"{PAGE}?of={whose}&as=list").content.decode()
    assert ("M-1" in page, "M-2" in page) == (True, False)


@pytest.mark.parametrize("asked", ["2027-13", "x", "9999-12", "0001-01", "2027-02"])
def test_any_month_that_is_asked_for_is_shown_or_this_one(world: World, as_user: Any, asked: str) -> None:
    answer = as_user(world.clerk_a).get(f"{PAGE}?month={asked}")
    assert answer.status_code == 200
    assert "Nothing stands in this month" in answer.content.decode()


def test_a_feed_tells_number_kind_and_day_as_whole_days(
    world: World, person: Any, settings: Any, today: dt.date
) -> None:
    settings.PUBLIC_ADDRESS = "https://office.example"
    case = _case(world, "A-1", today, responsible=person, confidentiality=1)
    Task.objects.create(
        institution=world.institution, unit=world.unit_a, case=case, person=person, order="Gizli iş", due_on=today
    )
    feed = _feed(world.clerk_a)
    events = _events(feed)
    event = next(event for words, event in events.items() if words.startswith("Term: A-1"))
    assert event["DTSTART"].dt == today
    assert event["DTEND"].dt == today + dt.timedelta(days=1)
    assert str(event["UID"]) == f"term-{case.uid}@office.example"
    assert event["SEQUENCE"] == case.revision
    assert "Task: A-1" in events
    case.due_on = today + dt.timedelta(days=2)
    case.save()
    moved = next(event for words, event in _events(feed).items() if words.startswith("Term: A-1"))
    assert (moved["UID"], moved["DTSTART"].dt) == (event["UID"], case.due_on)
    assert moved["SEQUENCE"] > event["SEQUENCE"]


def test_a_term_in_hours_has_its_hour_in_the_zone_of_the_institution(world: World, person: Any, today: dt.date) -> None:
    case = _case(world, "A-1", today, responsible=person)
    Procedure.objects.filter(pk=case.procedure_id).update(term={"amount": 24, "unit": "hour"})
    feed = _feed(world.clerk_a)
    event = next(iter(_events(feed).values()))
    assert event["DTSTART"].dt.utcoffset() == dt.timedelta(hours=4)
    assert event["DTSTART"].dt.astimezone(dt.UTC) == case.due_at
    raw = Client().get(f"{PAGE}feed/{feed.key}.ics").content.decode()
    assert "TZID:Asia/Baku" in raw
    assert "DTSTART;TZID=Asia/Baku:" in raw


def test_absences_are_named_where_the_reader_may_see_them_and_say_not_why(
    world: World, person: Any, today: dt.date
) -> None:
    Absence.objects.create(
        institution=world.institution, person=person, kind="illness", starts=today, ends=today + dt.timedelta(days=3)
    )
    events = _events(_feed(world.head_a, "unit"))
    event = events["Away: Əliyeva Aygün"]
    assert event["DTEND"].dt == today + dt.timedelta(days=4)
    assert "llness" not in str(event)
    assert _events(_feed(world.head_a, "me")) == {}
    assert _events(_feed(world.stranger, "unit")) == {}


def test_a_feed_shows_what_the_account_sees_today_and_dies_with_it(world: World, person: Any, today: dt.date) -> None:
    case = _case(world, "A-1", today, responsible=person)
    feed = _feed(world.clerk_a)
    assert len(_events(feed)) == 1
    case.confidentiality = 3
    case.save()
    assert _events(feed) == {}
    RoleGrant.objects.filter(user=world.clerk_a).update(ends=today - dt.timedelta(days=2))
    address = f"{PAGE}feed/{feed.key}.ics"
    assert Client().get(address).status_code == 404
    RoleGrant.objects.filter(user=world.clerk_a).update(ends=None)
    assert Client().get(address).status_code == 200
    world.clerk_a.is_active = False
    world.clerk_a.save()
    assert Client().get(address).status_code == 404
    world.clerk_a.is_active = True
    world.clerk_a.save()
    void_calendarfeed(Actor(world.clerk_a), feed)
    assert Client().get(address).status_code == 404
    assert Client().get(f"{PAGE}feed/{feed.digest}.ics").status_code == 404


def test_an_address_is_shown_once_and_revoked_by_its_maker_alone(world: World, as_user: Any) -> None:
    client = as_user(world.clerk_a)
    page = client.post(f"{PAGE}addresses/", {"name": "Telefon", "whose": "me"}).content.decode()
    address = re.search(r"http://testserver(/office/calendar/feed/\S+\.ics)", page)
    assert address is not None
    assert Client().get(address.group(1)).status_code == 200
    assert address.group(1) not in client.get(f"{PAGE}addresses/").content.decode()
    feed = CalendarFeed.objects.get()
    assert feed.key != feed.digest if hasattr(feed, "key") else feed.digest not in address.group(1)
    assert as_user(world.head_a).post(f"{PAGE}addresses/", {"revoke": str(feed.uid)}).status_code == 404
    assert client.post(f"{PAGE}addresses/", {"revoke": "x"}).status_code == 404
    assert client.post(f"{PAGE}addresses/", {"revoke": str(feed.uid)}).status_code == 302
    assert Client().get(address.group(1)).status_code == 404
    assert client.post(f"{PAGE}addresses/", {"name": " ", "whose": "me"}).status_code == 400
    assert client.post(f"{PAGE}addresses/", {"name": "x", "whose": "all"}).status_code == 400
