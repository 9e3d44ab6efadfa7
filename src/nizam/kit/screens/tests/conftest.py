# SPDX-License-Identifier: EUPL-1.2
"""What the tests of the screens share: a signed-in browser an account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client


@pytest.fixture
def as_user(db: None) -> Callable[[Any], Client]:
    """Return a browser in which the account is signed in."""

    def sign_in(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
