# SPDX-License-Identifier: EUPL-1.2
"""Addresses under which calendar programs read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import HouseModel
from nizam.spine.org.models.accounts import User


def feed_ranges() -> list[tuple[str, object]]:
    """Return whose calendar a feed may hold."""
    return [("me", _("My own")), ("unit", _("My units'"))]


class CalendarFeed(HouseModel):
    """An address that shows its maker's calendar to a calendar program, until it is revoked. Only its hash is kept."""

    SCOPE = "own"
    JOURNAL_SKIP = ("digest", "last_used_at")

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="calendar_feeds")
    name = models.CharField(_("name"), max_length=100)
    whose = models.CharField(_("whose calendar"), max_length=10, choices=feed_ranges, default="me")
    prefix = models.CharField(_("begins with"), max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
