# SPDX-License-Identifier: EUPL-1.2
"""Plans promise measures; these are reported, postponed with a reason, decided by the collegium, told in the report."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from nizam.kit.actions import Actor
from nizam.kit.errors import NotAllowed, Refused
from nizam.kit.registry import registry
from nizam.spine.cases.models import Case
from nizam.spine.org.days import today_in
from nizam.spine.org.models import Person
from nizam.spine.plans import actions
from nizam.spine.plans.coverage import quarter_now
from nizam.spine.plans.models import CollegiumItem, Measure, Plan
from nizam.spine.plans.periods import read_period
from nizam.spine.plans.queries import measures_of_period, tasks_of
from nizam.spine.plans.rows import take_rows
from nizam.spine.records.models import Document


def act(key: str, verb: str) -> Any:
    found = registry.resource(key).generated(verb)
    assert found is not None
    return found


def make_person(world: Any, user: Any, name: str = "Rəşad") -> Person:
    person = Person(institution=world.institution, unit=world.unit_a, family_name="Əzizov", given_name=name)
    person.save()
    user.person = person
    user.save()
    return person


def make_plan(world: Any) -> Plan:
    period = quarter_now(world.institution).name
    plan: Plan = act("plans.plan", "add")(
        Actor(world.leader), institution=world.institution, title="İş planı", period=period
    )
    return plan


def make_measure(world: Any, plan: Plan | None, **given: Any) -> Measure:
    values = {"what": "Üç təlim keçirmək", "due_on": today_in(world.institution), "unit": world.unit_a, **given}
    measure: Measure = act("plans.measure", "add")(
        Actor(world.leader), institution=world.institution, plan=plan, **values
    )
    return measure


@pytest.mark.django_db
def test_a_plan_knows_its_days_and_refuses_what_names_no_period(world: Any) -> None:
    plan = make_plan(world)
    period = quarter_now(world.institution)
    assert (plan.starts, plan.ends) == (period.starts, period.ends)
    with pytest.raises(ValidationError, match="2026-W47"):
        act("plans.plan", "add")(Actor(world.leader), institution=world.institution, title="x", period="soon")


@pytest.mark.django_db
def test_a_plan_is_approved_with_measures_that_have_owner_and_term_and_then_stands(world: Any) -> None:
    plan, leader = make_plan(world), Actor(world.leader)
    with pytest.raises(Refused, match="without measures"):
        actions.approve_plan(leader, plan)
    bare = make_measure(world, plan, unit=None, what="Sahibsiz iş")
    with pytest.raises(Refused, match="Sahibsiz iş"):
        actions.approve_plan(leader, plan)
    act("plans.measure", "void")(leader, bare, reason="x")
    measure = make_measure(world, plan)
    person = make_person(world, world.clerk_a)
    act("plans.measure", "change")(leader, measure, person=person)
    assert list(tasks_of(person)) == [], "a draft promises nothing"
    actions.approve_plan(leader, plan)
    assert plan.approved_by == world.leader
    assert list(tasks_of(person)) == [measure]
    measure.refresh_from_db()
    for verb, given in (("change", {"what": "Başqa"}), ("void", {"reason": "x"})):
        with pytest.raises(Refused, match="approved"):
            act("plans.measure", verb)(leader, measure, **given)
    with pytest.raises(Refused, match="approved"):
        act("plans.plan", "change")(leader, plan, title="Başqa")
    with pytest.raises(ValidationError, match="takes no more measures"):
        make_measure(world, plan)
    with pytest.raises(NotAllowed):
        actions.approve_plan(Actor(world.clerk_a), make_plan(world))


@pytest.mark.django_db
def test_who_owes_a_measure_tells_how_far_it_is(world: Any) -> None:
    person = make_person(world, world.clerk_a)
    measure = make_measure(world, None, person=person, target=Decimal(3), measured_in="təlim")
    clerk = Actor(world.clerk_a)
    with pytest.raises(Refused, match="Somebody else"):
        actions.report_measure(Actor(world.clerk_b), measure, how="x")
    actions.report_measure(clerk, measure, how="İki təlim keçirildi", value=Decimal(2))
    assert (measure.percent, measure.state) == (66, "open")
    with pytest.raises(Refused, match="2 of 3"):
        actions.report_measure(clerk, measure, how="x", done=True)
    actions.report_measure(clerk, measure, how="Hamısı keçirildi", value=Decimal(3), done=True)
    assert (measure.percent, measure.state, measure.done_at is not None) == (100, "done", True)
    assert list(tasks_of(person)) == []
    with pytest.raises(Refused):
        actions.report_measure(clerk, measure, how="yenə")


@pytest.mark.django_db
def test_what_shows_a_measure_must_be_open_to_who_names_it(world: Any) -> None:
    paper = Document(
        institution=world.institution, unit=world.unit_b, language="az", subject="Gizli", addressee="A", body="B"
    )
    paper.save()
    measure = make_measure(world, None, person=make_person(world, world.clerk_a))
    with pytest.raises(Refused, match="open to you"):
        actions.report_measure(Actor(world.clerk_a), measure, how="x", document=paper)


@pytest.mark.django_db
def test_a_term_moves_later_with_a_reason_and_the_earlier_one_stays(world: Any) -> None:
    measure, leader = make_measure(world, None), Actor(world.leader)
    first = measure.due_on
    assert first is not None
    later = first + timedelta(days=10)
    with pytest.raises(Refused, match="lies before"):
        actions.postpone_measure(leader, measure, due_on=first - timedelta(days=1), reason="x")
    with pytest.raises(NotAllowed):
        actions.postpone_measure(Actor(world.clerk_a), measure, due_on=later, reason="x")
    actions.postpone_measure(leader, measure, due_on=later, reason="Zal hazır deyil")
    measure.refresh_from_db()
    assert measure.due_on == later
    assert measure.postponements[0]["from"] == first.isoformat()
    assert measure.postponements[0]["reason"] == "Zal hazır deyil"


@pytest.mark.django_db
def test_a_decision_of_the_collegium_is_a_measure_that_leads_back(world: Any) -> None:
    leader = Actor(world.leader)
    person = make_person(world, world.head_a)
    item: CollegiumItem = act("plans.collegiumitem", "add")(
        leader, institution=world.institution, question="Rəqəmsal xidmətlər", sits_on=date(2026, 12, 1)
    )
    with pytest.raises(Refused, match="owner"):
        actions.decide_collegiumitem(leader, item, decision="Hesabat vermək", due_on=date(2026, 12, 20))
    measure = actions.decide_collegiumitem(
        leader, item, decision="Hesabat vermək", due_on=date(2026, 12, 20), person=person
    )
    item.refresh_from_db()
    assert (item.state, measure.item, measure.unit) == ("decided", item, world.unit_a)
    assert list(tasks_of(person)) == [measure]
    with pytest.raises(NotAllowed):
        actions.decide_collegiumitem(Actor(world.clerk_a), item, decision="x", due_on=date(2026, 12, 20), person=person)


@pytest.mark.django_db
def test_measures_of_the_period_stand_in_its_report(world: Any) -> None:
    period = quarter_now(world.institution)
    due, late, far = (
        make_measure(world, None, what=name, due_on=day)
        for name, day in (
            ("bu dövrdə", period.ends),
            ("gecikmiş", period.starts - timedelta(days=1)),
            ("sonra", period.ends + timedelta(days=1)),
        )
    )
    found = set(measures_of_period(world.leader, world.institution, period))
    assert found == {due, late}
    assert far not in found
    names = [row["what"] for row in take_rows(world.leader, world.institution, period)["measures"]]
    assert sorted(names) == ["bu dövrdə", "gecikmiş"]
    assert Case.objects.count() == 0


@pytest.mark.parametrize("zone", ["Asia/Baku", "Asia/Tashkent", "Europe/Istanbul"])
@pytest.mark.django_db
def test_a_measure_done_in_the_night_counts_on_the_day_of_the_institution(world: Any, zone: str) -> None:
    world.institution.zone = zone
    world.institution.save(update_fields=["zone"])
    done = make_measure(world, None, due_on=date(2027, 1, 1))
    october, november = read_period("2026-10"), read_period("2026-11")
    for day, at, months in (
        (october.starts, time(2), [october]),
        (october.ends, time(23, 30), [october]),
        (november.starts, time(2), [november]),
    ):
        moment = datetime.combine(day, at, world.institution.tzinfo).astimezone(UTC)
        Measure.objects.filter(pk=done.pk).update(state="done", done_at=moment)
        found = [
            month for month in (october, november) if done in measures_of_period(world.leader, world.institution, month)
        ]
        assert found == months, (day, at)
