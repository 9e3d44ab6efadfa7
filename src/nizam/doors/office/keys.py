# SPDX-License-Identifier: EUPL-1.2
"""The page that tells the keys of the office; the same table opens over any page with `?`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from nizam.kit.screens.base import OfficeScreen


class KeysScreen(OfficeScreen):
    """The keys, for whoever may enter the office."""

    title = gettext_lazy("Keys")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the table."""
        return self.page("door_office/keys.html")
