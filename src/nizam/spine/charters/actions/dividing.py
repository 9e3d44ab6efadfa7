# SPDX-License-Identifier: EUPL-1.2
"""The division of work: which unit or post an article binds, from when to when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.foundations.language import fold
from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Refused
from nizam.spine.charters.actions.texts import standing
from nizam.spine.charters.models import Charter, Provision, ProvisionBinding
from nizam.spine.org.models import Position, Unit

# How sure a proposal is: of what stands under a heading that names the unit, and of what names it itself.
BY_HEADING, BY_OWN_WORDS = 0.9, 0.6
# Case endings are left out of comparison: of a longer word so many letters need not be the same.
ENDING = 2
SHORTEST_STEM = 4


def today_of(charter: Charter) -> date:
    """Return today's date in the institution's zone."""
    return timezone.now().astimezone(charter.institution.tzinfo).date()


@action(
    "charters.charge_provision",
    title=_("Bind a unit"),
    fields={
        "unit": Input(label=_("Unit"), kind="model", model="org.unit"),
        "position": Input(label=_("Only this post"), kind="model", model="org.position", required=False),
        "starts": Input(label=_("From"), kind="date", required=False, help=_("Left empty, from today")),
        "ends": Input(label=_("Until"), kind="date", required=False),
    },
    available=lambda provision: provision.voided_at is None,
)
def charge_provision(
    actor: Actor,
    provision: Provision,
    *,
    unit: Unit,
    position: Position | None = None,
    starts: date | None = None,
    ends: date | None = None,
) -> Provision:
    """Say that the article binds a unit, or one post in it. What stands under a heading is bound with the heading.

    A proposal for the same unit is confirmed by it. Refuses a unit or a post of elsewhere.
    """
    if unit.institution_id != provision.institution_id:
        raise Refused(_("The unit belongs to another institution."), code="other-institution")
    if position is not None and position.unit_id != unit.pk:
        raise Refused(_("This post stands in another unit."), code="other-unit")
    for article in [provision, *_below(provision)] if provision.level == 0 else [provision]:
        proposed = article.bindings.filter(unit=unit, position=position, state="proposed", voided_at__isnull=True)
        row = proposed.first() or ProvisionBinding(
            institution=article.institution, unit=unit, provision=article, position=position
        )
        row.starts, row.ends = starts or today_of(article.charter), ends
        row.state, row.confidence = "confirmed", 1.0
        row.full_clean()
        row.save()
    return provision


def _below(heading: Provision) -> list[Provision]:
    text = standing(heading.charter)
    inside = {heading.pk}
    found = []
    for provision in text:
        if provision.parent_id in inside:
            inside.add(provision.pk)
            found.append(provision)
    return found


@action(
    "charters.confirm_provisionbinding",
    title=_("Confirm"),
    primary=True,
    available=lambda binding: binding.state != "confirmed",
)
def confirm_provisionbinding(actor: Actor, binding: ProvisionBinding) -> ProvisionBinding:
    """Confirm that the article binds the unit; from now on it teaches which letters go there."""
    binding.state = "confirmed"
    binding.save(update_fields=["state"])
    return binding


@action("charters.refuse_provisionbinding", title=_("Refuse"), available=lambda binding: binding.state != "refused")
def refuse_provisionbinding(actor: Actor, binding: ProvisionBinding) -> ProvisionBinding:
    """Refuse a line of the division of work; it is not proposed again."""
    binding.state = "refused"
    binding.save(update_fields=["state"])
    return binding


def _has_proposed_lines(charter: Charter) -> bool:
    return ProvisionBinding.objects.filter(
        provision__charter=charter, provision__voided_at=None, state="proposed", voided_at=None
    ).exists()


@action(
    "charters.divide_charter",
    title=_("Confirm the proposed division of work"),
    fields={
        "unit": Input(
            label=_("Unit"), kind="model", model="org.unit", required=False, help=_("Left empty, for every unit")
        )
    },
    available=_has_proposed_lines,
    otherwise=_("No line of the division of work is proposed."),
)
def divide_charter(actor: Actor, charter: Charter, *, unit: Unit | None = None) -> Charter:
    """Confirm every proposed line of the charter's division of work, or those of one unit."""
    lines = ProvisionBinding.objects.filter(
        provision__charter=charter, provision__voided_at=None, state="proposed", voided_at=None
    )
    if unit is not None:
        lines = lines.filter(unit=unit)
    for line in lines.select_related("provision", "institution"):
        confirm_provisionbinding(actor, line)
    return charter


