# SPDX-License-Identifier: EUPL-1.2
"""The demonstration shows work in every state, each account opens its own institution, and building again is quiet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from nizam.kit.registry import registry
from nizam.kit.testing.plugin import restore_database
from nizam.site.demo import DemoAccount, build_demo, demo_accounts
from nizam.spine.cases.models import Case, Envelope, Task
from nizam.spine.charters.actions import STRUCTURAL
from nizam.spine.charters.models import Charter, ProvisionCapability
from nizam.spine.org.models import Appointment, Institution, Role, RoleGrant, Unit, User
from nizam.spine.plans.coverage import Coverage, cover
from nizam.spine.plans.periods import Period
from nizam.spine.records.models import Document, Signature

CODES = ("regional-inkisaf", "bogiston-akm", "cinarova")
HEADS = {"regional-inkisaf": "mudir.az", "bogiston-akm": "boshliq.uz", "cinarova": "mudur.tr"}
LANGUAGES = {
    "regional-inkisaf": {"az", "ru", "en"},
    "bogiston-akm": {"uz", "uz-Cyrl", "ru"},
    "cinarova": {"tr", "en"},
}
EVERY_DEPARTMENT_HAS = {
    "asset-inventory",
    "backup-archiving",
    "citizen-petitions",
    "email-service",
    "information-security",
    "network-internet",
    "planning-reporting",
    "records-correspondence",
    "server-operations",
    "software-development-licensing",
    "training",
    "user-support",
    "website-content",
}


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[DemoAccount]]:
    """Build the demonstration once for the module; the template comes back after it."""
    with django_db_blocker.unblock():
        yield build_demo()
        restore_database()


@pytest.fixture(params=CODES)
def institution(demo: list[DemoAccount], request: pytest.FixtureRequest) -> Institution:
    """Return each institution of the demonstration in turn."""
    found: Institution = Institution.objects.get(code=request.param)
    return found


def row_counts() -> dict[str, int]:
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model.__module__.startswith("nizam.")
    }


def report(user: User, institution: Institution) -> Coverage:
    today = timezone.now().astimezone(institution.tzinfo).date()
    return cover(user, institution, Period("demo", today - timedelta(days=70), today))


def test_three_institutions_with_units_people_and_posts(institution: Institution) -> None:
    assert Institution.objects.count() == 3
    assert Unit.objects.filter(institution=institution).count() in (5, 6)
    assert Appointment.objects.filter(institution=institution).count() == 12


def test_cases_stand_late_due_new_and_closed(institution: Institution) -> None:
    today = timezone.now().astimezone(institution.tzinfo).date()
    cases = Case.objects.filter(institution=institution)
    running = cases.exclude(state="closed").filter(answered_at__isnull=True, channel="mail")
    assert running.filter(due_on__lt=today).count() == 2
    assert running.filter(due_on__gte=today, due_on__lte=today + timedelta(days=13)).count() == 2
    assert cases.filter(state="new", registered_on__gte=today - timedelta(days=2)).count() >= 2
    assert {case.in_time for case in cases.filter(state="closed")} == {True, False}
    assert cases.filter(state="answered").exists()
    assert cases.order_by("registered_at").first().registered_on >= today - timedelta(weeks=8)
    assert not cases.filter(registered_at__gt=timezone.now()).exists()


def test_numbers_follow_the_order_of_arrival(institution: Institution) -> None:
    numbers = Case.objects.filter(institution=institution, channel="mail").order_by("registered_at")
    ordinals = [(case.number.year, case.number.ordinal) for case in numbers]
    assert ordinals == sorted(ordinals)


def test_letters_of_every_kind_arrived(institution: Institution) -> None:
    envelopes = Envelope.objects.filter(institution=institution, door="mail")
    kinds = [envelope.disposition for envelope in envelopes]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "new": 9,
        "reply": 1,
        "duplicate": 1,
        "auto-reply": 1,
        "bounce": 1,
    }
    assert {envelope.language for envelope in envelopes} == LANGUAGES[institution.code]


def test_work_has_orders_drafts_and_signed_papers(institution: Institution) -> None:
    assert Task.objects.filter(institution=institution, done_at__isnull=True).exists()
    assert Task.objects.filter(institution=institution, done_at__isnull=False).exists()
    assert Document.objects.filter(institution=institution, state="draft").count() == 2
    signatures = Signature.objects.filter(institution=institution)
    head = User.objects.get(username=HEADS[institution.code])
    assert signatures.count() == 3
    assert all(signature.signatory == head for signature in signatures)
    assert all(signature.position for signature in signatures)


def test_the_departments_charter_is_read_and_confirmed(institution: Institution) -> None:
    charter = max(Charter.objects.filter(institution=institution), key=lambda c: c.provisions.count())
    assert charter.language == institution.main_language
    assert charter.unit is not None
    assert 25 <= charter.provisions.count() <= 45
    duties = charter.provisions.filter(nature="duty")
    confirmed = ProvisionCapability.objects.filter(provision__in=duties, state="confirmed").exclude(
        capability__in=STRUCTURAL
    )
    assert confirmed.values("provision").distinct().count() >= 0.9 * duties.count()
    assert set(confirmed.values_list("capability", flat=True)) >= EVERY_DEPARTMENT_HAS


def test_units_have_duties_of_their_own(institution: Institution) -> None:
    bound = Charter.objects.filter(institution=institution).values_list("unit__code", flat=True)
    assert len(set(bound)) == 4


def test_the_report_has_figures_under_articles(institution: Institution) -> None:
    coverage = report(User.objects.get(username=HEADS[institution.code]), institution)
    counted = [line for line in coverage.lines if line.figures.came]
    reached = {code for line in counted for code in line.capabilities}
    assert reached >= {"citizen-petitions", "email-service", "records-correspondence"}
    assert coverage.total.in_time
    assert coverage.total.late
    assert coverage.total.open


def test_every_account_signs_in_and_sees_its_own_institution_only(demo: list[DemoAccount]) -> None:
    for account in demo:
        assert Client().login(username=account["login"], password=account["password"]), account["login"]
        user = User.objects.get(username=account["login"])
        assert str(user.institution.name.in_language(user.language)) == account["institution"]
        for resource in registry.resources:
            owner = "pk" if resource.model is Institution else "institution"
            seen = set(resource.visible_to(user).values_list(owner, flat=True)) - {None}
            assert seen <= {user.institution_id}, resource.key


def test_roles_stand_as_their_titles_say(demo: list[DemoAccount]) -> None:
    roles = set()
    for account in demo:
        user = User.objects.get(username=account["login"])
        grant = RoleGrant.objects.get(user=user)
        assert grant.role.name.in_language(user.language) == account["role"]
        roles.add(grant.role.code)
    assert roles == set(Role.objects.exclude(code="operator").values_list("code", flat=True))


def test_readers_of_letters_see_cases_and_the_technical_administrator_sees_none(demo: list[DemoAccount]) -> None:
    for account in demo:
        user = User.objects.get(username=account["login"])
        assert Case.objects.visible_to(user).exists() == (account["login"] != "teknik.tr"), account["login"]


def test_things_owned_stand_in_the_register(demo: list[DemoAccount]) -> None:
    assets = registry.resource("assets.asset").visible_to(User.objects.get(username="mudur.tr"))
    assert len(assets) == 15
    assert {asset.state for asset in assets} == {"in-stock", "in-use", "in-repair", "struck-off"}


def test_building_again_changes_nothing(demo: list[DemoAccount]) -> None:
    before = row_counts()
    assert build_demo() == demo == demo_accounts()
    assert row_counts() == before
