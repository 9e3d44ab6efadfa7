# SPDX-License-Identifier: EUPL-1.2
"""Questions that acts and screens ask of cases."""

from __future__ import annotations

from nizam.spine.cases.models import Case


def is_open(case: Case) -> bool:
    """Tell whether work on the case is still owed."""
    return case.is_open
