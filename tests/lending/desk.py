# SPDX-License-Identifier: EUPL-1.2
"""The lending desk on one page."""

from django.utils.translation import gettext_lazy as _

from lending.models import Loan
from nizam.kit.declare import Api, Columns, Desk, Label, Resource

desk = Desk(
    label="lending",
    title=_("Lending"),
    capabilities=["asset-inventory"],
    resources=[
        Resource(
            Loan,
            visible_to=Loan.objects.visible_to,
            columns=Columns("thing", "borrower", "until", "unit", default_order="thing"),
            filters=["unit"],
            search={"thing": 10},
            form=["institution", "unit", "thing", "borrower", "until"],
            labels=Label("thing", "borrower"),
            api=Api(fields=("uid", "thing", "borrower", "until", "unit")),
        ),
    ],
)
