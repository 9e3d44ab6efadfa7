# SPDX-License-Identifier: EUPL-1.2
"""Inside a temporary home: how many right texts the judged queries find, beside the database's own full-text search."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

FIRST = 10


def main(title: str) -> None:
    """Ask every way of searching and print one JSON line a kind of spelling."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "nizam.site.settings"
    import django

    django.setup()
    from benchmarks.search_speed import founded
    from nizam.kit.registry import registry
    from nizam.kit.testing.world import make_account
    from nizam.spine.search.searching import search
    from nizam.spine.search.tests.judged import keep_texts, read_queries, read_texts, recall_by_kind

    institution, root, _units = founded()
    texts = read_texts()
    ids = keep_texts(institution, root, texts)
    reader = make_account("reader", institution, "leadership")
    letters = [registry.resource("cases.envelope")]

    def ours(query: str) -> list[str]:
        return [ids[hit.object_id] for hit in search(reader, query, resources=letters).hits]

    peers = _peers([(one.id, f"{one.subject} {one.text}") for one in texts])
    reached = recall_by_kind(read_queries(), ours)
    beside = {name: recall_by_kind(read_queries(), ask) for name, ask in peers.items()}
    for kind, (share, count) in reached.items():
        others = ", ".join(f"{name} {100 * by_kind[kind][0]:.1f}" for name, by_kind in beside.items())
        what = f"recall@10, {kind}, {count} queries, {title}"
        least = "aim: 97; " if kind == "all" else ""
        print(json.dumps({"what": what, "figure": 100 * share, "unit": "%", "beside": least + others}))


def _peers(texts: Sequence[tuple[str, str]]) -> dict[str, Callable[[str], list[str]]]:
    """Return what else is there in the database: every word must stand, ranked by its own rules."""
    from django.db import connection

    cursor = connection.cursor()
    if connection.vendor == "postgresql":
        cursor.execute("CREATE TABLE peer (id text, words text)")
        cursor.executemany("INSERT INTO peer VALUES (%s, %s)", texts)

        def asked(configuration: str) -> Callable[[str], list[str]]:
            vector, query = f"to_tsvector('{configuration}', words)", f"plainto_tsquery('{configuration}', %s)"
            # Put together of the names above, nothing from outside.
            sql = f"SELECT id FROM peer WHERE {vector} @@ {query} ORDER BY ts_rank({vector}, {query}) DESC, id LIMIT %s"

            def ask(words: str) -> list[str]:
                return _ids(cursor, sql, [words, words, FIRST])

            return ask

        return {"simple": asked("simple"), "turkish": asked("turkish")}
    cursor.execute("CREATE VIRTUAL TABLE peer USING fts5(id UNINDEXED, words, tokenize='unicode61')")
    cursor.executemany("INSERT INTO peer VALUES (%s, %s)", texts)

    def ask(words: str) -> list[str]:
        quoted = " ".join('"' + word.replace('"', "") + '"' for word in words.split())
        return _ids(cursor, "SELECT id FROM peer WHERE peer MATCH %s ORDER BY rank LIMIT %s", [quoted, FIRST])

    return {"FTS5 unicode61": ask}


def _ids(cursor: Any, sql: str, params: list[Any]) -> list[str]:
    cursor.execute(sql, params)
    return [row[0] for row in cursor.fetchall()]


if __name__ == "__main__":
    main(*sys.argv[1:])
