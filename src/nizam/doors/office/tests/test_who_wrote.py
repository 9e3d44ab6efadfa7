# SPDX-License-Identifier: EUPL-1.2
"""Whoever sees a case sees who wrote it, wherever they look, and nothing else of that party; and whether it answers."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address, list_address, screen_address
from nizam.kit.testing.world import World, make_account
from nizam.spine.cases import actions, intake
from nizam.spine.cases.envelopes import keep
from nizam.spine.cases.models import AddressHealth, Case, Party
from nizam.spine.org.actions import operator_actor
from nizam.spine.org.rights import forget_grants

pytestmark = pytest.mark.django_db

SignIn = Callable[[Any], Client]
WRITER = "Aygün Səfərova"
ADDRESS = "aygun@example.org"
AT = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)


def arrive(world: World, unit: Any, subject: str, sender: str = f"{WRITER} <{ADDRESS}>") -> Case:
    """Return a case that came by mail to the whole house and was assigned to `unit`."""
    operator = operator_actor()
    letter = EmailMessage()
    letter["From"], letter["Subject"], letter["Message-ID"] = sender, subject, f"<{len(subject)}@example.org>"
    letter.set_content(f"Hörmətli idarə, {subject}.")
    envelope, _new = keep(operator, world.institution, letter.as_bytes(), door="mail", at=AT)
    intake.register(operator, [envelope])
    envelope.refresh_from_db()
    case: Case = actions.assign_case(operator, envelope.case, unit=unit)
    return case


@pytest.fixture
def case(world: World) -> Case:
    """A letter to the house, given to unit A."""
    return arrive(world, world.unit_a, "Məktəbdə internet yoxdur")


def page(response: Any) -> str:
    """Return what was answered, streamed or not."""
    assert response.status_code == 200, response.status_code
    raw = b"".join(response.streaming_content) if getattr(response, "streaming", False) else response.content
    return str(raw.decode())


def seen_parties(user: Any) -> set[str]:
    """Return the addresses of the parties `user` sees."""
    forget_grants(user)
    return set(Party.objects.visible_to(user).values_list("email", flat=True))


@pytest.mark.parametrize("role", ["clerk", "head", "adviser"])
def test_the_sender_stands_in_list_export_and_api(role: str, world: World, case: Case, as_user: SignIn) -> None:
    assert case.party.unit != world.unit_a
    browser = as_user(make_account(f"one-{role}", world.institution, role, world.unit_a))
    resource = registry.resource("cases.case")
    row = page(browser.get(list_address(resource)))
    assert WRITER in row
    assert "not open to you" not in row
    if role != "adviser":
        assert str(case.party.uid) in page(browser.post(screen_address(resource, "export"), {"form": "csv"}))
    party = page(browser.get(reverse("api:cases_case_entry", args=[case.uid])))
    assert str(case.party.uid) in party
    assert browser.get(reverse("api:cases_party_entry", args=[case.party.uid])).json()["name"] == WRITER
    assert WRITER in page(browser.get(entry_address(case.party)))


def test_the_party_opens_none_of_its_other_matters_and_no_other_party(
    world: World, case: Case, as_user: SignIn
) -> None:
    other = arrive(world, world.unit_b, "Gizli şikayət")
    stranger = arrive(world, world.unit_b, "Başqa iş", "Kamran <kamran@example.org>")
    assert other.party == case.party
    assert seen_parties(world.head_a) == {ADDRESS}
    assert seen_parties(world.clerk_b) == {ADDRESS, stranger.party.email}
    assert seen_parties(world.stranger) == set()
    browser = as_user(world.head_a)
    looked_at = (
        entry_address(case), entry_address(case.party), list_address(registry.resource("cases.case")),
        f"{list_address(registry.resource('cases.case'))}?party={case.party.uid}",
        list_address(registry.resource("cases.party")),
    )  # fmt: skip
    for address in looked_at:
        text = page(browser.get(address))
        assert "Gizli" not in text
        assert "kamran" not in text
    Case.objects.filter(party=case.party, unit=world.unit_a).update(confidentiality=3)
    assert seen_parties(world.head_a) == set()


def test_who_sees_a_party_by_its_case_does_not_change_it(world: World, case: Case, as_user: SignIn) -> None:
    resource = registry.resource("cases.party")
    change = resource.generated("change")
    assert change is not None
    browser = as_user(world.head_a)
    assert browser.get(act_address(resource, change, case.party)).status_code == 403
    assert [one.name for one in browser.get(entry_address(case.party)).context["other_acts"]] == []
    of_the_house = make_account("house", world.institution, "clerk")
    assert as_user(of_the_house).get(act_address(resource, change, case.party)).status_code == 200


def test_the_body_a_case_was_passed_to_is_seen_with_it(world: World, case: Case) -> None:
    body = Party(
        institution=world.institution, unit=world.unit_b, kind="institution", name="Su idarəsi", email="su@x.az"
    )
    body.save()
    assert seen_parties(world.head_a) == {ADDRESS}
    case.forwardings.create(institution=case.institution, unit=case.unit, body=body)
    assert seen_parties(world.head_a) == {ADDRESS, "su@x.az"}
    assert seen_parties(world.clerk_b) == {"su@x.az"}


def test_the_list_asks_as_often_however_many_wrote(world: World, case: Case, as_user: SignIn) -> None:
    browser, address = as_user(world.head_a), list_address(registry.resource("cases.case"))

    def asked() -> int:
        page(browser.get(address))
        with CaptureQueriesContext(connection) as captured:
            page(browser.get(address))
        return len(captured)

    few = asked()
    for number in range(2, 7):
        arrive(world, world.unit_a, f"İş {'x' * number}", f"Nomrə{number} <n{number}@example.org>")
    assert asked() == few
    assert "Nomrə6" in page(browser.get(address))


class TestAddresses:
    def fail(self, case: Case, **values: Any) -> AddressHealth:
        """Return the state of the sender's address after a letter to it came back."""
        given = {"permanent": True, "failures": 1, "status": "5.1.1 no such user", "failed_at": AT, **values}
        return AddressHealth.objects.create(
            institution=case.institution, address=ADDRESS, address_key=case.party.email_key, **given
        )

    def test_party_and_case_warn_with_day_and_reason(self, world: World, case: Case, as_user: SignIn) -> None:
        browser = as_user(world.head_a)
        before = page(browser.get(entry_address(case)))
        assert "will not arrive" not in before
        self.fail(case)
        for address in (entry_address(case), entry_address(case.party)):
            text = page(browser.get(address))
            assert re.search(r"refused for good on [^<(]*20[^<(]*2026 \(5\.1\.1 no such user\)", text)
        assert "An answer by mail will not arrive." in page(browser.get(entry_address(case)))
        Case.objects.filter(pk=case.pk).update(channel="counter")
        assert "will not arrive" not in page(browser.get(entry_address(case)))
        Case.objects.filter(pk=case.pk).update(channel="mail", state="closed")
        assert "will not arrive" not in page(browser.get(entry_address(case)))

    def test_a_failure_of_once_and_an_absence_are_told_without_the_warning(
        self, world: World, case: Case, as_user: SignIn
    ) -> None:
        self.fail(case, permanent=False, status="", away_at=AT)
        text = page(as_user(world.head_a).get(entry_address(case)))
        assert "The last letter did not arrive" in text
        assert "without a reason" in text
        assert "absence notice of" in text
        assert "will not arrive" not in text

    def test_a_sign_of_life_ends_it(self, world: World, case: Case, as_user: SignIn) -> None:
        self.fail(case)
        arrive(world, world.unit_a, "Yenidən yazıram")
        health = AddressHealth.objects.get()
        assert (health.permanent, health.words) == (False, [])

    def test_the_list_shows_addresses_of_parties_in_sight_and_filters_those_that_fail(
        self, world: World, case: Case, as_user: SignIn
    ) -> None:
        resource = registry.resource("cases.addresshealth")
        mine = self.fail(case)
        away = arrive(world, world.unit_a, "Başqa", "Kamran <kamran@example.org>").party
        hidden = arrive(world, world.unit_b, "Onların", "Leyla <leyla@example.org>").party
        for party in (away, hidden):
            AddressHealth.objects.create(
                institution=world.institution, address=party.email, address_key=party.email_key, away_at=AT
            )
        head = as_user(world.head_a)
        everything = page(head.get(list_address(resource)))
        assert ADDRESS in everything
        assert "kamran@" in everything
        assert "leyla@" not in everything
        failing = page(head.get(f"{list_address(resource)}?permanent=1"))
        assert ADDRESS in failing
        assert "kamran@" not in failing
        neighbour = as_user(world.clerk_b)
        assert ADDRESS not in page(neighbour.get(list_address(resource)))
        assert neighbour.get(entry_address(mine)).status_code == 404
        assert "leyla@" in page(as_user(world.inspector).get(list_address(resource)))
        assert as_user(world.techadmin).get(list_address(resource)).status_code == 403
