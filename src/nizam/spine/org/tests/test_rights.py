# SPDX-License-Identifier: EUPL-1.2
"""Rights come from roles granted for units and days; nobody goes round them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nizam.kit.actions import Actor
from nizam.kit.errors import NotAllowed, Refused
from nizam.kit.registry import registry
from nizam.spine.assets.models import Asset
from nizam.spine.org import actions
from nizam.spine.org.models import ApiToken, Delegation, Person, Role, RoleGrant, Unit, User
from nizam.spine.org.rights import RoleAccess, expand, forget_grants, grants_of
from nizam.spine.org.roles import read_roles

pytestmark = pytest.mark.django_db


def asset(world: Any, unit: Any, number: str, confidentiality: int = 0) -> Asset:
    row = Asset(
        institution=unit.institution, unit=unit, inventory_number=number, name=number, confidentiality=confidentiality
    )
    row.save()
    return row


def seen(user: Any) -> set[str]:
    forget_grants(user)
    return set(Asset.objects.visible_to(user).values_list("inventory_number", flat=True))


def test_who_sees_what(world: Any) -> None:
    asset(world, world.unit_a, "a")
    asset(world, world.unit_b, "b")
    asset(world, world.unit_a, "a-confidential", confidentiality=2)
    asset(world, world.other_unit, "elsewhere")
    assert seen(world.clerk_a) == {"a"}
    assert seen(world.clerk_b) == {"b"}
    assert seen(world.head_a) == {"a", "a-confidential"}
    assert seen(world.leader) == {"a", "b", "a-confidential"}
    assert seen(world.techadmin) == set()
    assert seen(world.stranger) == {"elsewhere"}


def test_a_grant_holds_from_its_day_to_its_day(world: Any) -> None:
    asset(world, world.unit_a, "a")
    grant = RoleGrant.objects.get(user=world.clerk_a)
    today = timezone.now().date()
    for starts, ends, visible in [
        (today, today, True),
        (today + dt.timedelta(days=1), None, False),
        (today - dt.timedelta(days=9), today - dt.timedelta(days=1), False),
    ]:
        RoleGrant.objects.filter(pk=grant.pk).update(starts=starts, ends=ends)
        assert bool(seen(world.clerk_a)) is visible


def test_a_blocked_account_sees_nothing(world: Any) -> None:
    asset(world, world.unit_a, "a")
    world.clerk_a.is_active = False
    assert seen(world.clerk_a) == set()


def test_the_database_refuses_a_superuser(world: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=world.clerk_a.pk).update(is_superuser=True)


def test_nobody_grants_to_himself_nor_the_operator_role(world: Any, operator: Any) -> None:
    tech = Actor(user=world.techadmin)
    with pytest.raises(Refused):
        actions.grant_role(tech, user=world.techadmin, role="head", institution=world.institution)
    with pytest.raises(NotAllowed):
        actions.grant_role(tech, user=world.clerk_a, role="operator", institution=world.institution)
    with pytest.raises(NotAllowed):
        actions.grant_role(Actor(user=world.clerk_a), user=world.clerk_b, role="head", institution=world.institution)


def test_granting_puts_the_account_into_wagtails_group_and_revoking_takes_it_out(world: Any) -> None:
    tech = Actor(user=world.techadmin)
    grant = actions.grant_role(tech, user=world.clerk_a, role="head", institution=world.institution, unit=world.unit_b)
    assert world.clerk_a.groups.filter(name="role: head").exists()
    assert world.clerk_a.has_perm("cases.sign_answer_case")
    actions.revoke_rolegrant(tech, grant, reason="x")
    assert not world.clerk_a.groups.filter(name="role: head").exists()


def test_a_moved_unit_takes_its_rights_along_and_keeps_its_history(world: Any, operator: Any) -> None:
    sector = actions.open_unit(operator, code="s", name={"en": "Sector"}, parent=world.unit_a)
    asset(world, sector, "s")
    assert "s" in seen(world.clerk_a)
    actions.move_unit(operator, sector, parent=world.unit_b)
    assert "s" not in seen(world.clerk_a)
    assert "s" in seen(world.clerk_b)
    assert sector.placements.count() == 2
    with pytest.raises(Refused):
        actions.move_unit(operator, world.unit_b, parent=sector)
    assert Unit.objects.get(pk=world.unit_b.pk).parent == world.root


def test_shipped_roles_name_only_rights_that_exist() -> None:
    assert set(read_roles()) >= {"clerk", "adviser", "head", "leadership", "inspector", "technical-administrator"}


def test_the_technical_administrator_reads_no_letter(world: Any) -> None:
    rights = expand(tuple(Role.objects.get(code="technical-administrator").permissions))
    assert not {r for r in rights if r.split(".")[0] in {"cases", "records", "charters", "plans"}}


def test_the_inspector_changes_nothing() -> None:
    rights = expand(tuple(Role.objects.get(code="inspector").permissions))
    # What he watches is his own affair and changes no entry.
    watching = {"outbox.add_watch", "outbox.void_watch"}
    changing = {a.permission for a in registry.actions if not a.permission.startswith("org.")} - watching
    assert not rights & changing


def test_a_token_keeps_only_its_hash(world: Any) -> None:
    token = actions.add_apitoken(
        Actor(user=world.clerk_a), name="n", expires_on=timezone.now().date() + dt.timedelta(days=3)
    )
    assert token.digest == actions.token_digest(token.key)
    assert token.key not in str(vars(type(token).objects.get(pk=token.pk)))


def test_a_deputy_signs_in_the_heads_place_on_the_days_named(world: Any) -> None:
    today = timezone.now().date()
    people = []
    for account, name in ((world.head_a, "Baş"), (world.clerk_b, "Müavin")):
        person = Person(institution=world.institution, unit=world.unit_a, family_name=name, given_name="X")
        person.save()
        account.person = person
        account.save(update_fields=["person"])
        people.append(person)
    assert not world.clerk_b.has_perm("cases.sign_answer_case")
    delegation = Delegation(
        institution=world.institution, principal=people[0], deputy=people[1], starts=today, ends=today
    )
    delegation.save()
    forget_grants(world.clerk_b)
    assert world.clerk_b.has_perm("cases.sign_answer_case")
    assert not world.clerk_b.has_perm("charters.judge_provision")
    Delegation.objects.filter(pk=delegation.pk).update(
        starts=today - dt.timedelta(days=9), ends=today - dt.timedelta(days=1)
    )
    forget_grants(world.clerk_b)
    assert not world.clerk_b.has_perm("cases.sign_answer_case")


def test_five_granted_units_cost_as_many_questions_as_one(world: Any, operator: Any) -> None:
    def cost() -> int:
        user = User.objects.get(pk=world.clerk_a.pk)
        with CaptureQueriesContext(connection) as captured:
            grants_of(user)
        return len(captured)

    one = cost()
    sectors = [
        actions.open_unit(operator, code=f"s{n}", name={"en": f"Sector {n}"}, parent=world.unit_b) for n in range(4)
    ]
    below = actions.open_unit(operator, code="below", name={"en": "Below"}, parent=sectors[0])
    for number, sector in enumerate(sectors):
        RoleGrant.objects.create(
            user=world.clerk_a,
            role=Role.objects.get(code="clerk"),
            institution=world.institution,
            unit=sector,
            subtree=number < 3,
            starts=dt.date(2020, 1, 1),
        )
    assert cost() == one
    reached = {
        unit_id for grant in grants_of(User.objects.get(pk=world.clerk_a.pk)) for unit_id in grant.unit_ids or ()
    }
    assert reached == {world.unit_a.pk, below.pk, *(sector.pk for sector in sectors)}


def test_only_the_boundless_reach_every_row_unasked(world: Any, operator: Actor) -> None:
    access = RoleAccess()
    assert access.reaches_all(operator.user, "org.view_unit", Unit)
    for user in (*world.insiders, world.stranger):
        assert not access.reaches_all(user, "org.view_unit", Unit)
    # A row that belongs to one account, or says something of another thing, is asked for whoever wants it.
    assert not access.reaches_all(operator.user, "org.view_apitoken", ApiToken)
