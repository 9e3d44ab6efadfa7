# SPDX-License-Identifier: EUPL-1.2
"""Who was told that a matter is not done in time."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.spine.cases.models.case import Case


class Escalation(ScopedModel):
    """A step of the procedure's ladder that a late case has reached, and one account that is told of it.

    `step` counts the steps after the end of the term from 1. One that found nobody to tell has no account.
    """

    FOLLOWS = "case"
    TITLE = "{case}: {step}"

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="escalations")
    step = models.PositiveSmallIntegerField(_("step"))
    to = models.JSONField(_("to whom"), default=list)
    term_end = models.DateTimeField(_("end of the term"))
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who was told"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reached_at = models.DateTimeField(_("reached"))
    told_at = models.DateTimeField(_("told"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("warning to superiors")
        verbose_name_plural = _("warnings to superiors")
        ordering = ["reached_at", "id"]
        indexes = [
            models.Index(
                fields=["institution"],
                condition=models.Q(told_at__isnull=True, account__isnull=False),
                name="cases_escalation_untold",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "term_end", "step", "account"], name="cases_escalation_once")
        ]
