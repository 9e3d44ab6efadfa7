# SPDX-License-Identifier: EUPL-1.2
"""Approving a plan."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, action
from nizam.kit.errors import Refused
from nizam.spine.plans.events import PlanApproved
from nizam.spine.plans.models import Plan


@action(
    "plans.approve_plan",
    title=_("Approve the plan"),
    emits=PlanApproved,
    primary=True,
    available=lambda plan: plan.state == "draft" and plan.voided_at is None,
    otherwise=_("This plan is approved already, or voided."),
    danger=_("Its measures are owed from now on; their terms move only by postponing, with a reason."),
    binds_to=lambda plan: [plan, *plan.measures.filter(voided_at__isnull=True)],
)
def approve_plan(actor: Actor, plan: Plan) -> Plan:
    """Approve a plan: its measures are owed. Raises Refused while it has none, or one has no owner or no term."""
    measures = list(plan.measures.filter(voided_at__isnull=True))
    if not measures:
        raise Refused(_("A plan without measures promises nothing. Add a measure first."), code="empty")
    bare = [str(one) for one in measures if one.due_on is None or (one.person_id is None and one.unit_id is None)]
    if bare:
        raise Refused(
            _("Every measure needs an owner (a person or a unit) and a term. These lack one: %(measures)s")
            % {"measures": "; ".join(bare[:5])},
            code="bare",
        )
    plan.state, plan.approved_by, plan.approved_at = "approved", actor.user, timezone.now()
    plan.save(update_fields=["state", "approved_by", "approved_at"])
    return plan
