# SPDX-License-Identifier: EUPL-1.2
"""What is told of terms: that they moved, that they come to their end, that what was waited for did not come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from nizam.doors.office.notices.telling import number_of, numbered, tell
from nizam.kit.events import subscribe
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import list_address
from nizam.spine.cases.escalation import people_meant
from nizam.spine.cases.events import CasesEscalated, SuspensionLapsed, TermRunsOut, TermsMoved
from nizam.spine.cases.models import Case, Escalation, Suspension
from nizam.spine.org.heads import heads_of
from nizam.spine.org.models import Institution, User
from nizam.spine.outbox.models import Watch

# So many late cases are told one by one; of more, one notice says how many and leads to them.
ONE_BY_ONE = 5
# The day is written in the language of who is told.
_day = lazy(date_format, str)


def subscribe_part() -> None:
    """Listen to what happens to terms."""
    subscribe(TermsMoved, tell_terms_moved)
    subscribe(SuspensionLapsed, tell_suspension_lapsed)
    subscribe(TermRunsOut, tell_term_runs_out)
    subscribe(CasesEscalated, tell_escalated)


def tell_terms_moved(event: TermsMoved) -> None:
    """Tell each person whose cases moved once, with how many and where they stand in a list.

    Told are who is responsible, who watches and who heads the unit; each of what he may see.
    """
    institution = Institution.objects.get(uid=event.uid)
    today = timezone.now().astimezone(institution.tzinfo).date()
    for user, cases in _moved_for(event.moved, today).items():
        seen = sum(Case.objects.visible_to(user).filter(pk__in=some).count() for some in _portions(sorted(cases)))
        if not seen:
            continue
        text = ngettext_lazy(
            "The term of %(count)s case moved: %(cause)s", "The terms of %(count)s cases moved: %(cause)s", "count"
        ) % {"count": seen, "cause": event.cause}
        day = today.isoformat()
        url = list_address(registry.resource("cases.case"), **{"term_moved_on.from": day, "term_moved_on.until": day})
        key = f"terms-moved:{event.uid}:{day}:{event.cause}"[:200]
        ports.outbox.notify(user, text=text, url=url, key=key, kind="terms-moved")


def tell_suspension_lapsed(event: SuspensionLapsed) -> None:
    """Tell who has a suspended case that the last day to pay or to answer has passed."""
    row = Suspension.objects.select_related("case").get(uid=event.uid)
    today = timezone.now().astimezone(row.institution.tzinfo).date()
    words = numbered(_("Case {number} stands still, and the last day that was waited for has passed."), row.case)
    for user in _moved_for([row.case_id], today):
        tell(user, row.case, kind="terms-moved", words=words, key=f"lapsed:{row.uid}")


def tell_term_runs_out(event: TermRunsOut) -> None:
    """Tell whom the procedure of a case names that its term comes to its end: who has it, and holders of roles."""
    case = Case.objects.select_related("unit", "institution").get(uid=event.uid)
    if case.due_on is None:
        return
    words = format_lazy(
        _("The term of case {number} ends on {day}."), number=number_of(case), day=_day(case.due_on, "DATE_FORMAT")
    )
    today = timezone.now().astimezone(case.institution.tzinfo).date()
    for user in people_meant(case, event.to, today):
        tell(user, case, kind="due-soon", words=words, key=f"term-ends:{case.uid}")


def tell_escalated(event: CasesEscalated) -> None:
    """Tell whoever stands on a step that a late case has reached, once; of very many cases in one notice."""
    institution = Institution.objects.get(uid=event.uid)
    rows = Escalation.objects.filter(institution=institution, told_at__isnull=True, account__isnull=False)
    by_account: dict[User, list[Escalation]] = defaultdict(list)
    for row in rows.select_related("case", "account").order_by("pk"):
        by_account[row.account].append(row)
    for user, reached in by_account.items():
        # Of one case the highest step says all.
        of_case = {row.case_id: row for row in reached}
        if len(of_case) > ONE_BY_ONE:
            _tell_many(user, institution, list(of_case.values()))
        else:
            for row in of_case.values():
                _tell_late(user, row)
        Escalation.objects.filter(pk__in=[row.pk for row in reached]).update(told_at=timezone.now())


def _tell_late(user: User, row: Escalation) -> None:
    own = user.person_id is not None and user.person_id == row.case.responsible_id
    words = _("Case {number} is late: its term ended on {day}.")
    if not own:
        words = _("Case {number} under you is late: its term ended on {day}.")
    ended = row.term_end.astimezone(row.institution.tzinfo).date()
    text = format_lazy(words, number=number_of(row.case), day=_day(ended, "DATE_FORMAT"))
    key = f"late:{row.case.uid}:{row.term_end.isoformat()}:{row.step}"
    tell(user, row.case, kind="late" if own else "escalated", words=text, key=key, once=True)


def _tell_many(user: User, institution: Institution, rows: Sequence[Escalation]) -> None:
    seen = sum(
        Case.objects.visible_to(user).filter(pk__in=some).count() for some in _portions([row.case_id for row in rows])
    )
    if not seen:
        return
    text = ngettext_lazy("%(count)s case under you is late.", "%(count)s cases under you are late.", "count") % {
        "count": seen
    }
    today = timezone.now().astimezone(institution.tzinfo).date().isoformat()
    url = list_address(registry.resource("cases.case"), **{"due_on.until": today, "state": "assigned"})
    key = f"late:{institution.uid}:{max(row.pk for row in rows)}"
    ports.outbox.notify(user, text=text, url=url, key=key, kind="escalated", once=True)


def _moved_for(cases: Sequence[int], today: date) -> dict[User, set[int]]:
    """Return for each account the keys of `cases` that are its own, that it watches, or that its unit has."""
    people: dict[int, set[int]] = defaultdict(set)
    units: dict[int, set[int]] = defaultdict(set)
    keys: dict[Any, int] = {}
    for some in _portions(cases):
        rows = Case.objects.filter(pk__in=some).values_list("pk", "uid", "responsible_id", "unit_id")
        for key, uid, responsible, unit in rows:
            keys[uid] = key
            people[responsible].add(key)
            units[unit].add(key)
    told: dict[int, set[int]] = defaultdict(set)
    accounts = User.objects.filter(is_active=True)
    for account, person in accounts.filter(person_id__in=people.keys() - {None}).values_list("pk", "person_id"):
        told[account] |= people[person]
    for some in _portions(list(keys)):
        watches = Watch.objects.filter(object_kind=Case._meta.label_lower, object_uid__in=some)
        for account, uid in watches.values_list("user_id", "object_uid"):
            told[account].add(keys[uid])
    for account, unit in heads_of(units.keys() - {None}, today):
        told[account] |= units[unit]
    return {user: told[user.pk] for user in accounts.filter(pk__in=told).order_by("pk")}


def _portions(keys: Sequence[Any], size: int = 5_000) -> Iterator[Sequence[Any]]:
    """Give the keys in portions that one question to the database may name."""
    for start in range(0, len(keys), size):
        yield keys[start : start + size]
