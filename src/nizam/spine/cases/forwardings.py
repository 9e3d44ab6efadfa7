# SPDX-License-Identifier: EUPL-1.2
"""The term within which a letter goes to the competent body, counted beside the clock of its case."""

from __future__ import annotations

from typing import Any

from nizam.foundations.calendars import CalendarError
from nizam.spine.cases.clock import Clock, Counter
from nizam.spine.cases.law import law_json, rule_of, started_at, stated, term_of
from nizam.spine.cases.models import Case, Forwarding
from nizam.spine.org.models import Institution


def count_forwarding(case: Case, *, whole: bool, counter: Counter) -> tuple[Clock | None, dict[str, Any] | None]:
    """Count the law's term to forward a case, or a part of it; give the law too. Raises CalendarError.

    There is no clock where the law says to forward but not within what time (Turkey, law 3071, art. 5).
    """
    term = (None if whole else term_of(case, "forwarding-several")) or term_of(case, "forwarding")
    if term is None:
        rule = rule_of(case, "forwarding")
        return None, rule.law.as_json() if rule is not None else None
    kept = stated(term.term, uncertain=term.uncertain, code=term.code)
    law = term.law.as_json()
    return counter.clock(kept, law, started_at(case, term.term.start, counter.calendar)), law_json(term)


def renew_forwardings(institution: Institution, counter: Counter) -> int:
    """Count the terms of what is not forwarded yet anew; tells how many moved. Runs inside the caller's transaction."""
    moved = 0
    rows = Forwarding.objects.filter(institution=institution, voided_at__isnull=True, forwarded_at__isnull=True)
    for row in rows.select_related("case__procedure", "case__institution").order_by("pk"):
        try:
            clock, law = count_forwarding(row.case, whole=row.whole, counter=counter)
        except CalendarError:
            continue
        if clock is None or (row.due_on, row.clock) == (clock.due_on, clock.arithmetic):
            continue
        moved += row.due_on != clock.due_on
        row.due_on, row.clock, row.law = clock.due_on, clock.arithmetic, law
        row.save(update_fields=["due_on", "clock", "law"])
    return moved
