# SPDX-License-Identifier: EUPL-1.2
"""What plans bring: periodic reports, plans with measures, questions before the collegium."""

from django.utils.translation import gettext_lazy as _

from nizam.kit.declare import Api, Columns, Desk, Resource
from nizam.spine.plans import actions
from nizam.spine.plans.actions.measures import object_to_change, object_to_plan
from nizam.spine.plans.models import CollegiumItem, Measure, Plan, Report

desk = Desk(
    label="plans",
    title=_("Plans and reports"),
    icon="form",
    menu_order=300,
    capabilities=["planning-reporting"],
    resources=[
        Resource(
            Report,
            empty=_(
                "Reports stand here from the draft to the signature: figures, the head's words beside them, and once "
                "signed the paper, which no longer moves. Draw one up, for example for the last quarter."
            ),
            visible_to=Report.objects.visible_to,
            columns=Columns(
                "title", "number_text", "period", "starts", "ends", "state", "issued_by", default_order="-starts"
            ),
            filters=["institution", "state"],
            actions=[
                actions.draft_report,
                actions.recount_report,
                actions.write_report,
                actions.remark_report,
                actions.settle_report,
                actions.sign_report,
                actions.correct_report,
                actions.discard_report,
            ],
            # The rows name cases, which not every reader of a report may see: only its page and files show them.
            api=Api(fields=("uid", "title", "number_text", "period", "starts", "ends", "state", "signed_at")),
            icon="form",
        ),
        Resource(
            Plan,
            empty=_(
                "Plans of a year, month or week stand here with their measures. Add one, for example “Work plan 2027”, "
                "then its measures; once approved, its measures are owed."
            ),
            visible_to=Plan.objects.visible_to,
            columns=Columns("title", "period", "unit", "state", "starts", "ends", default_order="-starts"),
            details=["title", "period", "unit", "state", "approved_by", "approved_at"],
            form=["institution", "unit", "title", "period"],
            filters=["institution", "unit", "state"],
            search={"title": 10},
            actions=[actions.approve_plan],
            api=Api(fields=("uid", "title", "period", "starts", "ends", "unit", "state", "approved_at")),
            icon="calendar-check",
        ),
        Resource(
            Measure,
            empty=_(
                "What was promised stands here: what, who owes it, by when, how it is measured and how it was done. "
                "Measures come from plans, from decisions of the collegium, or are added alone, for example where a "
                "charter's article got nothing."
            ),
            visible_to=Measure.objects.visible_to,
            columns=Columns(
                "number",
                "what",
                "provision",
                "unit",
                "person",
                "due_on",
                "state",
                "plan",
                default_order="due_on",
                default=("what", "provision", "unit", "person", "due_on", "state"),
            ),
            details=[
                "what",
                "number",
                "plan",
                "item",
                "provision",
                "unit",
                "person",
                "due_on",
                "indicator",
                "target",
                "measured_in",
                "value",
                "state",
                "done_at",
                "done_how",
                "case",
                "document",
            ],
            form=[
                "institution",
                "plan",
                "number",
                "what",
                "provision",
                "unit",
                "person",
                "due_on",
                "indicator",
                "target",
                "measured_in",
            ],
            filters=["plan", "item", "unit", "person", "state", "provision"],
            search={"what": 10, "number": 5},
            actions=[actions.report_measure, actions.postpone_measure],
            api=Api(
                fields=(
                    "uid",
                    "number",
                    "what",
                    "plan",
                    "item",
                    "provision",
                    "unit",
                    "person",
                    "due_on",
                    "indicator",
                    "target",
                    "measured_in",
                    "value",
                    "state",
                    "done_at",
                    "done_how",
                )
            ),
            icon="tick",
            watchable=True,
        ),
        Resource(
            CollegiumItem,
            empty=_(
                "Questions for the collegium stand here: who speaks, on which day, with which papers. Add one for the "
                "next sitting; what is decided becomes a measure with owner and term."
            ),
            visible_to=CollegiumItem.objects.visible_to,
            columns=Columns("question", "sits_on", "place", "speaker", "unit", "state", default_order="-sits_on"),
            details=["question", "sits_on", "place", "speaker", "unit", "state", "explanation"],
            form=["institution", "unit", "question", "sits_on", "place", "speaker", "explanation"],
            filters=["institution", "unit", "state", "sits_on"],
            search={"question": 10},
            actions=[actions.decide_collegiumitem, actions.attach_collegiumitem],
            api=Api(fields=("uid", "question", "sits_on", "place", "speaker", "unit", "state", "explanation")),
            icon="group",
        ),
    ],
)

for _resource, _objection in ((desk.resources[1], object_to_plan), (desk.resources[2], object_to_change)):
    for _verb in ("change", "void"):
        _act = _resource.generated(_verb)
        if _act is not None:
            _act.object_to(_objection)
