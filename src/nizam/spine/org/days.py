# SPDX-License-Identifier: EUPL-1.2
"""What day it is: rights, deputies and terms begin and end with the day of the institution, not with that of UTC."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from nizam.spine.org.models import Institution


def today_in(institution: Institution) -> date:
    """Return today's date in the institution's zone."""
    return timezone.now().astimezone(institution.tzinfo).date()


def today_of(user: Any) -> date:
    """Return today's date in the zone of the account's institution; in UTC for an account that belongs to none."""
    return today_in(user.institution) if user.institution is not None else timezone.now().date()
