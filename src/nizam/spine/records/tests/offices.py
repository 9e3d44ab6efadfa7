# SPDX-License-Identifier: EUPL-1.2
"""People with accounts and posts, and papers on their way to the signature."""

from __future__ import annotations

import datetime as dt
from typing import Any

from nizam.kit.actions import Actor
from nizam.kit.testing.world import World, make_account
from nizam.spine.org.models import Absence, Appointment, Delegation, Person, Position, User
from nizam.spine.org.rights import forget_grants
from nizam.spine.records.actions import compose_document
from nizam.spine.records.models import Document

DAY = dt.timedelta(days=1)


def give_person(user: Any, name: str) -> Person:
    """Give an account its person."""
    person = Person(institution=user.institution, family_name=name, given_name="X")
    person.save()
    user.person = person
    user.save(update_fields=["person"])
    return person


def employee(world: World, name: str, role: str, unit: Any = None) -> User:
    """Return an account of the first institution with its person."""
    user: User = make_account(name, world.institution, role, unit)
    give_person(user, name.title())
    return user


def post(unit: Any, title: str, *, head: bool = False) -> Position:
    """Return a new post of a unit."""
    made = Position(institution=unit.institution, unit=unit, title={"en": title}, is_head=head)
    made.save()
    return made


def appoint(
    user: Any, position: Position, starts: dt.date, ends: dt.date | None = None, *, acting: bool = False
) -> None:
    """Appoint an account's person to a post."""
    Appointment(
        institution=position.institution,
        person=user.person,
        position=position,
        starts=starts,
        ends=ends,
        acting=acting,
    ).save()


def delegate(principal: Any, deputy: Any, starts: dt.date, ends: dt.date, *, may_sign: bool = True) -> None:
    """Let one account's person act for another's."""
    Delegation(
        institution=principal.institution,
        principal=principal.person,
        deputy=deputy.person,
        starts=starts,
        ends=ends,
        may_sign=may_sign,
    ).save()


def away(user: Any, substitute: Any, starts: dt.date, ends: dt.date) -> None:
    """Enter an absence with a substitute."""
    Absence(
        institution=user.institution, person=user.person, substitute=substitute.person, starts=starts, ends=ends
    ).save()


def acts_as(user: Any) -> Actor:
    """Return an actor whose rights are asked anew, as by a new request."""
    fresh = User.objects.get(pk=user.pk)
    forget_grants(fresh)
    return Actor(user=fresh)


def draft(author: Any, unit: Any, subject: str = "About the network") -> Document:
    """Compose a paper."""
    return compose_document(  # type: ignore[no-any-return]
        acts_as(author),
        institution=unit.institution,
        unit=unit,
        subject=subject,
        addressee="The neighbour",
        body="First text.",
        language="en",
    )


def steps(*members: Any) -> dict[str, Any]:
    """Return steps as an act takes them: each a list of accounts or posts, perhaps with a quorum at its end."""
    found: dict[str, Any] = {}
    for number, some in enumerate(members, start=1):
        quorum = next((one for one in some if isinstance(one, int)), None)
        found[str(number)] = {
            "people": [str(one.person.uid) for one in some if isinstance(one, User)],
            "posts": [str(one.uid) for one in some if isinstance(one, Position)],
            **({"quorum": quorum} if quorum else {}),
        }
    return found
