# SPDX-License-Identifier: EUPL-1.2
"""How the institution works otherwise than the country's calendar says."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel


def _recount(row: CalendarDay | OfficeHours) -> None:
    from nizam.spine.cases.recounting import ask_for_recount

    ask_for_recount(row.institution, row)


class CalendarDay(ScopedModel):
    """A day the institution works or rests otherwise than the country's calendar says, such as administrative leave."""

    SCOPE = "institution"

    day = models.DateField(_("day"))
    working = models.BooleanField(_("working day"), default=False)
    closes_at = models.TimeField(
        _("work ends at"), null=True, blank=True, help_text=_("Only on a day that is worked in part")
    )
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

    def clean(self) -> None:
        """Refuse an hour on a day that is not worked."""
        if self.closes_at is not None and not self.working:
            raise ValidationError({"closes_at": _("A day off has no hour at which work ends.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and have the open cases counted anew."""
        super().save(*args, **kwargs)
        _recount(self)


def weekdays() -> list[tuple[int, Any]]:
    """Return the days of the week, Monday first."""
    return [
        (0, _("Monday")),
        (1, _("Tuesday")),
        (2, _("Wednesday")),
        (3, _("Thursday")),
        (4, _("Friday")),
        (5, _("Saturday")),
        (6, _("Sunday")),
    ]


class OfficeHours(ScopedModel):
    """When the institution works on a day of the week. Without any row: Monday to Friday, 09:00 to 18:00.

    A weekday without a row of its own, where others have one, is not worked: so a six-day week is entered.
    """

    SCOPE = "institution"
    TITLE = "{weekday}"

    weekday = models.PositiveSmallIntegerField(_("day of the week"), choices=weekdays)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))
    break_from = models.TimeField(_("break from"), null=True, blank=True)
    break_until = models.TimeField(_("break until"), null=True, blank=True)

    class Meta:
        verbose_name = _("office hours")
        verbose_name_plural = _("office hours")
        ordering = ["weekday"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "weekday"],
                condition=models.Q(voided_at__isnull=True),
                name="cases_officehours_once",
                violation_error_message=_("This day of the week is entered already."),
            ),
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")),
                name="cases_officehours_period",
                violation_error_message=_("The end lies before the start."),
            ),
        ]

    def clean(self) -> None:
        """Refuse a break that is half stated or lies outside the hours."""
        edges = (self.break_from, self.break_until)
        if (edges[0] is None) != (edges[1] is None):
            raise ValidationError(_("A break has a start and an end."))
        if None not in edges and not (self.opens < edges[0] < edges[1] < self.closes):
            raise ValidationError(_("The break lies within the hours."))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and have the open cases counted anew."""
        super().save(*args, **kwargs)
        _recount(self)
