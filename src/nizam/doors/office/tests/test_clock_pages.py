# SPDX-License-Identifier: EUPL-1.2
"""The term of a case on its page and in today's work: hollow while it stands still, with all that is owed and why."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nizam.kit.actions import Actor
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address, list_address
from nizam.kit.testing.world import World
from nizam.spine.cases import actions
from nizam.spine.cases.models import Case, Extension, Forwarding, Party, Procedure
from nizam.spine.cases.opening import open_case
from nizam.spine.org.models import Person

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 2)


def matter(world: World, **more: Any) -> Case:
    return open_case(
        Procedure.objects.get(institution=world.institution, code="appeal", current=True),
        subject="İnternet yoxdur",
        channel="counter",
        unit=world.unit_a,
        party=None,
        language_code="az",
        suggestions=[],
        registered_at=datetime.combine(MONDAY, time(10), world.institution.tzinfo),
        **more,
    )


def page(user: Any, address: str, language: str = "en") -> str:
    user.language = language
    user.save()
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def today(user: Any, name: str) -> str:
    return page(user, f"{reverse('office:home')}?of=unit&list={name}")


def test_suspended_case_is_hollow_and_never_late(world: World) -> None:
    case = matter(world)
    assert case.number_text in today(world.head_a, "late")
    actions.suspend_case(Actor(user=world.clerk_a), case, reason="clarification", since=date(2026, 3, 4))
    assert case.number_text not in today(world.head_a, "late")
    waiting = today(world.head_a, "waiting")
    assert case.number_text in waiting
    assert "kit-chip--suspended" in waiting
    assert "kit-chip--suspended" in page(world.head_a, list_address(registry.resource("cases.case")))
    shown = page(world.clerk_a, entry_address(case))
    assert "kit-chip--suspended" in shown
    assert "stands still since 4 March 2026" in shown
    assert "No article is known here" in shown
    for name, offered in (("resume_case", True), ("suspend_case", False)):
        act = registry.resource("cases.case").action(name)
        assert act is not None
        assert (act_address(registry.resource("cases.case"), act, case) in shown) is offered


def test_the_reason_that_was_chosen_is_told_in_words(world: World) -> None:
    case = matter(world)
    actions.suspend_case(Actor(user=world.clerk_a), case, reason="fee", since=date(2026, 3, 4))
    words = "Ücret ödenene kadar"
    assert f'<p class="nz-event__note">{words}</p>' in page(world.clerk_a, entry_address(case), "tr")
    assert f"Gerekçe: {words}" in page(world.clerk_a, f"{entry_address(case)}history/", "tr")


def test_page_tells_rule_article_and_who_extended(world: World) -> None:
    case = matter(world)
    actions.extend_case(
        Actor(user=world.head_a), case, ground="more-material", reason="Arayış gözlənilir", decided_on=MONDAY
    )
    shown = page(world.head_a, entry_address(case))
    assert "The term is 15 working days" in shown
    assert "Extended on" in shown
    assert "Arayış gözlənilir, head_a, " in shown
    assert "art. 10.2" in shown
    assert "Withdraw" in shown
    assert "Withdraw" not in page(world.clerk_a, entry_address(case))
    # Azerbaijan's law names no duty to tell the sender of it.
    assert "to be told of it" not in shown
    assert Extension.objects.get().told_at is None


def test_forwarding_is_owed_on_the_page_and_in_todays_work_until_its_writer_is_told(world: World) -> None:
    case, clerk = matter(world), Actor(user=world.clerk_a)
    actions.forward_case(
        clerk, case, body_name="Təhsil Nazirliyi", whole=False, extract="Məktəb haqqında", reason="Ona aiddir"
    )
    shown = page(world.clerk_a, entry_address(case))
    assert "To be forwarded by 5 March 2026: Təhsil Nazirliyi" in shown
    assert "Mark as forwarded" in shown
    Case.objects.update(due_at=None, due_on=None)
    assert "to be forwarded by 5 March 2026" in today(world.head_a, "late")
    row = Forwarding.objects.get()
    actions.send_forwarding(clerk, row, number="12-3", on=date(2026, 3, 5))
    shown = page(world.clerk_a, entry_address(case))
    assert "forwarded under 12-3" in shown
    assert "Who wrote is to be told of the forwarding by 5 March 2026" in shown
    assert case.number_text in today(world.head_a, "late")
    actions.tell_forwarding(clerk, Forwarding.objects.get(), on=date(2026, 3, 6))
    assert case.number_text not in today(world.head_a, "late")
    assert "forwarded late" in page(world.clerk_a, entry_address(case))


def test_whole_matter_forwarded_is_told_as_such(world: World) -> None:
    case, clerk = matter(world), Actor(user=world.clerk_a)
    actions.forward_case(clerk, case, body_name="Təhsil Nazirliyi", whole=True, reason="Ona aiddir")
    actions.send_forwarding(clerk, Forwarding.objects.get(), number="12-3", on=date(2026, 3, 5))
    actions.tell_forwarding(clerk, Forwarding.objects.get(), on=date(2026, 3, 5))
    shown = page(world.clerk_a, entry_address(case))
    assert "Forwarded on 5 March 2026 to Təhsil Nazirliyi" in shown


def test_task_says_where_its_day_comes_from(world: World) -> None:
    case, head = matter(world), Actor(user=world.head_a)
    person = Person.objects.create(institution=world.institution, unit=world.unit_a, family_name="Əliyeva")
    actions.order_task(head, case, person=person, order="Yoxlayın")
    actions.order_task(head, case, person=person, order="Zəng edin", due_on=date(2026, 3, 6))
    shown = page(world.head_a, entry_address(case))
    assert "to be done by 2 April 2026, the last day of the term of the case" in shown
    assert "to be done by 6 March 2026, as it was ordered" in shown


def test_a_notice_is_owed_on_the_page_and_in_todays_work_until_it_is_signed_and_handed_over(world: World) -> None:
    case = matter(world)
    party = Party(institution=world.institution, unit=world.unit_a, kind="citizen", name="Aygün Məmmədova")
    party.save()
    case.party = party
    case.save(update_fields=["party"])
    clerk, head = Actor(user=world.clerk_a), Actor(user=world.head_a)
    part = {"whole": False, "extract": "Məktəb haqqında", "reason": "Məktəblərə o baxır"}
    actions.forward_case(clerk, case, body_name="Təhsil Nazirliyi", **part)
    actions.send_forwarding(clerk, Forwarding.objects.get(), number="12/345", on=date(2026, 3, 4))
    row = Forwarding.objects.get()
    assert row.notice is not None
    resource = registry.resource("cases.forwarding")
    act = resource.action("sign_notice_forwarding")
    assert act is not None
    shown = page(world.head_a, entry_address(case))
    assert "Who wrote is to be told of the forwarding by" in shown
    assert "art. 7.10" in shown
    assert act_address(resource, act, row) in shown
    assert act_address(resource, act, row) not in page(world.clerk_a, entry_address(case))
    # The draft of a notice is no answer that waits for a signature.
    assert "sign_answer" not in shown
    assert "who wrote is to be told of the forwarding by" in today(world.head_a, "late")
    assert "does not name the last day" not in shown
    actions.extend_case(head, case, ground="study", reason="Yoxlama", decided_on=date(2026, 3, 5))
    assert "does not name the last day" in page(world.head_a, entry_address(case))
    actions.sign_notice_forwarding(head, Forwarding.objects.get())
    signed = page(world.head_a, entry_address(case))
    assert "The notice is signed: print it" in signed
    assert row.notice.document.versions.get().file_name in signed
    actions.tell_forwarding(clerk, Forwarding.objects.get(), on=date(2026, 3, 5))
    assert "The notice is signed: print it" not in page(world.head_a, entry_address(case))
