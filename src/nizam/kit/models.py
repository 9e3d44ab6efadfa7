# SPDX-License-Identifier: EUPL-1.2
"""Abstract bases of what the house keeps. The kit itself has no table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.foundations.language import RULES_VERSION
from nizam.kit.ports import ports
from nizam.kit.texts import DerivedText
from nizam.kit.titles import closed_title
from nizam.kit.uids import uuid7


def confidentiality_degrees() -> list[tuple[int, Any]]:
    """Return the degrees of confidentiality, open first; an account's clearance is the highest degree it may read."""
    return [(0, _("Open")), (1, _("For official use")), (2, _("Confidential")), (3, _("Secret"))]


class ScopedQuerySet(models.QuerySet):
    """A queryset that knows who may see which rows."""

    def visible_to(self, user: Any) -> ScopedQuerySet:
        """Keep the rows `user` may see: own units within clearance, and what was opened to him (org.Access)."""
        return self.filter(ports.access.scope(user, self.model))

    def standing(self) -> ScopedQuerySet:
        """Keep the rows that are not voided."""
        return self.filter(voided_at__isnull=True)


def language_rules_version() -> int:
    """Return the version of the language rules that derived columns are computed with now."""
    return RULES_VERSION


class ScopedModel(models.Model):
    """A row of the house: it belongs to an institution, to a unit, and has a degree of confidentiality.

    `SCOPE` is "unit" (own units within clearance), "institution" (whoever may view the model there), "house" (the same,
    and rows that belong to no institution), "own" (the row's `user` alone) or "thing" (the row says something about its
    `thing`, by content type and key: whoever may view the model and sees that thing).
    `FOLLOWS` names the key to the thing whose openings hold for this row too: whoever was let into a case reads its
    letters.
    `SHOWN_BY` names the relations back to the things on which this row stands: whoever sees one of those, and may view
    the model, reads this row too, and acts on it no more than before.
    `GROWS` says that its rows pile up over the years: where one is to be chosen, the latest are offered.
    `PERSONAL_FIELDS` enter the journal as salted hashes only. `TITLE` is the form of a title that names other things
    (`nizam.kit.titles`).
    """

    SCOPE: ClassVar[str] = "unit"
    FOLLOWS: ClassVar[str] = ""
    SHOWN_BY: ClassVar[tuple[str, ...]] = ()
    GROWS: ClassVar[bool] = False
    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()
    JOURNAL_SKIP: ClassVar[tuple[str, ...]] = ()
    TITLE: ClassVar[str] = ""

    uid = models.UUIDField(_("identifier"), default=uuid7, unique=True, editable=False)
    institution = models.ForeignKey(
        "org.Institution", verbose_name=_("institution"), on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(
        "org.Unit", verbose_name=_("unit"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confidentiality = models.PositiveSmallIntegerField(_("confidentiality"), choices=confidentiality_degrees, default=0)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    revision = models.PositiveIntegerField(_("revision"), default=1, editable=False)
    voided_at = models.DateTimeField(_("voided"), null=True, blank=True, editable=False)
    void_reason = models.CharField(_("reason of voiding"), max_length=500, blank=True, editable=False)
    language_rules = models.PositiveSmallIntegerField(default=language_rules_version, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return closed_title(self) if self.TITLE else super().__str__()

    def save(
        self,
        *args: Any,
        update_fields: Iterable[str] | None = None,
        **kwargs: Any,
    ) -> None:
        """Save, with every derived column of the named fields, the language rules' version and the next revision."""
        if self.pk is not None and not self._state.adding:
            self.revision += 1
        self.language_rules = RULES_VERSION
        if update_fields is not None:
            names = set(update_fields)
            derived = {f.name for f in self._meta.concrete_fields if isinstance(f, DerivedText)}
            update_fields = names | derived | {"revision", "language_rules", "updated_at"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def text_language(self) -> str:
        """Return the language by whose alphabet this row is sorted."""
        return self.institution.main_language if self.institution_id else "en"

    @property
    def is_voided(self) -> bool:
        """Tell whether the row was voided."""
        return self.voided_at is not None


class HouseModel(ScopedModel):
    """A row of the house itself or of a person: it belongs to an institution only where one is meant."""

    institution = models.ForeignKey(
        "org.Institution",
        verbose_name=_("institution"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        abstract = True
