# SPDX-License-Identifier: EUPL-1.2
"""Programs that call the API in its tests."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from nizam.doors.api.tests.programs import Program, give_token
from nizam.kit.testing.world import World


@pytest.fixture
def program(world: World) -> Any:
    """Return a maker of programs: `program("head_a", "assets.*")` acts as that account, within those rights."""
    serial = itertools.count()

    def make(account: str, *permissions: str, days: int = 30) -> Program:
        key = f"nz_{account}-{next(serial)}"
        give_token(getattr(world, account), key, permissions=permissions, days=days)
        return Program(key)

    return make
