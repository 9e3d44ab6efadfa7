# SPDX-License-Identifier: EUPL-1.2
"""Telling the superiors that a matter is late: by the clock, or by somebody who will not wait for it."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.kit.events import send_on_commit
from nizam.spine.cases.escalation import can_be_escalated, reach_step
from nizam.spine.cases.events import CasesEscalated
from nizam.spine.cases.models import Case
from nizam.spine.cases.procedures.alerts import open_steps


@action(
    "cases.escalate_case",
    title=_("Tell the superiors that it is late"),
    fields={"reason": Input(label=_("Why it is late"), kind="long-text", required=False)},
    available=can_be_escalated,
    otherwise=_("The matter is not late, or everybody whom its procedure names was told."),
)
def escalate_case(actor: Actor, case: Case, *, reason: str = "", step: int | None = None) -> Case:
    """Have the case reach the next step of its ladder; whoever stands on it is told, once for a term.

    With `step` it reaches that one, and who asks for it does the telling, of all cases together.
    """
    reach_step(case, step or open_steps(case)[0], timezone.now())
    if step is None:
        send_on_commit(CasesEscalated(uid=case.institution.uid))
    return case
