# SPDX-License-Identifier: EUPL-1.2
"""The way of a paper to its signature: rounds of approval, their steps, and who decided what in them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.spine.records.models.documents import Document


def round_states() -> list[tuple[str, Any]]:
    """Return the states of a round of approval."""
    return [
        ("open", _("In approval")),
        ("agreed", _("Agreed")),
        ("returned", _("Sent back")),
        ("withdrawn", _("Taken back by the author")),
    ]


def decisions() -> list[tuple[str, Any]]:
    """Return what a member of a step may decide."""
    return [("agreed", _("Agreed")), ("remarked", _("Agreed with a remark")), ("returned", _("Sent back"))]


class ApprovalRound(ScopedModel):
    """One way of a paper through its chain, with the text as it was handed in; a paper sent back begins a new one."""

    FOLLOWS = "document"
    PERSONAL_FIELDS = ("addressee", "body")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="rounds")
    ordinal = models.PositiveSmallIntegerField(_("round"))
    state = models.CharField(_("state"), max_length=20, choices=round_states, default="open")
    submitted_by = models.ForeignKey("org.User", on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(_("sent for approval"))
    closed_at = models.DateTimeField(_("ended"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    subject = models.CharField(_("subject"), max_length=300)
    addressee = models.CharField(_("addressee"), max_length=300)
    body = models.TextField(_("text"))

    class Meta:
        verbose_name = _("round of approval")
        verbose_name_plural = _("rounds of approval")
        ordering = ["document", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["document", "ordinal"], name="records_approvalround_ordinal"),
            models.UniqueConstraint(
                fields=["document"], condition=models.Q(state="open"), name="records_approvalround_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} ({self.ordinal})"


class ApprovalStep(ScopedModel):
    """One step of a round: its members decide side by side, and so many of them must agree."""

    FOLLOWS = "document"

    round = models.ForeignKey(ApprovalRound, on_delete=models.PROTECT, related_name="steps")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    ordinal = models.PositiveSmallIntegerField(_("step"))
    quorum = models.PositiveSmallIntegerField(_("how many must agree"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("step of approval")
        verbose_name_plural = _("steps of approval")
        ordering = ["round", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["round", "ordinal"], name="records_approvalstep_ordinal")]

    def __str__(self) -> str:
        return f"{self.round} / {self.ordinal}"


class ApprovalMember(ScopedModel):
    """A person or a post whose word a step wants, and what was decided in that place, by whom."""

    FOLLOWS = "document"

    step = models.ForeignKey(ApprovalStep, on_delete=models.PROTECT, related_name="members")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("org.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    position = models.ForeignKey("org.Position", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.CharField(_("decision"), max_length=20, choices=decisions, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey("org.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    in_place = models.BooleanField(_("decided in another's place"), default=False)

    class Meta:
        verbose_name = _("member of a step")
        verbose_name_plural = _("members of a step")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, position__isnull=True)
                | models.Q(person__isnull=True, position__isnull=False),
                name="records_approvalmember_one",
            ),
            models.CheckConstraint(
                condition=~models.Q(decision="returned") | ~models.Q(remark=""), name="records_approvalmember_remark"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person or self.position)
