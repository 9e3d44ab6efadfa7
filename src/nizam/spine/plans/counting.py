# SPDX-License-Identifier: EUPL-1.2
"""Counting cases of a period in the database: no case is loaded to be counted.

Of a period stands every case that came in it, and every one that was open when it began. Each was done in it, in time
or late, or was open when it ended, so that came + carried over = done in time + done late + open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from nizam.spine.cases.models import Case
from nizam.spine.org.models import Institution
from nizam.spine.plans.periods import Period

FIGURES: Final = ("came", "carried", "in_time", "late", "open", "overdue")


@dataclass
class Figures:
    """What came, was carried over from before, was done in time, done late, and is open; each case counted once.

    `overdue` is the part of `open` whose term was over when it was counted.
    """

    came: int = 0
    carried: int = 0
    in_time: int = 0
    late: int = 0
    open: int = 0
    overdue: int = 0

    @property
    def all(self) -> int:
        """How many cases stood in the period."""
        return self.came + self.carried

    @property
    def done(self) -> int:
        """How many were done."""
        return self.in_time + self.late

    @property
    def balanced(self) -> bool:
        """Tell whether came + carried over = done in time + done late + open."""
        return self.all == self.done + self.open

    def add(self, other: Figures) -> None:
        """Add what `other` counted."""
        for name in FIGURES:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def as_json(self) -> dict[str, int]:
        """Return the figures by name."""
        return {name: getattr(self, name) for name in FIGURES}


class Group(NamedTuple):
    """What cases have in common that the cuts of a report tell apart."""

    procedure_id: int
    unit_id: int | None
    person_id: int | None


@dataclass(frozen=True)
class Bounds:
    """A period as moments in the zone of an institution; `now` is when it is counted."""

    starts_on: date
    ends_on: date
    starts: datetime
    ends: datetime
    now: datetime

    @classmethod
    def of(cls, institution: Institution, period: Period, now: datetime | None = None) -> Bounds:
        """Return the bounds of `period`, from its first midnight to the one after its last day."""
        zone = institution.tzinfo
        return cls(
            period.starts,
            period.ends,
            datetime.combine(period.starts, time(), zone),
            datetime.combine(period.ends + timedelta(days=1), time(), zone),
            now or timezone.now(),
        )

    def judge(
        self, registered_on: date, done: datetime | None, due: datetime | None, *, suspended: bool = False
    ) -> frozenset[str]:
        """Return the names of the figures in which a case of the period counts: the rule, for one case."""
        found = {"came" if registered_on >= self.starts_on else "carried"}
        if done is not None and done < self.ends:
            found.add("late" if due is not None and done > due else "in_time")
        else:
            found.add("open")
            if due is not None and not suspended and due < min(self.ends, self.now):
                found.add("overdue")
        return frozenset(found)


def conditions(bounds: Bounds) -> dict[str, Q]:
    """Return by figure the condition on cases annotated with `done`: the rule of Bounds.judge, for the database."""
    done = Q(done__lt=bounds.ends)
    still_open = Q(done__isnull=True) | Q(done__gte=bounds.ends)
    return {
        "came": Q(registered_on__gte=bounds.starts_on),
        "carried": Q(registered_on__lt=bounds.starts_on),
        "in_time": done & (Q(due_at__isnull=True) | Q(done__lte=F("due_at"))),
        "late": done & Q(done__gt=F("due_at")),
        "open": still_open,
        "overdue": still_open & Q(suspended_since__isnull=True, due_at__lt=min(bounds.ends, bounds.now)),
    }


def cases_of(user: Any, institution: Institution, bounds: Bounds) -> QuerySet[Case]:
    """Return the cases that stand in the period, as far as `user` may see, annotated with when they were `done`."""
    found: QuerySet[Case] = (
        Case.objects.visible_to(user)
        .filter(institution=institution, voided_at__isnull=True, registered_on__lte=bounds.ends_on)
        .annotate(done=Coalesce("answered_at", "closed_at"))
        .filter(Q(registered_on__gte=bounds.starts_on) | Q(done__isnull=True) | Q(done__gte=bounds.starts))
    )
    return found


def count(user: Any, institution: Institution, bounds: Bounds) -> dict[Group, Figures]:
    """Return the figures of each group of cases: three questions to the database, however many cases there are.

    What `cases_of` keeps is asked for in three parts that have no case in common, each found by an index of its own:
    what is open, what was done since the period began, and what was done before it was registered. Asked for at once,
    every case that ever came would be read.
    """
    aggregates = {f"n_{name}": Count("pk", filter=condition) for name, condition in conditions(bounds).items()}
    came = Case.objects.visible_to(user).filter(institution=institution, voided_at__isnull=True)
    # Said in other words, a condition is left out of the choice of the index.
    came = came.annotate(done=Coalesce("answered_at", "closed_at")).annotate(
        also_done=Coalesce("answered_at", "closed_at", "answered_at"),
        also_registered_on=Coalesce("registered_on", "registered_on"),
    )
    parts = (
        Q(done__isnull=True, also_registered_on__lte=bounds.ends_on),
        Q(done__gte=bounds.starts, also_registered_on__lte=bounds.ends_on),
        Q(registered_on__gte=bounds.starts_on, registered_on__lte=bounds.ends_on, also_done__lt=bounds.starts),
    )
    width = len(FIGURES)
    found: dict[Group, Figures] = {}
    for part in parts:
        rows = came.filter(part).order_by().values_list("procedure_id", "unit_id", "responsible_id")
        for row in rows.annotate(**aggregates):
            found.setdefault(Group(*row[:-width]), Figures()).add(Figures(*row[-width:]))
    return found
