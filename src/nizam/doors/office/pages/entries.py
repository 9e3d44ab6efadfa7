# SPDX-License-Identifier: EUPL-1.2
"""An entry with a page of the office's own in place of its list of details."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse

from nizam.kit.screens.entries import EntryScreen


class PageOfEntry(EntryScreen):
    """An entry shown by a template of this door."""

    template = ""

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show the entry."""
        self.object = self.get_object()
        return self.page(self.template, self.entry_context())
