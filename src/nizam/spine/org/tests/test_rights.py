# SPDX-License-Identifier: EUPL-1.2
"""Rights come from roles granted for units and days; nobody goes round them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from nizam.kit.actions import Actor
from nizam.kit.errors import NotAllowed, Refused
from nizam.kit.registry import registry
from nizam.kit.testing.world import make_account
from nizam.spine.assets.models import Asset
from nizam.spine.org import actions
from nizam.spine.org.days import today_in
from nizam.spine.org.models import Access, ApiToken, Delegation, Person, Position, Role, RoleGrant, Unit, User
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
    today = today_in(world.institution)
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


def add(actor: Actor, key: str, **values: Any) -> Any:
    act = registry.resource(key).generated("add")
    assert act is not None
    return act(actor, **values)


def change(actor: Actor, row: Any, **values: Any) -> Any:
    act = registry.resource(row._meta.label_lower).generated("change")
    assert act is not None
    return act(actor, row, **values)


def person_of(account: Any, unit: Any = None) -> Person:
    """Return the person of an account, made when it has none."""
    if account.person is None:
        account.person = Person.objects.create(
            institution=account.institution, unit=unit, family_name=account.username, given_name="X"
        )
        account.save(update_fields=["person"])
    found: Person = account.person
    return found


@pytest.mark.parametrize(("key", "mine"), [("org.delegation", "deputy"), ("org.absence", "substitute")])
def test_nobody_puts_himself_in_the_place_of_another(key: str, mine: str, world: Any) -> None:
    head, colleague, other = (
        person_of(account, world.unit_a)
        for account in (world.head_a, world.clerk_a, make_account("other", world.institution, "clerk", world.unit_a))
    )
    whose = "principal" if mine == "deputy" else "person"
    given = {"institution": world.institution} | dict.fromkeys(("starts", "ends"), today_in(world.institution))
    actor = Actor(user=world.head_a)
    with pytest.raises(Refused):
        add(actor, key, **{whose: colleague, mine: head}, **given)
    row = add(actor, key, **{whose: colleague, mine: other}, **given)
    with pytest.raises(Refused):
        change(actor, row, **{mine: head})
    row.refresh_from_db()
    assert getattr(row, mine) == other
    add(actor, key, **{whose: head, mine: other}, **given)


@pytest.mark.parametrize(("key", "mine"), [("org.delegation", "deputy"), ("org.absence", "substitute")])
def test_somebody_elses_place_is_given_by_who_reaches_all_of_it(key: str, mine: str, world: Any) -> None:
    minister, clerk, neighbour = (
        person_of(account, unit)
        for account, unit in ((world.leader, None), (world.clerk_a, world.unit_a), (world.clerk_b, world.unit_b))
    )
    accomplice = person_of(make_account("accomplice", world.institution, "clerk", world.unit_a), world.unit_a)
    whose = "principal" if mine == "deputy" else "person"
    given = {"institution": world.institution} | dict.fromkeys(("starts", "ends"), today_in(world.institution))
    for who, people in (
        (world.head_a, {clerk}),
        (world.techadmin, set()),
        (world.leader, {minister, clerk, neighbour}),
    ):
        for one in (minister, clerk, neighbour):
            actor = Actor(user=who)
            if one in people:
                add(actor, key, **{whose: one, mine: accomplice}, **given)
                continue
            with pytest.raises(Refused, match="beyond your own reach"):
                add(actor, key, **{whose: one, mine: accomplice}, **given)
    row = add(Actor(user=world.head_a), key, **{whose: clerk, mine: accomplice}, **given)
    with pytest.raises(Refused, match="beyond your own reach"):
        change(Actor(user=world.head_a), row, **{whose: minister})
    newcomer = Person.objects.create(institution=world.institution, family_name="Newcomer", given_name="X")
    add(Actor(user=world.techadmin), key, **{whose: newcomer, mine: accomplice}, **given)
    with pytest.raises(Refused, match="beyond your own reach"):
        add(Actor(user=world.head_a), key, **{whose: newcomer, mine: accomplice}, **given)
    RoleGrant.objects.filter(user=world.clerk_a).update(unit=None)
    with pytest.raises(Refused, match="beyond your own reach"):
        add(Actor(user=world.head_a), key, **{whose: clerk, mine: accomplice}, **given)
    RoleGrant.objects.filter(user=world.clerk_a).update(
        unit=world.unit_a, role=Role.objects.get(code="leadership"), starts=given["starts"] + dt.timedelta(days=9)
    )
    with pytest.raises(Refused, match="beyond your own reach"):
        add(Actor(user=world.head_a), key, **{whose: clerk, mine: accomplice}, **given)


def test_an_absence_without_a_substitute_gives_nobody_anything(world: Any) -> None:
    minister, day = person_of(world.leader), today_in(world.institution)
    row = add(
        Actor(user=world.techadmin), "org.absence", institution=world.institution, person=minister, starts=day, ends=day
    )
    assert row.substitute is None


@pytest.mark.parametrize("acting_first", [True, False])
def test_the_place_of_a_posts_regular_holder_is_given_by_who_reaches_it(acting_first: bool, world: Any) -> None:
    minister, accomplice = person_of(world.leader), person_of(world.clerk_b, world.unit_b)
    post = Position.objects.create(institution=world.institution, unit=world.unit_a, title={"en": "Head"})
    starts = today_in(world.institution)
    rows = [
        {"institution": world.institution, "position": post, "starts": starts, "person": person, "acting": acting}
        for person, acting in ((accomplice, True), (minister, False))
    ]
    first, second = rows if acting_first else rows[::-1]
    tech = Actor(user=world.techadmin)
    add(tech, "org.appointment", **first)
    with pytest.raises(Refused, match="beyond your own reach"):
        add(tech, "org.appointment", **second)
    later = add(tech, "org.appointment", **{**second, "position": Position.objects.create(
        institution=world.institution, unit=world.unit_a, title={"en": "Adviser"}
    )})  # fmt: skip
    with pytest.raises(Refused, match="beyond your own reach"):
        change(tech, later, position=post)
    if acting_first:
        with pytest.raises(Refused, match="himself"):
            add(Actor(user=world.leader), "org.appointment", **second)
    else:
        add(Actor(user=world.leader), "org.appointment", **second)


def test_a_post_that_reaches_nothing_of_its_holder_is_given_freely(world: Any) -> None:
    holder, other = person_of(world.clerk_b, world.unit_b), person_of(world.clerk_a, world.unit_a)
    post = Position.objects.create(institution=world.institution, unit=world.unit_a, title={"en": "Head"})
    given = {"institution": world.institution, "position": post, "starts": today_in(world.institution)}
    tech = Actor(user=world.techadmin)
    add(tech, "org.appointment", person=holder, **given)
    assert add(tech, "org.appointment", person=other, acting=True, **given).acting


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
        Actor(user=world.clerk_a), name="n", expires_on=today_in(world.institution) + dt.timedelta(days=3)
    )
    assert token.digest == actions.token_digest(token.key)
    assert token.key not in str(vars(type(token).objects.get(pk=token.pk)))


def test_a_deputy_signs_in_the_heads_place_on_the_days_named(world: Any) -> None:
    today = today_in(world.institution)
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


def test_rights_asked_of_a_thing_at_once_are_those_asked_one_by_one(world: Any) -> None:
    own, others = asset(world, world.unit_a, "a"), asset(world, world.unit_b, "b", confidentiality=1)
    actions.open_access(others, unit=world.unit_a, reason="Referral", may_act=True)
    rights = sorted(name for name in registry.permissions if name.startswith("assets."))
    for user in (*world.insiders, world.stranger):
        forget_grants(user)
        for thing in (own, others):
            one_by_one = {name for name in rights if RoleAccess().has_perm(user, name, thing)}
            assert RoleAccess().permissions_on(user, rights, thing) == one_by_one
    assert RoleAccess().permissions_on(world.head_a, rights, others)
    assert not RoleAccess().permissions_on(world.stranger, rights, own)


def test_what_is_opened_is_asked_of_each_row_by_its_key(world: Any) -> None:
    asset(world, world.unit_a, "a")
    forget_grants(world.clerk_b)
    with CaptureQueriesContext(connection) as asked:
        list(Asset.objects.visible_to(world.clerk_b))
    assert "EXISTS(SELECT" in asked.captured_queries[-1]["sql"]
    assert 'IN (SELECT U0."object_id"' not in asked.captured_queries[-1]["sql"]


def test_who_only_reads_sees_the_same_and_is_asked_less(world: Any) -> None:
    others = asset(world, world.unit_b, "b")
    actions.open_access(others, unit=world.unit_a, reason="Referral")
    asset(world, world.unit_a, "a")
    access = RoleAccess()
    for user in (*world.insiders, world.stranger):
        forget_grants(user)
        seen = {model: set(model.objects.visible_to(user)) for model in (Asset, Unit, Person)}
        allowed = access.has_perm(user, "assets.view_asset", others)
        access.only_reads(user)
        assert {model: set(model.objects.visible_to(user)) for model in seen} == seen
        assert access.has_perm(user, "assets.view_asset", others) is allowed
    Access.objects.all().delete()
    access.only_reads(world.clerk_a)
    with CaptureQueriesContext(connection) as asked:
        assert others not in list(Asset.objects.visible_to(world.clerk_a))
    assert "EXISTS(SELECT" not in asked.captured_queries[-1]["sql"], "nothing is opened to the reader"
    forget_grants(world.clerk_a)
    actions.open_access(others, unit=world.unit_a, reason="Referral")
    assert others in list(Asset.objects.visible_to(world.clerk_a)), "who writes again is asked again"
