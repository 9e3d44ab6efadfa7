# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong in an action, told apart so that every door can say it in its own way.

NizamError
├── NotVisible      the object is outside the actor's scope: reads as "not there" (404)
├── NotAllowed      inside the scope, without the right (403)
├── OutOfSight      the write would push the object out of the actor's own sight: rolled back (403)
├── Refused         a rule of the office says no; carries sentences for the user (409)
└── Conflict        somebody else changed the object first (412)
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext_lazy as _


class NizamError(Exception):
    """Base of every error an action raises on purpose."""


class NotVisible(NizamError, Http404):
    """The object is not there for this actor."""


class NotAllowed(NizamError, PermissionDenied):
    """The actor sees the object and lacks the right named by `permission`."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission


class OutOfSight(NizamError, PermissionDenied):
    """The change would take the object out of the actor's own sight, so nothing was written."""

    message: Any = _("This change would put the entry where you may not see it. Nothing was saved.")


class Refused(NizamError):
    """A rule of the office refuses the act; `reasons` are sentences for the user."""

    def __init__(self, *reasons: Any, code: str = "refused") -> None:
        super().__init__("; ".join(str(reason) for reason in reasons))
        self.reasons = reasons
        self.code = code


class Conflict(NizamError):
    """The object was changed by somebody else since it was read."""

    message: Any = _("Somebody else changed this entry in the meantime. Look at the new state and try again.")
