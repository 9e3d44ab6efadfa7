# SPDX-License-Identifier: EUPL-1.2
"""Which accounts head a unit on a day: by post, by role, for the time being, and in whose place somebody acts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Q

from nizam.spine.org.models import Appointment, RoleGrant, User
from nizam.spine.org.rights import acting_for, acting_holders, standing_in_for, stood_for

HEAD_ROLE = "head"


def on_day(day: date) -> Q:
    """Return the condition that a period with `starts` and an open or set `ends` holds on `day` and is not voided."""
    return Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gte=day)) & Q(voided_at__isnull=True)


def heads_of(units: Iterable[int], day: date) -> Iterator[tuple[int, int]]:
    """Give the accounts that head `units` on `day`, each with the unit.

    Heads are who holds a post that heads the unit (also for the time being), who was granted the role for it, who
    stands for one of them today, and who holds for the time being a post, there or above, of one who has that role.
    What they may see is another question. `day` is today in the institution's zone.
    """
    wanted = set(units)
    posts = Appointment.objects.filter(on_day(day), position__is_head=True, position__unit_id__in=wanted)
    headed: dict[int, set[int]] = defaultdict(set)
    for person, unit in posts.values_list("person_id", "position__unit_id"):
        headed[person].add(unit)
    found: set[tuple[int, int]] = set()
    granted = RoleGrant.objects.filter(on_day(day), role__code=HEAD_ROLE, unit_id__in=wanted, user__is_active=True)
    by_role: set[tuple[int, int, str]] = set()
    for account, person, unit, path in granted.values_list("user_id", "user__person_id", "unit_id", "unit__path"):
        found.add((account, unit))
        if person is not None:
            headed[person].add(unit)
            by_role.add((person, unit, path))
    by_unit: dict[int, set[int]] = defaultdict(set)
    for person, units_of_person in headed.items():
        for unit in units_of_person:
            by_unit[unit].add(person)
    for unit, people in by_unit.items():
        for deputy in standing_in_for(people, day):
            headed[deputy].add(unit)
    for regular, acting, above in acting_holders({person for person, _unit, _path in by_role}, day):
        headed[acting].update(unit for person, unit, path in by_role if person == regular and path.startswith(above))
    accounts = User.objects.filter(person_id__in=headed, is_active=True)
    for account, person in accounts.values_list("pk", "person_id"):
        found.update((account, unit) for unit in headed[person])
    yield from sorted(found)


def units_headed_by(user: Any, day: date) -> frozenset[int]:
    """Return the units that `user` heads on `day`, which is today, by any of the ways of `heads_of`."""
    own = RoleGrant.objects.filter(on_day(day), role__code=HEAD_ROLE, user=user, unit__isnull=False)
    found = set(own.values_list("unit_id", flat=True))
    if user.person_id is not None:
        principals = stood_for(user)
        people = Q(person_id=user.person_id) | Q(person_id__in=principals)
        posts = Appointment.objects.filter(on_day(day), people, position__is_head=True)
        found.update(posts.values_list("position__unit_id", flat=True))
        places = Q(user__person_id__in=principals)
        for person, path in acting_for(user):
            places |= Q(user__person_id=person, unit__path__startswith=path)
        theirs = RoleGrant.objects.filter(on_day(day), places, role__code=HEAD_ROLE, unit__isnull=False)
        found.update(theirs.values_list("unit_id", flat=True))
    return frozenset(found)
