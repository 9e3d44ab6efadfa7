# SPDX-License-Identifier: EUPL-1.2
"""The page of a case says why who wrote has no receipt, and leads to what still gives it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nizam.kit.actions import Actor
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address
from nizam.kit.testing.world import World
from nizam.spine.cases import actions
from nizam.spine.cases.models import Case
from nizam.spine.outbox.models import Message

pytestmark = pytest.mark.django_db

RAW = b"From: Aygun <aygun@example.org>\r\nSubject: Internet\r\nMessage-ID: <1@example.org>\r\n\r\nInternet yoxdur.\r\n"


def page(user: Any, case: Case) -> str:
    user.language = "en"
    user.save()
    client = Client()
    client.force_login(user)
    answer = client.get(entry_address(case))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_page_says_why_and_the_panel_goes_when_it_is_given(world: World, operator: Actor) -> None:
    envelope, _new = actions.keep(operator, world.institution, RAW, door="mail")
    case = actions.register_envelope(operator, envelope).case
    Case.objects.update(unit=world.unit_a)
    case.refresh_from_db()
    assert "No receipt was sent" not in page(world.clerk_a, case)
    Message.objects.create(
        kind="receipt-by-mail", key=f"receipt:{case.uid}", state="sent", receipt={"not_sent": "automatic"}
    )  # fmt: skip
    shown = page(world.clerk_a, case)
    assert "No receipt was sent:</strong> the letter was written by a program." in shown
    assert reverse("office:receipt", args=(case.uid,)) in shown
    resource = registry.resource("cases.case")
    for name in ("send_receipt_case", "give_receipt_case"):
        act = resource.action(name)
        assert act is not None
        assert act_address(resource, act, case) in shown
    actions.give_receipt_case(Actor(world.clerk_a), case)
    assert "No receipt was sent" not in page(world.clerk_a, Case.objects.get(pk=case.pk))
