# SPDX-License-Identifier: EUPL-1.2
"""The world of the API's tests."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from nizam.doors.api.tests.programs import Program, give_token
from nizam.kit.testing.world import World, build_world


@pytest.fixture
def world(db: None) -> World:
    """Return two institutions with units and one account a role."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # whitenoise warns where there is none
    return build_world()


@pytest.fixture
def program(world: World) -> Any:
    """Return a maker of programs: `program("head_a", "assets.*")` acts as that account, within those rights."""
    serial = itertools.count()

    def make(account: str, *permissions: str, days: int = 30) -> Program:
        key = f"nz_{account}-{next(serial)}"
        give_token(getattr(world, account), key, permissions=permissions, days=days)
        return Program(key)

    return make
