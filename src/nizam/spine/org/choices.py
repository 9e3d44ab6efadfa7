# SPDX-License-Identifier: EUPL-1.2
"""The port `preferences`: what a user has chosen for himself."""

from __future__ import annotations

from typing import Any

from nizam.spine.org.models import Preference


class StoredPreferences:
    """Keeps each choice as one row."""

    def get(self, user: Any, key: str, default: Any = None) -> Any:
        """Return the stored value or `default`."""
        row = Preference.objects.filter(user=user, key=key).first()
        return default if row is None else row.value

    def set(self, user: Any, key: str, value: Any) -> None:
        """Store `value`; None forgets the choice."""
        if value is None:
            Preference.objects.filter(user=user, key=key).delete()
        else:
            Preference.objects.update_or_create(user=user, key=key, defaults={"value": value})
