# SPDX-License-Identifier: EUPL-1.2
"""Acts on procedures: edited, loaded, renewed, narrowed; and a case put under another one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from django.utils import timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.foundations.calendars import CalendarError
from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Refused
from nizam.kit.ports import JournalEntry, ports
from nizam.kit.procedures import Procedure as ProcedureText
from nizam.kit.procedures import ProcedureFault, told
from nizam.spine.cases.clock import Counter, counted_clock, rows_of, tasks_follow, with_moves
from nizam.spine.cases.details import details_under, questions, settled_details
from nizam.spine.cases.models import Case, NarrowedDuty, Procedure
from nizam.spine.cases.opening import settled_marks, settled_variant
from nizam.spine.cases.procedures import class_code, new_version, newer_shipped, read_own, spec_of, step_of
from nizam.spine.cases.procedures.installing import put_out_of_use
from nizam.spine.cases.queries import is_open
from nizam.spine.charters.models import Provision
from nizam.spine.org.models import Institution
from nizam.spine.org.numbers import take_number, void_number

MOST_BYTES = 1_000_000


class SupportsRead(Protocol):
    """A named file, such as an uploaded one."""

    name: str

    def read(self) -> bytes:
        """Return its bytes."""


def in_use(procedure: Procedure) -> bool:
    """Tell whether new cases begin under this version."""
    return procedure.current and procedure.voided_at is None


@action(
    "cases.edit_procedure",
    title=_("Edit"),
    available=in_use,
    fields={"text": Input(label=_("Text of the procedure"), kind="long-text")},
)
def edit_procedure(actor: Actor, procedure: Procedure, *, text: str) -> Procedure:
    """Make a new version from the edited TOML `text`, for cases that begin from now on; running ones keep theirs.

    Raises Refused with every fault and its place, when nothing changed, and when the text is of another procedure.
    """
    text = as_kept(text)
    read = _read(text)
    if read.code != procedure.code:
        raise Refused(
            translate("The code of a procedure stays: %(code)s.") % {"code": procedure.code}, code="other-procedure"
        )
    return _put_in_use(procedure.institution, read, text)


@action(
    "cases.load_procedure",
    title=_("Import a procedure"),
    creates=True,
    fields={
        "institution": Input(label=_("Institution"), kind="model", model="org.institution"),
        "raw": Input(label=_("File"), kind="file", help=_("A procedure as TOML, such as one exported elsewhere")),
    },
)
def load_procedure(
    actor: Actor, *, institution: Institution, raw: bytes | SupportsRead, file_name: str = ""
) -> Procedure:
    """Take a procedure in from TOML: a new one, or a new version of the one with its code.

    Raises Refused with every fault and its place, and when this very text is in use already.
    """
    if not isinstance(raw, bytes):
        file_name, raw = file_name or raw.name, raw.read()
    if len(raw) > MOST_BYTES:
        raise Refused(_("The file is too large for a procedure."), code="too-large")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(_("The file is no text in UTF-8."), code="unreadable") from None
    text = as_kept(text)
    return _put_in_use(institution, _read(text, file_name), text)


def as_kept(text: str) -> str:
    """Return a text as it is kept: with the line ends of a file, whatever the browser or the machine made of them."""
    return text.replace("\r\n", "\n").rstrip() + "\n"


def _read(text: str, file_name: str = "") -> ProcedureText:
    try:
        return read_own(text, file_name)
    except ProcedureFault as fault:
        raise Refused(*(told_line(one) for one in fault.faults), code="faults") from fault


def told_line(fault: Any) -> str:
    """Return a fault as a sentence that begins with its line, where that is known."""
    if fault.line is None:
        return told(fault)
    return str(translate("Line %(line)s: %(fault)s") % {"line": fault.line, "fault": told(fault)})


def _put_in_use(institution: Institution, read: ProcedureText, text: str) -> Procedure:
    rows = Procedure.objects.filter(institution=institution, code=read.code)
    if rows.filter(current=True, toml=text, voided_at=None).exists():
        raise Refused(_("This very text is in use already."), code="unchanged")
    shipped = rows.filter(own=False).order_by("-version").first()
    own = shipped is None or shipped.digest != read.digest
    made: Procedure = new_version(institution, read, text, own=own)
    return made


@action(
    "cases.renew_procedure",
    title=_("Take the shipped version"),
    available=lambda procedure: newer_shipped(procedure) is not None,
    danger=_("New cases then begin under the shipped version; what was edited here stays as an earlier version."),
)
def renew_procedure(actor: Actor, procedure: Procedure) -> Procedure:
    """Put the newer shipped version in the place of the one edited here, for cases that begin from now on."""
    newer: Procedure = newer_shipped(procedure)
    put_out_of_use(Procedure.objects.filter(institution=procedure.institution, code=procedure.code))
    newer.current = True
    newer.save(update_fields=["current"])
    return newer


@action(
    "cases.narrow_procedure",
    title=_("Leave an article out"),
    available=in_use,
    journal=False,
    fields={
        "provision": Input(label=_("Article"), kind="model", model="charters.provision"),
        "reason": Input(label=_("Reason"), kind="long-text"),
    },
)
def narrow_procedure(actor: Actor, procedure: Procedure, *, provision: Provision, reason: str) -> Procedure:
    """Let matters of this procedure no longer stand under `provision`, although its capability would put them there."""
    if provision.institution_id != procedure.institution_id:
        raise Refused(_("This article is of another institution."), code="other-institution")
    if _left_out(procedure, provision).exists():
        raise Refused(_("This article is left out already."), code="unchanged")
    row = NarrowedDuty(
        institution=procedure.institution, procedure_code=procedure.code, provision=provision, reason=reason[:500]
    )
    row.full_clean()
    row.save()
    _note(actor, "cases.narrow_procedure", procedure, provision, reason)
    return procedure


@action(
    "cases.widen_procedure",
    title=_("Count under an article again"),
    available=lambda procedure: (
        in_use(procedure)
        and NarrowedDuty.objects.filter(
            institution=procedure.institution_id, procedure_code=procedure.code, voided_at=None
        ).exists()
    ),
    journal=False,
    fields={
        "provision": Input(label=_("Article"), kind="model", model="charters.provision"),
        "reason": Input(label=_("Reason"), kind="long-text", required=False),
    },
)
def widen_procedure(actor: Actor, procedure: Procedure, *, provision: Provision, reason: str = "") -> Procedure:
    """Let matters of this procedure stand under `provision` again."""
    row = _left_out(procedure, provision).first()
    if row is None:
        raise Refused(_("This article is not left out."), code="unchanged")
    row.voided_at = timezone.now()
    row.void_reason = reason[:500]
    row.save(update_fields=["voided_at", "void_reason"])
    _note(actor, "cases.widen_procedure", procedure, provision, reason)
    return procedure


def _left_out(procedure: Procedure, provision: Provision) -> Any:
    return NarrowedDuty.objects.filter(
        institution=procedure.institution_id, procedure_code=procedure.code, provision=provision, voided_at=None
    )


def _note(actor: Actor, permission: str, procedure: Procedure, provision: Provision, reason: str) -> None:
    article = f"{provision.charter}, {provision.reference}"
    told_reason = f"{article}: {reason}" if reason else article
    ports.journal.write(JournalEntry(actor=actor, action=permission, obj=procedure, changes={}, reason=told_reason))


@action(
    "cases.classify_case",
    title=_("Change the kind of matter"),
    available=is_open,
    fields={
        "procedure": Input(label=_("Procedure"), kind="model", model="cases.procedure", required=False),
        "variant": Input(label=_("Kind within it"), required=False),
        "marks": Input(label=_("Marks"), required=False, help=_("Codes, parted by commas")),
        "reason": Input(label=_("Reason"), kind="long-text"),
    },
)
def classify_case(
    actor: Actor,
    case: Case,
    *,
    procedure: Procedure | None = None,
    variant: str = "",
    marks: str | Iterable[str] | None = None,
    reason: str,
) -> Case:
    """Put an open case under another procedure, or another kind or other marks of its own one.

    The clock is counted anew from the same start. The number stays, unless the other procedure has a series of its own:
    then it is voided with its reason and one of that series taken. Raises Refused for a procedure not in use, an
    unknown kind or mark, and when nothing changes.
    """
    before = case.procedure
    # A case keeps the version it began with, as long as it stays under the same procedure.
    target = before if procedure is None or procedure.code == before.code else procedure
    if target.institution_id != case.institution_id:
        raise Refused(_("This procedure is of another institution."), code="other-institution")
    if target is not before and not in_use(target):
        raise Refused(_("This version of the procedure is not in use."), code="not-in-use")
    kind = settled_variant(target, variant or (case.variant if target is before else ""))
    wanted = _marks(case, target, marks)
    settled = settled_marks(target, kind, wanted)
    if (target, kind, settled) == (before, case.variant, case.marks):
        raise Refused(_("The case is of this kind already."), code="unchanged")
    case.procedure, case.variant, case.marks = target, kind, settled
    case.details = details_under(target, case.details)
    _renumber(case, before, reason)
    _count_anew(case)
    case.step = step_of(case)
    case.save()
    return case


@action(
    "cases.complete_case",
    title=_("Fill in the details"),
    available=lambda case: is_open(case) and bool(questions(case.procedure)),
    otherwise=_("The case is closed, or its procedure asks nothing."),
    fields={"details": Input(label=_("Details"), kind="mapping", help=_("Answers by the code of their question"))},
)
def complete_case(actor: Actor, case: Case, *, details: Mapping[str, Any]) -> Case:
    """Answer the questions of the case's procedure, or answer them otherwise than before.

    What is not named in `details` stays as it is; what is needed may stay open, and once answered is not emptied again.
    Raises ValidationError for every answer that does not fit its question, and Refused when nothing changes.
    """
    settled = settled_details(case.procedure, details, before=case.details)
    if settled == case.details:
        raise Refused(_("These are the answers already."), code="unchanged")
    case.details = settled
    case.save(update_fields=["details"])
    return case


def _marks(case: Case, target: Procedure, marks: str | Iterable[str] | None) -> list[str]:
    """Return the marks asked for; when none are, those the case has, as far as the procedure knows them.

    Marks that came with the former kind alone go with it.
    """
    if isinstance(marks, str):
        return [mark for mark in (part.strip() for part in marks.split(",")) if mark]
    if marks is not None:
        return list(marks)
    spec = spec_of(target)
    known = {mark.code for mark in spec.marks} if spec is not None else set()
    of_kind: list[str] = next(
        (entry["marks"] for entry in case.procedure.variants if entry["code"] == case.variant), []
    )
    return [mark for mark in case.marks if mark in known and mark not in of_kind]


def _renumber(case: Case, before: Procedure, reason: str) -> None:
    if case.procedure.series_id == before.series_id:
        return
    if case.number is not None:
        void_number(case.number, reason[:500])
    case.number, case.number_text = None, ""
    if case.procedure.series.on_arrival:
        series, code = case.procedure.series, class_code(case.procedure)
        case.number = take_number(series, case, at=timezone.now(), file_class=code)
        case.number_text = case.number.text


def _count_anew(case: Case) -> None:
    """Count the term of the case from its start with what people did to it; tasks due with it move with it."""
    before = case.due_on
    try:
        clock = counted_clock(case, Counter(case.institution), rows_of(case))
    except CalendarError as error:
        raise Refused(
            _("What was done to the term does not fit that kind of matter: withdraw the extension first."),
            code="term",
        ) from error
    case.clock = with_moves(clock.arithmetic, case.clock) if clock else None
    case.law = clock.arithmetic["law"] if clock else None
    case.due_on = clock.due_on if clock else None
    case.due_at = clock.due_at if clock else None
    if case.due_on != before:
        tasks_follow([case.pk], before, case.due_on)
