# SPDX-License-Identifier: EUPL-1.2
"""What the charters in force say of units: the words that train routing, and the lines of the division of work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from nizam.spine.charters.models import Charter, Provision, ProvisionBinding, ProvisionCapability
from nizam.spine.org.models import Institution, Unit


def bindings_on(day: date) -> Any:
    """Return the confirmed lines of the division of work that hold on `day`."""
    return ProvisionBinding.objects.filter(state="confirmed", voided_at__isnull=True, starts__lte=day).filter(
        Q(ends__isnull=True) | Q(ends__gte=day)
    )


def in_force(institution: Institution) -> Any:
    """Return the articles of the institution's charters in force."""
    return Provision.objects.filter(
        institution=institution,
        voided_at__isnull=True,
        charter__in_force=True,
        charter__voided_at__isnull=True,
    )


class TrainingText(NamedTuple):
    """The words of an article and the code of a unit it binds; `divided`: by the division of work, not its charter."""

    unit: str
    text: str
    divided: bool


def training_texts(institution: Institution, on: date | None = None) -> Iterator[TrainingText]:
    """Return each article that binds a unit: by the division of work, or a duty that nobody divided, by its charter.

    `on` is the day the division of work is asked for, today in the institution's zone when left out. An article that
    binds several units comes once for each. Headings without a number of their own say nothing and are left out, and
    so do rights, rules, structure and responsibilities that a charter states for its unit as for any other.
    """
    day = on or timezone.now().astimezone(institution.tzinfo).date()
    codes = dict(
        Unit.objects.filter(institution=institution, voided_at__isnull=True).order_by().values_list("pk", "code")
    )
    articles = in_force(institution).filter(level__gt=0)
    bound = bindings_on(day).filter(provision__in=articles).order_by("provision__charter", "provision__ordinal", "pk")
    seen: set[tuple[int, int]] = set()
    divided: set[int] = set()
    for provision_id, unit_id, text in bound.values_list("provision_id", "unit_id", "provision__text"):
        divided.add(provision_id)
        if unit_id in codes and (provision_id, unit_id) not in seen:
            seen.add((provision_id, unit_id))
            yield TrainingText(codes[unit_id], text, divided=True)
    whole = (
        articles.filter(unit__isnull=False, nature="duty")
        .order_by("charter", "ordinal")
        .values_list("pk", "unit_id", "text")
    )
    for provision_id, unit_id, text in whole:
        if provision_id not in divided and unit_id in codes:
            yield TrainingText(codes[unit_id], text, divided=False)


def undecided(charter: Charter) -> dict[str, int]:
    """Return how many things of the charter nobody has decided yet, by kind; a draft may be put into force with them.

    `doubts`: articles with doubts; `capabilities`: duties with proposals, none confirmed; `bindings` and `proposals`:
    proposals of either kind; `changes`: changed or removed articles of the version before on which something hung.
    """
    articles = Provision.objects.filter(charter=charter, voided_at__isnull=True)
    links = ProvisionCapability.objects.filter(provision=OuterRef("pk"), voided_at__isnull=True)
    waiting = articles.filter(Exists(links.filter(state="proposed")), ~Exists(links.filter(state="confirmed")))
    return {
        "doubts": sum(bool(doubts) for doubts in articles.values_list("doubts", flat=True)),
        "capabilities": waiting.filter(nature="duty").count(),
        "bindings": ProvisionBinding.objects.filter(
            provision__in=articles, state="proposed", voided_at__isnull=True
        ).count(),
        "proposals": charter.proposals.filter(state="proposed", voided_at__isnull=True).count(),
        "changes": charter.changes.filter(
            kind__in=("changed", "removed"), hung=True, decision="", voided_at__isnull=True
        ).count(),
    }
