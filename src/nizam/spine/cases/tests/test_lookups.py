# SPDX-License-Identifier: EUPL-1.2
"""Registering a letter looks rows up by what is asked for, and never reads every letter or case of the house."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nizam.spine.cases.envelopes import keep
from nizam.spine.cases.intake import register
from nizam.spine.cases.models import Case

_spec = importlib.util.spec_from_file_location("letters", Path(__file__).with_name("letters.py"))
assert _spec is not None
assert _spec.loader is not None
letters = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(letters)

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]

# Tables that grow with every letter. Others hold some rows of an institution.
GROWING = ("cases_envelope", "cases_case", "cases_party", "cases_casedocument", "records_document", "cases_attachment")


def test_no_lookup_reads_a_whole_table(operator: Any, world: Any) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the plans of SQLite without statistics are the ones that go wrong")

    def arrive(raw: bytes) -> None:
        register(operator, [keep(operator, world.institution, raw, door="mail")[0]])

    arrive(letters.letter())
    Case.objects.update(state="answered")
    stranger = "yad@example.com"
    with CaptureQueriesContext(connection) as asked:
        arrive(letters.letter(message_id="<2@x>", text="Yenə M-1/2026 barədə."))
        arrive(letters.letter(message_id=None, text="Adsız məktub."))
        arrive(letters.letter(message_id="<3@x>", references="<1@example.org>", sender=stranger, subject="No. 5/2026"))
        arrive(letters.letter(message_id="<4@x>", references="<1@example.org>", text="Əlavə."))
        arrive(letters.failure_notice("<1@example.org>"))
    wrong = {}
    for query in asked.captured_queries:
        sql = query["sql"]
        if not sql.startswith(("SELECT", "UPDATE")):
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            steps = [row[3] for row in cursor.fetchall()]
        for step in steps:
            words = step.split()
            if words[0] in ("SCAN", "SEARCH") and words[1] in GROWING and _is_wide(step):
                wrong[step] = sql
    assert wrong == {}


def _is_wide(step: str) -> bool:
    """Tell whether a step reads all rows, or all of an institution or direction."""
    narrowed = step.partition("(")[2].replace("institution_id=?", "").replace("direction=?", "")
    return "=?" not in narrowed and ">?" not in narrowed
