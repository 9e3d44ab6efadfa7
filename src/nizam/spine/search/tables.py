# SPDX-License-Identifier: EUPL-1.2
"""What the engines keep beside Django's tables, made after every migration where it is missing.

It is no migration's work: a new database is made from the models at once, and these no model knows.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

from nizam.spine.search.engines import engine


def make_tables(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """Answer the first `post_migrate` there is, before any app saves a row: make what the index rows need."""
    connection = connections[using]
    with connection.cursor() as cursor:
        there = "search_indexrow" in connection.introspection.table_names(cursor)
    if there:
        engine(using).make()
