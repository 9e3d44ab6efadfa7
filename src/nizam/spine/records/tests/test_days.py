# SPDX-License-Identifier: EUPL-1.2
"""Roles, deputies, substitutes and posts begin and end with the day of the institution, whatever day it is in UTC."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from nizam.kit.actions import Actor
from nizam.kit.errors import Refused
from nizam.kit.testing.world import World
from nizam.spine.org.actions import add_apitoken, grant_role
from nizam.spine.org.heads import heads_of, units_headed_by
from nizam.spine.org.models import RoleGrant
from nizam.spine.org.rights import accounts_in_reach, standing_in_for
from nizam.spine.records.actions import agree_document, sign_document, submit_document
from nizam.spine.records.approving import way_of_type
from nizam.spine.records.models import DocumentType
from nizam.spine.records.queries import may_sign, waiting_for, wanted_on
from nizam.spine.records.tests.offices import DAY, acts_as, appoint, away, delegate, draft, employee, post, steps

pytestmark = pytest.mark.django_db

FIRST = dt.date(2026, 11, 30)
EVENING, NIGHT = dt.time(23, 30), dt.time(2)
MOMENTS = [(FIRST - DAY, EVENING, False), (FIRST, NIGHT, True), (FIRST, EVENING, True), (FIRST + DAY, NIGHT, False)]


class Clock:
    """Sets what the time is, in the zone of the institution."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
        self.monkeypatch, self.zone = monkeypatch, ZoneInfo(zone)

    def set(self, day: dt.date, time: dt.time) -> None:
        """Stop the clock at a local moment."""
        moment = dt.datetime.combine(day, time, self.zone).astimezone(dt.UTC)
        self.monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture(params=["Asia/Baku", "Asia/Tashkent", "Europe/Istanbul"])
def clock(request: pytest.FixtureRequest, world: World, monkeypatch: pytest.MonkeyPatch) -> Clock:
    world.institution.zone = request.param
    world.institution.save(update_fields=["zone"])
    return Clock(monkeypatch, request.param)


@pytest.fixture
def boss(world: World) -> Any:
    return employee(world, "boss", "leadership")


@pytest.fixture
def deputy(world: World) -> Any:
    return employee(world, "deputy", "adviser", world.unit_b)


def test_a_role_holds_on_its_days(world: World, clock: Clock) -> None:
    RoleGrant.objects.filter(user=world.clerk_a).update(starts=FIRST, ends=FIRST)
    paper = draft(world.head_a, world.unit_a)
    for day, time, holds in MOMENTS:
        clock.set(day, time)
        assert acts_as(world.clerk_a).can("records.change_document", paper) is holds, (day, time)
        give = employee(world, f"reader-{day}-{time:%H}", "clerk", world.unit_a)
        RoleGrant.objects.filter(user=give).update(starts=FIRST, ends=FIRST)
        assert (give in accounts_in_reach(paper)) is holds, (day, time)


def test_a_deputy_signs_on_the_day_that_the_paper_bears(world: World, clock: Clock, boss: Any, deputy: Any) -> None:
    delegate(boss, deputy, FIRST, FIRST)
    clock.set(FIRST - DAY, dt.time(12))
    author = employee(world, "author", "clerk", world.unit_a)
    paper = draft(author, world.unit_a)
    submit_document(acts_as(author), paper, signatory=boss.person)
    for day, time, holds in MOMENTS:
        clock.set(day, time)
        assert may_sign(acts_as(deputy).user, paper) is holds, (day, time)
        assert list(waiting_for(acts_as(deputy).user).signature) == ([paper] if holds else []), (day, time)
        assert (deputy.person.pk in standing_in_for([boss.person.pk], day, signing=True)) is holds, (day, time)
    clock.set(FIRST, NIGHT)
    appoint(deputy, post(world.unit_b, "Of yesterday"), FIRST - 9 * DAY, FIRST - DAY)
    appoint(deputy, post(world.unit_b, "Of today"), FIRST - 10 * DAY, FIRST)
    sign_document(acts_as(deputy), paper)
    assert paper.issued_on == FIRST
    assert paper.signatures.get().position == "Of today"


def test_a_substitute_and_a_holder_decide_on_their_days(world: World, clock: Clock, boss: Any, deputy: Any) -> None:
    holder = employee(world, "holder", "adviser", world.unit_b)
    head = post(world.unit_b, "Head of press", head=True)
    appoint(holder, head, FIRST, FIRST)
    away(boss, deputy, FIRST, FIRST)
    clock.set(FIRST - DAY, dt.time(12))
    paper = draft(world.head_a, world.unit_a)
    submit_document(acts_as(world.head_a), paper, steps=steps([boss, head]))
    for day, time, holds in MOMENTS:
        clock.set(day, time)
        for user in (deputy, holder):
            assert list(waiting_for(acts_as(user).user).approval) == ([paper] if holds else []), (user, day, time)
        assert (holder in wanted_on(paper)) is holds, (day, time)
        assert ((holder.pk, world.unit_b.pk) in heads_of([world.unit_b.pk], day)) is holds, (day, time)
        assert (world.unit_b.pk in units_headed_by(acts_as(holder).user, day)) is holds, (day, time)
    clock.set(FIRST, NIGHT)
    agree_document(acts_as(deputy), paper)
    agree_document(acts_as(holder), paper)
    paper.refresh_from_db()
    assert paper.state == "approved"


def test_a_way_of_approval_means_who_holds_the_role_that_day(world: World, clock: Clock, boss: Any) -> None:
    RoleGrant.objects.filter(user=boss).update(starts=FIRST, ends=FIRST)
    answer = DocumentType.objects.get(institution=world.institution, code="answer")
    answer.chain = [{"members": ["role:leadership"]}]
    answer.save()
    paper = draft(world.head_a, world.unit_a)
    paper.type = answer
    for day, time, holds in MOMENTS:
        clock.set(day, time)
        assert bool(way_of_type(paper, world.head_a)) is holds, (day, time)


def test_what_is_given_today_begins_today_and_ends_today(world: World, clock: Clock) -> None:
    clock.set(FIRST, NIGHT)
    tech = Actor(user=world.techadmin)
    grant = grant_role(tech, user=world.clerk_a, role="head", institution=world.institution, unit=world.unit_b)
    assert grant.starts == FIRST
    with pytest.raises(Refused):
        add_apitoken(acts_as(world.clerk_a), name="n", expires_on=FIRST - DAY)
    assert add_apitoken(acts_as(world.clerk_a), name="n", expires_on=FIRST).expires_on == FIRST
