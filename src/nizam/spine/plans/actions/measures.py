# SPDX-License-Identifier: EUPL-1.2
"""Telling how far a measure is, and moving its term."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action, is_visible
from nizam.kit.errors import Refused
from nizam.spine.cases.models import Case
from nizam.spine.org.rights import units_of
from nizam.spine.plans.events import MeasurePostponed, MeasureReported
from nizam.spine.plans.models import Measure
from nizam.spine.records.models import Document


def is_owed(measure: Any) -> bool:
    """Tell whether a measure is still to be done."""
    return measure.state == "open" and measure.voided_at is None


def owes(actor: Actor, measure: Measure) -> bool:
    """Tell whether the actor owes the measure, works in the unit that owes it, or may move its term."""
    user = actor.user
    if measure.person_id is not None and measure.person_id == user.person_id:
        return True
    if measure.unit_id is not None and measure.person_id is None and measure.unit_id in units_of(user):
        return True
    return actor.can("plans.postpone_measure", measure)


@action(
    "plans.report_measure",
    title=_("Tell how far it is"),
    emits=MeasureReported,
    primary=True,
    available=is_owed,
    otherwise=_("This measure is done already, or voided."),
    fields={
        "how": Input(label=_("Done how"), kind="long-text"),
        "value": Input(label=_("Reached, in its unit of measure"), kind="number", required=False),
        "done": Input(label=_("It is done"), kind="flag", required=False),
        "case": Input(label=_("Case that shows it"), kind="model", model="cases.case", required=False),
        "document": Input(label=_("Document that shows it"), kind="model", model="records.document", required=False),
    },
)
def report_measure(
    actor: Actor,
    measure: Measure,
    *,
    how: str,
    value: Decimal | None = None,
    done: bool = False,
    case: Case | None = None,
    document: Document | None = None,
) -> Measure:
    """Tell how far a measure is, in words, in its unit of measure, with the case or document that shows it.

    Raises Refused to who does not owe it, for a case or document out of his sight, and when it is called done with
    less than its target reached.
    """
    if not owes(actor, measure):
        raise Refused(_("Somebody else owes this measure, and tells how far it is."), code="owner")
    for shown in (case, document):
        if shown is not None and not is_visible(actor.user, shown):
            raise Refused(_("What shows it must be open to you."), code="evidence")
    if value is not None:
        measure.value = value
    reached = measure.value or Decimal(0)
    if done and measure.target is not None and reached < measure.target:
        raise Refused(
            _("Reached is %(value)s of %(target)s, so it is not done. Write what was reached, or leave it open.")
            % {"value": reached.normalize(), "target": measure.target.normalize()},
            code="target",
        )
    measure.done_how = how
    measure.case, measure.document = case or measure.case, document or measure.document
    if done:
        measure.state, measure.done_at = "done", timezone.now()
    measure.full_clean()
    measure.save(update_fields=["value", "done_how", "case", "document", "state", "done_at"])
    return measure


@action(
    "plans.postpone_measure",
    title=_("Postpone"),
    emits=MeasurePostponed,
    available=is_owed,
    otherwise=_("This measure is done already, or voided."),
    fields={
        "due_on": Input(label=_("New term"), kind="date"),
        "reason": Input(label=_("Reason"), kind="long-text"),
    },
)
def postpone_measure(actor: Actor, measure: Measure, *, due_on: date, reason: str) -> Measure:
    """Move the term of a measure, with a reason; earlier terms stay on its page. Raises Refused for an earlier day."""
    if measure.due_on is not None and due_on <= measure.due_on:
        raise Refused(_("The new term lies before the present one."), code="earlier")
    moved = {
        "from": measure.due_on.isoformat() if measure.due_on else None,
        "to": due_on.isoformat(),
        "reason": reason,
        "by": actor.user.display_name,
        "at": timezone.now().isoformat(),
    }
    measure.postponements = [*measure.postponements, moved]
    measure.due_on = due_on
    measure.save(update_fields=["due_on", "postponements"])
    return measure


def object_to_change(actor: Actor, measure: Any) -> list[Any]:
    """Object to changing or voiding what an approved plan promises."""
    if measure is not None and measure.plan is not None and measure.plan.state == "approved":
        return [_("The plan of this measure is approved. Its term moves by postponing; nothing else of it moves.")]
    return []


def object_to_plan(actor: Actor, plan: Any) -> list[Any]:
    """Object to changing or voiding an approved plan."""
    if plan is not None and plan.state == "approved":
        return [_("This plan is approved and no longer moves.")]
    return []
