# SPDX-License-Identifier: EUPL-1.2
"""What was opened to whom: seen by those who see the thing, ended by those whose right reaches it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nizam.kit.actions import Actor
from nizam.kit.errors import NotAllowed, NotVisible, OutOfSight, Refused
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import entry_address, list_address
from nizam.kit.testing.world import make_account
from nizam.spine.assets.models import Asset
from nizam.spine.org.actions import end_access, open_access
from nizam.spine.org.models import Access

pytestmark = pytest.mark.django_db


@pytest.fixture
def press(world: Any) -> Asset:
    """A thing of unit A."""
    row = Asset(institution=world.institution, unit=world.unit_a, inventory_number="A-7", name="Press")
    row.save()
    return row


def listed(user: Any) -> list[str]:
    return [access.reason for access in Access.objects.visible_to(type(user).objects.get(pk=user.pk))]


def test_an_access_is_seen_by_whoever_sees_the_thing(world: Any, press: Asset) -> None:
    open_access(press, user=world.leader, reason="asked for an opinion")
    assert listed(world.clerk_a) == listed(world.head_a) == listed(world.inspector) == ["asked for an opinion"]
    for outside in (world.clerk_b, world.stranger, world.techadmin):
        assert listed(outside) == []
    open_access(press, unit=world.unit_b, reason="referred")
    assert sorted(listed(world.clerk_b)) == ["asked for an opinion", "referred"]


def test_an_access_to_a_thing_that_is_gone_is_shown_to_nobody(world: Any) -> None:
    kind = ContentType.objects.get_for_model(Asset)
    Access.objects.create(content_type=kind, object_id=987654, user=world.clerk_b, reason="gone")
    assert listed(world.leader) == []


def test_the_list_names_the_thing_and_leads_there(world: Any, press: Asset) -> None:
    open_access(press, unit=world.unit_b, reason="referred")
    client = Client()
    client.force_login(world.clerk_a)
    page = client.get(list_address(registry.resource("org.access"))).content.decode()
    assert "A-7 Press" in page
    assert entry_address(press) in page
    assert "Press department" in page
    exported = client.post(f"{list_address(registry.resource('org.access'))}export/", {"form": "csv"})
    assert "nizami/A-7" in b"".join(exported.streaming_content).decode()


def test_ending_an_access_closes_the_thing_and_stands_in_the_journal(world: Any, press: Asset) -> None:
    access = open_access(press, unit=world.unit_b, reason="referred")
    assert Asset.objects.visible_to(world.clerk_b).filter(pk=press.pk).exists()
    end_access(Actor(user=world.head_a), access, reason="the opinion was given")
    assert not Asset.objects.visible_to(world.clerk_b).filter(pk=press.pk).exists()
    (entry,) = ports.journal.history(access)
    assert (entry.action, entry.reason) == ("org.end_access", "the opinion was given")
    with pytest.raises(Refused):
        end_access(Actor(user=world.head_a), access, reason="again")


def test_only_a_right_that_reaches_the_thing_ends_its_accesses(world: Any, press: Asset) -> None:
    access = open_access(press, user=world.leader, reason="asked")
    with pytest.raises(NotAllowed):
        end_access(Actor(user=world.clerk_a), access, reason="x")
    with pytest.raises(NotVisible):
        end_access(Actor(user=world.techadmin), access, reason="x")
    # A head of another unit who was let in to read sees who else is in, and puts nobody out.
    head_b = make_account("head_b", world.institution, "head", world.unit_b)
    own = open_access(press, user=head_b, reason="to read")
    with pytest.raises(NotAllowed):
        end_access(Actor(user=head_b), access, reason="x")
    own.may_act = True
    own.save(update_fields=["may_act"])
    with pytest.raises(OutOfSight):
        end_access(Actor(user=head_b), own, reason="x")
    assert end_access(Actor(user=head_b), access, reason="x").voided_at is not None


def test_the_scope_costs_as_much_for_many_rows_as_for_one(world: Any, press: Asset) -> None:
    def cost() -> int:
        user = type(world.head_a).objects.get(pk=world.head_a.pk)
        with CaptureQueriesContext(connection) as captured:
            list(Access.objects.visible_to(user))
        return len(captured)

    open_access(press, user=world.leader, reason="one")
    ContentType.objects.clear_cache()
    one = cost()
    for number in range(8):
        open_access(press, user=world.leader, reason=str(number))
    ContentType.objects.clear_cache()
    assert cost() == one
