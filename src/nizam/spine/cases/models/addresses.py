# SPDX-License-Identifier: EUPL-1.2
"""Whether letters reach the addresses we write to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel


class AddressHealth(ScopedModel):
    """What became of our letters to an address: failures since when, and the last sign of life."""

    SCOPE = "institution"
    PERSONAL_FIELDS = ("address",)

    address = models.CharField(_("address"), max_length=340)
    address_key = models.CharField(max_length=340)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    permanent = models.BooleanField(_("refused for good"), default=False)
    status = models.CharField(_("what the server said"), max_length=300, blank=True)
    failed_at = models.DateTimeField(_("last failure"), null=True, blank=True)
    heard_at = models.DateTimeField(_("last letter from it"), null=True, blank=True)
    away_at = models.DateTimeField(_("last absence notice"), null=True, blank=True)

    class Meta:
        verbose_name = _("state of an address")
        verbose_name_plural = _("states of addresses")
        ordering = ["-failed_at"]
        constraints = [models.UniqueConstraint(fields=["institution", "address_key"], name="cases_addresshealth_once")]

    def __str__(self) -> str:
        return self.address
