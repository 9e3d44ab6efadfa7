# SPDX-License-Identifier: EUPL-1.2
"""How the institution works otherwise than the country's calendar says."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel


class CalendarDay(ScopedModel):
    """A day the institution works or rests otherwise than the country's calendar says, such as administrative leave."""

    SCOPE = "institution"

    day = models.DateField(_("day"))
    working = models.BooleanField(_("working day"), default=False)
    reason = models.CharField(_("by what decision"), max_length=300)

    class Meta:
        verbose_name = _("day of the calendar")
        verbose_name_plural = _("days of the calendar")
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "day"],
                condition=models.Q(voided_at__isnull=True),
                name="cases_calendarday_once",
                violation_error_message=_("This day is entered already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.reason}"
