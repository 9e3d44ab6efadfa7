# SPDX-License-Identifier: EUPL-1.2
"""Opening an event stream: who asks is known here once, and looked at again while the stream is open."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone

from nizam.doors.office.live.hub import Hub, first_words
from nizam.doors.office.live.news import Reader, news_of
from nizam.kit.actions import is_visible
from nizam.kit.registry import registry
from nizam.kit.screens.base import OfficeScreen

# Under this name the web server puts the hub of its process where a request can find it.
HUB = "nizam.hub"
MISSED_AT_MOST = timedelta(days=1)
# Where the web server cannot keep streams, the page asks again after so many milliseconds.
ASK_AGAIN = 30_000


class StreamScreen(OfficeScreen):
    """What happens to the reader's things, as server-sent events."""

    def get(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """Begin a stream; 204, which tells a browser to stop asking, when this person has too many."""
        reader = _reader(request)
        told = news_of([reader])[reader]
        hub: Hub | None = request.environ.get(HUB) if hasattr(request, "environ") else None
        if hub is None:
            answer: Any = HttpResponse(b"retry: %d\n\n" % ASK_AGAIN + b"".join(told))
        elif not hub.has_room(reader.user_id):
            return HttpResponse(status=204)
        else:
            answer = StreamingHttpResponse(first_words(reader, told))
        answer["Content-Type"] = "text/event-stream; charset=utf-8"
        answer["Cache-Control"] = "no-store"
        # Proxies that gather an answer before they pass it on are asked not to.
        answer["X-Accel-Buffering"] = "no"
        return answer


def _reader(request: HttpRequest) -> Reader:
    user: Any = request.user
    thing = _thing(user, request.GET.get("thing", ""))
    return Reader(
        user_id=user.pk,
        session_key=request.session.session_key or "",
        password=user.password,
        since=_since(request.headers.get("Last-Event-ID", "") or request.GET.get("since", "")),
        thing=(thing._meta.label_lower, thing.uid) if thing is not None else None,
        revision=thing.revision if thing is not None else 0,
    )


def _since(told: str) -> datetime:
    """Return from when on the reader has missed something: the moment he names, never more than a day ago."""
    now = timezone.now()
    try:
        named = datetime.fromisoformat(told)
    except ValueError:
        return now
    return min(now, max(named, now - MISSED_AT_MOST)) if timezone.is_aware(named) else now


def _thing(user: Any, named: str) -> Any:
    """Return the thing `<resource>/<uid>` that lies open before the reader, None for what he may not see."""
    key, _slash, uid = named.partition("/")
    try:
        model = registry.resource(key).model
        found = model._default_manager.filter(uid=UUID(uid)).first()
    except (KeyError, ValueError):
        return None
    return found if found is not None and hasattr(found, "revision") and is_visible(user, found) else None
