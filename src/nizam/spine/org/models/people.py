# SPDX-License-Identifier: EUPL-1.2
"""Posts, the people who hold them, and who acts for whom."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.kit.texts import FoldedField, SortKeyField, TranslatedTextField
from nizam.kit.wording import titled


def ends_after_it_starts(name: str) -> models.CheckConstraint:
    """Return the constraint that a period's end is not before its start."""
    return models.CheckConstraint(
        condition=models.Q(ends__isnull=True) | models.Q(ends__gte=models.F("starts")),
        name=name,
        violation_error_message=_("The end lies before the start."),
    )


def absence_kinds() -> list[tuple[str, object]]:
    """Return the kinds of absence."""
    return [
        ("leave", _("Leave")),
        ("illness", _("Illness")),
        ("trip", _("Business trip")),
        ("training", _("Training")),
        ("other", _("Other")),
    ]


class Position(ScopedModel):
    """A post in a unit, held or vacant."""

    SCOPE = "institution"

    title = TranslatedTextField(_("title"))
    title_folded = FoldedField(sources=("title",))
    title_sort = SortKeyField(sources=("title",))
    is_head = models.BooleanField(_("heads the unit"), default=False)
    may_sign = models.BooleanField(_("may sign outgoing papers"), default=False)

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ["title_sort"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(unit__isnull=False),
                name="org_position_has_unit",
                violation_error_message=_("A position belongs to a unit."),
            )
        ]

    def __str__(self) -> str:
        return str(self.title)


class Person(ScopedModel):
    """Somebody who works here."""

    SCOPE = "institution"
    PERSONAL_FIELDS = ("family_name", "given_name", "patronymic", "email", "phone")

    family_name = models.CharField(_("family name"), max_length=100)
    given_name = models.CharField(_("given name"), max_length=100)
    patronymic = models.CharField(_("patronymic"), max_length=100, blank=True)
    name_folded = FoldedField(sources=("family_name", "given_name", "patronymic"))
    name_sort = SortKeyField(sources=("full_name",))
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name_sort"]

    def __str__(self) -> str:
        return self.full_name

    @property
    @titled(_("full name"))
    def full_name(self) -> str:
        """Family name, given name, patronymic."""
        return " ".join(part for part in (self.family_name, self.given_name, self.patronymic) if part)


class Appointment(ScopedModel):
    """Who holds a position, from a day to a day; `acting` when for the time being only."""

    SCOPE = "institution"
    TITLE = "{person} – {position}"

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="appointments")
    position = models.ForeignKey(
        Position, verbose_name=_("position"), on_delete=models.PROTECT, related_name="appointments"
    )
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"), null=True, blank=True)
    acting = models.BooleanField(_("acting"), default=False)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [ends_after_it_starts("org_appointment_period")]


class Delegation(ScopedModel):
    """On which days somebody may sign or decide in another's place."""

    SCOPE = "institution"
    TITLE = "{deputy} → {principal}"

    principal = models.ForeignKey(
        Person, verbose_name=_("in whose place"), on_delete=models.PROTECT, related_name="delegations_given"
    )
    deputy = models.ForeignKey(
        Person, verbose_name=_("who acts"), on_delete=models.PROTECT, related_name="delegations_held"
    )
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"))
    may_sign = models.BooleanField(_("may sign outgoing papers"), default=True)
    order_number = models.CharField(_("by order no."), max_length=60, blank=True)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = [
            ends_after_it_starts("org_delegation_period"),
            models.CheckConstraint(
                condition=~models.Q(principal=models.F("deputy")),
                name="org_delegation_two_people",
                violation_error_message=_("Nobody can act for himself."),
            ),
        ]


class Absence(ScopedModel):
    """Leave, illness or a business trip, with a substitute."""

    SCOPE = "institution"
    PERSONAL_FIELDS = ("kind",)
    TITLE = "{person}: {starts} – {ends}"

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(
        Person,
        verbose_name=_("substitute"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="substitutions",
    )
    kind = models.CharField(_("kind"), max_length=20, choices=absence_kinds, default="leave")
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"))

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            ends_after_it_starts("org_absence_period"),
            models.CheckConstraint(
                condition=models.Q(substitute__isnull=True) | ~models.Q(substitute=models.F("person")),
                name="org_absence_other_substitute",
                violation_error_message=_("Nobody can substitute for himself."),
            ),
        ]
