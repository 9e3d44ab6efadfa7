# SPDX-License-Identifier: EUPL-1.2
"""Questions that acts and screens ask of cases."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from nizam.spine.cases.models import Case, Envelope, Resolution, SharedLetter, Snooze
from nizam.spine.org.models import Person, User


def is_open(case: Case) -> bool:
    """Tell whether work on the case is still owed."""
    return case.is_open


def open_controls(case: Case) -> QuerySet[Resolution]:
    """Return the resolutions of a case that have still to be taken off control, the earliest day first."""
    rows = Resolution.objects.filter(case=case, control="open", voided_at__isnull=True)
    return rows.select_related("controller", "said_by", "author__person").order_by("due_on", "pk")


def controls_for(user: Any) -> QuerySet[Resolution]:
    """Return the resolutions in sight of an account that are under its control: it set them, said them or controls."""
    mine = Q(author=user)
    if user.person_id:
        mine |= Q(said_by=user.person_id) | Q(controller=user.person_id)
    rows = Resolution.objects.visible_to(user).filter(mine, control="open", voided_at__isnull=True)
    return rows.select_related("case").order_by("due_on", "pk")


def sets_control(user: Any, row: Resolution) -> bool:
    """Tell whether an account set the control of a resolution, or is who said it or was named to control it."""
    own = row.author_id is not None and row.author_id == user.pk
    person = getattr(user, "person_id", None)
    return own or (person is not None and person in (row.controller_id, row.said_by_id))


def snoozed(user: Any, today: date) -> QuerySet[Snooze]:
    """Return what an account has put off beyond `today`."""
    return Snooze.objects.filter(user=user, until__gt=today, voided_at__isnull=True)


def letters_of(user: Any, case: Case) -> QuerySet[Envelope]:
    """Return the letters of a case that an account sees, those of other cases that are read in it too among them."""
    shared = SharedLetter.objects.filter(case=case, voided_at__isnull=True).values("envelope")
    rows = Envelope.objects.visible_to(user).filter(Q(case=case) | Q(pk__in=shared), voided_at__isnull=True)
    return rows.select_related("blob")


def sees_case(person: Person, case: Case) -> bool:
    """Tell whether a person has an account that sees the case."""
    account = User.objects.filter(person=person, is_active=True).first()
    return account is not None and Case.objects.visible_to(account).filter(pk=case.pk).exists()
