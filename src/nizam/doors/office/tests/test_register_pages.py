# SPDX-License-Identifier: EUPL-1.2
"""The page of the registers and the sheet of a task."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nizam.kit.actions import Actor
from nizam.kit.screens.addresses import entry_address
from nizam.kit.testing.world import World, make_account
from nizam.spine.cases import actions
from nizam.spine.cases.models import Case, Task
from nizam.spine.jobs.worker import run_pending
from nizam.spine.org.days import today_in
from nizam.spine.org.models import Person, User

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]


@pytest.fixture
def case(world: World) -> Case:
    return actions.open_by_hand_case(
        Actor(world.clerk_a), unit=world.unit_a, subject="İnternet yoxdur", from_whom="Rəşad", text="Kömək edin."
    )


def test_a_sheet_is_asked_for_by_a_plain_form_and_fetched_when_ready(world: World, as_user: SignIn, case: Case) -> None:
    browser, address = as_user(world.clerk_a), reverse("office:registers")
    page = browser.get(address).content.decode()
    for name in ("incoming", "outgoing", "internal"):
        assert f'value="{name}"' in page
    day = today_in(world.institution).isoformat()
    begun = browser.post(address, {"register": "incoming", "first": day, "last": day})
    assert begun.status_code == 302
    run_pending()
    ready = browser.get(begun["Location"])
    file = browser.get(ready.context["file_address"])
    assert file["Content-Type"] == "application/pdf"
    assert b"".join(file.streaming_content).startswith(b"%PDF-")


def test_what_gives_no_sheet_is_said_and_what_was_filled_in_stays(world: World, as_user: SignIn, case: Case) -> None:
    browser, address = as_user(world.clerk_a), reverse("office:registers")
    refused = browser.post(address, {"register": "incoming", "first": "2026-03-02", "last": "2026-03-01"})
    assert refused.status_code == 409
    assert "The last day lies before the first." in refused.content.decode()
    assert 'value="2026-03-02"' in refused.content.decode()
    wrong = browser.post(address, {"register": "nothing", "first": "", "last": "2026-03-01"})
    assert wrong.status_code == 400
    assert 'href="#id_first"' in wrong.content.decode()


def test_who_may_not_take_rows_out_is_offered_the_lists_alone(world: World, as_user: SignIn) -> None:
    address = reverse("office:registers")
    adviser = as_user(make_account("adviser_a", world.institution, "adviser", world.unit_a))
    page = adviser.get(address)
    assert page.status_code == 200
    assert "Print the sheet" not in page.content.decode()
    day = today_in(world.institution).isoformat()
    assert adviser.post(address, {"register": "incoming", "first": day, "last": day}).status_code == 403
    assert as_user(world.techadmin).get(address).status_code == 403


def test_the_page_of_a_task_leads_to_its_sheet(world: World, as_user: SignIn, case: Case) -> None:
    person = Person.objects.create(
        institution=world.institution, unit=world.unit_a, family_name="Əliyeva", given_name="Nigar"
    )
    account = make_account("adviser_b", world.institution, "adviser", world.unit_a)
    User.objects.filter(pk=account.pk).update(person=person)
    actions.order_task(Actor(world.head_a), case, person=person, order="Yoxlayın")
    task = Task.objects.get(case=case)
    sheet = reverse("office:task_sheet", args=(task.uid,))
    browser = as_user(account)
    assert sheet in browser.get(entry_address(task)).content.decode()
    assert browser.get(sheet).content.startswith(b"%PDF-")
    assert as_user(world.clerk_b).get(sheet).status_code == 404
