# SPDX-License-Identifier: EUPL-1.2
"""Bringing rows in from a file: kept as it came, checked whole, written in short batches, undone when asked.

Every state changes by one conditional UPDATE, and what a batch wrote is marked in the same transaction, so that a
killed worker is followed by one that goes on, and no line is written twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nizam.kit.actions import Actor
from nizam.kit.declare import Resource
from nizam.kit.errors import NotAllowed, Refused
from nizam.kit.ports import JournalEntry, ports
from nizam.kit.registry import registry
from nizam.kit.screens.columns import text_of
from nizam.kit.tasks import Cancelled, JobRun
from nizam.kit.transfer import files
from nizam.kit.transfer.addresses import import_address
from nizam.kit.transfer.batches import add_rows, adds_at_once
from nizam.kit.transfer.columns import columns_of
from nizam.kit.transfer.reading import IGNORED, REFUSALS, LineReader, Meaning, fault, header_faults, sentences
from nizam.kit.transfer.sheets import BOM, UnreadableSheet, csv_lines, guarded, read_csv, read_xlsx
from nizam.kit.turns import write_transaction

LARGEST_FILE = 50 * 1024 * 1024
MOST_ROWS = 200_000
CHECKED_AT_ONCE = 500
CHECK_ROWS = 500
BATCH_ROWS = 200
CHECK_TASK = "kit.check_import"
WRITE_TASK = "kit.write_import"
UNDO_TASK = "kit.undo_import"
FIRST_REVISION = 1
COUNTS = ("rows", "adds", "changes", "same", "faulty")
WORK = {"checking": CHECK_TASK, "writing": WRITE_TASK, "undoing": UNDO_TASK}
AFTER_STOP = {"checking": "discarded", "writing": "stopped", "undoing": "half-undone"}
BEFORE_STOP = {"stopped": "writing", "half-undone": "undoing"}


def actor_of(record: Any) -> Actor:
    """Return who the import acts as: its owner, with the rights he has now."""
    # A new object each time: an account keeps its rights as long as the object lives.
    user = get_user_model()._default_manager.get(pk=record.user_id)
    return Actor(user, door="office", address=record.address)


def keep_import(resource: Resource, actor: Actor, upload: Any) -> Any:
    """Keep an uploaded file and return its record; raises Refused for a wrong kind or size."""
    name = str(upload.name or "")
    form = name.rpartition(".")[2].lower()
    if form not in {"csv", "xlsx"}:
        raise Refused(_("Choose a file whose name ends in .csv or .xlsx."), code="kind")
    if upload.size > LARGEST_FILE:
        raise Refused(_("The file is larger than 50 MB. Divide it."), code="size")
    user = actor.user
    record = ports.transfers.imports(
        user=user,
        institution_id=user.institution_id,
        resource=resource.key,
        form=form,
        file_name=name[-255:],
        state="checking",
        address=actor.address,
    )
    stored = files.file_name(record)
    with files.new_file(stored) as target:
        for block in upload.chunks():
            target.write(block)
    record.size, record.sha256 = files.measure(stored)
    with transaction.atomic():
        record.save()
        _journal(actor, record, "kept")
    return record


def begin_check(record: Any) -> None:
    """Check at once when the lines are few, else in the background."""
    if _is_short(record):
        # Stopped on another page meanwhile: then it is dropped already.
        with suppress(Cancelled):
            check(record)
        return
    _enqueue(record, CHECK_TASK, _("Check of %(file)s"))


def begin_write(record: Any, *, good_only: bool) -> None:
    """Queue the writing of a checked import; lines with faults stay out only when `good_only` says so.

    Raises Refused when it is not checked, has faults nobody accepted, or nothing to write.
    """
    rows = _rows(record)
    if record.faulty and not good_only:
        raise Refused(_("Some lines have faults. Mend the file, or write the good lines only."), code="faults")
    if not record.adds + record.changes:
        raise Refused(_("This file changes nothing."), code="nothing")
    with transaction.atomic():
        if not rows.filter(state="checked").update(state="writing", updated_at=timezone.now()):
            raise Refused(_("This import is no longer waiting to be written."), code="state")
        _enqueue(record, WRITE_TASK, _("Import of %(file)s"))


def begin_undo(record: Any) -> None:
    """Queue the undoing of an import that is written, or of what was written before it was stopped; raises Refused in
    any other state.
    """
    _refuse_while_stopping(record)
    with transaction.atomic():
        written = _rows(record).filter(state__in=("written", "stopped"))
        if not written.update(state="undoing", updated_at=timezone.now()):
            raise Refused(_("Only a written import can be undone."), code="state")
        _enqueue(record, UNDO_TASK, _("Undoing of %(file)s"))


def go_on(record: Any) -> None:
    """Queue the work of an import again that was stopped or whose job has failed; it goes on where it was."""
    _refuse_while_stopping(record)
    state = BEFORE_STOP.get(record.state, record.state)
    if state not in WORK or (record.job is not None and not record.job.is_finished):
        raise Refused(_("There is nothing to go on with."), code="state")
    with transaction.atomic():
        if not _rows(record).filter(state=record.state).update(state=state, updated_at=timezone.now()):
            raise Refused(_("There is nothing to go on with."), code="state")
        _enqueue(record, WORK[state], _("Import of %(file)s"))


def stop(actor: Actor, record: Any) -> None:
    """Stop the work on an import. Of a check nothing is kept; what was written or undone so far stays so, and can be
    gone on with or undone. Raises Refused when nothing is at work.
    """
    state, now = AFTER_STOP.get(record.state, ""), timezone.now()
    with write_transaction():
        at_work = _rows(record).filter(state=record.state)
        if not state or not at_work.update(state=state, finished_at=now, updated_at=now):
            raise Refused(_("This import is not at work any more."), code="state")
        if record.job is not None:
            ports.jobs.cancel(record.job)
        written = record.lines.filter(written_revision__isnull=False)
        _journal(actor, record, state, rows=written.count(), undone=written.filter(undone_at__isnull=False).count())
        if state == "discarded":
            record.lines.all().delete()
    if state == "discarded":
        files.forget_file(files.file_name(record))


def _refuse_while_stopping(record: Any) -> None:
    job = record.job
    if record.state in BEFORE_STOP and job is not None and not job.is_finished:
        raise Refused(_("The work is just being stopped. Try again in a moment."), code="stopping")


def discard(actor: Actor, record: Any) -> None:
    """Drop a checked or unreadable import, its lines and its file; raises Refused when it is written already."""
    now = timezone.now()
    with transaction.atomic():
        waiting = _rows(record).filter(state__in=("checked", "unreadable"))
        if not waiting.update(state="discarded", finished_at=now, updated_at=now):
            raise Refused(_("This import can no longer be discarded."), code="state")
        record.lines.all().delete()
        _journal(actor, record, "discarded")
    files.forget_file(files.file_name(record))


def _hold(record: Any, state: str) -> None:
    """Keep the import in `state` until the running transaction ends; raises Cancelled when it is in another."""
    if not _rows(record).filter(state=state).update(updated_at=timezone.now()):
        raise Cancelled(record.uid)


def _rows(record: Any) -> Any:
    return type(record).objects.filter(pk=record.pk)


def _enqueue(record: Any, task: str, title: str) -> None:
    record.job = ports.jobs.enqueue(
        task,
        {"record": str(record.uid)},
        user=record.user,
        key=f"import:{record.uid}",
        title=title % {"file": record.file_name},
    )
    _rows(record).update(job=record.job)


def _journal(actor: Actor, record: Any, step: str, **details: Any) -> None:
    permission = registry.resource(record.resource).import_permission
    ports.journal.write(
        JournalEntry(
            actor=actor,
            action=permission,
            obj=record,
            changes={},
            details={"step": step, "file": record.file_name, "sha256": record.sha256, **details},
        )
    )


def _raw_lines(record: Any) -> Iterator[list[str]]:
    known = [column.header for column in columns_of(registry.resource(record.resource))]
    with files.open_file(files.file_name(record)) as stream:
        yield from read_csv(stream, known) if record.form == "csv" else read_xlsx(stream)


def _is_short(record: Any) -> bool:
    try:
        for number, _line in enumerate(_raw_lines(record)):
            if number > CHECKED_AT_ONCE:
                return False
    except UnreadableSheet:
        return True
    return True


def _lines(record: Any, headers: list[str]) -> Iterator[tuple[int, dict[str, str], bool]]:
    """Yield number, cells by header, and whether there are more cells than headers; blank lines are skipped."""
    number = 0
    for number, line in enumerate(_raw_lines(record), start=1):
        if number == 1 or not any(cell.strip() for cell in line):
            continue
        padded = [*line, *[""] * (len(headers) - len(line))]
        cells = {
            header: cell
            for header, cell in zip(headers, padded, strict=False)
            if header and not header.startswith(IGNORED)
        }
        yield number, cells, any(cell.strip() for cell in line[len(headers) :])


FILE_FAULTS = {
    "encoding": lambda: _("The file is not UTF-8 text. Save it as “CSV UTF-8”."),
    "damaged": lambda: _("The file is damaged or not of the kind its name says."),
    "too-large": lambda: _("The file unpacks to more than can be read. Divide it."),
    "empty": lambda: _("The file is empty."),
}


def run_check(run: JobRun, uid: str) -> dict[str, Any]:
    """Check the import `uid`; a repeated run goes on after the lines that were checked already."""
    record = ports.transfers.imports.objects.select_related("user").get(uid=uid)
    if record.state != "checking":
        return {"rows": record.rows}
    permission = registry.resource(record.resource).import_permission
    if not actor_of(record).can(permission):
        raise NotAllowed(permission)
    check(record, run)
    text = _("“%(file)s” is checked: see what it would add and change.") % {"file": record.file_name}
    if record.state == "unreadable":
        text = _("“%(file)s” could not be read.") % {"file": record.file_name}
    ports.outbox.notify(record.user, text=text, url=import_address(record), key=f"import-checked:{record.uid}")
    return {"rows": record.rows}


def check(record: Any, run: JobRun | None = None) -> None:
    """Read the file in the scope of its owner and keep what every line means, a chunk a transaction: the counts in the
    record say how far it came. Raises Cancelled when the import was stopped meanwhile.
    """
    resource = registry.resource(record.resource)
    try:
        headers = [header.strip() for header in next(_raw_lines(record), [])]
        faults = header_faults(resource, headers) if headers else [FILE_FAULTS["empty"]()]
        if not faults:
            faults = _check_lines(record, resource, headers, run)
    except UnreadableSheet as unreadable:
        headers, faults = [], [FILE_FAULTS[unreadable.code]()]
    with write_transaction():
        _hold(record, "checking")
        if faults:
            record.lines.all().delete()
            record.rows = record.adds = record.changes = record.same = record.faulty = 0
        record.headers, record.faults = headers[:500], faults
        record.state = "unreadable" if faults else "checked"
        record.save(update_fields=["headers", "faults", *COUNTS, "state"])


def _check_lines(record: Any, resource: Resource, headers: list[str], run: JobRun | None) -> list[str]:
    reader = LineReader(resource, actor_of(record), headers)
    lines = _lines(record, headers)
    _remember(reader, record, islice(lines, record.rows), run)
    for chunk in _loaded(reader, lines):
        if record.rows + len(chunk) > MOST_ROWS:
            return [_("The file has more than %(count)s rows. Divide it.") % {"count": text_of(MOST_ROWS)}]
        kept = [_line_of(record, line[0], line[1], _meaning(reader, *line)) for line in chunk]
        told = Counter(line.outcome for line in kept)
        with write_transaction():
            _hold(record, "checking")
            ports.transfers.import_rows.objects.bulk_create(line for line in kept if line.outcome != "same")
            record.rows += len(chunk)
            record.adds += told["add"]
            record.changes += told["change"]
            record.same += told["same"]
            record.faulty += told["fault"]
            _rows(record).update(**{name: getattr(record, name) for name in COUNTS})
            if run is not None:
                run.progress(record.rows)
    return []


def _meaning(reader: LineReader, number: int, cells: dict[str, str], overfull: bool) -> Meaning:
    meaning = reader.read(cells, number)
    if overfull:
        return Meaning("fault", faults=[fault(_("The line has more cells than the first line has names."))])
    return meaning


def _remember(reader: LineReader, record: Any, lines: Iterator[Any], run: JobRun | None) -> None:
    """Pass over the lines that were checked already; later ones may still mean the same row as one of them."""
    faulty = set(record.lines.filter(outcome="fault").values_list("line", flat=True))
    for chunk in _loaded(reader, lines):
        for number, cells, _overfull in chunk:
            if number not in faulty:
                reader.remember(cells, number)
        if run is not None:
            run.check()


def _loaded(reader: LineReader, lines: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(lines, CHECK_ROWS)):
        reader.load([cells for _number, cells, _overfull in chunk])
        yield chunk


def _line_of(record: Any, number: int, cells: dict[str, str], meaning: Meaning) -> Any:
    return ports.transfers.import_rows(
        record=record,
        line=number,
        outcome=meaning.kind,
        cells=cells,
        changes=meaning.changes,
        faults=meaning.faults,
        revision=getattr(meaning.obj, "revision", None),
        # A new row keeps the identifier it was checked with: no second one of it can ever be written.
        object_uid=getattr(meaning.obj or meaning.made, "uid", None),
    )


def run_write(run: JobRun, uid: str) -> dict[str, Any]:
    """Write the good lines of the import `uid`, BATCH_ROWS a transaction, through the acts of its resource."""
    record = ports.transfers.imports.objects.select_related("user").get(uid=uid)
    if record.state != "writing":
        return {}
    resource = registry.resource(record.resource)
    good = record.lines.filter(outcome__in=("add", "change"))
    total = good.count()
    pending = good.filter(written_at__isnull=True).order_by("line")
    while True:
        actor = actor_of(record)
        if not actor.can(resource.import_permission):
            raise NotAllowed(resource.import_permission)
        reader = LineReader(resource, actor, record.headers, rehearse=False)
        with write_transaction():
            _hold(record, "writing")
            batch = list(pending.select_for_update()[:BATCH_ROWS])
            reader.load([line.cells for line in batch])
            for line in _add_lines(resource, actor, reader, batch):
                _write_line(resource, actor, reader, line)
            # Inside the transaction, so that the number shown is the number that stands.
            run.progress(total - pending.count(), total)
        if not batch:
            break
    return _finish_write(record, good)


def _add_lines(resource: Resource, actor: Actor, reader: LineReader, batch: list[Any]) -> list[Any]:
    """Write the lines of `batch` that add a row at once, if that can be done; returns those still to be written."""
    if not adds_at_once(resource):
        return batch
    made: dict[Any, Any] = {}
    for line in batch:
        if line.outcome == "add" and line.object_uid is not None:
            meaning = reader.read(line.cells, line.line)
            if meaning.kind == "add":
                made[line.pk] = meaning.made
                meaning.made.uid = line.object_uid
    if not made or not add_rows(resource, actor, list(made.values())):
        return batch
    written = ports.transfers.import_rows.objects.filter(pk__in=made)
    # A new row bears the first revision.
    written.update(written_at=timezone.now(), written_revision=FIRST_REVISION)
    return [line for line in batch if line.pk not in made]


def _write_line(resource: Resource, actor: Actor, reader: LineReader, line: Any) -> None:
    line.written_at = timezone.now()
    try:
        with transaction.atomic():
            obj = _written(resource, actor, reader, line)
    except REFUSALS as error:
        line.refusals = sentences(error)
    else:
        if obj is not None:
            line.object_uid, line.written_revision = obj.uid, obj.revision
    line.save(update_fields=["written_at", "refusals", "object_uid", "written_revision"])


def _written(resource: Resource, actor: Actor, reader: LineReader, line: Any) -> Any:
    meaning = reader.read(line.cells, line.line)
    if meaning.kind == "fault":
        raise Refused(*[one["text"] for one in meaning.faults])
    if meaning.kind != line.outcome:
        if meaning.kind == "same" and line.outcome == "change":
            return None
        raise Refused(_("The row has changed since the file was checked."))
    if meaning.kind == "add":
        add = resource.generated("add")
        return add(actor, **meaning.values) if add is not None else None
    change = resource.generated("change")
    if change is None or meaning.obj.uid != line.object_uid:
        raise Refused(_("The row has changed since the file was checked."))
    obj = resource.model._default_manager.get(pk=meaning.obj.pk)
    return change(actor, obj, revision=line.revision, **meaning.values)


def _finish_write(record: Any, good: Any) -> dict[str, Any]:
    written = good.filter(written_revision__isnull=False).count()
    refused = good.exclude(refusals=[]).count()
    now = timezone.now()
    with transaction.atomic():
        if _rows(record).filter(state="writing").update(state="written", finished_at=now, updated_at=now):
            _journal(actor_of(record), record, "written", rows=written, refused=refused)
            text = ngettext(
                "“%(file)s” is imported: %(count)s row written.",
                "“%(file)s” is imported: %(count)s rows written.",
                written,
            ) % {"file": record.file_name, "count": text_of(written)}
            ports.outbox.notify(record.user, text=text, url=import_address(record), key=f"import:{record.uid}")
    return {"written": written, "refused": refused}


def run_undo(run: JobRun, uid: str) -> dict[str, Any]:
    """Void what the import `uid` added and take back what it changed, unless somebody touched it since."""
    record = ports.transfers.imports.objects.select_related("user").get(uid=uid)
    if record.state != "undoing":
        return {}
    resource = registry.resource(record.resource)
    written = record.lines.filter(written_revision__isnull=False)
    total = written.count()
    pending = written.filter(undone_at__isnull=True).order_by("-line")
    while True:
        actor = actor_of(record)
        reader = LineReader(resource, actor, [column.header for column in columns_of(resource)])
        with write_transaction():
            _hold(record, "undoing")
            batch = list(pending.select_for_update()[:BATCH_ROWS])
            for line in batch:
                _undo_line(resource, actor, reader, record, line)
            run.progress(total - pending.count(), total)
        if not batch:
            break
    return _finish_undo(record, written)


def _undo_line(resource: Resource, actor: Actor, reader: LineReader, record: Any, line: Any) -> None:
    line.undone_at = timezone.now()
    try:
        with transaction.atomic():
            _undone(resource, actor, reader, record, line)
    except REFUSALS as error:
        line.refusals = sentences(error)
    line.save(update_fields=["undone_at", "refusals"])


def _undone(resource: Resource, actor: Actor, reader: LineReader, record: Any, line: Any) -> None:
    obj = resource.visible_to(actor.user).filter(uid=line.object_uid).first()
    if obj is None:
        raise Refused(_("The row is no longer open to you."))
    if obj.revision != line.written_revision:
        raise Refused(_("The row was changed after the import, so it stays as it is."))
    if line.outcome == "add":
        void = resource.generated("void")
        if void is None:
            raise Refused(_("Rows of this list cannot be voided."))
        void(actor, obj, reason=_("Import “%(file)s” undone") % {"file": record.file_name[:200]})
        return
    change = resource.generated("change")
    if change is None:
        raise Refused(_("Rows of this list cannot be changed by an import."))
    values = reader.values_of(obj, {header: before for header, (before, _after) in line.changes.items()})
    change(actor, obj, revision=line.written_revision, **values)


def _finish_undo(record: Any, written: Any) -> dict[str, Any]:
    kept = written.exclude(refusals=[]).count()
    undone = written.count() - kept
    now = timezone.now()
    with transaction.atomic():
        if _rows(record).filter(state="undoing").update(state="undone", finished_at=now, updated_at=now):
            _journal(actor_of(record), record, "undone", rows=undone, kept=kept)
            text = ngettext(
                "“%(file)s” is undone: %(count)s row taken back.",
                "“%(file)s” is undone: %(count)s rows taken back.",
                undone,
            ) % {"file": record.file_name, "count": text_of(undone)}
            ports.outbox.notify(record.user, text=text, url=import_address(record), key=f"import-undone:{record.uid}")
    return {"undone": undone, "kept": kept}


def fault_lines(record: Any) -> Iterator[bytes]:
    """Yield the lines with faults as CSV: `#line`, `#faults`, then the cells as they came, so that the file can be
    mended and brought in again (columns that begin with `#` are not read).
    """
    headers = [header for header in record.headers if header and not header.startswith(IGNORED)]
    yield BOM.encode()

    def rows() -> Iterator[list[str]]:
        yield ["#line", "#faults", *headers]
        for line in record.lines.order_by("line").iterator(chunk_size=500):
            told = line.refusals or [
                f"{one['column']}: {one['text']}" if one["column"] else one["text"] for one in line.faults
            ]
            if told:
                yield [
                    str(line.line),
                    guarded(" ".join(told)),
                    *(guarded(line.cells.get(name, "")) for name in headers),
                ]

    yield from csv_lines(rows())
