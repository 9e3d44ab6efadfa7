# SPDX-License-Identifier: EUPL-1.2
"""The pages of imports and exports. A user sees his own ones only, as long as he may still import or export."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nizam.kit.declare import Resource
from nizam.kit.errors import Refused
from nizam.kit.keeping import KEEP_EXPORT_FILES
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import list_address, screen_address
from nizam.kit.screens.base import OfficeScreen, ScopedScreen
from nizam.kit.screens.forms import HouseForm
from nizam.kit.transfer import exports, files, imports
from nizam.kit.transfer.addresses import export_address, import_address, transfers_address
from nizam.kit.transfer.columns import columns_of, is_symmetric

SHOWN_LINES = 200
SHOWN_TRANSFERS = 100
AT_WORK = frozenset({"checking", "writing", "undoing"})


def is_stuck(transfer: Any) -> bool:
    """Tell whether an import or export should be at work and no job is."""
    return transfer.state in AT_WORK and (transfer.job is None or transfer.job.is_finished)


class ExportForm(HouseForm):
    """Which kind of file is wanted."""

    form = forms.ChoiceField(
        label=gettext_lazy("Kind of file"),
        choices=[("csv", "CSV"), ("xlsx", "XLSX")],
        initial="xlsx",
        widget=forms.RadioSelect,
    )


class ImportForm(HouseForm):
    """The file to bring in."""

    file = forms.FileField(label=gettext_lazy("File"), widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}))


def _attachment(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


class ExportScreen(ScopedScreen):
    """Asks for the kind of file, then answers with it, or begins the work where the rows are many."""

    title = gettext_lazy("Export")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what would be exported."""
        self._permit()
        return self._show(ExportForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Export."""
        self._permit()
        form = ExportForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=400)
        query, kind = request.GET.urlencode(), form.cleaned_data["form"]
        if not exports.is_small(self.resource, request.user, query):
            return redirect(export_address(exports.begin_export(self.resource, self.actor, query, kind)))
        _count, content = exports.small_export(self.resource, self.actor, query, kind)
        response: HttpResponseBase
        if kind == "csv":
            response = StreamingHttpResponse(content, content_type=files.CONTENT_TYPES[kind])
        else:
            response = FileResponse(content, content_type=files.CONTENT_TYPES[kind])
        return _attachment(response, exports.download_name(self.resource, kind))

    def _permit(self) -> None:
        self.require(self.resource.view_permission)
        self.require(self.resource.export_permission)

    def _show(self, form: ExportForm, *, status: int = 200) -> HttpResponse:
        query = self.request.GET.urlencode()
        return self.page(
            "kit/transfer/export_form.html",
            {
                "form": form,
                "rows": exports.exported_rows(self.resource, self.request.user, query).count(),
                "narrowed": bool(query),
                "columns": [column.header for column in columns_of(self.resource)],
                "symmetric": is_symmetric(self.resource),
                "back": f"{list_address(self.resource)}?{query}" if query else list_address(self.resource),
                "transfers_address": transfers_address(),
            },
            status=status,
        )


class ImportScreen(ScopedScreen):
    """Takes a file in and has it checked."""

    title = gettext_lazy("Import")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show the form, or give an empty file with the columns."""
        self._permit()
        if "empty" in request.GET:
            empty = StreamingHttpResponse(exports.empty_file(self.resource), content_type=files.CONTENT_TYPES["csv"])
            return _attachment(empty, exports.download_name(self.resource, "csv"))
        return self._show(ImportForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Keep the file and begin its check."""
        self._permit()
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(form, status=400)
        try:
            record = imports.keep_import(self.resource, self.actor, form.cleaned_data["file"])
        except Refused as refused:
            form.add_error("file", [str(reason) for reason in refused.reasons])
            return self._show(form, status=400)
        imports.begin_check(record)
        return redirect(import_address(record))

    def _permit(self) -> None:
        self.require(self.resource.view_permission)
        self.require(self.resource.import_permission)

    def _show(self, form: ImportForm, *, status: int = 200) -> HttpResponse:
        return self.page(
            "kit/transfer/import_form.html",
            {
                "form": form,
                "columns": [column.header for column in columns_of(self.resource)],
                "transfers_address": transfers_address(),
            },
            status=status,
        )


class TransferScreen(OfficeScreen):
    """A page about one import or export of the reader himself."""

    kind = "export"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Leave the row to be found once the reader is known."""
        super().setup(request, *args, **kwargs)
        self.row: Any = None
        self.resource: Resource

    def find(self) -> Any:
        """Return the row; raises Http404 for another's, NotAllowed once the right is gone."""
        model = ports.transfers.exports if self.kind == "export" else ports.transfers.imports
        row = model.objects.visible_to(self.request.user).select_related("user", "job").filter(uid=self.kwargs["uid"])
        self.row = row.first()
        try:
            self.resource = registry.resource(self.row.resource if self.row is not None else "")
        except KeyError:
            raise Http404(self.kind) from None
        permission = self.resource.export_permission if self.kind == "export" else self.resource.import_permission
        self.require(self.resource.view_permission)
        self.require(permission)
        return self.row

    def breadcrumbs(self) -> list[dict[str, Any]]:
        """Lead through the reader's own imports and exports."""
        is_export = self.kind == "export"
        words = exports.named(self.row) if is_export else str(self.resource.title)
        here = _("Export") if is_export else _("Import")
        return [
            {"url": transfers_address(), "label": _("My imports and exports")},
            {"url": "", "label": f"{here}: {words}"},
        ]

    def progress(self) -> dict[str, Any]:
        """Return how far the work is."""
        job = self.row.job
        stuck = is_stuck(self.row)
        return {
            "state": self.row.state,
            "at_work": self.row.state in AT_WORK and not stuck,
            "stuck": stuck,
            "done": job.progress_done if job is not None else 0,
            "total": job.progress_total if job is not None else None,
        }


class ProgressScreen(TransferScreen):
    """How far the work is, for the page's own script."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Answer with numbers."""
        self.find()
        return JsonResponse(self.progress())


class ExportPage(TransferScreen):
    """One export: its progress, then its file."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show it."""
        self.find()
        return self._show()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Cancel it."""
        export = self.find()
        if request.POST.get("step") != "cancel":
            raise Http404("no such step")
        try:
            exports.cancel_export(self.actor, export)
        except Refused as refused:
            self.find()
            return self._show([str(reason) for reason in refused.reasons], status=409)
        return redirect(export_address(export))

    def _show(self, refusals: list[str] | None = None, *, status: int = 200) -> HttpResponse:
        export = self.row
        return self.page(
            "kit/transfer/export.html",
            {
                "export": export,
                "resource_title": exports.named(export),
                "progress": self.progress(),
                "progress_address": export_address(export, "progress"),
                "file_address": export_address(export, "file"),
                "name": exports.file_name_of(export),
                "again": self._again(export) if exports.is_list(export) else "",
                "transfers_address": transfers_address(),
                "kept_until": export.finished_at + KEEP_EXPORT_FILES if export.finished_at else None,
                "refusals": refusals or [],
            },
            status=status,
        )

    def _again(self, export: Any) -> str:
        return screen_address(self.resource, "export") + (f"?{export.query}" if export.query else "")


class ExportDownload(TransferScreen):
    """The file of one export, for its owner."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Give the file; 404 before it is ready and after it was removed."""
        export = self.find()
        if export.state != "ready":
            raise Http404("not ready")
        try:
            content = files.open_file(files.file_name(export))
        except FileNotFoundError:
            raise Http404("gone") from None
        response = FileResponse(content, content_type=files.CONTENT_TYPES[export.form])
        return _attachment(response, exports.file_name_of(export))


class ImportPage(TransferScreen):
    """One import: what it would do, and the buttons that do it."""

    kind = "import"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show it."""
        self.find()
        return self._show()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Write, write the good lines only, discard, stop, undo, or go on."""
        record = self.find()
        steps = {
            "write": lambda: imports.begin_write(record, good_only=False),
            "write-good": lambda: imports.begin_write(record, good_only=True),
            "discard": lambda: imports.discard(self.actor, record),
            "stop": lambda: imports.stop(self.actor, record),
            "undo": lambda: imports.begin_undo(record),
            "go-on": lambda: imports.go_on(record),
        }
        step = steps.get(request.POST.get("step", ""))
        if step is None:
            raise Http404("no such step")
        try:
            step()
        except Refused as refused:
            self.find()
            return self._show([str(reason) for reason in refused.reasons], status=409)
        return redirect(import_address(record))

    def _show(self, refusals: list[str] | None = None, *, status: int = 200) -> HttpResponse:
        record = self.row
        lines = record.lines.order_by("line")
        shown = [
            {
                "line": line,
                "changes": [{"column": c, "before": b, "after": a} for c, (b, a) in line.changes.items()],
            }
            for line in lines[:SHOWN_LINES]
        ]
        done = lines.filter(written_revision__isnull=False)
        return self.page(
            "kit/transfer/import.html",
            {
                "record": record,
                "resource_title": self.resource.title,
                "list_address": list_address(self.resource),
                "progress": self.progress(),
                "progress_address": import_address(record, "progress"),
                "faults_address": import_address(record, "faults"),
                "import_address": screen_address(self.resource, "import"),
                "transfers_address": transfers_address(),
                "lines": shown,
                "more_lines": max(0, record.adds + record.changes + record.faulty - len(shown)),
                "good": record.adds + record.changes,
                "written": done.count(),
                "refused": lines.exclude(refusals=[]).count(),
                "can_undo": record.state in {"written", "stopped"} and done.exists(),
                "can_go_on": self.progress()["stuck"] or record.state in imports.BEFORE_STOP,
                "undone": done.filter(undone_at__isnull=False).count(),
                "refusals": refusals or [],
            },
            status=status,
        )


class ImportFaults(TransferScreen):
    """The lines with faults, as a file."""

    kind = "import"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Give the file."""
        record = self.find()
        response = StreamingHttpResponse(imports.fault_lines(record), content_type=files.CONTENT_TYPES["csv"])
        return _attachment(response, _("faults") + f"-{record.file_name.rpartition('.')[0]}.csv")


class TransfersScreen(OfficeScreen):
    """The reader's own imports and exports, newest first."""

    title = gettext_lazy("My imports and exports")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show both lists."""
        known = {resource.key: resource for resource in registry.resources}
        return self.page(
            "kit/transfer/transfers.html",
            {
                "exports": [
                    {"row": row, "title": exports.named(row), "url": export_address(row), "stuck": is_stuck(row)}
                    for row in self._own(ports.transfers.exports)
                    if row.resource in known
                ],
                "imports": [
                    {"row": row, "title": known[row.resource].title, "url": import_address(row), "stuck": is_stuck(row)}
                    for row in self._own(ports.transfers.imports)
                    if row.resource in known
                ],
                "days": KEEP_EXPORT_FILES.days,
            },
        )

    def _own(self, model: Any) -> Any:
        rows = model.objects.visible_to(self.request.user).select_related("job").order_by("-created_at")
        return rows[:SHOWN_TRANSFERS]
