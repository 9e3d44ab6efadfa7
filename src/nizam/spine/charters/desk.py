# SPDX-License-Identifier: EUPL-1.2
"""What charters bring: the statute, its articles, what they demand."""

from django.utils.translation import gettext_lazy as _

from nizam.kit.declare import Api, Columns, Desk, Resource
from nizam.spine.charters import actions
from nizam.spine.charters.models import (
    Charter,
    CharterProposal,
    Provision,
    ProvisionBinding,
    ProvisionCapability,
    ProvisionChange,
    ReportDeadline,
)

desk = Desk(
    label="charters",
    title=_("Charter"),
    icon="doc-full",
    menu_order=400,
    resources=[
        Resource(
            Charter,
            empty=_(
                "A charter is the text that says what your institution must do, for example the regulation of its IT "
                "department. Load its file: every article stands there as printed, with what it demands, and later "
                "with what was done for it."
            ),
            visible_to=Charter.objects.visible_to,
            columns=Columns("title", "unit", "language", "version", "in_force", "draft", default_order="title"),
            filters=["institution", "language", "in_force", "draft"],
            search={"title": 10},
            form=["title", "unit", "adopted_on", "in_force"],
            generic=["change", "void"],
            actions=[
                actions.load_charter,
                actions.reread_charter,
                actions.stop_charter,
                actions.enforce_charter,
                actions.undo_charter,
                actions.divide_charter,
                actions.compare_charter,
            ],
            api=Api(
                fields=("uid", "title", "language", "version", "in_force", "draft", "reading", "supersedes", "sha256")
            ),
            icon="doc-full",
        ),
        Resource(
            Provision,
            empty=_(
                "Articles appear when a charter is loaded: their words as printed, what they demand, and which units "
                "they bind, for example “keeps the register of incoming letters”."
            ),
            visible_to=Provision.objects.visible_to,
            columns=Columns("reference", "text", "kind", "nature", "charter", default_order="ordinal"),
            filters=["charter", "kind", "nature"],
            search={"text": 10},
            actions=[
                actions.bind_provision,
                actions.judge_provision,
                actions.charge_provision,
                actions.join_provision,
                actions.split_provision,
                actions.raise_provision,
                actions.lower_provision,
                actions.number_provision,
                actions.word_provision,
                actions.settle_provision,
                actions.drop_provision,
            ],
            api=Api(
                fields=("uid", "charter", "number", "level", "kind", "nature", "text", "line", "doubts", "expected")
            ),
            icon="list-ol",
        ),
        Resource(
            ProvisionCapability,
            empty=_(
                "What an article demands is proposed with reasons when its charter is loaded; you confirm or refuse "
                "each proposal, for example correspondence for “keeps the register of incoming letters”."
            ),
            visible_to=ProvisionCapability.objects.visible_to,
            columns=Columns("title", "provision", "state", "confidence", "reasons", default_order="-confidence"),
            filters=["state", "provision"],
            actions=[actions.confirm_provisioncapability, actions.refuse_provisioncapability],
            api=Api(fields=("uid", "provision", "capability", "state", "confidence", "reasons")),
            icon="tick",
        ),
        Resource(
            ProvisionBinding,
            empty=_(
                "The division of work: which unit or post each article binds, from when to when. It is proposed from "
                "headings that name a unit, and teaches where letters go."
            ),
            visible_to=ProvisionBinding.objects.visible_to,
            columns=Columns(
                "provision", "unit", "position", "state", "starts", "ends", "reasons", default_order="provision"
            ),
            filters=["state", "unit", "provision"],
            actions=[
                actions.confirm_provisionbinding,
                actions.refuse_provisionbinding,
                actions.end_provisionbinding,
            ],
            api=Api(
                fields=("uid", "provision", "unit", "position", "state", "starts", "ends", "confidence", "reasons")
            ),
            icon="group",
        ),
        Resource(
            CharterProposal,
            empty=_(
                "What a charter tells of the institution itself: units, posts, who answers to whom, deadlines of "
                "reports, named systems. You confirm or refuse each, for example “network sector”."
            ),
            visible_to=CharterProposal.objects.visible_to,
            columns=Columns("subject", "kind", "charter", "state", "reasons", "line", default_order="line"),
            filters=["charter", "kind", "state"],
            search={"subject": 10},
            actions=[actions.confirm_charterproposal, actions.refuse_charterproposal],
            api=Api(fields=("uid", "charter", "provision", "kind", "subject", "values", "reasons", "line", "state")),
            icon="tick",
        ),
        Resource(
            ReportDeadline,
            empty=_(
                "Reports that articles demand, and how often, for example every quarter. They stand here when the "
                "proposal from a charter is confirmed."
            ),
            visible_to=ReportDeadline.objects.visible_to,
            columns=Columns("provision", "every", "period", "words", "unit", default_order="provision"),
            filters=["period", "unit", "provision"],
            form=["every", "period", "unit"],
            generic=["change", "void"],
            api=Api(fields=("uid", "provision", "every", "period", "words", "unit")),
            icon="date",
        ),
        Resource(
            ProvisionChange,
            empty=_(
                "What became of each article when a new version of its charter was loaded. What hung on a changed "
                "article is listed here for decision."
            ),
            visible_to=ProvisionChange.objects.visible_to,
            columns=Columns("kind", "old", "new", "charter", "hung", "decision", default_order="pk"),
            filters=["charter", "kind", "hung", "decision"],
            actions=[actions.decide_provisionchange],
            api=Api(fields=("uid", "charter", "old", "new", "kind", "likeness", "hung", "decision")),
            icon="history",
        ),
    ],
)
