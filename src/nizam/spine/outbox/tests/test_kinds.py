# SPDX-License-Identifier: EUPL-1.2
"""Each person chooses by which ways a kind of notice comes; a key that is told once is told once."""

from __future__ import annotations

from typing import Any

import pytest

from nizam.kit.ports import ports
from nizam.spine.outbox.kinds import MAIL, OFFICE, choose_ways, ways_of
from nizam.spine.outbox.models import Notification
from nizam.spine.outbox.queries import latest_notifications, unread_count
from nizam.spine.outbox.sending import mark_read

pytestmark = pytest.mark.django_db


def test_a_kind_that_is_switched_off_leaves_nothing(world: Any) -> None:
    user = world.clerk_a
    choose_ways(user, {"assigned": ()})
    ports.outbox.notify(user, text="x", key="a", kind="assigned")
    ports.outbox.notify(user, text="y", key="b", kind="late")
    assert [row.kind for row in Notification.objects.filter(user=user)] == ["late"]


def test_what_comes_by_mail_alone_stands_not_behind_the_bell(world: Any) -> None:
    user = world.clerk_a
    choose_ways(user, {"assigned": (MAIL,), "watched": (OFFICE, MAIL)})
    ports.outbox.notify(user, text="x", key="a", kind="assigned")
    assert unread_count(user) == 0
    assert latest_notifications(user) == []
    assert mark_read(user) == 0, "it is still to be mailed"
    row = Notification.objects.get(user=user)
    assert (row.by_mail, row.in_office, row.mailed_at) == (True, False, None)
    assert ways_of(user, "watched") == (OFFICE, MAIL)


def test_once_means_once_even_after_it_was_read(world: Any) -> None:
    user = world.clerk_a
    for _time in range(2):
        ports.outbox.notify(user, text="x", key="a", kind="late", once=True)
        mark_read(user)
    assert Notification.objects.filter(user=user).count() == 1


def test_an_undeclared_kind_is_an_error(world: Any) -> None:
    with pytest.raises(KeyError):
        ports.outbox.notify(world.clerk_a, text="x", kind="gossip")
