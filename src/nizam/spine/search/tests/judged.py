# SPDX-License-Identifier: EUPL-1.2
"""The judged queries: office texts of our own, what is asked for, in which spelling, and which texts are right.

`data/texts.tsv` holds id, language, subject and text; `data/queries.tsv` how a query is spelled, the query, and the ids
of the right texts. A text is right where it is about what is asked, in whatever form or alphabet its words stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_OID, uuid5

DATA: Final = Path(__file__).with_name("data")
# Texts arrived a day apart, the last one lately: ranking by age is under test as well.
NEWEST: Final = datetime(2026, 11, 20, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Text:
    """One office text."""

    id: str
    language: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, how it is spelled, and the ids of the right texts."""

    kind: str
    text: str
    right: frozenset[str]


def read_texts() -> list[Text]:
    """Return the texts in the order of their file."""
    return [Text(*line.split("\t")) for line in _lines("texts.tsv")]


def read_queries() -> list[Query]:
    """Return the queries in the order of their file."""
    rows = (line.split("\t") for line in _lines("queries.tsv"))
    return [Query(kind, text, frozenset(right.split())) for kind, text, right in rows]


def _lines(name: str) -> list[str]:
    return (DATA / name).read_text(encoding="utf-8").splitlines()


def recall(found: Sequence[str], right: frozenset[str], among: int = 10) -> float:
    """Return the share of the right texts that stand among the first of those found."""
    return len(right & set(found[:among])) / min(len(right), among)


def recall_by_kind(queries: Iterable[Query], ask: Callable[[str], Sequence[str]]) -> dict[str, tuple[float, int]]:
    """Return for each kind of spelling the mean recall@10 of `ask` and the number of queries, at last for `all`."""
    shares: dict[str, list[float]] = {}
    for query in queries:
        shares.setdefault(query.kind, []).append(recall(ask(query.text), query.right))
    every = [share for part in shares.values() for share in part]
    return {kind: (sum(part) / len(part), len(part)) for kind, part in [*shares.items(), ("all", every)]}


def keep_texts(institution: Any, unit: Any, texts: Sequence[Text]) -> dict[int, str]:
    """Write the texts as letters that came to `unit` and index them; return the ids of texts by key of letter."""
    from nizam.kit.turns import write_transaction
    from nizam.spine.cases.models import Envelope
    from nizam.spine.records.models import Blob
    from nizam.spine.search.keeping import index_missing

    blob = Blob.objects.create(sha256="0" * 64, size=0)
    letters = [
        Envelope(
            uid=uuid5(NAMESPACE_OID, one.id),
            institution=institution,
            unit=unit,
            door="judged",
            blob=blob,
            sha256=f"{place:064x}",
            identity=one.id,
            kept_at=NEWEST - timedelta(days=len(texts) - place),
            subject=one.subject,
            text=one.text,
            language=one.language,
        )
        for place, one in enumerate(texts)
    ]
    with write_transaction():
        Envelope.objects.bulk_create(letters)
    sum(index_missing())
    return dict(Envelope.objects.filter(door="judged").values_list("pk", "identity"))
