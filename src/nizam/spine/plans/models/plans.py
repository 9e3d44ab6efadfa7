# SPDX-License-Identifier: EUPL-1.2
"""What is promised: plans, and measures with owner, term and how they are measured."""

from __future__ import annotations

import contextlib
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.kit.texts import FoldedField, SortKeyField
from nizam.spine.plans.periods import PeriodError, read_period


def plan_states() -> list[tuple[str, Any]]:
    """Return the states of a plan."""
    return [("draft", _("Draft")), ("approved", _("Approved"))]


def measure_states() -> list[tuple[str, Any]]:
    """Return the states of a measure."""
    return [("open", _("Open")), ("done", _("Done"))]


class Plan(ScopedModel):
    """What an institution or a unit means to do in a year, month or week; its measures stand once it is approved."""

    SCOPE = "institution"

    title = models.CharField(_("title"), max_length=300)
    title_folded = FoldedField(sources=("title",))
    title_sort = SortKeyField(sources=("title",))
    period = models.CharField(
        _("period"), max_length=20, help_text=_("For example 2026, 2026-H1, 2026-Q4, 2026-11 or 2026-W47")
    )
    starts = models.DateField(_("from"), editable=False)
    ends = models.DateField(_("until"), editable=False)
    state = models.CharField(_("state"), max_length=10, choices=plan_states, default="draft", editable=False)
    approved_by = models.ForeignKey(
        "org.User",
        verbose_name=_("approved by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["-starts", "title_sort"]

    def __str__(self) -> str:
        return f"{self.title} {self.period}"

    def clean_fields(self, exclude: Any = None) -> None:
        """Read the period; its first and last day follow from it."""
        try:
            self._read_period()
        except PeriodError:
            sentence = _("This names no period. Write 2026, 2026-H1, 2026-Q4, 2026-11 or 2026-W47.")
            raise ValidationError({"period": sentence}) from None
        super().clean_fields(exclude)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the days of the period; whether it names one is for `clean_fields` to say."""
        with contextlib.suppress(PeriodError):
            self._read_period()
        names = kwargs.get("update_fields")
        if names is not None and "period" in names:
            kwargs["update_fields"] = {*names, "starts", "ends"}
        super().save(*args, **kwargs)

    def _read_period(self) -> None:
        read = read_period(self.period)
        self.period, self.starts, self.ends = read.name, read.starts, read.ends


class Measure(ScopedModel):
    """One thing promised: what, under which article, who owes it, by when, how it is measured, done how.

    It stands in a plan, comes from a decision of the collegium (`item`), or stands alone. A measure with a `target` is
    measured in numbers; one without is done or is not.
    """

    SCOPE = "institution"

    plan = models.ForeignKey(
        Plan, verbose_name=_("plan"), on_delete=models.PROTECT, null=True, blank=True, related_name="measures"
    )
    item = models.ForeignKey(
        "plans.CollegiumItem",
        verbose_name=_("question before the collegium"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="measures",
    )
    number = models.CharField(_("number"), max_length=20, blank=True)
    what = models.CharField(_("what"), max_length=1000)
    what_folded = FoldedField(sources=("what", "number"))
    what_sort = SortKeyField(sources=("what",))
    provision = models.ForeignKey(
        "charters.Provision",
        verbose_name=_("article"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="measures",
    )
    person = models.ForeignKey(
        "org.Person",
        verbose_name=_("who owes it"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="measures",
    )
    due_on = models.DateField(_("to be done by"), null=True, blank=True, db_index=True)
    indicator = models.CharField(
        _("how it is measured"), max_length=300, blank=True, help_text=_("For example “trainings held”")
    )
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=2, null=True, blank=True)
    measured_in = models.CharField(_("unit of measure"), max_length=60, blank=True)
    value = models.DecimalField(_("reached"), max_digits=14, decimal_places=2, null=True, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=measure_states, default="open", editable=False)
    done_at = models.DateTimeField(_("done"), null=True, blank=True, editable=False)
    done_how = models.TextField(_("done how"), blank=True, editable=False)
    case = models.ForeignKey(
        "cases.Case",
        verbose_name=_("case that shows it"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    document = models.ForeignKey(
        "records.Document",
        verbose_name=_("document that shows it"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    postponements = models.JSONField(_("postponed"), default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["due_on", "created_at"]
        indexes = [models.Index(fields=["person", "state", "due_on"], name="plans_measure_owed")]

    def __str__(self) -> str:
        return " ".join(part for part in (self.number, self.what[:120]) if part)

    def clean(self) -> None:
        """Hold plan and measure together: one institution, and an approved plan takes no new measures."""
        super().clean()
        if self.plan is None:
            return
        if self.plan.institution_id != self.institution_id:
            raise ValidationError({"plan": _("This plan belongs to another institution.")})
        if self._state.adding and self.plan.state != "draft":
            sentence = _("This plan is approved and takes no more measures. Leave the plan empty, or draw up another.")
            raise ValidationError({"plan": sentence})

    @property
    def percent(self) -> int:
        """How far it is, in whole hundredths of its target (at most 100); without a target, done or not."""
        if self.state == "done":
            return 100
        if not self.target or self.value is None:
            return 0
        return int(max(Decimal(0), min(Decimal(100), 100 * self.value / self.target)))

    def is_late(self, today: date) -> bool:
        """Tell whether it is open past its term."""
        return self.state == "open" and self.due_on is not None and self.due_on < today
