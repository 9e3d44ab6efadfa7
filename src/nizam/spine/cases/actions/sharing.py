# SPDX-License-Identifier: EUPL-1.2
"""One matter, several hands: units that work on it too, and other matters it hangs together with."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Refused
from nizam.spine.cases.models import Case, CaseLink, CoExecutor, Resolution, relations
from nizam.spine.cases.queries import is_open
from nizam.spine.org.actions import open_access
from nizam.spine.org.models import Access, Unit


@action(
    "cases.co_execute_case",
    title=_("Add a co-executor"),
    available=is_open,
    fields={
        "unit": Input(label=_("Unit that works on it too"), kind="model", model="org.unit"),
        "order": Input(label=_("What it is to do"), kind="long-text", required=False),
    },
)
def co_execute_case(actor: Actor, case: Case, *, unit: Unit, order: str = "") -> Case:
    """Have another unit work on the case beside the one that answers for it: it reads all of it and may act on it."""
    add_co_executor(case, unit, order)
    return case


def add_co_executor(case: Case, unit: Unit, order: str, *, resolution: Resolution | None = None) -> None:
    """Set a unit beside the one that answers for a case; runs inside the caller's act. Raises Refused."""
    if unit.institution_id != case.institution_id:
        raise Refused(_("This unit belongs to another institution."), code="other-institution")
    if unit.pk == case.unit_id:
        raise Refused(_("This unit answers for the case already."), code="same-unit")
    row = CoExecutor(
        institution=case.institution,
        unit=case.unit,
        confidentiality=case.confidentiality,
        case=case,
        executor=unit,
        order=order,
        resolution=resolution,
    )
    row.full_clean()
    row.save()
    reason = translate("works on it too")
    open_access(case, unit=unit, reason=reason, may_act=True)
    for paper in case.papers.select_related("document"):
        open_access(paper.document, unit=unit, reason=reason, may_act=True)


@action(
    "cases.release_coexecutor",
    title=_("Release"),
    available=lambda row: row.ended_at is None and row.voided_at is None,
    fields={"reason": Input(label=_("Reason"), kind="long-text")},
)
def release_coexecutor(actor: Actor, row: CoExecutor, *, reason: str) -> CoExecutor:
    """End a unit's co-execution: it keeps reading the case and acts on it no more."""
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    kind = ContentType.objects.get_for_model(Case)
    Access.objects.filter(
        content_type=kind, object_id=row.case_id, unit=row.executor, may_act=True, voided_at__isnull=True
    ).update(may_act=False)
    return row


@action(
    "cases.link_case",
    title=_("Link with another case"),
    fields={
        "other": Input(label=_("Other case"), kind="model", model="cases.case"),
        "relation": Input(label=_("Relation"), kind="choice", choices=relations),
        "reason": Input(label=_("Reason"), required=False),
    },
)
def link_case(actor: Actor, case: Case, *, other: Case, relation: str = "related", reason: str = "") -> Case:
    """Say that two matters hang together."""
    if other.institution_id != case.institution_id:
        raise Refused(_("This case belongs to another institution."), code="other-institution")
    row = CaseLink(
        institution=case.institution,
        unit=case.unit,
        confidentiality=case.confidentiality,
        case=case,
        other=other,
        relation=relation,
        reason=reason[:500],
    )
    row.full_clean()
    row.save()
    return case
