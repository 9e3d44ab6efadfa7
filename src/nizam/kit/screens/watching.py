# SPDX-License-Identifier: EUPL-1.2
"""Watching an entry: one button, for everybody who sees it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from nizam.kit.actions import Action
from nizam.kit.declare import Resource
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import entry_address
from nizam.kit.screens.base import ScopedScreen

WATCHES = "outbox.watch"


def _act(name: str) -> Action:
    try:
        found = registry.resource(WATCHES).action(name)
    except KeyError:
        found = None
    if found is None:
        raise Http404(WATCHES)
    return found


def watch_button(resource: Resource, user: Any, obj: Model) -> dict[str, Any] | None:
    """Return where watching `obj` begins or ends, and whether `user` watches it; None where nobody can be told."""
    if not resource.watchable or "outbox" in ports.missing():
        return None
    if not ports.access.has_perm(user, _act("add_watch").permission):
        return None
    return {"address": entry_address(obj, "watch"), "watching": ports.outbox.watch_of(user, obj) is not None}


class WatchScreen(ScopedScreen):
    """Begins or ends watching one entry; the entry is shown again."""

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Lead back to the entry, where the button is."""
        self.object = self.get_object()
        return redirect(entry_address(self.object))

    def post(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Run the act that the button names."""
        self.object = self.get_object()
        begin, end = _act("add_watch"), _act("void_watch")
        standing = ports.outbox.watch_of(request.user, self.object)
        if request.POST.get("watch") == "1":
            begin(self.actor, thing=self.object)
            messages.success(request, _("You will be told what happens here, as long as you may see it."))
        else:
            self.require(end.permission)
            if standing is not None:
                end(self.actor, standing)
            messages.success(request, _("You will not be told about this any more."))
        return redirect(entry_address(self.object))
