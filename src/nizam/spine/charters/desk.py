# SPDX-License-Identifier: EUPL-1.2
"""What charters bring: the statute, its articles, what they demand."""

from django.utils.translation import gettext_lazy as _

from nizam.kit.declare import Api, Columns, Desk, Resource
from nizam.spine.charters import actions
from nizam.spine.charters.models import Charter, Provision, ProvisionCapability

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
            columns=Columns("title", "unit", "language", "version", "in_force", default_order="title"),
            filters=["institution", "language", "in_force"],
            search={"title": 10},
            form=["title", "unit", "adopted_on", "in_force"],
            generic=["change", "void"],
            actions=[actions.load_charter],
            api=Api(fields=("uid", "title", "language", "version", "in_force", "sha256")),
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
            actions=[actions.bind_provision, actions.judge_provision],
            api=Api(fields=("uid", "charter", "number", "level", "kind", "nature", "text", "line")),
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
    ],
)
