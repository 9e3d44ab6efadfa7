# SPDX-License-Identifier: EUPL-1.2
"""Whether letters reach the addresses we write to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel, ScopedQuerySet
from nizam.kit.ports import ports
from nizam.spine.cases.models.parties import Party


class AddressStates(ScopedQuerySet):
    """States of addresses, each as visible as the party whose address it is."""

    def visible_to(self, user: Any) -> AddressStates:
        """Keep those of parties in sight; who reads for the whole institution sees those of nobody we know too."""
        if "cases.view_addresshealth" not in ports.access.permissions(user):
            return self.none()
        parties = Party.objects.visible_to(user).order_by()
        of_parties = parties.filter(institution=OuterRef("institution"), email_key=OuterRef("address_key"))
        return self.filter(ports.access.scope(user, self.model) | Q(Exists(of_parties)))


class AddressHealth(ScopedModel):
    """What became of our letters to an address: failures since when, and the last sign of life.

    It belongs to no unit: a unit sees it with the party whose address it is.
    """

    PERSONAL_FIELDS = ("address",)

    address = models.CharField(_("address"), max_length=340)
    address_key = models.CharField(max_length=340)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    permanent = models.BooleanField(_("refused for good"), default=False)
    status = models.CharField(_("what the server said"), max_length=300, blank=True)
    failed_at = models.DateTimeField(_("last failure"), null=True, blank=True)
    heard_at = models.DateTimeField(_("last letter from it"), null=True, blank=True)
    away_at = models.DateTimeField(_("last absence notice"), null=True, blank=True)

    objects = AddressStates.as_manager()

    class Meta:
        verbose_name = _("state of an address")
        verbose_name_plural = _("states of addresses")
        ordering = ["-failed_at"]
        constraints = [models.UniqueConstraint(fields=["institution", "address_key"], name="cases_addresshealth_once")]

    def __str__(self) -> str:
        return self.address

    @property
    def words(self) -> list[str]:
        """What a person is told of the address, a sentence each: failures with day and reason, then an absence."""
        told: list[str] = []
        if self.failed_at is not None and (self.permanent or self.failures):
            values = {"day": self._day(self.failed_at), "said": self.status or gettext("without a reason")}
            if self.permanent:
                told.append(gettext("Letters do not arrive: refused for good on %(day)s (%(said)s).") % values)
            else:
                told.append(gettext("The last letter did not arrive: %(day)s (%(said)s).") % values)
        if self.away_at is not None:
            told.append(
                gettext("Nobody reads letters there at present: absence notice of %(day)s.")
                % {"day": self._day(self.away_at)}
            )
        return told

    def _day(self, moment: datetime) -> str:
        return date_format(moment.astimezone(self.institution.tzinfo), "DATE_FORMAT")
