# SPDX-License-Identifier: EUPL-1.2
"""Judged queries in every kind of spelling: how many right texts are found, and in the order kept for both databases.

`NIZAM_WRITE_RANKINGS=1` writes the order anew; it is to be read before it is kept.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date

import pytest

from nizam.kit.registry import registry
from nizam.kit.testing.world import World
from nizam.spine.search import searching
from nizam.spine.search.searching import search
from nizam.spine.search.tests.judged import DATA, keep_texts, read_queries, read_texts, recall, recall_by_kind

pytestmark = pytest.mark.django_db

RANKINGS = DATA / "rankings.json"
FIRST = 100
LEAST_RECALL = 0.97


@pytest.fixture
def ask(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    """Ask as the leadership on a fixed day, among letters; return the ids of texts in order."""
    ids = keep_texts(world.institution, world.unit_a, read_texts())
    letters = [registry.resource("cases.envelope")]
    monkeypatch.setattr(searching, "today_of", lambda user: date(2026, 11, 23))
    return lambda text: [ids[hit.object_id] for hit in search(world.leader, text, resources=letters).hits[:FIRST]]


def test_the_data_is_whole() -> None:
    texts, queries = read_texts(), read_queries()
    known = {one.id for one in texts}
    assert len(known) == len(texts) >= 250
    assert len({one.text for one in queries}) == len(queries) >= 300
    assert all(one.right and one.right <= known for one in queries)


def test_right_texts_are_found_in_the_order_that_is_kept(ask: Callable[[str], list[str]]) -> None:
    queries = read_queries()
    found = {query.text: ask(query.text) for query in queries}
    reached = recall_by_kind(queries, found.__getitem__)
    missed = [(one.kind, one.text, found[one.text][:3]) for one in queries if recall(found[one.text], one.right) < 1]
    assert reached["all"][0] >= LEAST_RECALL, (reached, missed)
    if os.environ.get("NIZAM_WRITE_RANKINGS"):
        RANKINGS.write_text(
            json.dumps({text: " ".join(ids) for text, ids in found.items()}, ensure_ascii=False, indent=0) + "\n",
            encoding="utf-8",
        )
    kept = json.loads(RANKINGS.read_text(encoding="utf-8"))
    assert {text: ids.split() for text, ids in kept.items()} == found
