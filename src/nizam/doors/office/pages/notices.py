# SPDX-License-Identifier: EUPL-1.2
"""What stands behind the bell, and which of it each person wants to be told where. All of it is the reader's own."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from nizam.kit.screens.base import OfficeScreen
from nizam.spine.outbox.digests import digest_time, keep_digest_time, parsed_time
from nizam.spine.outbox.kinds import BOTH, KINDS, MAIL, OFFICE, all_ways_of, choose_ways, kind_of
from nizam.spine.outbox.models import Notification
from nizam.spine.outbox.queries import latest_notifications, unread_count
from nizam.spine.outbox.sending import mark_read

SHOWN = 100
WAYS = {OFFICE: gettext_lazy("In the office"), MAIL: gettext_lazy("In the mail of the day")}


class NoticesScreen(OfficeScreen):
    """The last notices of the reader, newest first."""

    title = gettext_lazy("Notices")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them; what is unread says so."""
        rows = [
            {"row": row, "kind": kind_of(row.kind).title, "url": reverse("office:notice", kwargs={"uid": row.uid})}
            for row in latest_notifications(request.user, limit=SHOWN)
        ]
        return self.page("door_office/pages/notices.html", {"rows": rows, "unread": unread_count(request.user)})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Mark all as read."""
        count = mark_read(request.user)
        words = ngettext("%(count)s notice is marked as read.", "%(count)s notices are marked as read.", count)
        messages.success(request, words % {"count": count})
        return redirect("office:notices")


class NoticeScreen(OfficeScreen):
    """One notice: leads to what it is about, and counts as read from then on."""

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Lead on; a notice of somebody else is not there."""
        row = Notification.objects.visible_to(request.user).filter(uid=uid).first()
        if row is None:
            raise Http404
        mark_read(request.user, [row.uid])
        # Addresses of notices are made by the house; two slashes would lead out of it.
        inside = row.url.startswith("/") and not row.url.startswith("//")
        return redirect(row.url if inside else reverse("office:notices"))


class NoticeChoicesScreen(OfficeScreen):
    """Which kinds of notice come where, and when the mail of the day comes."""

    title = gettext_lazy("What you are told")

    def breadcrumbs(self) -> list[dict[str, Any]]:
        """Lead through the notices."""
        above = {"url": reverse("office:notices"), "label": _("Notices")}
        return [above, {"url": "", "label": str(self.title)}]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show every kind with its two switches."""
        time = digest_time(request.user)
        return self._show(all_ways_of(request.user), f"{time:%H:%M}")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep what is chosen; whatever is not ticked is switched off."""
        ways = {kind.code: tuple(way for way in BOTH if request.POST.get(f"{kind.code}:{way}")) for kind in KINDS}
        asked = request.POST.get("time", "")
        time = parsed_time(asked)
        if time is None:
            return self._show(ways, asked, wrong_time=True)
        choose_ways(request.user, ways)
        keep_digest_time(request.user, time)
        messages.success(request, _("Your choices are kept."))
        return redirect("office:notice_choices")

    def _show(self, ways: dict[str, tuple[str, ...]], time: str, *, wrong_time: bool = False) -> HttpResponse:
        rows = [
            {
                "title": kind.title,
                "switches": [
                    {"name": f"{kind.code}:{way}", "label": WAYS[way], "on": way in ways[kind.code]} for way in BOTH
                ],
            }
            for kind in KINDS
        ]
        context = {
            "rows": rows,
            "ways": WAYS.values(),
            "time": time,
            "wrong_time": wrong_time,
            "address": self.request.user.email or getattr(self.request.user.person, "email", ""),
        }
        return self.page("door_office/pages/notice_choices.html", context, status=400 if wrong_time else 200)
