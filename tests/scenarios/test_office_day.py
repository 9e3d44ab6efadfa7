# SPDX-License-Identifier: EUPL-1.2
"""A day at the office by its screens: a letter from the counter goes to another unit, a held letter finds its case."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address
from nizam.kit.testing.world import World, make_account
from nizam.spine.cases.envelopes import keep
from nizam.spine.cases.intake import register
from nizam.spine.cases.models import Case, Envelope, Procedure

pytestmark = pytest.mark.django_db

COUNTER = {
    "subject": "Şəbəkə kəsilir",
    "from_whom": "Aygün Quliyeva",
    "text": "Üç gündür kəsilir.",
    "channel": "counter",
}


@pytest.fixture
def clerk(world: World) -> Any:
    """The clerk of the unit that receives the post."""
    return make_account("clerk_root", world.institution, "clerk", world.root)


def at(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def act_of(resource: str, name: str, obj: Any = None) -> str:
    found = registry.resource(resource)
    act = found.action(name)
    assert act is not None, name
    return act_address(found, act, obj)


def registered(world: World, user: Any) -> Case:
    procedure = Procedure.objects.filter(institution=world.institution, current=True).order_by("code").first()
    assert procedure is not None
    sent = at(user).post(
        act_of("cases.case", "open_by_hand_case"),
        {**COUNTER, "procedure": procedure.uid, "unit": world.unit_a.uid},
    )
    assert sent.status_code == 302, sent.context["errors"]
    case: Case = Case.objects.get(subject=COUNTER["subject"])
    assert sent.headers["Location"] == entry_address(case)
    return case


def refer(case: Case, user: Any, unit: Any) -> None:
    sent = at(user).post(act_of("cases.case", "assign_case", case), {"unit": unit.uid, "person": "", "order": ""})
    assert sent.status_code == 302, sent.context["errors"]


def test_letter_of_the_counter_is_kept_before_it_is_a_case(world: World) -> None:
    case = registered(world, world.clerk_a)
    assert case.number_text
    envelope = Envelope.objects.get(case=case)
    assert envelope.door == "counter"
    page = at(world.clerk_a).get(entry_address(case)).content.decode()
    for words in (case.number_text, *(COUNTER[name] for name in ("subject", "from_whom", "text"))):
        assert words in page


def test_referred_letter_is_read_by_both_units_and_by_nobody_else(world: World) -> None:
    case = registered(world, world.clerk_a)
    address = entry_address(case)
    assert at(world.clerk_b).get(address).status_code == 404
    refer(case, world.clerk_a, world.unit_b)
    case.refresh_from_db()
    assert case.unit == world.unit_b
    for reader in (world.clerk_a, world.clerk_b, world.head_a):
        assert at(reader).get(address).status_code == 200, reader
    for outsider in (world.stranger, world.techadmin):
        refused = at(outsider).get(address)
        assert refused.status_code in {403, 404}, outsider
        assert COUNTER["subject"] not in refused.content.decode()
    assert COUNTER["subject"] in at(world.clerk_a).get(reverse("office:cases_case_list")).content.decode()


def test_held_letter_is_joined_to_the_case_it_speaks_of(world: World, operator: Any, clerk: Any) -> None:
    first = arrive(world, operator, "aygun@example.org", "<1@example.org>")
    held = arrive(world, operator, "vusal@example.com", "<2@example.com>", answers="<1@example.org>")
    assert (first.disposition, held.disposition) == ("new", "held")
    desk = at(clerk)
    offered = {offer.name for offer in acts_offered(desk.get(entry_address(held)))}
    assert {"join_envelope", "part_envelope"} <= offered
    sent = desk.post(act_of("cases.envelope", "join_envelope", held), {"case": first.case.uid})
    assert sent.status_code == 302
    held.refresh_from_db()
    assert (held.case, held.disposition) == (first.case, "reply")
    page = desk.get(entry_address(first.case)).content.decode()
    assert "vusal@example.com" in page or "Vüsal" in page
    assert desk.post(act_of("cases.envelope", "part_envelope", held)).status_code == 409


def test_objection_gives_way_to_a_reason_that_the_history_keeps(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = registered(world, world.clerk_a)
    refer(case, world.clerk_a, world.unit_a)
    close = registry.resource("cases.case").action("close_case")
    assert close is not None
    monkeypatch.setattr(close, "objections", [(lambda actor, found: ["The network desk still works on it."], True)])
    address = act_of("cases.case", "close_case", case)
    wanted = {"outcome": case.procedure.outcome_choices()[0][0], "reason": "Told by telephone; no paper is needed"}
    desk = at(world.head_a)
    refused = desk.post(address, wanted)
    assert refused.status_code == 409
    assert "The network desk still works on it." in refused.content.decode()
    case.refresh_from_db()
    assert case.is_open
    done = desk.post(address, {**wanted, "override_reason": "They agreed by phone"})
    assert done.status_code == 302
    case.refresh_from_db()
    assert case.state == "closed"
    history = desk.get(entry_address(case, "history")).content.decode()
    assert "They agreed by phone" in history


def acts_offered(page: Any) -> list[Any]:
    step = page.context["next_step"]
    return [*page.context["other_acts"], *([step] if step else [])]


def arrive(world: World, operator: Any, sender: str, message_id: str, answers: str = "") -> Envelope:
    letter = EmailMessage()
    letter["From"] = f"{'Vüsal' if answers else 'Aygün'} <{sender}>"
    letter["To"] = "office@example.az"
    letter["Subject"] = "Sorğu"
    letter["Message-ID"] = message_id
    if answers:
        letter["In-Reply-To"] = letter["References"] = answers
    letter.set_content("Salam, bu məsələyə baxmağınızı xahiş edirəm." + (" Mən də." if answers else ""))
    envelope, _new = keep(operator, world.institution, letter.as_bytes(), door="mail")
    register(operator, [envelope])
    return apps.get_model("cases", "Envelope").objects.get(pk=envelope.pk)
