# SPDX-License-Identifier: EUPL-1.2
"""The calendar as iCalendar (RFC 5545) under an address that is its own key: no session, and nothing to change."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views import View
from icalendar import Calendar, Event

from nizam.doors.office.calendar.entries import Entry, entries_of
from nizam.kit.ports import ports
from nizam.kit.screens.base import OFFICE_PERMISSION
from nizam.kit.scripts import screen_language
from nizam.spine.org.feeds import feed_of, note_read

BEFORE, AFTER = timedelta(days=60), timedelta(days=400)
ASK_AGAIN = timedelta(hours=1)


class CalendarFeedFile(View):
    """The calendar of whoever made the address, as he may see it at this moment."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Answer 404 alike for an unknown or revoked address, a closed account, and one that may not enter any more."""
        feed = feed_of(token)
        if feed is None or not ports.access.has_perm(feed.user, OFFICE_PERMISSION):
            raise Http404
        note_read(feed)
        user = feed.user
        language = screen_language(user.language or user.institution.main_language) or "en"
        with translation.override(language), timezone.override(user.institution.tzinfo):
            data = calendar_bytes(user, feed.whose, timezone.localdate())
        answer = HttpResponse(data, content_type="text/calendar; charset=utf-8")
        answer["Content-Disposition"] = 'inline; filename="nizam.ics"'
        answer["Cache-Control"] = "private, no-store"
        return answer


def calendar_bytes(user: Any, whose: str, today: date) -> bytes:
    """Return the calendar of `user` around `today`, in the active language."""
    calendar = Calendar()
    calendar.add("prodid", "-//Nizam//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    name = _("Terms and absences: %(person)s") % {"person": user.display_name}
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for entry in entries_of(user, today - BEFORE, today + AFTER, whose):
        calendar.add_component(_event(entry, user))
    calendar.add_missing_timezones(today - BEFORE, today + AFTER)
    return bytes(calendar.to_ical())


def _event(entry: Entry, user: Any) -> Event:
    event = Event()
    host = urlsplit(settings.PUBLIC_ADDRESS).hostname or "nizam.invalid"
    # The same for as long as the thing exists, and in everybody's calendar (RFC 5545, section 3.8.4.7).
    event.add("uid", f"{entry.kind}-{entry.uid}@{host}")
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("sequence", entry.revision)
    event.add("summary", entry.words)
    event.add("class", "PRIVATE")
    event.add("categories", [entry.kind.upper()])
    # A term takes nobody's time; who is away is away.
    event.add("transp", "OPAQUE" if entry.kind == "absence" else "TRANSPARENT")
    if entry.at is not None:
        at = entry.at.astimezone(user.institution.tzinfo).replace(second=0, microsecond=0)
        event.add("dtstart", at)
        event.add("dtend", at)
    else:
        event.add("dtstart", entry.starts)
        # The end is the day after the last one (section 3.6.1).
        event.add("dtend", entry.ends + timedelta(days=1))
    if settings.PUBLIC_ADDRESS:
        event.add("url", settings.PUBLIC_ADDRESS + entry.url)
    return event
