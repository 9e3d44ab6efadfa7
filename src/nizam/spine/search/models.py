# SPDX-License-Identifier: EUPL-1.2
"""One row per thing that can be found."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel


class IndexRow(ScopedModel):
    """A thing's folded words under its own scope: who may not see the thing does not find the row."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    thing_uid = models.UUIDField()
    title = models.CharField(_("title"), max_length=500)
    words = models.TextField(_("words"))

    class Meta:
        verbose_name = _("index row")
        verbose_name_plural = _("index rows")
        constraints = [models.UniqueConstraint(fields=["content_type", "object_id"], name="search_indexrow_thing")]
        indexes = [models.Index(fields=["institution", "content_type"], name="search_indexrow_kind")]

    def __str__(self) -> str:
        return self.title
