# SPDX-License-Identifier: EUPL-1.2
"""Who is told what in the office, once an act is committed.

One module a part of the house, each with `subscribe_part()`; `telling.tell` and `telling.tell_watchers` do the telling.
Nothing here is part of an act: a notice that is lost takes nothing with it. Who no longer sees the thing is told
nothing, and a notice names no more than a number, since it stays behind the bell when sight is lost later.
"""

from __future__ import annotations

from nizam.doors.office.notices import approvals, cases, orders, papers, terms

PARTS = (approvals, cases, orders, papers, terms)


def subscribe_notices() -> None:
    """Have the office tell people of what happens; called once, at start."""
    for part in PARTS:
        part.subscribe_part()
