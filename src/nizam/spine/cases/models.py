# SPDX-License-Identifier: EUPL-1.2
"""Who writes to us, what arrives, and the case it becomes."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.kit.texts import FoldedField, SortKeyField, TranslatedTextField


def party_kinds() -> list[tuple[str, Any]]:
    """Return who may write to us."""
    return [
        ("citizen", _("Citizen")),
        ("company", _("Company")),
        ("journalist", _("Journalist")),
        ("institution", _("Institution")),
        ("employee", _("Employee")),
        ("unknown", _("Unknown")),
    ]


class Party(ScopedModel):
    """Anyone, outside or inside, who writes to us; known by the address they write from."""

    PERSONAL_FIELDS = ("name", "email", "phone", "postal_address")

    kind = models.CharField(_("kind"), max_length=20, choices=party_kinds, default="unknown")
    name = models.CharField(_("name"), max_length=300, blank=True)
    name_folded = FoldedField(sources=("name", "email"))
    name_sort = SortKeyField(sources=("name",))
    email = models.CharField(_("e-mail"), max_length=320, blank=True, db_index=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    postal_address = models.CharField(_("postal address"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["name_sort"]

    def __str__(self) -> str:
        return self.name or self.email or str(_("Unknown"))


class Procedure(ScopedModel):
    """What kind of matter a case is: its term, number series, outcomes and the capabilities it discharges.

    A version is never changed once a case began under it; `current` marks the one new cases take.
    """

    SCOPE = "institution"

    code = models.SlugField(_("code"), max_length=60)
    version = models.PositiveIntegerField(_("version"), default=1)
    current = models.BooleanField(_("in use"), default=True)
    title = TranslatedTextField(_("title"))
    title_folded = FoldedField(sources=("title", "code"))
    title_sort = SortKeyField(sources=("title",))
    audience = models.CharField(_("audience"), max_length=20, choices=[("public", _("Public")), ("staff", _("Staff"))])
    default_for = models.JSONField(_("taken by default for"), default=list)
    capabilities = models.JSONField(_("capabilities discharged"), default=list)
    series = models.ForeignKey(
        "org.NumberSeries", verbose_name=_("number series"), on_delete=models.PROTECT, related_name="+"
    )
    term = models.JSONField(_("term"), null=True, blank=True)
    law = models.JSONField(_("law"), null=True, blank=True)
    outcomes = models.JSONField(_("outcomes"), default=list)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")
        ordering = ["title_sort"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "code", "version"], name="cases_procedure_version"),
            models.UniqueConstraint(
                fields=["institution", "code"], condition=models.Q(current=True), name="cases_procedure_one_current"
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def outcome_choices(self) -> list[tuple[str, str]]:
        """Return the outcomes as (code, title in the reader's language)."""
        from nizam.kit.texts import TranslatedText

        return [(entry["code"], str(TranslatedText(entry["title"]))) for entry in self.outcomes]


class CalendarDay(ScopedModel):
    """A day the institution works or rests otherwise than the country's calendar says, such as administrative leave."""

    SCOPE = "institution"

    day = models.DateField(_("day"))
    working = models.BooleanField(_("working day"), default=False)
    reason = models.CharField(_("by what decision"), max_length=300)

    class Meta:
        verbose_name = _("day of the calendar")
        verbose_name_plural = _("days of the calendar")
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "day"],
                condition=models.Q(voided_at__isnull=True),
                name="cases_calendarday_once",
                violation_error_message=_("This day is entered already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.reason}"


def case_states() -> list[tuple[str, Any]]:
    """Return the states of a case."""
    return [("new", _("New")), ("assigned", _("Assigned")), ("answered", _("Answered")), ("closed", _("Closed"))]


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
    channel = models.CharField(_("came by"), max_length=20, default="mail")
    registered_at = models.DateTimeField(_("registered"))
    registered_on = models.DateField(_("registered on"))
    due_on = models.DateField(_("due"), null=True, blank=True, db_index=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    law = models.JSONField(_("law"), null=True, blank=True)
    clock = models.JSONField(_("arithmetic of the term"), null=True, blank=True)
    suggestions = models.JSONField(_("suggested units"), default=list)
    outcome = models.CharField(_("outcome"), max_length=40, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    PERSONAL_FIELDS = ("subject",)
    JOURNAL_SKIP = ("clock", "suggestions")

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-registered_at"]
        indexes = [
            models.Index(fields=["institution", "state", "due_on"], name="cases_case_work"),
            models.Index(fields=["unit", "state", "due_on"], name="cases_case_unit_work"),
            models.Index(fields=["institution", "registered_on"], name="cases_case_registered"),
            models.Index(fields=["-registered_at", "-id"], name="cases_case_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.number_text or _('without number')} {self.subject}"

    def text_language(self) -> str:
        """Return the language of the matter."""
        return self.language or super().text_language()

    @property
    def is_open(self) -> bool:
        """Tell whether work is still owed."""
        return self.state != "closed" and self.voided_at is None

    @property
    def in_time(self) -> bool | None:
        """Tell whether it was answered by its term; None while it is open or has no term."""
        done = self.answered_at or self.closed_at
        if done is None or self.due_at is None:
            return None
        return bool(done <= self.due_at)


def dispositions() -> list[tuple[str, Any]]:
    """Return what became of a message that arrived."""
    return [
        ("", _("Kept, not yet registered")),
        ("new", _("New case")),
        ("reply", _("Joined a case")),
        ("duplicate", _("Duplicate")),
        ("held", _("Held for a decision")),
        ("own", _("Our own letter come back")),
        ("bounce", _("Undeliverable notice")),
        ("auto-reply", _("Automatic reply")),
        ("delivery-report", _("Delivery report")),
        ("oversize", _("Too large to read")),
        ("unreadable", _("Unreadable")),
        ("sent", _("Sent")),
    ]


class Envelope(ScopedModel):
    """One thing that arrived or left, byte for byte, kept before anything is parsed."""

    PERSONAL_FIELDS = ("sender_name", "sender_email", "subject")
    JOURNAL_SKIP = ("text",)

    direction = models.CharField(
        _("direction"), max_length=3, choices=[("in", _("In")), ("out", _("Out"))], default="in"
    )
    door = models.CharField(_("door"), max_length=20)
    source = models.CharField(_("source"), max_length=500, blank=True)
    blob = models.ForeignKey("records.Blob", on_delete=models.PROTECT, related_name="envelopes")
    sha256 = models.CharField(max_length=64)
    kept_at = models.DateTimeField(_("arrived"))
    disposition = models.CharField(_("what became of it"), max_length=20, choices=dispositions, blank=True, default="")
    duplicate_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="duplicates")
    case = models.ForeignKey(
        Case, verbose_name=_("case"), on_delete=models.PROTECT, null=True, blank=True, related_name="envelopes"
    )
    identity = models.CharField(max_length=700, blank=True)
    message_id = models.CharField(max_length=998, blank=True, db_index=True)
    references = models.JSONField(default=list)
    sender_name = models.CharField(_("sender"), max_length=300, blank=True)
    sender_email = models.CharField(_("sender's address"), max_length=320, blank=True)
    subject = models.CharField(_("subject"), max_length=1000, blank=True)
    subject_folded = FoldedField(sources=("subject", "sender_name", "sender_email"))
    sent_at = models.DateTimeField(_("dated"), null=True, blank=True)
    text = models.TextField(_("text"), blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    flags = models.JSONField(_("flags"), default=list)
    error = models.CharField(_("error"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("envelope")
        verbose_name_plural = _("envelopes")
        ordering = ["-kept_at"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "direction", "sha256"], name="cases_envelope_bytes_once"),
            models.UniqueConstraint(
                fields=["institution", "identity"],
                condition=models.Q(duplicate_of__isnull=True, direction="in") & ~models.Q(identity=""),
                name="cases_envelope_identity_once",
            ),
        ]
        indexes = [models.Index(fields=["institution", "disposition"], name="cases_envelope_state")]

    def __str__(self) -> str:
        return self.subject or self.sha256[:12]


class Task(ScopedModel):
    """An order to a person within a case: what, who, by when, done how."""

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="tasks")
    person = models.ForeignKey("org.Person", verbose_name=_("who"), on_delete=models.PROTECT, related_name="tasks")
    order = models.TextField(_("order"))
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_note = models.TextField(_("done how"), blank=True)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["due_on", "created_at"]

    def __str__(self) -> str:
        return self.order[:80]


class CaseDocument(ScopedModel):
    """A paper of a case: the answer, or another."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    document = models.OneToOneField("records.Document", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=20, choices=[("answer", _("Answer")), ("other", _("Other"))])

    class Meta:
        verbose_name = _("paper of a case")
        verbose_name_plural = _("papers of a case")

    def __str__(self) -> str:
        return str(self.document)
