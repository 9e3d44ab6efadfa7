# SPDX-License-Identifier: EUPL-1.2
"""What is put before the collegium, and what became of it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.kit.texts import FoldedField, SortKeyField


def item_states() -> list[tuple[str, Any]]:
    """Return the states of a question before the collegium."""
    return [("proposed", _("On the agenda")), ("decided", _("Decided"))]


class CollegiumItem(ScopedModel):
    """A question put before the collegium: who speaks to it, on which day, with which papers; its decisions are
    measures, each with owner and term."""

    SCOPE = "institution"

    question = models.CharField(_("question"), max_length=500)
    question_folded = FoldedField(sources=("question",))
    question_sort = SortKeyField(sources=("question",))
    speaker = models.ForeignKey(
        "org.Person", verbose_name=_("speaker"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sits_on = models.DateField(_("date of the sitting"), db_index=True)
    place = models.PositiveSmallIntegerField(_("place on the agenda"), default=1)
    explanation = models.TextField(_("explanation"), blank=True)
    documents = models.ManyToManyField("records.Document", verbose_name=_("materials"), blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=item_states, default="proposed", editable=False)

    class Meta:
        verbose_name = _("question before the collegium")
        verbose_name_plural = _("questions before the collegium")
        ordering = ["-sits_on", "place"]

    def __str__(self) -> str:
        return self.question[:160]
