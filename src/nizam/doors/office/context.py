# SPDX-License-Identifier: EUPL-1.2
"""What every office page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def office(request: HttpRequest) -> dict[str, Any]:
    """Return what templates of the office use everywhere: the institution the reader works for."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "office_institution": getattr(user, "institution", None),
        "mail_lies_here": not settings.RELAY,
    }
