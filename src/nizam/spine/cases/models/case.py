# SPDX-License-Identifier: EUPL-1.2
"""One matter, its state and its clock; what is ordered and written within it."""

from __future__ import annotations

from typing import Any, Final

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.kit.texts import FoldedField, SortKeyField
from nizam.kit.wording import titled
from nizam.spine.cases.models.parties import Party
from nizam.spine.cases.models.procedures import Procedure


def case_states() -> list[tuple[str, Any]]:
    """Return the states of a case."""
    return [("new", _("New")), ("assigned", _("Assigned")), ("answered", _("Answered")), ("closed", _("Closed"))]


# In which work is owed still. Named one by one, for an index finds these and cannot find what is not "closed".
OPEN_STATES: Final = ("new", "assigned", "answered")


def channels() -> list[tuple[str, Any]]:
    """Return the ways by which a matter reaches the house."""
    return [
        ("mail", _("E-mail")),
        ("counter", _("Counter")),
        ("phone", _("Telephone")),
        ("paper", _("Paper post")),
        ("scan", _("Scan")),
    ]


class Case(ScopedModel):
    """One matter under a procedure: number, party, unit, responsible person, clock, outcome."""

    number = models.OneToOneField("org.TakenNumber", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    number_text = models.CharField(_("number"), max_length=80, blank=True, db_index=True)
    procedure = models.ForeignKey(
        Procedure, verbose_name=_("procedure"), on_delete=models.PROTECT, related_name="cases"
    )
    party = models.ForeignKey(
        Party, verbose_name=_("from whom"), on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    responsible = models.ForeignKey(
        "org.Person",
        verbose_name=_("responsible"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
    )
    state = models.CharField(_("state"), max_length=20, choices=case_states, default="new", db_index=True)
    subject = models.CharField(_("subject"), max_length=500)
    subject_folded = FoldedField(sources=("subject", "number_text"))
    subject_sort = SortKeyField(sources=("subject",))
    language = models.CharField(_("language"), max_length=10, blank=True)
    channel = models.CharField(_("came by"), max_length=20, choices=channels, default="mail")
    variant = models.CharField(_("kind within the procedure"), max_length=40, blank=True)
    marks = models.JSONField(_("marks"), default=list, blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)
    details_folded = FoldedField(sources=("details",))
    step = models.CharField(_("step"), max_length=60, blank=True)
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    registered_at = models.DateTimeField(_("registered"))
    registered_on = models.DateField(_("registered on"))
    due_on = models.DateField(_("due"), null=True, blank=True, db_index=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    law = models.JSONField(_("law"), null=True, blank=True)
    clock = models.JSONField(_("arithmetic of the term"), null=True, blank=True)
    suspended_since = models.DateTimeField(_("suspended since"), null=True, blank=True)
    term_moved_on = models.DateField(_("term moved on"), null=True, blank=True, db_index=True)
    warned = models.JSONField(_("warnings given"), default=dict, blank=True, editable=False)
    suggestions = models.JSONField(_("suggested units"), default=list, blank=True)
    outcome = models.CharField(_("outcome"), max_length=40, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    file_class = models.ForeignKey(
        "records.FileClass",
        verbose_name=_("filed under"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    receipt_given_at = models.DateTimeField(_("receipt handed over"), null=True, blank=True)

    GROWS = True
    PERSONAL_FIELDS = ("subject", "details")
    JOURNAL_SKIP = ("clock", "suggestions", "warned")

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-registered_at"]
        indexes = [
            models.Index(fields=["institution", "state", "due_on"], name="cases_case_work"),
            models.Index(fields=["unit", "state", "due_on"], name="cases_case_unit_work"),
            models.Index(fields=["institution", "registered_on"], name="cases_case_registered"),
            models.Index(fields=["-registered_at", "-id"], name="cases_case_latest"),
            # A list narrowed to one of these is walked from the latest on, and nothing is put in order for it.
            models.Index(fields=["state", "-registered_at", "-id"], name="cases_case_state_latest"),
            models.Index(fields=["procedure", "-registered_at", "-id"], name="cases_case_procedure_latest"),
            models.Index(fields=["unit", "-registered_at", "-id"], name="cases_case_unit_latest"),
            models.Index(fields=["institution", "number_text"], name="cases_case_number"),
            # A report asks for what is open, and for what was done since a day.
            models.Index("institution", Coalesce("answered_at", "closed_at"), name="cases_case_done"),
        ]

    def __str__(self) -> str:
        number = self.number_text or _("without number")
        return f"{number} {self.subject}"

    def clean(self) -> None:
        """Hold the answers against the questions of the procedure."""
        from nizam.spine.cases.details import check_details

        super().clean()
        check_details(self)

    @property
    @titled(_("answers"), names=("procedure",))
    def told_details(self) -> str:
        """What its procedure's questions are answered with, each behind its label."""
        from nizam.spine.cases.details import answers_of

        if not self.details:
            return ""
        return "; ".join(f"{one.label}: {one.words}" for one in answers_of(self) if one.words)

    def text_language(self) -> str:
        """Return the language of the matter."""
        return self.language or super().text_language()

    def words_for(self, name: str) -> str:
        """Return what a list shows in the place of a last day that an open case has not: that its term stands still."""
        stands = name == "due_on" and self.suspended_since is not None and self.is_open
        return str(_("stands still")) if stands else ""

    @property
    def is_open(self) -> bool:
        """Tell whether work is still owed."""
        return self.state != "closed" and self.voided_at is None

    @property
    def in_time(self) -> bool | None:
        """Tell whether it was answered by its term; None while it is open or has no term.

        What is answered while the clock stands still is answered in time.
        """
        done = self.answered_at or self.closed_at
        if done is None or self.due_at is None:
            return True if done is not None and self.suspended_since is not None else None
        return bool(done <= self.due_at)


class Task(ScopedModel):
    """An order to a person within a case: what, who, by when, done how."""

    FOLLOWS = "case"
    GROWS = True

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="tasks")
    person = models.ForeignKey("org.Person", verbose_name=_("who"), on_delete=models.PROTECT, related_name="tasks")
    order = models.TextField(_("order"))
    resolution = models.ForeignKey(
        "cases.Resolution",
        verbose_name=_("resolution"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
    )
    main = models.BooleanField(_("main executor"), default=False)
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_note = models.TextField(_("done how"), blank=True)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["due_on", "created_at"]

    def __str__(self) -> str:
        return self.order[:80]
