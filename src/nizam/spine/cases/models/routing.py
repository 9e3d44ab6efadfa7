# SPDX-License-Identifier: EUPL-1.2
"""What an institution has taught its routing, and how sure it wants to be."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.spine.cases.models.case import Case


class RoutingLesson(ScopedModel):
    """A suggestion a person accepted or refused: the features of the letter, never its text."""

    FOLLOWS = "case"
    JOURNAL_SKIP = ("features",)
    TITLE = "{case}: {about}"

    case = models.ForeignKey(
        Case, verbose_name=_("case"), on_delete=models.PROTECT, null=True, blank=True, related_name="lessons"
    )
    about = models.ForeignKey(
        "org.Unit", verbose_name=_("unit it speaks of"), on_delete=models.PROTECT, related_name="+"
    )
    accepted = models.BooleanField(_("accepted"))
    confidence = models.FloatField(_("confidence then"), null=True, blank=True)
    features = models.JSONField(_("features"), default=dict, blank=True)

    class Meta:
        verbose_name = _("routing lesson")
        verbose_name_plural = _("routing lessons")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["institution", "id"], name="cases_lesson_order")]


class RoutingSetting(ScopedModel):
    """From which confidence on an institution wants units suggested."""

    SCOPE = "institution"
    TITLE = "{institution}"

    threshold = models.FloatField(_("least confidence"))
    precision_wanted = models.FloatField(_("share of right suggestions wanted"), null=True, blank=True)

    class Meta:
        verbose_name = _("routing setting")
        verbose_name_plural = _("routing settings")
        constraints = [
            models.UniqueConstraint(
                fields=["institution"],
                condition=models.Q(voided_at__isnull=True),
                name="cases_routingsetting_once",
                violation_error_message=_("The institution has its setting already."),
            ),
            models.CheckConstraint(
                condition=models.Q(threshold__gte=0, threshold__lte=1),
                name="cases_routingsetting_share",
                violation_error_message=_("A share lies between 0 and 1."),
            ),
        ]
