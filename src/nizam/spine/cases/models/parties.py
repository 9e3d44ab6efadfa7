# SPDX-License-Identifier: EUPL-1.2
"""Who writes to us."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.kit.texts import FoldedField, SortKeyField


def party_kinds() -> list[tuple[str, Any]]:
    """Return who may write to us."""
    return [
        ("citizen", _("Citizen")),
        ("company", _("Company")),
        ("journalist", _("Journalist")),
        ("institution", _("Institution")),
        ("employee", _("Employee")),
        ("unknown", _("Unknown")),
    ]


class Party(ScopedModel):
    """Anyone, outside or inside, who writes to us; known by the address they write from."""

    PERSONAL_FIELDS = ("name", "email", "phone", "postal_address")

    kind = models.CharField(_("kind"), max_length=20, choices=party_kinds, default="unknown")
    name = models.CharField(_("name"), max_length=300, blank=True)
    name_folded = FoldedField(sources=("name", "email"))
    name_sort = SortKeyField(sources=("name",))
    email = models.CharField(_("e-mail"), max_length=320, blank=True, db_index=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    postal_address = models.CharField(_("postal address"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["name_sort"]

    def __str__(self) -> str:
        return self.name or self.email or str(_("Unknown"))
