# SPDX-License-Identifier: EUPL-1.2
"""The bell, the notices behind it, and the choice of what one is told."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from nizam.kit.ports import ports
from nizam.spine.outbox.digests import digest_time
from nizam.spine.outbox.kinds import KINDS, MAIL, all_ways_of
from nizam.spine.outbox.models import Notification
from nizam.spine.outbox.queries import unread_count

pytestmark = pytest.mark.django_db
PAGE = "/office/notices/"


def test_following_a_notice_reads_it_and_a_stranger_finds_none(world: Any, as_user: Any) -> None:
    ports.outbox.notify(world.clerk_a, text="Case 1 <b>", url="/office/desks/", key="a", kind="assigned")
    row = Notification.objects.get(user=world.clerk_a)
    client = as_user(world.clerk_a)
    page = client.get(PAGE).content.decode()
    assert "Case 1 &lt;b&gt;" in page
    assert "1 unread notice" in page
    assert as_user(world.clerk_b).get(f"{PAGE}{row.uid}/").status_code == 404
    assert client.get(f"{PAGE}{uuid.uuid4()}/").status_code == 404
    assert client.get(f"{PAGE}{row.uid}/").headers["Location"] == "/office/desks/"
    assert unread_count(world.clerk_a) == 0


def test_a_notice_never_leads_out_of_the_house(world: Any, as_user: Any) -> None:
    ports.outbox.notify(world.clerk_a, text="x", url="//elsewhere.example/", key="a")
    row = Notification.objects.get(user=world.clerk_a)
    assert as_user(world.clerk_a).get(f"{PAGE}{row.uid}/").headers["Location"] == PAGE


def test_all_are_marked_as_read_at_once_and_only_ones_own(world: Any, as_user: Any) -> None:
    for user in (world.clerk_a, world.clerk_b):
        ports.outbox.notify(user, text="x", key="a")
        ports.outbox.notify(user, text="y", key="b")
    assert as_user(world.clerk_a).post(PAGE).status_code == 302
    assert (unread_count(world.clerk_a), unread_count(world.clerk_b)) == (0, 2)


def test_the_menu_says_how_much_is_unread(world: Any, as_user: Any) -> None:
    client = as_user(world.clerk_a)
    assert "data-nz-count" not in client.get("/office/desks/").content.decode()
    ports.outbox.notify(world.clerk_a, text="x", key="a")
    assert '"data-nz-count": "1"' in client.get("/office/desks/").content.decode()
    assert "data-nz-count" not in as_user(world.clerk_b).get("/office/desks/").content.decode()


def test_what_is_ticked_holds_and_what_is_not_is_off(world: Any, as_user: Any) -> None:
    client = as_user(world.clerk_a)
    data = {"assigned:mail": "1", "late:office": "1", "late:mail": "1", "time": "07:45"}
    assert client.post(f"{PAGE}choices/", data).status_code == 302
    ways = all_ways_of(world.clerk_a)
    assert ways["assigned"] == (MAIL,)
    assert ways["approval"] == ()
    assert f"{digest_time(world.clerk_a):%H:%M}" == "07:45"
    page = client.get(f"{PAGE}choices/").content.decode()
    assert page.count(" checked") == 3
    assert page.count('type="checkbox"') == 2 * len(KINDS)


def test_a_wrong_time_keeps_nothing_and_says_so(world: Any, as_user: Any) -> None:
    answer = as_user(world.clerk_a).post(f"{PAGE}choices/", {"time": "soon"})
    assert answer.status_code == 400
    assert "The time was not understood" in answer.content.decode()
    assert all_ways_of(world.clerk_a)["approval"] != ()
