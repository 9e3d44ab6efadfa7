# SPDX-License-Identifier: EUPL-1.2
"""Where the pages of imports and exports stand."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from nizam.kit.screens.addresses import NAMESPACE


def transfers_address() -> str:
    """Return the address of a user's own imports and exports."""
    return reverse(f"{NAMESPACE}:transfers")


def export_address(export: Any, page: str = "") -> str:
    """Return the address of one export, or of its `file` or `progress`."""
    return reverse(f"{NAMESPACE}:transfers_export{f'_{page}' if page else ''}", args=[export.uid])


def import_address(record: Any, page: str = "") -> str:
    """Return the address of one import, or of its `faults` or `progress`."""
    return reverse(f"{NAMESPACE}:transfers_import{f'_{page}' if page else ''}", args=[record.uid])
