# SPDX-License-Identifier: EUPL-1.2
"""Signing in, and how guessing is slowed down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from nizam.doors.office.sign_in import PER_ADDRESS, PER_NAME, name_digest
from nizam.kit.testing.world import PASSWORD
from nizam.spine.org.models import SignInFailure

CLOSED = "Too many sign-ins failed"


def sign_in(name, password, address="10.0.0.1"):
    return Client(REMOTE_ADDR=address).post("/office/login/", {"username": name, "password": password})


def test_right_password_opens_the_office(world):
    response = sign_in("clerk_a", PASSWORD)
    assert response.status_code == 302
    assert response["Location"] == "/office/"


def test_name_is_closed_after_ten_failures_even_for_the_right_password(world):
    for _turn in range(PER_NAME):
        assert CLOSED not in sign_in("clerk_a", "wrong").content.decode()
    response = sign_in("clerk_a", PASSWORD, "10.9.9.9")
    assert response.status_code == 200
    assert CLOSED in response.content.decode()
    assert sign_in("clerk_b", PASSWORD).status_code == 302


def test_name_spelled_otherwise_is_the_same_name(world):
    for turn in range(PER_NAME):
        sign_in("Clerk_A " if turn % 2 else "clerk_a", "wrong")
    assert CLOSED in sign_in("clerk_a", PASSWORD).content.decode()


def test_door_opens_again_after_fifteen_minutes(world):
    for _turn in range(PER_NAME):
        sign_in("clerk_a", "wrong")
    SignInFailure.objects.update(at=timezone.now() - timedelta(minutes=15, seconds=1))
    assert sign_in("clerk_a", PASSWORD).status_code == 302


def test_address_is_closed_after_fifty_failures_over_many_names(world):
    SignInFailure.objects.bulk_create(
        SignInFailure(name_digest=name_digest(f"n{i}"), address="10.0.0.1", at=timezone.now())
        for i in range(PER_ADDRESS)
    )
    assert CLOSED in sign_in("clerk_a", PASSWORD, "10.0.0.1").content.decode()
    assert sign_in("clerk_a", PASSWORD, "10.0.0.2").status_code == 302


def test_success_forgets_the_names_failures(world):
    for _turn in range(PER_NAME - 1):
        sign_in("clerk_a", "wrong")
    assert sign_in("clerk_a", PASSWORD).status_code == 302
    assert not SignInFailure.objects.filter(name_digest=name_digest("clerk_a")).exists()


def test_typed_name_is_not_kept_readable_and_old_failures_go(world):
    SignInFailure.objects.create(name_digest="old", address=None, at=timezone.now() - timedelta(hours=2))
    sign_in("my secret password", "wrong")
    kept = SignInFailure.objects.get()
    assert "secret" not in kept.name_digest
    assert len(kept.name_digest) == 64


@pytest.mark.parametrize("name", ["no_such_name", "clerk_a"])
def test_unknown_name_and_wrong_password_read_alike(world, name):
    text = sign_in(name, "wrong").content.decode()
    assert "didn&#x27;t match" in text


def test_signing_out_empties_what_the_browser_keeps(world, as_user):
    client = as_user(world.clerk_a)
    assert "Clear-Site-Data" not in client.get("/office/").headers
    response = client.post("/office/logout/")
    assert response.headers["Clear-Site-Data"] == '"storage"'
    assert client.get("/office/").status_code == 302
