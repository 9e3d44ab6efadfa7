# SPDX-License-Identifier: EUPL-1.2
"""The institution's tree."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.kit.texts import FoldedField, SortKeyField, TranslatedTextField


class Unit(ScopedModel):
    """A department, sector or service. `path` holds the ids from the root, so that a subtree is a prefix."""

    SCOPE = "institution"

    code = models.SlugField(_("code"), max_length=60)
    name = TranslatedTextField(_("name"))
    name_folded = FoldedField(sources=("name", "code"))
    name_sort = SortKeyField(sources=("name",))
    parent = models.ForeignKey(
        "self",
        verbose_name=_("superior unit"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    path = models.CharField(max_length=400, editable=False, db_index=True, default="")
    receives_post = models.BooleanField(_("receives post not yet assigned"), default=False)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["name_sort"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "code"], name="org_unit_code", violation_error_message=_("This code is taken.")
            ),
            models.UniqueConstraint(
                fields=["institution"],
                condition=models.Q(receives_post=True),
                name="org_unit_one_post_room",
                violation_error_message=_("Another unit receives the post already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("pk")),
                name="org_unit_not_own_parent",
                violation_error_message=_("A unit cannot stand under itself."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)


class UnitPlacement(models.Model):
    """Where a unit stood in the tree, and from when to when; the open one has no end."""

    moved_unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="placements")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("placement of a unit")
        verbose_name_plural = _("placements of units")
        constraints = [
            models.UniqueConstraint(
                fields=["moved_unit"], condition=models.Q(until__isnull=True), name="org_unitplacement_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.moved_unit_id}: {self.since:%Y-%m-%d}"
