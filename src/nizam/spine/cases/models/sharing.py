# SPDX-License-Identifier: EUPL-1.2
"""Who else works on a matter, and which other matters it hangs together with."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.spine.cases.models.case import Case
from nizam.spine.cases.models.notices import WithNotice
from nizam.spine.cases.models.parties import Party


class CoExecutor(ScopedModel):
    """A unit that works on a case beside the one that answers for it."""

    FOLLOWS = "case"
    TITLE = "{case}: {executor}"

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="co_executors")
    executor = models.ForeignKey(
        "org.Unit", verbose_name=_("unit that works on it too"), on_delete=models.PROTECT, related_name="+"
    )
    order = models.TextField(_("order"), blank=True)
    resolution = models.ForeignKey(
        "cases.Resolution",
        verbose_name=_("resolution"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="co_executors",
    )
    ended_at = models.DateTimeField(_("released"), null=True, blank=True)

    class Meta:
        verbose_name = _("co-executor")
        verbose_name_plural = _("co-executors")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "executor"],
                condition=models.Q(ended_at__isnull=True, voided_at__isnull=True),
                name="cases_coexecutor_once",
                violation_error_message=_("This unit works on the case already."),
            )
        ]


def relations() -> list[tuple[str, Any]]:
    """Return how one matter hangs together with another."""
    return [
        ("repeat", _("Repeated appeal in the same matter")),
        ("split", _("Part of a letter on several matters")),
        ("same-letter", _("The same letter, arrived again later")),
        ("same-id", _("Another letter under the same Message-ID")),
        ("joined", _("Joined to that matter")),
        ("related", _("Related")),
    ]


class CaseLink(ScopedModel):
    """A case and the one it hangs together with: the later one names the earlier one."""

    FOLLOWS = "case"
    TITLE = "{case} → {other}"

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(Case, verbose_name=_("other case"), on_delete=models.PROTECT, related_name="linked_from")
    relation = models.CharField(_("relation"), max_length=20, choices=relations)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("link between cases")
        verbose_name_plural = _("links between cases")
        constraints = [
            models.UniqueConstraint(fields=["case", "other", "relation"], name="cases_caselink_once"),
            models.CheckConstraint(
                condition=~models.Q(case=models.F("other")),
                name="cases_caselink_two_cases",
                violation_error_message=_("A case cannot be linked with itself."),
            ),
        ]


class SharedLetter(ScopedModel):
    """A letter that belongs to one case and is read in another too: of which that is a part, or to which it went over.

    Whoever sees the other case reads the letter with it.
    """

    FOLLOWS = "case"
    TITLE = "{case}: {envelope}"

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="shared_letters")
    envelope = models.ForeignKey(
        "cases.Envelope", verbose_name=_("letter"), on_delete=models.PROTECT, related_name="shares"
    )

    class Meta:
        verbose_name = _("letter shared with another case")
        verbose_name_plural = _("letters shared with other cases")
        constraints = [models.UniqueConstraint(fields=["case", "envelope"], name="cases_sharedletter_once")]


class Forwarding(WithNotice, ScopedModel):
    """A letter passed to the body that is competent, with a clock of its own and a notice to who wrote."""

    FOLLOWS = "case"
    TITLE = "{case} → {body}"

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="forwardings")
    body = models.ForeignKey(
        Party, verbose_name=_("competent body"), on_delete=models.PROTECT, related_name="forwardings"
    )
    extract = models.TextField(_("part that concerns it"), blank=True)
    whole = models.BooleanField(_("the whole matter"), default=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    number_text = models.CharField(_("number of the letter that forwards it"), max_length=80, blank=True)
    due_on = models.DateField(_("to be forwarded by"), null=True, blank=True)
    clock = models.JSONField(_("arithmetic of the term"), null=True, blank=True)
    law = models.JSONField(_("law"), null=True, blank=True)
    forwarded_at = models.DateTimeField(_("forwarded"), null=True, blank=True)
    notified_at = models.DateTimeField(_("sender told"), null=True, blank=True)

    class Meta:
        verbose_name = _("forwarding")
        verbose_name_plural = _("forwardings")
        ordering = ["created_at"]
