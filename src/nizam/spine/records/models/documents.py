# SPDX-License-Identifier: EUPL-1.2
"""Official papers, their versions and who signed them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.kit.texts import FoldedField
from nizam.spine.records.models.blobs import Blob


def document_kinds() -> list[tuple[str, object]]:
    """Return the kinds of papers."""
    return [("outgoing", _("Outgoing")), ("incoming", _("Incoming")), ("internal", _("Internal"))]


def document_states() -> list[tuple[str, object]]:
    """Return the states of a paper."""
    return [
        ("draft", _("Draft")),
        ("approval", _("In approval")),
        ("approved", _("Approved, waits for the signature")),
        ("signed", _("Signed and issued")),
        ("voided", _("Voided")),
    ]


def signature_states() -> list[tuple[str, object]]:
    """Return the states of a signature; one by hand is valid at once."""
    return [("valid", _("Valid")), ("pending", _("Being made")), ("failed", _("Failed"))]


def version_roles() -> list[tuple[str, object]]:
    """Return what a file of a paper can be."""
    return [("paper", _("The paper")), ("scan", _("The paper signed by hand, scanned"))]


# Without letters and digits that are mistaken for each other when a code is read aloud or typed.
CODE_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_CHARACTERS = 20


def new_verification_code() -> str:
    """Return a code that nobody can guess: 99 bits of chance."""
    return "".join(secrets.choice(CODE_ALPHABET) for _character in range(CODE_CHARACTERS))


LONGEST_TEXT: Final = 200_000
"""Characters, about eighty pages: a text is read, compared and typeset while somebody waits for the page."""

MOST_LINES: Final = 5_000


def fault_of_text(text: str) -> str:
    """Return what speaks against a text as the text of a paper: it is too long; empty when nothing does."""
    characters, lines = len(text), len(text.splitlines())
    if characters <= LONGEST_TEXT and lines <= MOST_LINES:
        return ""
    numbers = {"characters": characters, "lines": lines, "most_characters": LONGEST_TEXT, "most_lines": MOST_LINES}
    return translate(
        "The text has %(characters)s characters in %(lines)s lines. A paper holds %(most_characters)s characters and "
        "%(most_lines)s lines at most: shorten the text, or add the rest as a file."
    ) % {name: number_format(number, force_grouping=True) for name, number in numbers.items()}


def keep_to_size(row: Any, names: set[str] | None) -> None:
    """Raise ValidationError when the fields of `row` to be saved (None: all) hold a text that no paper does."""
    if (names is None or "body" in names) and (fault := fault_of_text(row.body)):
        raise ValidationError({"body": ValidationError(fault, code="text-too-long")})


class Document(ScopedModel):
    """An official paper: a draft until its signatory signs and issues it in one act, which takes its number."""

    PERSONAL_FIELDS = ("addressee", "body")
    GROWS = True
    JOURNAL_SKIP = ("verification_code",)

    type = models.ForeignKey(
        "records.DocumentType",
        verbose_name=_("type"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    file_class = models.ForeignKey(
        "records.FileClass",
        verbose_name=_("class of the file plan"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    signatory = models.ForeignKey(
        "org.Person",
        verbose_name=_("to be signed by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    kind = models.CharField(_("kind"), max_length=20, choices=document_kinds, default="outgoing")
    state = models.CharField(_("state"), max_length=20, choices=document_states, default="draft")
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=300)
    subject_folded = FoldedField(sources=("subject", "number_text"))
    addressee = models.CharField(_("addressee"), max_length=300)
    body = models.TextField(_("text"))
    in_reply_to = models.CharField(_("in reply to"), max_length=200, blank=True)
    number = models.OneToOneField("org.TakenNumber", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    number_text = models.CharField(_("number"), max_length=80, blank=True, db_index=True)
    issued_on = models.DateField(_("date"), null=True, blank=True)
    verification_code = models.CharField(
        _("verification code"), max_length=40, unique=True, null=True, default=new_verification_code, editable=False
    )
    author = models.ForeignKey(
        "org.User", verbose_name=_("prepared by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["institution", "number_text"], name="records_document_number"),
            models.Index(fields=["-created_at", "-id"], name="records_document_latest"),
            # What waits for a word or a signature is little among all papers, and asked for on every first page.
            models.Index(fields=["unit"], condition=models.Q(state="approval"), name="records_document_to_agree"),
            models.Index(fields=["signatory"], condition=models.Q(state="approved"), name="records_document_to_sign"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="signed") | (~models.Q(number_text="") & models.Q(issued_on__isnull=False)),
                name="records_document_issued_has_number",
            )
        ]

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save; raises ValidationError for a text that is too long, in whatever way it came."""
        names = None if update_fields is None else set(update_fields)
        keep_to_size(self, names)
        super().save(*args, update_fields=names, **kwargs)

    def __str__(self) -> str:
        number = self.number_text or _("draft")
        return f"{number} {self.subject}"

    def text_language(self) -> str:
        """Return the paper's language."""
        return self.language or super().text_language()


class Version(ScopedModel):
    """One file of a paper, in the order they were made."""

    FOLLOWS = "document"

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    ordinal = models.PositiveSmallIntegerField(_("version"))
    role = models.CharField(_("what it is"), max_length=20, choices=version_roles, default="paper")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="versions")
    media_type = models.CharField(_("media type"), max_length=100)
    file_name = models.CharField(_("file"), max_length=255)
    layout = models.ForeignKey(
        "records.PaperLayout",
        verbose_name=_("looks of papers"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    template = models.ForeignKey(
        "records.PaperTemplate",
        verbose_name=_("template of papers"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["document", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["document", "ordinal"], name="records_version_ordinal")]

    def __str__(self) -> str:
        return f"{self.document} ({self.ordinal})"


class Signature(ScopedModel):
    """Who signed which version, in which post, when and how; one that failed took the number with it."""

    FOLLOWS = "document"

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="signatures")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="signatures")
    signatory = models.ForeignKey("org.User", on_delete=models.PROTECT, related_name="+")
    position = models.CharField(_("position"), max_length=300)
    name = models.CharField(_("name"), max_length=300)
    signed_at = models.DateTimeField(_("signed"))
    method = models.CharField(_("how"), max_length=20, choices=[("hand", _("By hand"))], default="hand")
    state = models.CharField(_("state"), max_length=20, choices=signature_states, default="valid")
    failed_at = models.DateTimeField(_("failed"), null=True, blank=True)
    failure = models.CharField(_("why it failed"), max_length=500, blank=True)
    number_text = models.CharField(_("number"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")

    def __str__(self) -> str:
        return f"{self.name}, {self.signed_at:%Y-%m-%d}"
