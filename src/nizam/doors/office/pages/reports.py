# SPDX-License-Identifier: EUPL-1.2
"""What a frozen report may show to a reader: its figures to all who may view it, its matters to those who see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nizam.spine.cases.models import Case

# As many identifiers as SQLite takes in one condition without trouble.
_AT_ONCE = 500


def rows_of(report: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every case row of a report's data, once for each article it stands under."""
    for article in report.get("articles", ()):
        yield from article.get("cases", ())
    yield from report.get("elsewhere", ())


def seen_cases(user: Any, report: Mapping[str, Any]) -> frozenset[str]:
    """Return the identifiers of the report's cases that `user` may see."""
    named = sorted({row["case"] for row in rows_of(report)})
    found: set[str] = set()
    for start in range(0, len(named), _AT_ONCE):
        visible = Case.objects.visible_to(user).filter(uid__in=named[start : start + _AT_ONCE])
        found.update(str(uid) for uid in visible.values_list("uid", flat=True))
    return frozenset(found)


def unseen_cases(user: Any, report: Mapping[str, Any]) -> int:
    """Return how many cases of the report `user` may not see."""
    return len({row["case"] for row in rows_of(report)} - seen_cases(user, report))
