# SPDX-License-Identifier: EUPL-1.2
"""What people decide about suggestions: refused ones, how sure the routing must be, what it has learnt forgotten."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Refused
from nizam.spine.cases.lessons import learn_refusal
from nizam.spine.cases.models import Case, RoutingLesson, RoutingSetting
from nizam.spine.org.models import Institution, Unit


@action(
    "cases.refuse_suggestion_case",
    title=_("Refuse the suggested unit"),
    available=lambda case: case.is_open and bool(case.suggestions),
    fields={"unit": Input(label=_("Unit"), kind="model", model="org.unit")},
)
def refuse_suggestion_case(actor: Actor, case: Case, *, unit: Unit) -> Case:
    """Say that a suggested unit is not the right one: it is suggested for this case no more, and the routing learns."""
    if unit.code not in {one.get("unit") for one in case.suggestions}:
        raise Refused(_("This unit is not suggested here."), code="not-suggested")
    learn_refusal(case, unit)
    case.suggestions = [one for one in case.suggestions if one.get("unit") != unit.code]
    case.save(update_fields=["suggestions"])
    return case


@action(
    "cases.set_routingsetting",
    title=_("Set how sure suggestions must be"),
    creates=True,
    fields={
        "institution": Input(label=_("Institution"), kind="model", model="org.institution"),
        "threshold": Input(
            label=_("Least confidence, in per cent"),
            kind="number",
            help=_("Below it no unit is suggested. The table shows what each figure would have meant so far."),
        ),
    },
)
def set_routingsetting(actor: Actor, *, institution: Institution, threshold: Decimal | float) -> RoutingSetting:
    """Set from which confidence on, in per cent, units are suggested in the institution."""
    if not 0 <= threshold <= 100:
        raise Refused(_("A figure from 0 to 100 is expected."), code="not-a-share")
    setting = RoutingSetting.objects.standing().filter(institution=institution).first()
    setting = setting or RoutingSetting(institution=institution)
    setting.threshold = float(threshold) / 100
    setting.full_clean()
    setting.save()
    return setting


@action(
    "cases.reset_routingsetting",
    title=_("Forget what was learnt"),
    danger=_("From now on units are suggested from the charters alone, until people have taught the routing again."),
    fields={"reason": Input(label=_("Reason"), kind="long-text")},
)
def reset_routingsetting(actor: Actor, setting: RoutingSetting, *, reason: str) -> RoutingSetting:
    """Void every lesson of the institution; they stay in the list, marked, and are used no more."""
    standing = RoutingLesson.objects.standing().filter(institution=setting.institution)
    standing.update(voided_at=timezone.now(), void_reason=(reason or translate("forgotten"))[:500])
    return setting
