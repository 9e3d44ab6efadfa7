# SPDX-License-Identifier: EUPL-1.2
"""What streams tell: each notice once to its own reader, what was missed after a break, nothing after the session."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from nizam.doors.office.live.news import OVERLAP, Reader, ended, news_of
from nizam.kit.ports import ports
from nizam.spine.org.models import Person
from nizam.spine.outbox.sending import mark_read

pytestmark = pytest.mark.django_db


def _reader(user: Any, *, ago: float = 0, **more: Any) -> Reader:
    since = timezone.now() - timedelta(seconds=ago)
    return Reader(user_id=user.pk, session_key="", password=user.password, since=since, **more)


def _told(readers: list[Reader]) -> dict[int, list[tuple[str, Any]]]:
    found: dict[int, list[tuple[str, Any]]] = {}
    for reader, frames in news_of(readers).items():
        for one in frames:
            lines = dict(line.split(": ", 1) for line in one.decode().strip().split("\n"))
            data = json.loads(lines["data"])
            found.setdefault(reader.user_id, []).append((lines["event"], data.get("text", data)))
    return found


def test_each_reader_hears_of_his_own_and_once(world: Any) -> None:
    readers = [_reader(world.clerk_a), _reader(world.clerk_b)]
    assert _told(readers) == {
        world.clerk_a.pk: [("unread", {"unread": 0})],
        world.clerk_b.pk: [("unread", {"unread": 0})],
    }
    ports.outbox.notify(world.clerk_a, text="Case 7 was assigned to you.", key="a", kind="assigned")
    assert _told(readers) == {world.clerk_a.pk: [("notice", "Case 7 was assigned to you.")]}
    assert _told(readers) == {}
    mark_read(world.clerk_a)
    assert _told(readers) == {world.clerk_a.pk: [("unread", {"unread": 0})]}


def test_what_was_missed_is_told_to_who_comes_back(world: Any) -> None:
    ports.outbox.notify(world.clerk_a, text="missed", key="a")
    earlier = OVERLAP.total_seconds() + 60
    assert _told([_reader(world.clerk_a, ago=earlier)]) == {world.clerk_a.pk: [("notice", "missed")]}
    from nizam.spine.outbox.models import Notification

    Notification.objects.update(told_at=timezone.now() - timedelta(hours=1))
    assert _told([_reader(world.clerk_a)]) == {world.clerk_a.pk: [("unread", {"unread": 1})]}


def test_words_about_what_is_closed_to_the_reader_are_not_said(world: Any) -> None:
    thing = Person.objects.create(institution=world.other_institution, family_name="A", given_name="B")
    reader = _reader(world.clerk_a)
    news_of([reader])
    ports.outbox.notify(world.clerk_a, text="secret", key="a", about=thing)
    assert _told([reader]) == {world.clerk_a.pk: [("unread", {"unread": 1})]}


def test_what_comes_by_mail_alone_is_not_streamed(world: Any) -> None:
    from nizam.spine.outbox.kinds import MAIL, choose_ways

    choose_ways(world.clerk_a, {"assigned": (MAIL,)})
    reader = _reader(world.clerk_a)
    news_of([reader])
    ports.outbox.notify(world.clerk_a, text="x", key="a", kind="assigned")
    assert _told([reader]) == {}


def test_a_thing_that_changes_under_the_reader_says_so(world: Any) -> None:
    person = Person.objects.create(institution=world.institution, family_name="A", given_name="B")
    reader = _reader(world.clerk_a, thing=("org.person", person.uid), revision=person.revision)
    news_of([reader])
    person.save()
    assert _told([reader]) == {world.clerk_a.pk: [("changed", {"revision": 2})]}
    assert _told([reader]) == {}


def test_the_questions_do_not_grow_with_the_readers(world: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        news_of([_reader(world.clerk_a)])
    with django_assert_num_queries(1):
        news_of([_reader(user) for user in world.insiders for _n in range(5)])


def test_streams_end_with_the_session_the_account_and_the_password(world: Any, as_user: Any) -> None:
    clients = {user: as_user(user) for user in world.insiders}
    readers = {user: _reader(user) for user in world.insiders}
    for user, client in clients.items():
        readers[user].session_key = client.session.session_key
    assert ended(list(readers.values())) == []
    out, closed, changed = world.clerk_a, world.clerk_b, world.head_a
    clients[out].post("/office/logout/")
    closed.is_active = False
    closed.save(update_fields=["is_active"])
    changed.set_password("another 4 words now")
    changed.save(update_fields=["password"])
    expired = readers[world.leader]
    Session.objects.filter(session_key=expired.session_key).update(expire_date=timezone.now())
    assert ended(list(readers.values())) == [readers[out], readers[closed], readers[changed], expired]


def test_where_no_hub_is_the_stream_says_what_is_new_and_asks_to_come_again(world: Any, as_user: Any) -> None:
    answer = as_user(world.clerk_a).get("/office/live/")
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert answer.content.startswith(b"retry: 30000\n\nevent: unread\n")
    assert answer.headers["Cache-Control"].startswith("no-store") or "no-store" in answer.headers["Cache-Control"]
