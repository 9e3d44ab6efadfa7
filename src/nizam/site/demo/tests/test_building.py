# SPDX-License-Identifier: EUPL-1.2
"""The demonstration is built whole or not at all, never beside a real institution, from letters that never change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist

from nizam.foundations import messages
from nizam.kit.errors import Refused
from nizam.kit.texts import TranslatedText
from nizam.site.demo import PASSWORD, demo_accounts
from nizam.site.demo.building import build
from nizam.site.demo.post import compose
from nizam.site.demo.scenario import Scenario, read_scenarios
from nizam.spine.org.actions import found_institution, operator_actor
from nizam.spine.org.models import Institution, User

KINDS = {"letter": "message", "copy": "message", "auto-reply": "auto-reply", "bounce": "bounce"}


def moments(scenario: Scenario) -> dict[str, datetime]:
    start = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    return {letter.key: start + timedelta(hours=place) for place, letter in enumerate(scenario.letters)}


@pytest.mark.django_db
def test_what_was_interrupted_leaves_nothing_behind() -> None:
    first, second, _third = (replace(scenario, letters=[], by_hand=[]) for scenario in read_scenarios())
    broken = replace(second, accounts=[replace(second.accounts[0], role="no-such-role")])
    with pytest.raises(ObjectDoesNotExist):
        build([first, broken], password=PASSWORD)
    assert not Institution.objects.exists()
    assert not User.objects.filter(built_in=False).exists()


@pytest.mark.django_db
def test_a_real_institution_is_never_given_known_passwords() -> None:
    found_institution(
        operator_actor(), code="real", name=TranslatedText({"tr": "Kurum"}), country="TR", languages=["tr"]
    )
    with pytest.raises(Refused):
        build(read_scenarios(), password=PASSWORD)
    assert Institution.objects.count() == 1


def test_accounts_are_told_without_a_database() -> None:
    accounts = demo_accounts()
    assert len({account["login"] for account in accounts}) == len(accounts) == 12
    assert accounts[0] == {
        "login": "karguzar.az",
        "password": PASSWORD,
        "role": "Kargüzar",
        "institution": "Regional İnkişaf Agentliyi",
    }


@pytest.mark.parametrize("scenario", read_scenarios(), ids=lambda scenario: scenario.code)
def test_letters_are_real_messages_and_always_the_same_bytes(scenario: Scenario) -> None:
    when = moments(scenario)
    for letter in scenario.letters:
        raw = compose(scenario, letter, when)
        assert raw == compose(scenario, letter, when)
        read = messages.read(raw)
        assert read.readable
        assert read.kind == KINDS[letter.kind], letter.key
        if letter.kind != "copy":
            assert read.subject == letter.subject
            assert read.text.split()[:5] == letter.text.split()[:5]


@pytest.mark.parametrize("scenario", read_scenarios(), ids=lambda scenario: scenario.code)
def test_nobody_is_written_to_and_no_address_exists(scenario: Scenario) -> None:
    addresses = [scenario.email, *(letter.sender for letter in scenario.letters if letter.sender)]
    addresses += [letter.failed for letter in scenario.letters if letter.failed]
    # RFC 2606: example.org and the top-level domain "invalid" belong to nobody.
    assert all(address.rstrip(">").endswith((".example.org", ".invalid")) for address in addresses)
