# SPDX-License-Identifier: EUPL-1.2
"""An entry with a page of the office's own in place of its list of details."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from nizam.kit.screens.entries import EntryScreen


class PageOfEntry(EntryScreen):
    """An entry shown by a template of this door."""

    template = ""

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show the entry."""
        self.object = self.get_object()
        return self.page(self.template, self.entry_context())


class TaskScreen(EntryScreen):
    """A task, which may be taken along on paper."""

    def entry_context(self) -> dict[str, Any]:
        """Return the entry with the address of its sheet."""
        sheet = reverse("office:task_sheet", args=(self.object.uid,))
        return {**super().entry_context(), "sheet_address": sheet, "sheet_title": _("Print the task sheet")}
