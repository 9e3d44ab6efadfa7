# SPDX-License-Identifier: EUPL-1.2
"""What is owned: a plain register."""

from django.utils.translation import gettext_lazy as _

from nizam.kit.declare import Api, Columns, Desk, Label, Resource
from nizam.spine.assets.models import Asset

desk = Desk(
    label="assets",
    title=_("Assets"),
    icon="cogs",
    menu_order=500,
    capabilities=["asset-inventory"],
    resources=[
        Resource(
            Asset,
            empty=_(
                "Computers, printers, switches: what the institution owns, by inventory number, with who holds it. "
                "Add one by hand, or bring the whole list in from a table (CSV or XLSX)."
            ),
            visible_to=Asset.objects.visible_to,
            columns=Columns("inventory_number", "name", "state", "holder", "unit", default_order="name"),
            filters=["unit", "state", "holder"],
            search={"name": 10, "inventory_number": 5, "serial_number": 5},
            form=[
                "institution",
                "unit",
                "inventory_number",
                "name",
                "serial_number",
                "state",
                "holder",
                "acquired_on",
                "confidentiality",
                "note",
            ],
            labels=Label("inventory_number", "name", "unit"),
            api=Api(
                fields=("uid", "inventory_number", "name", "serial_number", "state", "unit", "holder", "acquired_on")
            ),
            natural_key=["institution", "inventory_number"],
        ),
    ],
)
