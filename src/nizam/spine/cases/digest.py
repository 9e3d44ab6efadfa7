# SPDX-License-Identifier: EUPL-1.2
"""What stands open for a person, for the mail of the day: late, due within three working days, new.

A mail leaves the house: of a matter that is not open to all, it says number, kind and day, never its subject.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from nizam.foundations.calendars import CalendarError
from nizam.kit.screens.addresses import entry_address
from nizam.spine.cases.models import OPEN_STATES, Case, Task
from nizam.spine.cases.working_days import calendar_of
from nizam.spine.org.heads import units_headed_by
from nizam.spine.org.rights import units_of
from nizam.spine.outbox.digests import DigestLine, DigestPart, register_section

SOON = 3
SUBJECT_CHARACTERS = 120


def open_cases_of(user: Any, now: datetime) -> Any:
    """Return the open cases a person answers for today: his own, his units' that nobody has, and those under him.

    Only what he may see. Whoever heads a unit today, also for the time being, answers for all of it.
    """
    day = now.astimezone(user.institution.tzinfo).date()
    mine = Q(responsible=None, unit_id__in=units_of(user)) | Q(unit_id__in=units_headed_by(user, day))
    if user.person_id:
        mine |= Q(responsible_id=user.person_id) | Exists(
            Task.objects.filter(case=OuterRef("pk"), person_id=user.person_id, done_at=None, voided_at=None)
        )
    return Case.objects.visible_to(user).standing().filter(state__in=OPEN_STATES).filter(mine)


def late_part(user: Any, now: datetime, most: int) -> DigestPart:
    """Return the cases whose term is over and that are not answered."""
    return _part(_("Late"), _owed(user, now).filter(due_at__lt=now), most)


def soon_part(user: Any, now: datetime, most: int) -> DigestPart:
    """Return the cases whose term ends within three working days."""
    institution = user.institution
    today = now.astimezone(institution.tzinfo).date()
    try:
        until = calendar_of(institution).add_working_days(today, SOON)
    except CalendarError:
        return DigestPart(_("Due soon"), 0, ())
    return _part(_("Due soon"), _owed(user, now).filter(due_at__gte=now, due_on__lte=until), most)


def new_part(user: Any, now: datetime, most: int) -> DigestPart:
    """Return the cases that nobody has yet."""
    return _part(_("New"), open_cases_of(user, now).filter(state="new", responsible=None), most)


def _owed(user: Any, now: datetime) -> Any:
    return open_cases_of(user, now).filter(state__in=("new", "assigned"), suspended_since=None)


def _part(title: str, rows: Any, most: int) -> DigestPart:
    found = rows.select_related("procedure").order_by(F("due_at").asc(nulls_last=True), "pk")
    return DigestPart(title, rows.count(), [_line(case) for case in found[:most]])


def _line(case: Case) -> DigestLine:
    return DigestLine(" · ".join(_words(case)), entry_address(case), case.uid)


def _words(case: Case) -> Iterable[str]:
    yield case.number_text or _("without number")
    yield str(case.procedure.title)
    if case.confidentiality == 0:
        yield Truncator(" ".join(case.subject.split())).chars(SUBJECT_CHARACTERS)
    if case.due_on is not None:
        yield _("term %(day)s") % {"day": date_format(case.due_on, "SHORT_DATE_FORMAT")}


def register_sections() -> None:
    """Have these parts stand in the mail of the day."""
    register_section(10, "late", late_part)
    register_section(20, "due-soon", soon_part)
    register_section(30, "assigned", new_part)
