# SPDX-License-Identifier: EUPL-1.2
"""Things owned: the first table, which later desks fill with types, custody and stock."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.kit.texts import FoldedField, SortKeyField


def asset_states() -> list[tuple[str, object]]:
    """Return the states an asset can be in."""
    return [
        ("in-stock", _("In stock")),
        ("in-use", _("In use")),
        ("in-repair", _("In repair")),
        ("struck-off", _("Struck off")),
    ]


class Asset(ScopedModel):
    """One thing the institution owns, under its inventory number."""

    inventory_number = models.CharField(_("inventory number"), max_length=60)
    name = models.CharField(_("name"), max_length=200)
    name_folded = FoldedField(sources=("name", "inventory_number", "serial_number"))
    name_sort = SortKeyField(sources=("name",))
    serial_number = models.CharField(_("serial number"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=asset_states, default="in-stock")
    holder = models.ForeignKey(
        "org.Person",
        verbose_name=_("holder"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assets_held",
    )
    acquired_on = models.DateField(_("acquired on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("asset")
        verbose_name_plural = _("assets")
        ordering = ["name_sort"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "inventory_number"],
                name="assets_asset_inventory_number",
                violation_error_message=_("This inventory number is taken."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.inventory_number} {self.name}"
