# SPDX-License-Identifier: EUPL-1.2
"""Taking rows out as a file: at once when they are few, else in the background, in parts that outlive a worker."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nizam.kit.actions import Actor
from nizam.kit.declare import Resource
from nizam.kit.errors import Refused
from nizam.kit.ports import JournalEntry, ports
from nizam.kit.registry import registry
from nizam.kit.screens.columns import text_of
from nizam.kit.screens.filters import narrowed
from nizam.kit.tasks import Cancelled, JobRun
from nizam.kit.transfer import files
from nizam.kit.transfer.addresses import export_address
from nizam.kit.transfer.columns import Column, References, Speller, columns_of
from nizam.kit.transfer.sheets import BOM, csv_lines, write_xlsx
from nizam.kit.turns import write_transaction

AT_ONCE = 2_000
PART_ROWS = 5_000
STEP_ROWS = 500
EXPORT_TASK = "kit.export"
LIST_FORMS = frozenset({"csv", "xlsx"})


def exported_rows(resource: Resource, user: Any, query: str) -> Any:
    """Return the rows that `user` sees in the list narrowed by `query`, in the order they were made."""
    return narrowed(resource, resource.visible_to(user), QueryDict(query)).order_by("pk")


def is_small(resource: Resource, user: Any, query: str) -> bool:
    """Tell whether the rows are few enough to be answered at once."""
    return len(exported_rows(resource, user, query).values_list("pk", flat=True)[: AT_ONCE + 1]) <= AT_ONCE


def download_name(resource: Resource, form: str) -> str:
    """Return what the file is called on the user's own machine."""
    name = slugify(str(resource.title), allow_unicode=True) or resource.name
    return f"{name}-{timezone.localdate():%Y-%m-%d}.{form}"


def is_list(export: Any) -> bool:
    """Tell whether an export is the rows of a list, and no paper or report made by a task of its own."""
    return export.form in LIST_FORMS and (export.job is None or export.job.task == EXPORT_TASK)


def named(export: Any) -> str:
    """Return what an export is called on screens: a file that is no list by its job, a list by the list."""
    if not is_list(export) and export.job is not None and export.job.title:
        return str(export.job.title)
    return str(registry.resource(export.resource).title)


def file_name_of(export: Any) -> str:
    """Return what the file of an export is called on the user's own machine."""
    if is_list(export):
        return download_name(registry.resource(export.resource), export.form)
    return f"{slugify(named(export), allow_unicode=True) or export.uid}.{export.form}"


def small_export(resource: Resource, actor: Actor, query: str, form: str) -> tuple[int, Any]:
    """Return how many rows there are, and the file: a generator of bytes (CSV) or an open file (XLSX).

    The journal has the export before the first byte leaves.
    """
    rows = list(exported_rows(resource, actor.user, query)[:AT_ONCE])
    speller = Speller(resource, References(actor.user))
    speller.load(rows)
    with transaction.atomic():
        record_export(actor, resource, query, form, len(rows))
    headers = [column.header for column in speller.columns]
    lines = (speller.guarded_cells(row) for row in rows)
    if form == "csv":
        return len(rows), _csv_file(headers, lines)
    book = io.BytesIO()
    write_xlsx(book, _with_header(headers, lines), _kinds(speller.columns))
    book.seek(0)
    return len(rows), book


def empty_file(resource: Resource) -> Iterator[bytes]:
    """Yield a CSV file that only names the columns."""
    return _csv_file([column.header for column in columns_of(resource)], iter(()))


def _csv_file(headers: list[str], lines: Iterator[list[str]]) -> Iterator[bytes]:
    yield BOM.encode()
    yield from csv_lines(_with_header(headers, lines))


def _with_header(headers: list[str], lines: Iterator[list[str]]) -> Iterator[list[str]]:
    yield headers
    yield from lines


def _kinds(columns: list[Column]) -> list[str]:
    return [column.kind for column in columns]


def record_export(
    actor: Actor, resource: Resource, query: str, form: str, rows: int, export: Any = None, **details: Any
) -> None:
    """Write into the journal who took out which rows, and how many."""
    ports.journal.write(
        JournalEntry(
            actor=actor,
            action=resource.export_permission,
            obj=export,
            changes={},
            details={"list": resource.key, "filters": query, "form": form, "rows": rows, **details},
        )
    )


def begin_export(resource: Resource, actor: Actor, query: str, form: str) -> Any:
    """Queue a long export and return its row."""
    title = _("Export: %(list)s") % {"list": resource.title}
    return begin_file(actor, resource.key, task=EXPORT_TASK, form=form, query=query, title=title)


def begin_file(actor: Actor, resource: str, *, task: str, form: str, query: str, title: str) -> Any:
    """Queue the making of a file that is kept and given out like an export; return its row.

    `task` gets the row's uid as `export`, writes the file (`files.file_name`), and ends with `finish_file` or
    `end_file`.
    """
    user = actor.user
    with transaction.atomic():
        export = ports.transfers.exports(
            user=user,
            institution_id=user.institution_id,
            resource=resource,
            form=form,
            query=query,
            state="writing",
            address=actor.address,
        )
        export.save()
        export.job = ports.jobs.enqueue(
            task, {"export": str(export.uid)}, user=user, key=f"export:{export.uid}", title=title
        )
        export.save(update_fields=["job"])
    return export


