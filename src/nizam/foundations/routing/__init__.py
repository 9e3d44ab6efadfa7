# SPDX-License-Identifier: EUPL-1.2
"""Which unit a letter should go to, told from the units' own charter texts, with reasons, or not at all."""

from nizam.foundations.routing.errors import DuplicateUnitError, RoutingError, StoredRouterError
from nizam.foundations.routing.router import Router, Suggestion, UnitText, default_threshold

__all__ = [
    "DuplicateUnitError",
    "Router",
    "RoutingError",
    "StoredRouterError",
    "Suggestion",
    "UnitText",
    "default_threshold",
]
