# SPDX-License-Identifier: EUPL-1.2
"""What plans bring: periodic reports by article."""

from django.utils.translation import gettext_lazy as _

from nizam.kit.declare import Api, Columns, Desk, Resource
from nizam.spine.plans import actions
from nizam.spine.plans.models import Report

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
                "Issued reports stand here with their figures, which no longer move, and their paper. Issue one on "
                "the page “Report by article”, for example for the last quarter."
            ),
            visible_to=Report.objects.visible_to,
            columns=Columns("title", "period", "starts", "ends", "issued_by", default_order="-starts"),
            filters=["institution"],
            actions=[actions.issue_report],
            # The rows name cases, which not every reader of a report may see: only its page and paper show them.
            api=Api(fields=("uid", "title", "period", "starts", "ends")),
            icon="form",
        ),
    ],
)
