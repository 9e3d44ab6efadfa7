# SPDX-License-Identifier: EUPL-1.2
"""What papers bring."""

from django.utils.translation import gettext_lazy as _

from nizam.kit.declare import Api, Columns, Desk, Resource
from nizam.spine.records import actions
from nizam.spine.records.models import Document

desk = Desk(
    label="records",
    title=_("Documents"),
    icon="doc-full-inverse",
    menu_order=200,
    capabilities=["records-correspondence"],
    resources=[
        Resource(
            Document,
            empty=_(
                "Answers and other documents stand here from the draft to the signature and on to sending. The first "
                "one appears when somebody writes the answer on the page of a case."
            ),
            visible_to=Document.objects.visible_to,
            columns=Columns("number_text", "subject", "addressee", "state", "issued_on", "unit"),
            details=[
                "number_text",
                "subject",
                "addressee",
                "state",
                "issued_on",
                "unit",
                "in_reply_to",
                "body",
                "author",
            ],
            filters=["state", "kind", "unit"],
            search={"subject": 10, "number_text": 5},
            actions=[actions.compose_document, actions.change_document, actions.sign_document],
            api=Api(fields=("uid", "number_text", "subject", "addressee", "state", "issued_on", "unit", "body")),
            icon="doc-full-inverse",
            watchable=True,
        ),
    ],
)