def run_export(run: JobRun, uid: str) -> dict[str, Any]:
    """Write the export `uid`: parts of PART_ROWS rows, the last key in `run.state`, joined when all are there."""
    export = ports.transfers.exports.objects.select_related("user").get(uid=uid)
    folder = files.work_folder(export)
    if export.state != "writing":
        files.remove_folder(folder)
        return {"rows": export.rows}
    resource = registry.resource(export.resource)
    if not ports.access.has_perm(export.user, resource.export_permission):
        end_file(export, "refused")
        files.remove_folder(folder)
        return {"rows": 0}
    speller = Speller(resource, References(export.user))
    try:
        _write_parts(run, export, resource, speller, folder)
        _join(run, export, speller, folder)
    except Cancelled:
        end_file(export, "cancelled")
        files.remove_folder(folder)
        raise
    if not _finish(export, resource, int(run.state["rows"])):
        files.forget_file(files.file_name(export))
    files.remove_folder(folder)
    return {"rows": run.state["rows"]}


def cancel_export(actor: Actor, export: Any) -> None:
    """Stop the writing of an export and drop what is written; raises Refused when it is not being written."""
    resource = registry.resource(export.resource)
    with write_transaction():
        if not end_file(export, "cancelled"):
            raise Refused(_("This export is not being written any more."), code="state")
        if export.job is not None:
            ports.jobs.cancel(export.job)
        record_export(actor, resource, export.query, export.form, 0, export, step="cancelled")
    files.remove_folder(files.work_folder(export))


def _write_parts(run: JobRun, export: Any, resource: Resource, speller: Speller, folder: Path) -> None:
    if not _parts_stand(run, folder):
        # Another machine has them, or the disk lost them: what can be made again is made again.
        run.state.update({"last": 0, "rows": 0, "sizes": []})
    found = exported_rows(resource, export.user, export.query)
    total = run.state.get("total") or found.count()
    run.state["total"] = total
    run.progress(run.state["rows"], total)
    while rows := list(found.filter(pk__gt=run.state["last"])[:PART_ROWS]):
        speller.load(rows)
        number = len(run.state["sizes"]) + 1
        size = files.write_durably(folder / f"part-{number:06}", csv_lines(speller.guarded_cells(row) for row in rows))
        run.state["last"] = rows[-1].pk
        run.state["rows"] += len(rows)
        run.state["sizes"] = [*run.state["sizes"], size]
        run.progress(run.state["rows"], max(total, run.state["rows"]))


def _parts_stand(run: JobRun, folder: Path) -> bool:
    sizes = run.state.get("sizes")
    if sizes is None:
        return False
    parts = [folder / f"part-{number:06}" for number in range(1, len(sizes) + 1)]
    return all(part.is_file() and part.stat().st_size == size for part, size in zip(parts, sizes, strict=True))


def _join(run: JobRun, export: Any, speller: Speller, folder: Path) -> None:
    parts = [folder / f"part-{number:06}" for number in range(1, len(run.state["sizes"]) + 1)]
    headers = [column.header for column in speller.columns]
    with files.new_file(files.file_name(export)) as target:
        if export.form == "csv":
            target.write(b"".join(_csv_file(headers, iter(()))))
            for part in parts:
                target.write(part.read_bytes())
                run.check()
            return
        write_xlsx(target, _with_header(headers, _part_rows(run, parts)), _kinds(speller.columns))


def _part_rows(run: JobRun, parts: list[Path]) -> Iterator[list[str]]:
    count = 0
    for part in parts:
        with part.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                yield row
                count += 1
                if count % STEP_ROWS == 0:
                    run.check()


def _finish(export: Any, resource: Resource, rows: int) -> bool:
    text = ngettext(
        "Your export “%(list)s” is ready: %(count)s row.", "Your export “%(list)s” is ready: %(count)s rows.", rows
    ) % {"list": resource.title, "count": text_of(rows)}
    return finish_file(export, rows, text)


def finish_file(export: Any, rows: int, text: str) -> bool:
    """Note that the file of an export stands, with `rows` rows or pages, and tell its owner `text`.

    False when it is not being written any more: then nobody wants the file.
    """
    size, digest = files.measure(files.file_name(export))
    now = timezone.now()
    with transaction.atomic():
        ready = (
            type(export)
            .objects.filter(pk=export.pk, state="writing")
            .update(state="ready", rows=rows, size=size, sha256=digest, finished_at=now, updated_at=now)
        )
        if not ready:
            return False
        actor = Actor(export.user, address=export.address)
        record_export(actor, registry.resource(export.resource), export.query, export.form, rows, export)
        ports.outbox.notify(export.user, text=text, url=export_address(export), key=f"export:{export.uid}")
    return True


def end_file(export: Any, state: str) -> bool:
    """End an export that is being written, without a file; False when it is not being written."""
    now = timezone.now()
    writing = type(export).objects.filter(pk=export.pk, state="writing")
    return bool(writing.update(state=state, finished_at=now, updated_at=now))


def forget_old_exports(before: datetime) -> int:
    """Remove the files of exports finished before a moment; their rows stay. Returns how many."""
    count = 0
    for export in ports.transfers.exports.objects.filter(state="ready", finished_at__lt=before).order_by("pk")[:1000]:
        files.forget_file(files.file_name(export))
        type(export).objects.filter(pk=export.pk).update(state="expired", updated_at=timezone.now())
        count += 1
    return count


def forget_leftovers(before: datetime) -> int:
    """Remove parts of exports that nobody writes any more, and files left unfinished since a moment; tell how many."""
    folders = files.work_folders()
    writing = set(
        ports.transfers.exports.objects.filter(uid__in=folders, state="writing").values_list("uid", flat=True)
    )
    left = [folder for uid, folder in folders.items() if uid not in writing]
    for folder in left:
        files.remove_folder(folder)
    return len(left) + files.forget_unfinished(before)
