# SPDX-License-Identifier: EUPL-1.2
"""Files by hash, official papers, their versions and who signed them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.kit.texts import FoldedField


class Blob(models.Model):
    """Bytes by their SHA-256, kept once however often they arrive. Reached only through what refers to them."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    references = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.sha256


def document_kinds() -> list[tuple[str, object]]:
    """Return the kinds of papers."""
    return [("outgoing", _("Outgoing")), ("incoming", _("Incoming")), ("internal", _("Internal"))]


def document_states() -> list[tuple[str, object]]:
    """Return the states of a paper."""
    return [("draft", _("Draft")), ("signed", _("Signed and issued")), ("voided", _("Voided"))]


class Document(ScopedModel):
    """An official paper: a draft until its signatory signs and issues it in one act, which takes its number."""

    PERSONAL_FIELDS = ("addressee", "body")

    kind = models.CharField(_("kind"), max_length=20, choices=document_kinds, default="outgoing")
    state = models.CharField(_("state"), max_length=20, choices=document_states, default="draft")
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=300)
    subject_folded = FoldedField(sources=("subject", "number_text"))
    addressee = models.CharField(_("addressee"), max_length=300)
    body = models.TextField(_("text"))
    in_reply_to = models.CharField(_("in reply to"), max_length=200, blank=True)
    number = models.OneToOneField("org.TakenNumber", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    number_text = models.CharField(_("number"), max_length=80, blank=True)
    issued_on = models.DateField(_("date"), null=True, blank=True)
    author = models.ForeignKey(
        "org.User", verbose_name=_("prepared by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["institution", "number_text"], name="records_document_number")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="draft") | (~models.Q(number_text="") & models.Q(issued_on__isnull=False)),
                name="records_document_issued_has_number",
            )
        ]

    def __str__(self) -> str:
        number = self.number_text or _("draft")
        return f"{number} {self.subject}"

    def text_language(self) -> str:
        """Return the paper's language."""
        return self.language or super().text_language()


class Version(ScopedModel):
    """One file of a paper, in the order they were made."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    ordinal = models.PositiveSmallIntegerField(_("version"))
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="versions")
    media_type = models.CharField(_("media type"), max_length=100)
    file_name = models.CharField(_("file"), max_length=255)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["document", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["document", "ordinal"], name="records_version_ordinal")]

    def __str__(self) -> str:
        return f"{self.document} ({self.ordinal})"


class Signature(ScopedModel):
    """Who signed which version, in which post, when and how."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="signatures")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="signatures")
    signatory = models.ForeignKey("org.User", on_delete=models.PROTECT, related_name="+")
    position = models.CharField(_("position"), max_length=300)
    name = models.CharField(_("name"), max_length=300)
    signed_at = models.DateTimeField(_("signed"))
    method = models.CharField(_("how"), max_length=20, choices=[("hand", _("By hand"))], default="hand")

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")

    def __str__(self) -> str:
        return f"{self.name}, {self.signed_at:%Y-%m-%d}"
