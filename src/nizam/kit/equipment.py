# SPDX-License-Identifier: EUPL-1.2
"""What every new institution is given: apps say it once, founding an institution runs it in its own transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Equip = Callable[[Any], None]

_equipment: list[Equip] = []


def equips_institution(function: Equip) -> Equip:
    """Register `function(institution)`; it must be idempotent, since upgrades run it again for every institution."""
    if function not in _equipment:
        _equipment.append(function)
    return function


def equip(institution: Any) -> None:
    """Run every registered function for `institution`."""
    for function in _equipment:
        function(institution)
