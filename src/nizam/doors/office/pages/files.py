# SPDX-License-Identifier: EUPL-1.2
"""Files of the house, given out as downloads: whoever may see the owner may have its bytes, and nobody else."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nizam.doors.office.pages.hypertext import TooDeep, clean
from nizam.foundations import messages
from nizam.foundations.typesetting import TypesettingError, typeset
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import entry_address
from nizam.kit.screens.base import OfficeScreen
from nizam.kit.screens.offers import offers_for_entry
from nizam.spine.cases.attachments import mark_words
from nizam.spine.cases.models import Case, Envelope, ExecutorReport, Resolution, Task
from nizam.spine.cases.receipts import receipt_data
from nizam.spine.cases.slips import resolution_slip, task_sheet
from nizam.spine.charters.exports import FORMS, export_charter
from nizam.spine.charters.models import Charter
from nizam.spine.records.blobs import BlobDamaged, read_bytes
from nizam.spine.records.looks import layout_of
from nizam.spine.records.models import Blob, Document, Version

# What others sent us is never shown by the browser, whatever it calls itself.
UNTRUSTED = "application/octet-stream"
PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


def download(raw: bytes, name: str, media_type: str = UNTRUSTED) -> HttpResponse:
    """Return `raw` as a download that no browser opens within our address: attached, unsniffed, sandboxed."""
    response = HttpResponse(raw, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


class FileScreen(OfficeScreen, ABC):
    """A file behind the right to view its owner."""

    title = gettext_lazy("File")
    permission = ""

    def get(self, request: HttpRequest, uid: uuid.UUID, place: int = 0) -> HttpResponse:
        """Give the file out; says so when its bytes are gone or are not what was kept."""
        try:
            return self.file(uid, place)
        except (BlobDamaged, FileNotFoundError):
            return self.page("door_office/pages/file_failed.html", status=500)
        except TypesettingError as fault:
            sentence = _("The paper could not be typeset: %(fault)s") % {"fault": fault}
            return self.page("door_office/pages/file_failed.html", {"sentence": sentence}, status=500)

    @abstractmethod
    def file(self, uid: uuid.UUID, place: int) -> HttpResponse:
        """Return the file (its part at `place`, from one, where it has parts).

        Raises Http404 where its owner is out of the reader's sight.
        """

    def owner(self, rows: Any, uid: uuid.UUID) -> Any:
        """Return the row the reader may see; raises Http404 out of sight, NotAllowed without the right."""
        found = rows.filter(uid=uid).first()
        if found is None:
            raise Http404("file")
        self.require(self.permission)
        return found

    def bytes_of(self, blob: Blob) -> bytes:
        """Return the bytes, compared with their hash."""
        return read_bytes(blob)


class LetterFile(FileScreen):
    """An envelope's own bytes, as they came."""

    permission = "cases.view_envelope"

    def envelope(self, uid: uuid.UUID) -> Envelope:
        """Return the envelope the reader may see."""
        rows = Envelope.objects.visible_to(self.request.user).select_related("blob")
        found: Envelope = self.owner(rows, uid)
        return found

    def file(self, uid: uuid.UUID, place: int) -> HttpResponse:
        """Return the raw letter."""
        envelope = self.envelope(uid)
        named = envelope.attachments.first() if envelope.door == "scan" else None
        ending = named.name.rpartition(".")[2] if named is not None else "eml" if envelope.door == "mail" else "txt"
        return download(self.bytes_of(envelope.blob), f"{envelope.sha256[:12]}.{ending}")


class AttachmentFile(LetterFile):
    """One attachment of an envelope, by its place in the letter."""

    def file(self, uid: uuid.UUID, place: int) -> HttpResponse:
        """Return the attachment."""
        envelope = self.envelope(uid)
        if envelope.door != "mail":
            named = envelope.attachments.filter(ordinal=place).first()
            if named is None:
                raise Http404("attachment")
            return download(self.bytes_of(envelope.blob), named.name)
        attachment = self.attachment(envelope, place)
        return download(attachment.content, attachment.name)

    def attachment(self, envelope: Envelope, place: int) -> messages.Attachment:
        """Return the part of a letter at `place`; raises Http404."""
        attachments = messages.read(self.bytes_of(envelope.blob)).attachments
        if not 1 <= place <= len(attachments):
            raise Http404("attachment")
        return attachments[place - 1]


class PictureFile(AttachmentFile):
    """A picture that a letter shows within its text: one of the types that can hold nothing else, by its bytes."""

    def file(self, uid: uuid.UUID, place: int) -> HttpResponse:
        """Return the picture to be shown; raises Http404 for anything that is none."""
        content = self.attachment(self.envelope(uid), place).content
        media_type = picture_type(content)
        if not media_type:
            raise Http404("picture")
        response = download(content, "picture", media_type)
        response["Content-Disposition"] = "inline"
        return response


def picture_type(content: bytes) -> str:
    """Return the media type of a picture that browsers draw and never run; empty for everything else."""
    found = (media for start, media in PICTURES if content.startswith(start))
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next(found, "")


class AttachmentText(AttachmentFile):
    """What was read of an attachment, as plain text: nothing of it is run, drawn or fetched."""

    def file(self, uid: uuid.UUID, place: int) -> HttpResponse:
        """Show the text with what happened when it was read."""
        envelope = self.envelope(uid)
        found = envelope.attachments.filter(ordinal=place).first()
        if found is None:
            raise Http404("attachment")
        words = mark_words()
        self.title = found.name
        return self.page(
            "door_office/pages/attachment.html",
            {
                "attachment": found,
                "envelope": envelope,
                "notes": [words.get(mark, mark) for mark in found.marks],
                "file_url": reverse("office:attachment", args=(envelope.uid, place)),
                "back_url": back_of(self.request.user, envelope),
                "language": envelope.language,
                "acts": offers_for_entry(registry.resource("cases.attachment"), self.request.user, found),
            },
        )


