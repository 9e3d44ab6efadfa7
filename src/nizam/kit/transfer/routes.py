# SPDX-License-Identifier: EUPL-1.2
"""The routes of imports and exports: two for a resource, and those of the reader's own ones."""

from __future__ import annotations

from django.urls import URLPattern, path

from nizam.kit.declare import Resource
from nizam.kit.transfer import screens


def transfer_routes(resource: Resource) -> list[URLPattern]:
    """Return the routes `<label>_<model>_export` and, where rows can be brought in, `<label>_<model>_import`."""
    below = f"r/{resource.label}/{resource.name}"
    name = f"{resource.label}_{resource.name}"
    found = [path(f"{below}/export/", screens.ExportScreen.as_view(resource=resource), name=f"{name}_export")]
    if resource.importable:
        found.append(path(f"{below}/import/", screens.ImportScreen.as_view(resource=resource), name=f"{name}_import"))
    return found


def own_transfer_routes() -> list[URLPattern]:
    """Return the routes of a reader's own imports and exports."""
    return [
        path("transfers/", screens.TransfersScreen.as_view(), name="transfers"),
        path("transfers/export/<uuid:uid>/", screens.ExportPage.as_view(), name="transfers_export"),
        path("transfers/export/<uuid:uid>/file/", screens.ExportDownload.as_view(), name="transfers_export_file"),
        path(
            "transfers/export/<uuid:uid>/progress/",
            screens.ProgressScreen.as_view(kind="export"),
            name="transfers_export_progress",
        ),
        path("transfers/import/<uuid:uid>/", screens.ImportPage.as_view(), name="transfers_import"),
        path("transfers/import/<uuid:uid>/faults/", screens.ImportFaults.as_view(), name="transfers_import_faults"),
        path(
            "transfers/import/<uuid:uid>/progress/",
            screens.ProgressScreen.as_view(kind="import"),
            name="transfers_import_progress",
        ),
    ]
