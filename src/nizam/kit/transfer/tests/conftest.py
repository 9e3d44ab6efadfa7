# SPDX-License-Identifier: EUPL-1.2
"""A small world, its assets, and the way of a file through the house: kept, checked, written by the workers."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nizam.kit.actions import Actor
from nizam.kit.registry import registry
from nizam.kit.testing.world import build_world, make_account
from nizam.kit.transfer import exports, imports
from nizam.kit.transfer.sheets import read_csv, read_xlsx
from nizam.spine.jobs.worker import run_pending


@pytest.fixture(autouse=True)
def _no_files_left() -> Any:
    yield
    for folder in ("transfers", "blobs/transfers"):
        shutil.rmtree(Path(settings.NIZAM_HOME) / folder, ignore_errors=True)


@pytest.fixture
def world(db: None) -> Any:
    """The test world, with two assets of the network department and one of the press department."""
    built = build_world()
    asset = apps.get_model("assets", "Asset")
    for number, name, unit, note in (
        ("INV/001", "Şəbəkə açarı", built.unit_a, '=HYPERLINK("http://x")\r\nikinci sətir'),
        ("002", '  Skaner, "böyük" ', built.unit_a, "'=quoted"),
        ("003", "Kamera", built.unit_b, ""),
    ):
        asset.objects.create(
            institution=built.institution, unit=unit, inventory_number=number, name=name, note=note,
            acquired_on="2026-02-03" if number != "003" else None,
        )  # fmt: skip
    return built


@pytest.fixture
def keeper(world: Any) -> Any:
    """An account that may do everything in the first institution."""
    return make_account("keeper", world.institution, "operator")


@pytest.fixture
def office() -> Any:
    """The way of files: `export(user, key, form)` gives bytes, `bring(user, key, content, name)` a checked record."""

    def export(user: Any, key: str, form: str = "csv", query: str = "") -> bytes:
        _count, content = exports.small_export(registry.resource(key), Actor(user), query, form)
        return b"".join(content) if form == "csv" else content.read()

    def rows(content: bytes, form: str = "csv") -> list[list[str]]:
        return list(read_csv(io.BytesIO(content)) if form == "csv" else read_xlsx(io.BytesIO(content)))

    def bring(user: Any, key: str, content: bytes | str, name: str = "rows.csv") -> Any:
        raw = content.encode() if isinstance(content, str) else content
        record = imports.keep_import(registry.resource(key), Actor(user), SimpleUploadedFile(name, raw))
        imports.begin_check(record)
        run_pending()
        record.refresh_from_db()
        return record

    def write(record: Any, *, good_only: bool = False) -> Any:
        imports.begin_write(record, good_only=good_only)
        run_pending()
        record.refresh_from_db()
        return record

    def undo(record: Any) -> Any:
        imports.begin_undo(record)
        run_pending()
        record.refresh_from_db()
        return record

    def client(user: Any) -> Client:
        one = Client()
        one.force_login(user)
        return one

    return SimpleNamespace(export=export, rows=rows, bring=bring, write=write, undo=undo, client=client)