class LetterHypertext(LetterFile):
    """A letter as its sender laid it out, cleaned; the plain text is what its page shows first."""

    def file(self, uid: uuid.UUID, place: int) -> HttpResponse:
        """Show the cleaned letter."""
        envelope = self.envelope(uid)
        raw = self.bytes_of(envelope.blob) if envelope.door == "mail" else b""
        found = messages.hypertext(raw) if raw else None
        if found is None:
            raise Http404("hypertext")
        known = {one.sha256: at for at, one in enumerate(messages.read(raw).attachments, start=1)}

        def picture(identifier: str) -> str:
            at = known.get(found.pictures.get(identifier, ""))
            return reverse("office:picture", args=(envelope.uid, at)) if at is not None else ""

        self.title = envelope.subject or _("Letter without a subject")
        context: dict[str, Any] = {
            "envelope": envelope,
            "back_url": back_of(self.request.user, envelope),
            "language": envelope.language,
        }
        try:
            context["letter"] = clean(found.html, picture)
        except TooDeep:
            context["plain"] = envelope.text
        return self.page("door_office/pages/hypertext.html", context)


def back_of(user: Any, envelope: Envelope) -> str:
    """Return the page a letter is read on: its case where the reader may see it, else its own."""
    case = Case.objects.visible_to(user).filter(pk=envelope.case_id).first() if envelope.case_id else None
    return entry_address(case if case is not None else envelope)


class ReceiptFile(FileScreen):
    """The receipt of a case, for whoever brought or wrote it: made anew at every asking, and always the same."""

    permission = "cases.view_case"

    def file(self, uid: uuid.UUID, place: int) -> HttpResponse:
        """Return the receipt as PDF/A."""
        rows = Case.objects.visible_to(self.request.user).select_related("institution", "unit", "party", "procedure")
        case: Case = self.owner(rows, uid)
        paper = typeset("receipt", receipt_data(case), layout=layout_of(case.institution))
        return download(paper, f"{case.number_text.replace('/', '-') or case.uid}.pdf", "application/pdf")


class ResolutionSlipFile(FileScreen):
    """The resolutions of a case, printed to go with the letter."""

    permission = "cases.view_resolution"

    def file(self, uid: uuid.UUID, place: int) -> HttpResponse:
        """Return the slip as PDF/A; raises Http404 for a case without a resolution."""
        rows = Case.objects.visible_to(self.request.user).select_related("institution", "unit", "party", "procedure")
        case: Case = self.owner(rows, uid)
        try:
            paper = resolution_slip(self.request.user, case)
        except Resolution.DoesNotExist:
            raise Http404("resolution") from None
        name = _("resolution") + f"-{case.number_text.replace('/', '-') or case.uid}.pdf"
        return download(paper, name, "application/pdf")


class TaskSheetFile(FileScreen):
    """A task on paper, to be carried to where the work is done."""

    permission = "cases.view_task"

    def file(self, uid: uuid.UUID, place: int) -> HttpResponse:
        """Return the sheet as PDF/A."""
        rows = Task.objects.visible_to(self.request.user).select_related("institution", "unit", "person")
        task: Task = self.owner(rows, uid)
        name = _("task") + f"-{task.uid}.pdf"
        return download(task_sheet(self.request.user, task), name, "application/pdf")


class PaperFile(FileScreen):
    """One version of a paper."""

    permission = "records.view_document"

    def file(self, uid: uuid.UUID, place: int) -> HttpResponse:
        """Return the version's file."""
        papers = Document.objects.visible_to(self.request.user)
        version = self.owner(Version.objects.filter(document__in=papers).select_related("blob"), uid)
        return download(self.bytes_of(version.blob), version.file_name, version.media_type)


class CaseReportFile(FileScreen):
    """The file with which an executor shows what was done."""

    permission = "cases.view_executorreport"

    def file(self, uid: uuid.UUID, place: int) -> HttpResponse:
        """Return the file as it was handed in."""
        rows = ExecutorReport.objects.visible_to(self.request.user).filter(blob__isnull=False).select_related("blob")
        report = self.owner(rows, uid)
        return download(self.bytes_of(report.blob), report.file_name or f"{report.uid}")


class CharterFile(FileScreen):
    """A charter's file as it was loaded."""

    permission = "charters.view_charter"

    def file(self, uid: uuid.UUID, place: int) -> HttpResponse:
        """Return the charter's own bytes."""
        charter = self.owner(Charter.objects.visible_to(self.request.user), uid)
        return download(bytes(charter.source), charter.file_name)


class CharterExport(CharterFile):
    """A charter as it stands now, in a form for others: Akoma Ntoso, DOCX or JSON."""

    permission = "charters.export_charter"

    def get(self, request: HttpRequest, uid: uuid.UUID, place: int = 0, form: str = "") -> HttpResponse:
        """Give the charter out; there is no other form than FORMS."""
        if form not in FORMS:
            raise Http404(form)
        rows = Charter.objects.visible_to(self.request.user).select_related("institution")
        made = export_charter(self.owner(rows, uid), form)
        return download(made.raw, made.name, made.media_type)
