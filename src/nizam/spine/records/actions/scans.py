# SPDX-License-Identifier: EUPL-1.2
"""Papers signed by hand come back: a scan is parted by the QR on each paper, and a person confirms where each goes."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import F
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.foundations.extraction import SCANS, DamagedError, Limits, Progress, cut_parts, read_codes
from nizam.kit.actions import Actor, Input, action, is_visible, snapshot
from nizam.kit.errors import NotVisible, Refused
from nizam.kit.ports import JournalEntry, ports
from nizam.kit.tasks import JobRun
from nizam.spine.records.blobs import keep_bytes, read_bytes, store_bytes, store_each
from nizam.spine.records.models import Blob, Document, ScannedPaper, Version
from nizam.spine.records.models.documents import CODE_ALPHABET, CODE_CHARACTERS

LARGEST_SCAN: Final = 40 * 2**20
SCAN_SECONDS: Final = 90.0
PART_TASK: Final = "records.part_scan"
# A reading that ended its worker so often is not begun again.
TRIES: Final = 2
ENDINGS: Final = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
_PICTURES: Final = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_ADDRESS = re.compile(rf"/p/([{CODE_ALPHABET}]{{{CODE_CHARACTERS}}})/?$")


@dataclass(frozen=True)
class ScanPart:
    """Pages of a scan that follow each other and are one paper; `code` is empty where none could be read."""

    first: int
    last: int
    code: str
    raw: bytes


def verification_code(text: str) -> str:
    """Return the verification code that the text of a QR leads to; empty when it leads elsewhere."""
    found = _ADDRESS.search(text.strip())
    return found[1] if found else ""


def parts_of_scan(raw: bytes, *, progress: Progress | None = None) -> list[ScanPart]:
    """Return the papers of a scan: each begins at a page with a code of its own. One time limit holds for all of it.

    Raises Refused for what is no PDF, PNG or JPEG, and for a scan that was not read to its end.
    """
    ends_at = time.monotonic() + SCAN_SECONDS
    read = read_codes(raw, limits=_within(ends_at), progress=progress)
    if read.media_type not in ENDINGS or not read.pages:
        raise Refused(translate("The file is no PDF, PNG or JPEG that can be opened."), code="no-scan")
    if read.marks:
        raise Refused(
            translate("The scan could not be read to its end. Nothing was taken; give it in smaller parts."),
            code="scan-not-read",
        )
    codes: dict[int, str] = {}
    for page, text in read.found:
        if code := verification_code(text):
            codes.setdefault(page, code)
    bounds: list[tuple[int, str]] = []
    for page in range(1, read.pages + 1):
        code = codes.get(page, "")
        if not bounds or (code and code != bounds[-1][1]):
            bounds.append((page, code))
    ends = [first - 1 for first, _code in bounds[1:]] + [read.pages]
    if len(bounds) == 1:
        return [ScanPart(1, read.pages, bounds[0][1], raw)]
    papers = [(first, last) for (first, _code), last in zip(bounds, ends, strict=True)]
    try:
        cut = cut_parts(raw, papers, limits=_within(ends_at))
    except DamagedError:
        raise Refused(
            translate("The scan could not be parted into its papers. Give each paper as a file of its own."),
            code="scan-not-parted",
        ) from None
    return [
        ScanPart(first, last, code, part)
        for (first, last), (_first, code), part in zip(papers, bounds, cut, strict=True)
    ]


def _media_type(raw: bytes) -> str:
    """Return what a file begins like, empty for what is no scan.

    The head of a PDF may stand anywhere within its first 1,024 bytes (PDF Reference 1.7, Appendix H, note 13).
    """
    if b"%PDF-" in raw[:1024]:
        return "application/pdf"
    return next((media_type for start, media_type in _PICTURES.items() if raw.startswith(start)), "")


def _within(ends_at: float) -> Limits:
    return replace(SCANS, seconds=min(SCANS.seconds, max(0.0, ends_at - time.monotonic())))


def _kept_ahead(actor: Actor, obj: None, *, file: Any, **given: Any) -> dict[str, Any]:
    """Have the scan on the disk before anything is locked. Raises Refused for what is no scan at the first look."""
    if (file.size or 0) > LARGEST_SCAN:
        raise Refused(translate("The file is larger than %(size)s.") % {"size": filesizeformat(LARGEST_SCAN)})
    raw: bytes = file.read()
    media_type = _media_type(raw)
    if media_type not in ENDINGS:
        raise Refused(translate("The file is no PDF, PNG or JPEG that can be opened."), code="no-scan")
    store_bytes(raw)
    return {**given, "file": file, "raw": raw, "media_type": media_type}


@action(
    "records.bring_scannedpaper",
    title=_("Bring scanned papers"),
    creates=True,
    primary=True,
    fields={
        "file": Input(
            label=_("Scan"),
            kind="file",
            help=_("PDF, PNG or JPEG. Several papers in one PDF are parted by the QR on the first page of each."),
        )
    },
    prepare=_kept_ahead,
)
def bring_scannedpaper(actor: Actor, *, file: Any, raw: bytes = b"", media_type: str = "") -> ScannedPaper:
    """Keep a scan as it was given, and have it read and parted in the background."""
    scan = ScannedPaper.objects.create(
        user=actor.user,
        institution=actor.user.institution,
        blob=keep_bytes(raw),
        file_name=str(file.name)[-255:],
        media_type=media_type,
    )
    title = translate("Read the scan %(name)s") % {"name": scan.file_name}
    ports.jobs.enqueue(PART_TASK, {"scan": str(scan.uid)}, user=actor.user, key=job_key(scan), title=title)
    return scan


def job_key(scan: ScannedPaper) -> str:
    """Return by what the job that reads a scan is found."""
    return f"{PART_TASK}:{scan.uid}"


def _parted(actor: Actor, scan: ScannedPaper, *, run: JobRun | None = None) -> dict[str, Any]:
    """Read and part a scan before anything is locked; says why where that cannot be done."""
    if run is not None and run.tries > TRIES:
        return {"fault": translate("Its reading was given up after several tries.")}
    try:
        parts = parts_of_scan(read_bytes(scan.blob), progress=run.progress if run is not None else None)
    except Refused as refused:
        return {"fault": " ".join(str(reason) for reason in refused.reasons)}
    store_each(part.raw for part in parts)
    return {"parts": parts}


@action(
    "records.part_scannedpaper",
    title=_("Part a scan into its papers"),
    available=lambda scan: scan.state == "reading",
    otherwise=_("This scan was read already."),
    prepare=_parted,
)
def part_scannedpaper(
    actor: Actor, scan: ScannedPaper, *, run: JobRun | None = None, parts: list[ScanPart] | None = None, fault: str = ""
) -> ScannedPaper:
    """Make one row of every paper in a scan, with the document its QR leads to; the first is that of the scan itself.

    A code of a document that is out of the actor's sight reads as unknown. What cannot be read stays, with the reason.
    """
    if not parts:
        scan.state, scan.note = "unread", fault[:300]
        scan.save(update_fields=["state", "note"])
        return scan
    whole, others = scan.blob_id, []
    for place, part in enumerate(parts):
        row = (
            scan
            if place == 0
            else ScannedPaper(
                user=scan.user, institution=scan.institution, file_name=scan.file_name, media_type=scan.media_type
            )
        )
        row.document = (
            Document.objects.visible_to(actor.user).filter(verification_code=part.code, state="signed").first()
            if part.code
            else None
        )
        row.blob = keep_bytes(part.raw)
        row.first_page, row.last_page, row.code = part.first, part.last, part.code
        row.state = "found" if row.document is not None else "unknown"
        row.save()
        others += [row] if place else []
    # The act itself enters the journal with the first; the others were as much brought.
    ports.journal.write_many(
        JournalEntry(
            actor=actor,
            action="records.bring_scannedpaper",
            obj=row,
            changes={name: (None, value) for name, value in snapshot(row).items() if value not in (None, "")},
        )
        for row in others
    )
    Blob.objects.filter(pk=whole).update(references=F("references") - 1)
    return scan


def _waits(scan: ScannedPaper) -> bool:
    return scan.state in ("found", "unknown")


def _is_left(scan: ScannedPaper) -> bool:
    return scan.state in ("found", "unknown", "reading", "unread")


@action(
    "records.confirm_scannedpaper",
    title=_("Attach to its document"),
    primary=True,
    available=_waits,
    otherwise=_("This scan was attached or put away already."),
    fields={
        "document": Input(
            label=_("Document"),
            kind="model",
            model="records.document",
            required=False,
            help=_("Left empty: the one its QR leads to."),
        )
    },
)
def confirm_scannedpaper(actor: Actor, scan: ScannedPaper, *, document: Document | None = None) -> ScannedPaper:
    """Make the scan a version of its document. Raises Refused when nobody says which that is."""
    chosen = document if document is not None else scan.document
    if chosen is None:
        raise Refused(_("The QR could not be read: say which document this paper is."), code="document-missing")
    if not is_visible(actor.user, chosen):
        raise NotVisible("confirm_scannedpaper")
    attach_scan_document(actor, chosen, scan=scan)
    scan.document, scan.state = chosen, "attached"
    scan.save(update_fields=["document", "state"])
    return scan


@action(
    "records.attach_scan_document",
    title=_("Attach the scan of the signed paper"),
    available=lambda document: document.state == "signed" and document.voided_at is None,
    otherwise=_("Only an issued paper takes a scan."),
)
def attach_scan_document(actor: Actor, document: Document, *, scan: ScannedPaper) -> Document:
    """Keep a scan of the paper signed by hand among the document's files; a page that is there already is refused."""
    if document.versions.filter(blob=scan.blob).exists():
        raise Refused(_("This very file is among the document's files already."), code="twice")
    last = document.versions.order_by("ordinal").last()
    name = (document.number_text or str(document.uid)).replace("/", "-")
    Version.objects.create(
        institution=document.institution,
        unit=document.unit,
        confidentiality=document.confidentiality,
        document=document,
        ordinal=last.ordinal + 1 if last is not None else 1,
        role="scan",
        blob=scan.blob,
        media_type=scan.media_type,
        file_name=f"{name}-scan.{ENDINGS[scan.media_type]}",
    )
    return document


@action(
    "records.drop_scannedpaper",
    title=_("Put away"),
    available=_is_left,
    fields={"reason": Input(label=_("Reason"), kind="text")},
)
def drop_scannedpaper(actor: Actor, scan: ScannedPaper, *, reason: str) -> ScannedPaper:
    """Put a scan away that belongs to no document; its row stays with the reason."""
    scan.state, scan.note = "dropped", reason[:300]
    scan.save(update_fields=["state", "note"])
    return scan
