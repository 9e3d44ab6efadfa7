# SPDX-License-Identifier: EUPL-1.2
"""The papers of a case."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.spine.cases.models.case import Case


def paper_roles() -> list[tuple[str, Any]]:
    """Return what a paper of a case is for."""
    return [
        ("answer", _("Answer")),
        ("interim", _("Interim answer")),
        ("question", _("Request for clarification")),
        ("notice", _("Notice to who wrote")),
        ("other", _("Other")),
    ]


class CaseDocument(ScopedModel):
    """A paper of a case: the answer, a notice, or another."""

    FOLLOWS = "case"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    document = models.OneToOneField("records.Document", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=20, choices=paper_roles)

    class Meta:
        verbose_name = _("paper of a case")
        verbose_name_plural = _("papers of a case")

    def __str__(self) -> str:
        return str(self.document)
