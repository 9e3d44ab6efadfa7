# SPDX-License-Identifier: EUPL-1.2
"""Putting a charter into force, and what becomes of what hung on the version before."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from nizam.foundations.charter_text import comparing
from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Refused
from nizam.spine.charters.actions.structure import as_read
from nizam.spine.charters.actions.texts import standing
from nizam.spine.charters.models import (
    Charter,
    Provision,
    ProvisionBinding,
    ProvisionCapability,
    ProvisionChange,
    ReportDeadline,
    change_decisions,
)

SAME = frozenset({comparing.UNCHANGED, comparing.RENUMBERED, comparing.MOVED})


@action(
    "charters.enforce_charter",
    title=_("Put into force"),
    primary=True,
    available=lambda charter: charter.draft and charter.is_read and charter.voided_at is None,
    otherwise=_("This charter is not being read through any more."),
    danger=_("Its articles can then not be mended any more; the version before goes out of force."),
)
def enforce_charter(actor: Actor, charter: Charter) -> Charter:
    """Put a draft into force: from now on cases count under its articles, and no longer under the version before.

    What is still undecided may be decided later.
    """
    charter.draft, charter.in_force = False, True
    charter.full_clean(exclude=["source"])
    charter.save(update_fields=["draft", "in_force"])
    if charter.supersedes is not None:
        compare(charter)
        repeal(charter.supersedes)
    return charter


def repeal(charter: Charter) -> None:
    """Take `charter` out of force, as a newer version is."""
    charter.in_force, charter.draft = False, False
    charter.save(update_fields=["in_force", "draft"])


@action(
    "charters.compare_charter",
    title=_("Compare with the version before"),
    fields={"supersedes": Input(label=_("Version before"), kind="model", model="charters.charter", required=False)},
    available=lambda charter: charter.is_read and charter.voided_at is None,
)
def compare_charter(actor: Actor, charter: Charter, *, supersedes: Charter | None = None) -> Charter:
    """Compare the charter with the version before, provision by provision; `supersedes` says which that is.

    What hung on articles whose words are the same is carried over; what hung on others is listed for decision. What was
    decided before stays. Refuses where no version before is known, or it is the charter itself.
    """
    if supersedes is not None:
        if supersedes.pk == charter.pk or supersedes.institution_id != charter.institution_id:
            raise Refused(_("A version follows another charter of the same institution."), code="other-charter")
        charter.supersedes = supersedes
        charter.version = supersedes.version + 1
        charter.save(update_fields=["supersedes", "version"])
    if charter.supersedes is None:
        raise Refused(_("Say which version it follows."), code="no-version")
    compare(charter)
    return charter


def compare(charter: Charter) -> list[ProvisionChange]:
    """Store what became of every article of the version before, and carry over what hung on unchanged ones."""
    before, after = _with_hanging(charter.supersedes) if charter.supersedes else [], standing(charter)
    decided = {(change.old_id, change.new_id): change.decision for change in charter.changes.exclude(decision="")}
    charter.changes.all().delete()
    found = []
    for pair in comparing.compare([as_read(one) for one in before], [as_read(one) for one in after]):
        old = None if pair.old is None else before[pair.old]
        new = None if pair.new is None else after[pair.new]
        change = ProvisionChange(
            institution=charter.institution,
            unit=charter.unit,
            charter=charter,
            old=old,
            new=new,
            kind=pair.kind,
            likeness=pair.likeness,
            hung=old is not None and bool(hanging(old)),
        )
        change.decision = decided.get((change.old_id, change.new_id), "")
        change.save()
        found.append(change)
        if pair.kind in SAME and old is not None and new is not None:
            carry(old, new)
    return found


def _with_hanging(charter: Charter) -> list[Provision]:
    rows = Provision.objects.filter(charter=charter, voided_at__isnull=True).order_by("ordinal")
    return list(rows.prefetch_related("capabilities", "bindings", "report_deadlines"))


def hanging(provision: Provision) -> list[Any]:
    """Return what people decided about the article: confirmed capabilities, bindings and deadlines of reports."""
    rows = [*provision.capabilities.all(), *provision.bindings.all(), *provision.report_deadlines.all()]
    return [row for row in rows if row.voided_at is None and getattr(row, "state", "confirmed") == "confirmed"]


def carry(old: Provision, new: Provision) -> None:
    """Let hold of `new` what people decided of `old`: nature, capabilities, division of work, deadlines of reports."""
    if new.nature != old.nature:
        new.nature = old.nature
        new.save(update_fields=["nature"])
    for link in old.capabilities.all():
        if link.state == "proposed" or link.voided_at is not None:
            continue
        ProvisionCapability.objects.update_or_create(
            provision=new,
            capability=link.capability,
            defaults={
                "institution": new.institution,
                "unit": new.unit,
                "state": link.state,
                "confidence": link.confidence,
                "reasons": link.reasons,
            },
        )
    for line in old.bindings.all():
        if line.state != "confirmed" or line.voided_at is not None:
            continue
        ProvisionBinding.objects.update_or_create(
            provision=new,
            unit=line.unit,
            position=line.position,
            starts=line.starts,
            defaults={
                "institution": new.institution,
                "ends": line.ends,
                "state": "confirmed",
                "confidence": line.confidence,
                "reasons": line.reasons,
            },
        )
    for deadline in old.report_deadlines.all():
        if deadline.voided_at is not None:
            continue
        ReportDeadline.objects.get_or_create(
            provision=new,
            every=deadline.every,
            period=deadline.period,
            defaults={"institution": new.institution, "unit": deadline.unit, "words": deadline.words},
        )


@action(
    "charters.decide_provisionchange",
    title=_("Decide"),
    fields={"decision": Input(label=_("Decision"), kind="choice", choices=change_decisions)},
    available=lambda change: change.old_id is not None and change.kind in {"changed", "removed"},
    otherwise=_("Nothing is to be decided here: the words are the same, or the article is new."),
)
def decide_provisionchange(actor: Actor, change: ProvisionChange, *, decision: str) -> ProvisionChange:
    """Decide what becomes of what hung on a changed or removed article: carry it over, drop it, or decide later.

    Refuses to carry over where no article of the new version stands for the old one.
    """
    if decision == "carry":
        if change.old is None or change.new is None:
            raise Refused(_("No article of the new version stands for this one."), code="no-article")
        carry(change.old, change.new)
    change.decision = decision
    change.full_clean()
    change.save(update_fields=["decision"])
    return change