@action(
    "charters.end_provisionbinding",
    title=_("End"),
    fields={"ends": Input(label=_("Last day"), kind="date")},
    available=lambda binding: binding.state == "confirmed" and binding.ends is None,
)
def end_provisionbinding(actor: Actor, binding: ProvisionBinding, *, ends: date) -> ProvisionBinding:
    """Say until which day the article bound the unit."""
    binding.ends = ends
    binding.full_clean()
    binding.save(update_fields=["ends"])
    return binding


def propose_bindings(charter: Charter) -> int:
    """Propose which units the charter's articles bind, from headings and words that name them; return how many.

    What was proposed before, whatever became of it, is not proposed again.
    """
    units = [
        (unit, stems)
        for unit in Unit.objects.filter(institution=charter.institution, voided_at__isnull=True)
        for stems in _names(unit)
    ]
    known = set(ProvisionBinding.objects.filter(provision__charter=charter).values_list("provision_id", "unit_id"))
    starts = charter.adopted_on or today_of(charter)
    rows = []
    headed: list[tuple[int, Unit, str]] = []
    for provision in standing(charter):
        headed = [entry for entry in headed if entry[0] < provision.level]
        named = _named(fold(provision.text).split(), units)
        heading = provision.level in (0, 1) and len(provision.text.split()) <= 12
        found: dict[Unit, tuple[float, str]] = {}
        for _level, unit, words in headed:
            found[unit] = (BY_HEADING, words)
        for unit, words in named:
            if heading:
                headed.append((provision.level, unit, words))
            found.setdefault(unit, (BY_OWN_WORDS, words))
        if provision.nature != "duty":
            continue
        for unit, (confidence, words) in found.items():
            if (provision.pk, unit.pk) not in known and unit.pk != charter.unit_id:
                known.add((provision.pk, unit.pk))
                rows.append(_proposed(provision, unit, starts, confidence, words))
    ProvisionBinding.objects.bulk_create(rows)
    return len(rows)


def _proposed(provision: Provision, unit: Unit, starts: date, confidence: float, words: str) -> ProvisionBinding:
    return ProvisionBinding(
        institution=provision.institution,
        unit=unit,
        provision=provision,
        starts=starts,
        confidence=confidence,
        reasons=[words],
    )


def _names(unit: Unit) -> Iterator[tuple[str, ...]]:
    for name in set(unit.name.values()):
        words = fold(name).split()
        # One word alone ("Şöbə") names any unit.
        if len(words) > 1:
            yield tuple(word[: max(SHORTEST_STEM, len(word) - ENDING)] for word in words)


def _named(words: Sequence[str], units: Sequence[tuple[Unit, tuple[str, ...]]]) -> list[tuple[Unit, str]]:
    """Return the units whose name stands in `words`, each with the words that name it; the longest name counts."""
    found: list[tuple[int, int, Unit, str]] = []
    for unit, stems in units:
        for place in range(len(words) - len(stems) + 1):
            here = words[place : place + len(stems)]
            if all(word.startswith(stem) for word, stem in zip(here, stems, strict=True)):
                found.append((place, place + len(stems), unit, " ".join(here)))
                break
    return [
        (unit, said)
        for start, end, unit, said in found
        if not any(s <= start and end <= e and e - s > end - start for s, e, _u, _w in found)
    ]
