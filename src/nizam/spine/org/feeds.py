# SPDX-License-Identifier: EUPL-1.2
"""Calendar addresses: making, revoking, finding the one that a calendar program asks under."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, action
from nizam.spine.org.actions import token_digest
from nizam.spine.org.models import CalendarFeed

# Calendar programs ask every few minutes; that one was used is noted no more often than this.
NOTED_EVERY = timedelta(hours=1)


@action("org.add_calendarfeed", title=_("Make a calendar address"), creates=True)
def add_calendarfeed(actor: Actor, *, name: str, whose: str) -> CalendarFeed:
    """Make an address for one's own calendar. Its secret stands once on the returned row as `key`, nowhere else.

    Raises ValidationError for an empty name or a range there is not.
    """
    key = secrets.token_urlsafe(32)
    feed = CalendarFeed(
        user=actor.user,
        institution=actor.user.institution,
        name=name,
        whose=whose,
        prefix=key[:6],
        digest=token_digest(key),
    )
    feed.full_clean()
    feed.save()
    feed.key = key
    return feed


@action(
    "org.void_calendarfeed",
    title=_("Revoke the calendar address"),
    available=lambda feed: feed.voided_at is None,
    danger=_("Calendar programs that read under it get nothing any more. This cannot be undone; make another one."),
)
def void_calendarfeed(actor: Actor, feed: CalendarFeed) -> CalendarFeed:
    """Revoke an address at once."""
    feed.voided_at = timezone.now()
    feed.save(update_fields=["voided_at"])
    return feed


def feed_of(key: str) -> CalendarFeed | None:
    """Return the address with this secret, with its account; None when it is unknown or revoked or the account closed.

    The account is read anew, so that its rights are those of this moment.
    """
    rows = CalendarFeed.objects.select_related("user__institution", "user__person")
    return rows.filter(
        digest=token_digest(key), voided_at__isnull=True, user__is_active=True, user__institution__isnull=False
    ).first()


def note_read(feed: CalendarFeed) -> None:
    """Note that an address was used, now and then."""
    now = timezone.now()
    if feed.last_used_at is None or now - feed.last_used_at > NOTED_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_used_at=now)
