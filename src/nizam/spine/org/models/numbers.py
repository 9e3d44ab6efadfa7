# SPDX-License-Identifier: EUPL-1.2
"""Gapless numbers."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.kit.texts import TranslatedTextField


class NumberSeries(ScopedModel):
    """A book of numbers: its form, and whether a number is taken at once on arrival or by a clerk later.

    In `form`, `{n}` is the running number (`{n:5}` with zeros to five digits), `{year}` and `{yy}` the year, `{class}`
    the class of the file plan under which it is filed, `{state_code}` the state code of the institution.
    """

    SCOPE = "institution"

    code = models.SlugField(_("code"), max_length=60)
    title = TranslatedTextField(_("title"))
    form = models.CharField(
        _("form"),
        max_length=60,
        default="{n}/{year}",
        validators=[
            RegexValidator(
                r"^(?=.*\{n(:\d)?\})([^{}]|\{n(:\d)?\}|\{year\}|\{yy\}|\{class\}|\{state_code\})+$",
                _("The form holds {n} once, and may hold {year} or {yy}, {class} and {state_code}."),
            )
        ],
    )
    on_arrival = models.BooleanField(_("taken at once on arrival"), default=True)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "code"],
                name="org_numberseries_code",
                violation_error_message=_("This code is taken."),
            )
        ]

    def __str__(self) -> str:
        return str(self.title)


class SeriesYear(models.Model):
    """The last number of a series in a year; the row that is locked while a number is taken."""

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("year of a series")
        verbose_name_plural = _("years of series")
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="org_seriesyear_year")]

    def __str__(self) -> str:
        return f"{self.series_id}/{self.year}: {self.last}"


class TakenNumber(models.Model):
    """One number and what it stands on; a voided one keeps its place and its reason."""

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="numbers")
    year = models.PositiveSmallIntegerField()
    ordinal = models.PositiveIntegerField()
    text = models.CharField(max_length=80)
    taken_at = models.DateTimeField()
    subject_kind = models.CharField(max_length=100)
    subject_uid = models.UUIDField(db_index=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("taken number")
        verbose_name_plural = _("taken numbers")
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "ordinal"], name="org_takennumber_ordinal"),
            models.CheckConstraint(
                condition=models.Q(voided_at__isnull=True) | ~models.Q(void_reason=""), name="org_takennumber_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.text
