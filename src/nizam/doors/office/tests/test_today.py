# SPDX-License-Identifier: EUPL-1.2
"""The first page beyond its lists: what was put off, acts on several rows, orders, and what was opened last."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nizam.kit.actions import Actor
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address, screen_address
from nizam.kit.testing.world import World
from nizam.spine.cases import actions
from nizam.spine.cases.models import Case, Procedure, Snooze
from nizam.spine.org.models import Person

SignIn = Callable[[Any], Client]


def by_hand(user: Any, unit: Any, subject: str) -> Case:
    """Return a case that `user` registered at the counter of `unit`."""
    procedure = Procedure.objects.get(institution=unit.institution, code="appeal", current=True)
    case: Case = actions.open_by_hand_case(
        Actor(user), procedure=procedure, unit=unit, subject=subject, from_whom="Leyla Quliyeva", text=subject
    )
    return case


def give_person(user: Any, unit: Any) -> Person:
    """Give `user` a person of `unit`."""
    person = Person(institution=unit.institution, unit=unit, family_name="Əzizov", given_name="Rəşad")
    person.save()
    user.person = person
    user.save()
    return person


def lists(client: Client, **query: str) -> dict[str, list[str]]:
    """Return the subjects on the first page by the name of their list."""
    response = client.get(reverse("office:home"), query)
    return {one["list"].name: [row["case"].subject for row in one["rows"]] for one in response.context["lists"]}


def today(case: Case) -> Any:
    """Return the present day at the institution of `case`."""
    return timezone.localdate(timezone=case.institution.tzinfo)


def test_a_case_put_off_leaves_the_own_page_only_and_says_why(world: World, as_user: SignIn) -> None:
    case = by_hand(world.clerk_a, world.unit_a, "Yeni məktub")
    clerk, head = as_user(world.clerk_a), as_user(world.head_a)
    act = registry.resource("cases.case").action("snooze_case")
    assert act is not None
    until = (today(case) + timedelta(days=2)).isoformat()
    sent = clerk.post(act_address(registry.resource("cases.case"), act, case), {"until": until, "reason": "Rəy gəlir"})
    assert sent.status_code == 302
    assert lists(clerk) == {"asleep": ["Yeni məktub"]}
    assert "Rəy gəlir" in clerk.get(reverse("office:home")).content.decode()
    assert lists(head) == {"new": ["Yeni məktub"]}
    assert "Rəy gəlir" not in head.get(reverse("office:home")).content.decode()


def test_what_was_put_off_comes_back_on_its_day_and_when_it_is_late(world: World, as_user: SignIn) -> None:
    case = by_hand(world.clerk_a, world.unit_a, "Yeni məktub")
    clerk = as_user(world.clerk_a)
    actions.snooze_case(Actor(world.clerk_a), case, until=today(case) + timedelta(days=2), reason="Gözləyir")
    Snooze.objects.update(until=today(case))
    assert lists(clerk) == {"new": ["Yeni məktub"]}
    Snooze.objects.update(until=today(case) + timedelta(days=2))
    Case.objects.update(due_at=timezone.now() - timedelta(days=1), due_on=today(case) - timedelta(days=1))
    assert lists(clerk) == {"late": ["Yeni məktub"]}


def test_what_was_put_off_can_be_taken_up_again_from_its_row(world: World, as_user: SignIn) -> None:
    case = by_hand(world.clerk_a, world.unit_a, "Yeni məktub")
    clerk = as_user(world.clerk_a)
    actions.snooze_case(Actor(world.clerk_a), case, until=today(case) + timedelta(days=2), reason="Gözləyir")
    (one,) = clerk.get(reverse("office:home")).context["lists"]
    (wake,) = [act for act in one["rows"][0]["acts"] if act["key"] == "z"]
    assert clerk.post(wake["url"]).status_code == 302
    assert lists(clerk) == {"new": ["Yeni məktub"]}


def test_several_rows_are_put_off_at_once(world: World, as_user: SignIn) -> None:
    cases = [by_hand(world.clerk_a, world.unit_a, f"Məktub {place}") for place in range(3)]
    clerk = as_user(world.clerk_a)
    page = clerk.get(reverse("office:home"))
    assert page.context["bulk_acts"][0].name in {"resolve_case", "assign_case"}
    form = re.search(r'<form method="post" action="([^"]+)">', page.content.decode().split("<main", 1)[1])
    assert form is not None
    assert form.group(1) == screen_address(registry.resource("cases.case"), "bulk")
    given = {"act": "snooze_case", "uid": [str(case.uid) for case in cases[:2]], "confirmed": "1"}
    until = (today(cases[0]) + timedelta(days=1)).isoformat()
    clerk.post(form.group(1), {**given, "until": until, "reason": "Sabah baxılacaq"})
    found = lists(clerk)
    assert (len(found["asleep"]), found["new"]) == (2, ["Məktub 2"])


def test_rows_start_their_acts_with_one_key(world: World, as_user: SignIn) -> None:
    by_hand(world.head_a, world.unit_a, "Yeni məktub")
    (one,) = as_user(world.head_a).get(reverse("office:home")).context["lists"]
    keys = {act["key"] for act in one["rows"][0]["acts"]}
    assert {"r", "a", "w", "z"} <= keys
    assert "" not in keys


def test_orders_to_me_stand_beside_the_cases(world: World, as_user: SignIn) -> None:
    person = give_person(world.clerk_a, world.unit_a)
    case = by_hand(world.clerk_a, world.unit_a, "Yeni məktub")
    actions.order_task(Actor(world.head_a), case, person=person, order="Serveri yoxlayın")
    sections = {one.name: one for one in as_user(world.clerk_a).get(reverse("office:home")).context["sections"]}
    assert [row.text for row in sections["orders"].rows] == ["Serveri yoxlayın"]
    assert "orders" not in {one.name for one in as_user(world.head_a).get(reverse("office:home")).context["sections"]}
    actions.complete_task(Actor(world.clerk_a), case.tasks.get(), note="Yoxlanıldı")
    assert "orders" not in {one.name for one in as_user(world.clerk_a).get(reverse("office:home")).context["sections"]}


def test_what_was_opened_last_is_remembered_for_its_reader_only(world: World, as_user: SignIn) -> None:
    cases = [by_hand(world.clerk_a, world.unit_a, f"Məktub {place}") for place in range(3)]
    clerk = as_user(world.clerk_a)
    for case in (*cases, cases[0]):
        clerk.get(entry_address(case))

    def opened(client: Client) -> list[str]:
        found = {one.name: one for one in client.get(reverse("office:home")).context["sections"]}
        return [row.url for row in found["recent"].rows] if "recent" in found else []

    assert opened(clerk) == [entry_address(case) for case in (cases[0], cases[2], cases[1])]
    assert opened(as_user(world.head_a)) == []
    # What is out of sight by now is not named any more.
    Case.objects.filter(pk=cases[0].pk).update(unit=world.unit_b)
    assert opened(clerk) == [entry_address(case) for case in (cases[2], cases[1])]


def test_a_page_opened_again_writes_nothing(world: World, as_user: SignIn) -> None:
    case = by_hand(world.clerk_a, world.unit_a, "Məktub")
    clerk = as_user(world.clerk_a)
    clerk.get(entry_address(case))
    with CaptureQueriesContext(connection) as asked:
        assert clerk.get(entry_address(case)).status_code == 200
    # PostgreSQL reads long answers by a cursor.
    read = ("SELECT", "DECLARE")
    assert [query["sql"] for query in asked if not query["sql"].startswith(read)] == []
