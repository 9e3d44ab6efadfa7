# SPDX-License-Identifier: EUPL-1.2
"""The one mail of the day: who gets one now, and what it looks like.

It is written when it is sent, of what the person may see then. It is a note of the house to its own people and no
letter: it is not kept as an envelope, says that it is automatic (RFC 3834) and has an empty return path.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nizam.doors.mail.sending import hand_over
from nizam.kit.ports import ports
from nizam.kit.scripts import screen_language
from nizam.kit.tasks import JobRun, scheduled, task
from nizam.kit.turns import write_transaction
from nizam.spine.cases.intake import own_message_domains
from nizam.spine.cases.working_days import calendar_of
from nizam.spine.org.models import Institution, User
from nizam.spine.outbox.delivery import Delivery
from nizam.spine.outbox.digests import (
    DIGEST_BY_MAIL,
    Digest,
    digest_of,
    due_on_day,
    keep_digest_day,
    mark_mailed,
)

LOOK_EVERY = timedelta(minutes=5)


@scheduled(every=LOOK_EVERY, when=lambda: any(due_people(timezone.now())))
@task("door_mail.send_digests", title=gettext_lazy("Send the mail of the day"))
def send_digests(run: JobRun) -> dict[str, int]:
    """Put a mail into the outbox for everybody whose time has come today and who has something to be told."""
    return {"put": put_due_digests(timezone.now())}


def put_due_digests(now: datetime) -> int:
    """Put the mails that are due at `now` into the outbox and return how many.

    On working days of the institution, in its zone, from the person's own time on. After a pause of the house the mail
    of today is sent late, those of the days before are not.
    """
    return sum(_put(user, day, now) for user, day in due_people(now))


def due_people(now: datetime) -> Iterator[tuple[User, date]]:
    """Give everybody who has an address and whose time has come today, with the day it is for him."""
    for institution in Institution.objects.order_by("pk"):
        local = now.astimezone(institution.tzinfo)
        due = due_on_day(institution, local.date(), local.time())
        if not due or not calendar_of(institution).is_working_day(local.date()):
            continue
        rows = User.objects.filter(pk__in=due, built_in=False).select_related("person", "institution")
        yield from ((user, local.date()) for user in rows.order_by("pk") if address_of(user))


def address_of(user: User) -> str:
    """Return where mail for `user` goes: the address of the account, else of the person; empty for none."""
    return str(user.email or (user.person.email if user.person is not None else ""))


def _language_of(user: User) -> str:
    return screen_language(user.language or user.institution.main_language) or "en"


def _put(user: User, day: date, now: datetime) -> int:
    with write_transaction():
        keep_digest_day(user, day.isoformat())
        with translation.override(_language_of(user)):
            if not digest_of(user, now):
                return 0
        ports.outbox.put(
            kind=DIGEST_BY_MAIL,
            key=f"digest:{user.uid}:{day.isoformat()}",
            payload={"user": str(user.uid), "day": day.isoformat()},
            institution_id=user.institution_id,
        )
    return 1


def deliver_digest(delivery: Delivery) -> Mapping[str, Any] | None:
    """Send a person the mail of a day; nothing when the account was closed, has no address or nothing is left to tell.

    One that could not be sent on its day is not sent on a later one: that day has its own. Errors of the relay pass
    through, to be tried again.
    """
    user = User.objects.select_related("person", "institution").get(uid=delivery.payload["user"])
    day = date.fromisoformat(delivery.payload["day"])
    now = timezone.now()
    if not user.is_active or not address_of(user):
        return {"not_sent": "no-account"}
    if now.astimezone(user.institution.tzinfo).date() > day:
        return {"not_sent": "past"}
    language = _language_of(user)
    with translation.override(language), timezone.override(user.institution.tzinfo):
        digest = digest_of(user, now)
        if not digest:
            return {"not_sent": "nothing"}
        mail = digest_mail(user, day, digest, language)
    hand_over(mail, automatic=True)
    mark_mailed(user, now)
    return {"message_id": mail.extra_headers["Message-ID"]}


def digest_mail(user: User, day: date, digest: Digest, language: str) -> EmailMultiAlternatives:
    """Return the mail, plain and laid out, in the language that is active."""
    institution = user.institution
    context = {
        "digest": digest,
        "day": day,
        "user": user,
        "institution": institution.name.in_language(language),
        "language": language,
        "address": settings.PUBLIC_ADDRESS,
    }
    mail = EmailMultiAlternatives(
        subject=_("Your day, %(day)s") % {"day": date_format(day, "DATE_FORMAT")},
        body=render_to_string("door_mail/digest.txt", context),
        from_email=institution.email or settings.DEFAULT_FROM_EMAIL,
        to=[address_of(user)],
        headers={
            "Message-ID": f"<digest-{user.uid}-{day.isoformat()}@{own_message_domains(institution)[0]}>",
            "Date": format_datetime(timezone.now()),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Precedence": "bulk",
        },
    )
    mail.attach_alternative(render_to_string("door_mail/digest.html", context), "text/html")
    return mail
