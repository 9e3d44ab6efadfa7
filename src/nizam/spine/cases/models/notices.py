# SPDX-License-Identifier: EUPL-1.2
"""What who wrote is told of: a paper of the case, and the day by which it is owed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class WithNotice(models.Model):
    """Something done to a case of which who wrote is told."""

    notice = models.ForeignKey(
        "cases.CaseDocument",
        verbose_name=_("notice to who wrote"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    tell_by = models.DateField(_("sender to be told by"), null=True, blank=True)

    class Meta:
        abstract = True
