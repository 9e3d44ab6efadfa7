# SPDX-License-Identifier: EUPL-1.2
"""The calendar: a month by weeks or as a list, one's own or the unit's; and the addresses for calendar programs."""

from __future__ import annotations

import calendar
import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nizam.doors.office.calendar.entries import ME, UNIT, Entry, entries_of
from nizam.foundations.calendars import WorkingCalendar
from nizam.kit.screens.base import OfficeScreen
from nizam.spine.cases.working_days import calendar_of
from nizam.spine.org.feeds import add_calendarfeed, void_calendarfeed
from nizam.spine.org.models import CalendarFeed
from nizam.spine.org.models.feeds import feed_ranges

GRID, LIST = "weeks", "list"
EARLIEST, LATEST = 2000, 2100


class CalendarScreen(OfficeScreen):
    """A month of terms, tasks and absences."""

    title = gettext_lazy("Calendar")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the month that is asked for, else this one."""
        self.today = timezone.localdate()
        self.first = _month(request.GET.get("month", "")) or self.today.replace(day=1)
        self.whose = UNIT if request.GET.get("of") == UNIT else ME
        self.shape = LIST if request.GET.get("as") == LIST else GRID
        weeks = calendar.Calendar().monthdatescalendar(self.first.year, self.first.month)
        found: Sequence[Entry] = ()
        if request.user.institution is not None:
            found = entries_of(request.user, weeks[0][0], weeks[-1][-1], self.whose)
        by_day = _by_day(found, weeks[0][0], weeks[-1][-1])
        works = calendar_of(request.user.institution) if request.user.institution is not None else None
        in_month = [day for week in weeks for day in week if day.month == self.first.month]
        context = {
            "month": self.first,
            "whose": self.whose,
            "shape": self.shape,
            "weekdays": [WEEKDAYS[number] for number in range(7)],
            "weeks": [[self._day(day, by_day, works) for day in week] for week in weeks],
            "days": [self._day(day, by_day, works) for day in in_month if by_day.get(day)],
            "empty": not any(by_day.get(day) for day in in_month),
            "addresses": {
                "before": self._address(month=_named(self.first - timedelta(days=1))),
                "after": self._address(month=_named(self.first + timedelta(days=31))),
                "today": self._address(month=""),
                "me": self._address(of=""),
                "unit": self._address(of=UNIT),
                "weeks": self._address(**{"as": ""}),
                "list": self._address(**{"as": LIST}),
            },
        }
        return self.page("door_office/pages/calendar.html", context)

    def page_title(self) -> str:
        """Name the month in the window's title."""
        return f"{self.title}: {date_format(self.first, 'YEAR_MONTH_FORMAT')}"

    def _address(self, **changed: str) -> str:
        shown = {
            "month": _named(self.first) if self.first != self.today.replace(day=1) else "",
            "of": self.whose if self.whose == UNIT else "",
            "as": self.shape if self.shape == LIST else "",
        }
        query = urlencode({name: value for name, value in {**shown, **changed}.items() if value})
        return reverse("office:calendar") + (f"?{query}" if query else "")

    def _day(self, day: date, by_day: dict[date, list[Entry]], works: WorkingCalendar | None) -> dict[str, Any]:
        return {
            "day": day,
            "today": day == self.today,
            "other": day.month != self.first.month,
            "off": works is not None and not works.is_working_day(day),
            "entries": by_day.get(day, []),
        }


def _month(text: str) -> date | None:
    """Return the first day of the month `2027-10`, None for what names none."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return found if EARLIEST <= found.year <= LATEST else None


def _named(day: date) -> str:
    return f"{day:%Y-%m}"


def _by_day(entries: Sequence[Entry], first: date, last: date) -> dict[date, list[Entry]]:
    found: dict[date, list[Entry]] = defaultdict(list)
    for entry in entries:
        day = max(entry.starts, first)
        while day <= min(entry.ends, last):
            found[day].append(entry)
            day += timedelta(days=1)
    return found


class CalendarFeedsScreen(OfficeScreen):
    """The addresses under which the reader's calendar programs read; each is shown once, when it is made."""

    title = gettext_lazy("Calendar in other programs")

    def breadcrumbs(self) -> list[dict[str, Any]]:
        """Lead through the calendar."""
        return [
            {"url": reverse("office:calendar"), "label": _("Calendar")},
            {"url": "", "label": str(self.title)},
        ]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the addresses in use and the form for another."""
        self.require(add_calendarfeed.permission)
        return self._show()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make an address, or revoke one."""
        self.require(add_calendarfeed.permission)
        if "revoke" in request.POST:
            return self._revoke(request.POST["revoke"])
        name, whose = request.POST.get("name", "").strip(), request.POST.get("whose", "")
        try:
            feed = add_calendarfeed(self.actor, name=name, whose=whose)
        except ValidationError:
            return self._show(fault=_("Give the address a name, such as “Phone”. Nothing was made."), status=400)
        path = reverse("office:calendar_feed", kwargs={"token": feed.key})
        # Not redirected: it is shown this once.
        return self._show(made=(settings.PUBLIC_ADDRESS or f"{request.scheme}://{request.get_host()}") + path)

    def _revoke(self, named: str) -> HttpResponse:
        try:
            uid = uuid.UUID(named)
        except ValueError:
            raise Http404 from None
        feed = CalendarFeed.objects.visible_to(self.request.user).standing().filter(uid=uid).first()
        if feed is None:
            raise Http404
        void_calendarfeed(self.actor, feed)
        messages.success(self.request, _("The address is revoked; nothing is told under it any more."))
        return redirect("office:calendar_feeds")

    def _show(self, *, made: str = "", fault: str = "", status: int = 200) -> HttpResponse:
        feeds = CalendarFeed.objects.visible_to(self.request.user).standing().order_by("-created_at")
        context = {"feeds": feeds, "made": made, "fault": fault, "ranges": feed_ranges()}
        return self.page("door_office/pages/calendar_feeds.html", context, status=status)
