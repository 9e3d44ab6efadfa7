# SPDX-License-Identifier: EUPL-1.2
"""What people of the house write for each other on a matter, and what each puts off for himself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.spine.cases.models.case import Case


class CaseNote(ScopedModel):
    """A note on a case for who works on it. It never leaves the house, and is seen by whoever sees the case."""

    FOLLOWS = "case"
    PERSONAL_FIELDS = ("text",)
    TITLE = "{case}: {created_at}"

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(
        "org.User", verbose_name=_("author"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("note"))

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["created_at", "pk"]


class Mention(ScopedModel):
    """A person named in a note. It opens nothing: only who sees the case can be named."""

    FOLLOWS = "case"
    TITLE = "{note}: {person}"

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="+")
    note = models.ForeignKey(CaseNote, verbose_name=_("note"), on_delete=models.PROTECT, related_name="mentions")
    person = models.ForeignKey("org.Person", verbose_name=_("person"), on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=["note", "person"], name="cases_mention_once")]


class Snooze(ScopedModel):
    """A case that an account has put out of its own sight until a day, and why. It moves no term."""

    SCOPE = "own"
    TITLE = "{case}: {until}"

    user = models.ForeignKey("org.User", verbose_name=_("who"), on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="snoozes")
    until = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("matter put off")
        verbose_name_plural = _("matters put off")
        ordering = ["until"]
        indexes = [models.Index(fields=["user", "until"], name="cases_snooze_until")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "case"], condition=models.Q(voided_at__isnull=True), name="cases_snooze_once"
            )
        ]
