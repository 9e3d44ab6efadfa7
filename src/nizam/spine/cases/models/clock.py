# SPDX-License-Identifier: EUPL-1.2
"""What people did to a term: stood still, prolonged."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.spine.cases.models.case import Case
from nizam.spine.cases.models.notices import WithNotice


def suspension_reasons() -> list[tuple[str, Any]]:
    """Return why a clock may stand still."""
    return [
        ("fee", _("Until the fee is paid")),
        ("clarification", _("Until the sender has clarified the matter")),
        ("other", _("Another reason the law allows")),
    ]


class Suspension(WithNotice, ScopedModel):
    """A time in which the case's clock stands still; open as long as it has no end. Its days never count."""

    FOLLOWS = "case"
    TITLE = "{case}: {starts_at}"

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="suspensions")
    reason = models.CharField(_("reason"), max_length=20, choices=suspension_reasons)
    note = models.CharField(_("note"), max_length=500, blank=True)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    lapses_on = models.DateField(_("deemed withdrawn after"), null=True, blank=True)
    law = models.JSONField(_("law"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=300, blank=True)
    told_at = models.DateTimeField(_("sender told"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True, editable=False)

    JOURNAL_SKIP = ("reminded_at",)

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gte=models.F("starts_at")),
                name="cases_suspension_period",
                violation_error_message=_("The end lies before the start."),
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(ends_at__isnull=True, voided_at__isnull=True),
                name="cases_suspension_one_open",
                violation_error_message=_("The clock of this case stands still already."),
            ),
        ]


class Extension(WithNotice, ScopedModel):
    """A longer term given to a case, within the law's own limit and with its reason."""

    FOLLOWS = "case"
    TITLE = "{case}: {decided_at}"

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="extensions")
    term = models.JSONField(_("term"))
    law = models.JSONField(_("law"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    decided_at = models.DateTimeField(_("decided"))
    decided_by = models.CharField(_("decided by"), max_length=300, blank=True)
    told_at = models.DateTimeField(_("sender told"), null=True, blank=True)

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["decided_at"]
