# SPDX-License-Identifier: EUPL-1.2
"""What stands in the print of a case, part by part, as its reader may see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nizam.foundations import messages
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.spine.cases.models import Case, CaseNote, Envelope, ExecutorReport, Resolution, Task
from nizam.spine.cases.queries import letters_of
from nizam.spine.org.models import Person, Unit
from nizam.spine.records.blobs import BlobDamaged, read_bytes
from nizam.spine.records.models import Document, Version

# A longer text of a letter is cut on paper; the letter itself stands in the house.
LONGEST_TEXT: Final = 100_000
LARGEST_FILE: Final = 32 * 1024 * 1024
# All are held in memory while they are bound.
LARGEST_SUM: Final = 128 * 1024 * 1024
JOURNAL_LINES: Final = 1_000


@dataclass
class Part:
    """One part of the print: its line in the contents, the sheet that is typeset for it, and PDF files behind that.

    `left_out` names PDF files for which there was no room.
    """

    title: str
    at: datetime | None = None
    sheet: dict[str, Any] | None = None
    files: list[tuple[str, bytes]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@dataclass
class _Room:
    """What is left of the bytes that the files of one print may have together."""

    left: int

    def takes(self, size: int) -> bool:
        """Tell whether a file of `size` bytes goes in, and put it in."""
        if size > min(LARGEST_FILE, self.left):
            return False
        self.left -= size
        return True


def parts_of_case(user: Any, case: Case, *, notes: bool) -> Iterator[Part]:
    """Give the parts of a case in the order of the print, read one after the other.

    `notes` asks for the notes of the house too. A paper or a file that cannot be had is named in its place.
    """
    room, papers = _Room(LARGEST_SUM), list(_papers(user, case))
    # The papers of the house first: what was attached to letters takes what room they leave.
    printed = {paper.pk for paper in papers if (file := _pdf_of(paper)) is not None and room.takes(file.blob.size)}
    for letter in letters_of(user, case).exclude(disposition="duplicate").order_by("kept_at", "pk").iterator(50):
        yield _letter(letter, room)
    for paper in papers:
        yield _paper(paper, printed=paper.pk in printed)
    yield from _orders(user, case)
    if notes:
        yield from _notes(user, case)
    yield from _journal(case)


def moment(at: datetime | None, case: Case) -> str:
    """Write a moment as the institution counts it."""
    if at is None:
        return ""
    return date_format(at.astimezone(case.institution.tzinfo), "DATETIME_FORMAT")


def _letter(letter: Envelope, room: _Room) -> Part:
    facts = [(_("From whom"), f"{letter.sender_name} {letter.sender_email}".strip() or "–")]
    if letter.recipient_email:
        facts.append((_("To whom"), letter.recipient_email))
    zone = letter.institution.tzinfo
    facts.append((_("Arrived"), date_format(letter.kept_at.astimezone(zone), "DATETIME_FORMAT")))
    facts.append((_("SHA-256 of the letter as it came"), letter.sha256))
    text, attached, missing = letter.text, [], ""
    try:
        raw = read_bytes(letter.blob)
        message = messages.read(raw) if letter.door == "mail" else None
        if message is not None:
            text = text or message.text
            attached = [(one.name, one.content, one.sha256) for one in message.attachments]
        else:
            attached = [(one.name, raw, letter.sha256) for one in letter.attachments.all()[:1]]
    except (BlobDamaged, FileNotFoundError):
        missing = _("The bytes of this letter are missing or damaged here.")
    part = Part(letter.subject or _("Letter without a subject"), letter.kept_at)
    rows = []
    for name, content, sha256 in attached:
        pdf = content.startswith(b"%PDF-")
        taken = pdf and room.takes(len(content))
        if taken:
            part.files.append((name, content))
        elif pdf:
            part.left_out.append(name)
        rows.append([name, f"{len(content):,}".replace(",", " "), sha256, _("follows") if taken else _("not printed")])
    cut = [_("The text was cut: the whole stands in the letter.")] if len(text) > LONGEST_TEXT else []
    sections = []
    if rows:
        columns = [
            {"title": _("Attached file"), "width": 3},
            {"title": _("Bytes"), "align": "right"},
            {"title": "SHA-256", "width": 4},
            {"title": ""},
        ]
        sections.append({"title": "", "columns": columns, "rows": rows})
    paragraphs = [one for one in (missing, text[:LONGEST_TEXT], *cut) if one]
    part.sheet = {"facts": facts, "paragraphs": paragraphs, "sections": sections}
    return part


def _papers(user: Any, case: Case) -> QuerySet[Document]:
    keys = case.papers.values("document_id")
    rows = Document.objects.visible_to(user).filter(pk__in=keys, voided_at__isnull=True)
    return rows.prefetch_related("versions__blob").order_by("issued_on", "pk")


def _pdf_of(paper: Document) -> Version | None:
    """Return the typeset file of a paper, where it has one and that is a PDF."""
    typeset = [one for one in paper.versions.all() if one.role == "paper"]
    version = max(typeset, key=lambda one: one.ordinal, default=None)
    return version if version is not None and version.media_type == "application/pdf" else None


def _paper(paper: Document, *, printed: bool) -> Part:
    number = paper.number_text or _("draft")
    title = f"{number} {paper.subject}"
    part = Part(title, paper.created_at)
    version = _pdf_of(paper)
    if version is not None and printed:
        try:
            part.files.append((version.file_name, read_bytes(version.blob)))
        except (BlobDamaged, FileNotFoundError):
            part.sheet = {"paragraphs": [_("The bytes of this paper are missing or damaged here.")]}
        return part
    if version is not None:
        part.left_out.append(version.file_name)
    facts = [(_("State"), str(paper.get_state_display())), (_("Addressee"), paper.addressee)]
    part.sheet = {"facts": facts, "paragraphs": [paper.body]}
    return part


def _orders(user: Any, case: Case) -> Iterator[Part]:
    """Give the sheet of resolutions, tasks and reports, when there are any."""
    standing = {"case": case, "voided_at__isnull": True}
    orders = Resolution.objects.visible_to(user).filter(**standing)
    resolutions = list(orders.select_related("author__person").order_by("created_at"))
    tasks = list(Task.objects.visible_to(user).filter(**standing).order_by("created_at"))
    found = ExecutorReport.objects.visible_to(user).filter(**standing)
    reports = list(found.select_related("author__person").order_by("created_at"))
    if not (resolutions or tasks or reports):
        return
    keys = {one.executor_id for one in resolutions} | {one.said_by_id for one in resolutions}
    keys |= {one.person_id for one in tasks}
    people = Person.objects.visible_to(user).in_bulk(keys - {None})
    units = Unit.objects.visible_to(user).in_bulk({one.executor_unit_id for one in resolutions} - {None})
    sections = []
    for order in resolutions:
        said = people.get(order.said_by_id) or getattr(order.author, "display_name", "–")
        who = [str(one) for one in (people.get(order.executor_id), units.get(order.executor_unit_id)) if one]
        facts = [(_("By"), str(said)), (_("Main executor"), ", ".join(who) or _("not open to you"))]
        if order.due_on is not None:
            facts.append((_("To be done by"), date_format(order.due_on, "DATE_FORMAT")))
        facts.append((_("Control"), str(order.get_control_display())))
        title = ", ".join((_("Resolution"), moment(order.created_at, case)))
        sections.append({"title": title, "facts": facts, "paragraphs": [order.text]})
    unknown = _("not open to you")
    if tasks:
        columns = [
            {"title": _("Task"), "width": 3},
            {"title": _("Who")},
            {"title": _("Due date")},
            {"title": _("Done")},
        ]
        rows = [
            [
                one.order,
                str(people.get(one.person_id, unknown)),
                date_format(one.due_on, "DATE_FORMAT") if one.due_on else "–",
                f"{moment(one.done_at, case)} {one.done_note}".strip() or "–",
            ]
            for one in tasks
        ]
        sections.append({"title": _("Tasks"), "columns": columns, "rows": rows})
    for report in reports:
        who_reports = getattr(report.author, "display_name", "–")
        title = ", ".join((_("Report of the executor"), who_reports, moment(report.created_at, case)))
        sections.append({"title": title, "paragraphs": [report.text]})
    yield Part(_("Resolutions, tasks and reports"), None, {"sections": sections})


def _notes(user: Any, case: Case) -> Iterator[Part]:
    rows = CaseNote.objects.visible_to(user).filter(case=case, voided_at__isnull=True).order_by("created_at")
    sections = [
        {
            "title": f"{getattr(one.author, 'display_name', '–')}, {moment(one.created_at, case)}",
            "paragraphs": [one.text],
        }
        for one in rows.select_related("author__person")
    ]
    if sections:
        yield Part(_("Notes of the house: not to leave it"), None, {"sections": sections})


def _journal(case: Case) -> Iterator[Part]:
    known = {act.permission: act for act in registry.actions}
    lines = []
    for one in ports.journal.history(case, limit=JOURNAL_LINES):
        act, reason = known.get(one.action), str(one.reason or "")
        title, why = (str(act.title), act.reason_words(reason)) if act is not None else (one.action, reason)
        lines.append([moment(one.at, case), str(one.actor_name), title, why])
    if lines:
        columns = [{"title": _("When")}, {"title": _("Who")}, {"title": _("Act")}, {"title": _("Reason"), "width": 1}]
        yield Part(_("Journal"), None, {"sections": [{"title": "", "columns": columns, "rows": lines[::-1]}]})
