# SPDX-License-Identifier: EUPL-1.2
"""Questions that screens and reports ask of plans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import F, Q, QuerySet

from nizam.spine.cases.models import Case
from nizam.spine.org.models import Institution, Person
from nizam.spine.plans.counting import Bounds
from nizam.spine.plans.models import Measure
from nizam.spine.plans.periods import Period

# Well below the number of values that SQLite takes in one question (32,766).
_AT_ONCE: Final = 5000


def seen_cases(user: Any, rows: Mapping[str, Any]) -> frozenset[str]:
    """Return the identifiers of the cases of a report's rows that `user` may see."""
    return seen_of(user, (row["case"] for row in rows["cases"]))


def seen_of(user: Any, uids: Iterable[str]) -> frozenset[str]:
    """Return those of `uids` whose cases `user` may see."""
    named = sorted(set(uids))
    found: set[str] = set()
    for start in range(0, len(named), _AT_ONCE):
        visible = Case.objects.visible_to(user).filter(uid__in=named[start : start + _AT_ONCE])
        found.update(str(uid) for uid in visible.values_list("uid", flat=True))
    return frozenset(found)


def tasks_of(person: Person) -> QuerySet[Measure]:
    """Return the open measures that `person` owes, the soonest first; those of a plan once it is approved."""
    found: QuerySet[Measure] = (
        Measure.objects.filter(person=person, state="open", voided_at__isnull=True)
        .filter(Q(plan__isnull=True) | Q(plan__state="approved"))
        .select_related("plan", "item", "provision", "unit", "institution")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )
    return found


def measures_of_period(user: Any, institution: Institution, period: Period) -> QuerySet[Measure]:
    """Return the measures a report of `period` tells of: due, done, or open past their term in it.

    Those of a draft plan are not promised yet and stand in no report.
    """
    due = Q(due_on__gte=period.starts, due_on__lte=period.ends)
    bounds = Bounds.of(institution, period)
    done = Q(done_at__gte=bounds.starts, done_at__lt=bounds.ends)
    late = Q(state="open", due_on__lt=period.starts)
    of_plan = Q(due_on__isnull=True, plan__starts__lte=period.ends, plan__ends__gte=period.starts)
    found: QuerySet[Measure] = (
        Measure.objects.visible_to(user)
        .filter(institution=institution, voided_at__isnull=True)
        .filter(Q(plan__isnull=True) | Q(plan__state="approved"))
        .filter(due | done | late | of_plan)
        .select_related("plan", "provision__charter", "unit", "person")
        .order_by("provision__charter", "provision__ordinal", F("due_on").asc(nulls_last=True), "pk")
    )
    return found
