# SPDX-License-Identifier: EUPL-1.2
"""Who writes to us."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.kit.texts import FoldedField, SortKeyField
from nizam.kit.wording import titled
from nizam.spine.org.models.mailboxes import address_key


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
    """Anyone, outside or inside, who writes to us; known by the address they write from.

    Whoever sees a case sees who wrote it, and the body it was passed to, of whatever unit or degree the row is: a
    letter names its sender anyway, and who answers it needs the whole of the name, address and telephone. The party's
    other matters stay as they are, and so does the right to change the party. A party none of whose matters is in
    sight is seen by the units and degrees as every row is.
    """

    SHOWN_BY = ("cases", "forwardings")
    GROWS = True
    PERSONAL_FIELDS = ("name", "email", "phone", "postal_address")

    kind = models.CharField(_("kind"), max_length=20, choices=party_kinds, default="unknown")
    name = models.CharField(_("name"), max_length=300, blank=True)
    name_folded = FoldedField(sources=("name", "email"))
    name_sort = SortKeyField(sources=("name",))
    email = models.CharField(_("e-mail"), max_length=320, blank=True, db_index=True)
    email_key = models.CharField(max_length=340, blank=True, db_index=True, editable=False)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    postal_address = models.CharField(_("postal address"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["name_sort"]
        indexes = [models.Index(fields=["institution", "email_key"], name="cases_party_address")]

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save with the key by which the address is known, whatever its case."""
        self.email_key = address_key(self.email) if self.email else ""
        if update_fields is not None and "email" in update_fields:
            update_fields = {*update_fields, "email_key"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def __str__(self) -> str:
        return self.name or self.email or str(_("Unknown"))

    @property
    @titled(_("whether letters arrive"))
    def told_address(self) -> str:
        """What became of letters to the address: refused or failed, since when and why, and absences; empty if well."""
        from nizam.spine.cases.addresses import health_of

        health = health_of(self)
        return " ".join(health.words) if health is not None else ""
