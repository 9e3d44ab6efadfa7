# SPDX-License-Identifier: EUPL-1.2
"""Mailboxes: one address once in the house, and a secret nobody reads anywhere."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from nizam.kit.actions import Actor
from nizam.kit.errors import NotVisible, Refused
from nizam.kit.registry import registry
from nizam.spine.journal.models import Event, EventSecret
from nizam.spine.org import vault
from nizam.spine.org.actions import check_mailbox, set_secret_mailbox
from nizam.spine.org.models import Mailbox

pytestmark = pytest.mark.django_db

SECRET = "Gizli-söz-0000"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    settings.NIZAM_HOME = tmp_path
    return tmp_path


def add(world: Any, **values: Any) -> Mailbox:
    act = registry.resource("org.mailbox").generated("add")
    return act(
        Actor(user=world.techadmin),
        **{"institution": world.institution, "address": "Qeydiyyat@Nizami.example", **values},
    )


def fetched(world: Any, **values: Any) -> Mailbox:
    return add(
        world,
        **{"arrives_by": "imap", "host": "mail.nizami.example", "login": "qeydiyyat", "security": "tls", **values},
    )


def test_an_address_is_one_mailbox_in_the_house_whatever_its_case(world: Any) -> None:
    first = add(world)
    with pytest.raises(ValidationError, match="mailbox already"):
        add(world, address="qeydiyyat@NIZAMI.example")
    void = registry.resource("org.mailbox").generated("void")
    void(Actor(user=world.techadmin), first, reason="moved")
    assert add(world, address="qeydiyyat@NIZAMI.example").pk != first.pk


def test_a_changed_address_is_compared_too(world: Any) -> None:
    add(world)
    other = add(world, address="arxiv@nizami.example")
    change = registry.resource("org.mailbox").generated("change")
    with pytest.raises(ValidationError, match="mailbox already"):
        change(Actor(user=world.techadmin), other, address="QEYDIYYAT@nizami.example")
    other.refresh_from_db()
    change(Actor(user=world.techadmin), other, address="Arxiv2@nizami.example")
    assert Mailbox.objects.get(pk=other.pk).address_key == "arxiv2@nizami.example"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"host": ""}, "host"),
        ({"login": ""}, "login"),
        ({"security": "plain"}, "security"),
        ({"security": "plain", "host": "127.0.0.1.example.org"}, "security"),
        ({"folder": "INBOX\r\nA1 DELETE INBOX"}, "folder"),
        ({"login": "a\x00b"}, "login"),
        ({"port": 0}, "port"),
        ({"port": 65536}, "port"),
    ],
)
def test_what_cannot_be_fetched_safely_is_not_kept(world: Any, values: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        fetched(world, **values)
    assert field in caught.value.message_dict


def test_a_unit_of_another_house_is_refused(world: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        add(world, unit=world.other_unit)
    assert "unit" in caught.value.message_dict


@pytest.mark.parametrize(("security", "port"), [("tls", 993), ("starttls", 143)])
def test_the_port_follows_the_protection(world: Any, security: str, port: int) -> None:
    assert fetched(world, security=security).port == port


def test_the_secret_is_encrypted_under_a_key_of_the_home(world: Any, home: Path) -> None:
    box = fetched(world)
    set_secret_mailbox(Actor(user=world.techadmin), box, secret=SECRET)
    box = Mailbox.objects.get(pk=box.pk)
    assert SECRET not in box.secret
    assert box.open_secret() == SECRET
    assert box.secret_set_at is not None
    key = home / "keys" / "mailbox-key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_bytes()
    set_secret_mailbox(Actor(user=world.techadmin), box, secret="another one")
    assert key.read_bytes() == before
    assert Mailbox.objects.get(pk=box.pk).open_secret() == "another one"


def test_the_secret_stands_nowhere_in_clear_nor_in_the_journal(world: Any) -> None:
    box = fetched(world)
    set_secret_mailbox(Actor(user=world.techadmin), box, secret=SECRET)
    box.refresh_from_db()
    event = Event.objects.filter(action="org.set_secret_mailbox").get()
    assert "secret_set_at" in str(event.body)
    for text in (str(row.__dict__) for row in (*Event.objects.all(), *EventSecret.objects.all())):
        assert SECRET not in text
        assert box.secret not in text
    client = Client()
    client.force_login(world.techadmin)
    resource = registry.resource("org.mailbox")
    pages = [
        f"/api/v1/org/mailbox/{box.uid}/",
        "/api/v1/org/mailbox/",
    ]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert SECRET not in answer.content.decode()
        assert box.secret not in answer.content.decode()
    named = {*resource.columns.names, *resource.details, *resource.form, *(resource.api.fields if resource.api else ())}
    assert "secret" not in named


@pytest.mark.parametrize(
    "change", [{"host": "thief.example"}, {"login": "other"}, {"port": 1993}, {"security": "starttls"}]
)
def test_a_secret_is_not_sent_to_another_server_than_it_was_given_for(world: Any, change: dict[str, Any]) -> None:
    box = fetched(world)
    set_secret_mailbox(Actor(user=world.techadmin), box, secret=SECRET)
    registry.resource("org.mailbox").generated("change")(Actor(user=world.techadmin), box, **change)
    with pytest.raises(vault.SecretClosed) as caught:
        Mailbox.objects.get(pk=box.pk).open_secret()
    assert caught.value.code == "bound"


def test_a_lost_or_other_key_is_told_apart_and_not_replaced_by_reading(world: Any, home: Path) -> None:
    box = fetched(world)
    set_secret_mailbox(Actor(user=world.techadmin), box, secret=SECRET)
    key = home / "keys" / "mailbox-key"
    key.unlink()
    assert vault.fault_of(box.secret) == "key-missing"
    assert not key.exists()
    vault.seal("x", {})
    assert vault.fault_of(box.secret) == "damaged"
    key.write_bytes(b"no key at all")
    assert vault.fault_of(box.secret) == "damaged"


def test_a_voided_mailbox_keeps_no_secret(world: Any) -> None:
    box = fetched(world)
    set_secret_mailbox(Actor(user=world.techadmin), box, secret=SECRET)
    registry.resource("org.mailbox").generated("void")(Actor(user=world.techadmin), box, reason="closed")
    assert Mailbox.objects.get(pk=box.pk).secret == ""


def test_a_mailbox_that_is_not_fetched_takes_no_password(world: Any) -> None:
    box = add(world)
    with pytest.raises(Refused):
        set_secret_mailbox(Actor(user=world.techadmin), box, secret=SECRET)
    with pytest.raises(Refused):
        check_mailbox(Actor(user=world.techadmin), box)


@pytest.mark.parametrize("secret", ["", "x" * 1001])
def test_a_password_has_a_length(world: Any, secret: str) -> None:
    box = fetched(world)
    with pytest.raises(Refused):
        set_secret_mailbox(Actor(user=world.techadmin), box, secret=secret)


def test_only_who_keeps_the_house_sees_mailboxes(world: Any) -> None:
    box = fetched(world)
    for person in (world.clerk_a, world.head_a, world.leader, world.stranger):
        assert not Mailbox.objects.visible_to(person).exists(), person
        with pytest.raises(NotVisible):
            set_secret_mailbox(Actor(user=person), box, secret=SECRET)
    assert list(Mailbox.objects.visible_to(world.inspector)) == [box]


def test_the_page_takes_the_password_and_never_gives_it_back(world: Any) -> None:
    box = fetched(world)
    client = Client()
    client.force_login(world.techadmin)
    page = reverse("office:org_mailbox_act", kwargs={"uid": box.uid, "act": "set_secret_mailbox"})
    assert 'type="password"' in client.get(page).content.decode()
    assert client.post(page, {"secret": f" {SECRET} "}).status_code == 302
    assert Mailbox.objects.get(pk=box.pk).open_secret() == f" {SECRET} "
    refused = client.post(page, {"secret": SECRET + "x" * 1000})
    assert SECRET not in refused.content.decode()
