# SPDX-License-Identifier: EUPL-1.2
"""The base every screen of the office stands on: sign-in, scope, right, and answers in one design."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views import View

from nizam.kit.actions import Actor
from nizam.kit.declare import Resource
from nizam.kit.errors import NotAllowed, OutOfSight
from nizam.kit.ports import ports
from nizam.kit.screens.addresses import entry_address, list_address
from nizam.kit.titles import title_of
from nizam.kit.wording import sentence

TITLE_CHARACTERS = 80
OFFICE_PERMISSION = "wagtailadmin.access_admin"


def refusal(request: HttpRequest, status: int, sentence: Any = "") -> HttpResponse:
    """Answer 403 or 404 with a page of the office: what happened and where to go on."""
    user = getattr(request, "user", None)
    inside = user is not None and user.is_authenticated and ports.access.has_perm(user, OFFICE_PERMISSION)
    template = "kit/screens/refusal.html" if inside else "kit/screens/refusal_outside.html"
    response = render(request, template, {"status": status, "sentence": sentence}, status=status)
    add_never_cache_headers(response)
    return response


class OfficeScreen(View):
    """A page of the office: for those who are signed in and may enter it."""

    title: Any = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer in the institution's time zone; turn refusals into pages of the office."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.method in {"GET", "HEAD"}:
            ports.access.only_reads(request.user)
        institution = getattr(request.user, "institution", None)
        try:
            with timezone.override(institution.tzinfo if institution is not None else None):
                if not ports.access.has_perm(request.user, OFFICE_PERMISSION):
                    raise NotAllowed(OFFICE_PERMISSION)
                response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        except Http404:
            return refusal(request, 404)
        except PermissionDenied as denied:
            return refusal(request, 403, denied.message if isinstance(denied, OutOfSight) else "")
        add_never_cache_headers(response)
        return response

    @property
    def actor(self) -> Actor:
        """Who acts on this page, and from where."""
        return Actor(user=self.request.user, door="office", address=self.request.META.get("REMOTE_ADDR", ""))

    def require(self, permission: str, obj: Model | None = None) -> None:
        """Raise NotAllowed unless the reader holds `permission` (for `obj` when given)."""
        if not ports.access.has_perm(self.request.user, permission, obj):
            raise NotAllowed(permission)

    def breadcrumbs(self) -> list[dict[str, Any]]:
        """Return the way from the first page to here; the last one is this page."""
        return [{"url": "", "label": self.title}]

    def page_title(self) -> str:
        """Return what the window is called, where the last step of the way says too little; else an empty text."""
        return ""

    def page(self, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
        """Render `template` inside the shell."""
        crumbs = self.breadcrumbs()
        everywhere = {"header_title": self.page_title() or str(crumbs[-1]["label"]), "breadcrumbs_items": crumbs}
        return render(self.request, template, {**everywhere, **(context or {})}, status=status)


class ScopedScreen(OfficeScreen):
    """A page about one resource. What it shows always starts from `resource.visible_to(reader)`.

    A row outside the scope reads as not there (404); inside the scope, without the right, as refused (403).
    """

    _titled: tuple[Model, str] | None = None
    resource: Resource = None  # type: ignore[assignment]  # given to as_view(); as_view asks for the attribute

    def queryset(self) -> Any:
        """Return the rows the reader may see."""
        return self.resource.visible_to(self.request.user)

    def get_object(self) -> Any:
        """Return the row that the address names; raises Http404 outside the scope."""
        uid: uuid.UUID = self.kwargs["uid"]
        related = [f.name for f in self.resource.model._meta.concrete_fields if f.is_relation]
        obj = self.queryset().select_related(*related).filter(uid=uid).first()
        if obj is None:
            raise Http404(self.resource.key)
        self.require(self.resource.view_permission)
        return obj

    def object_title(self) -> str:
        """Return what the entry of this page is called for the reader; asked once."""
        obj = getattr(self, "object", None)
        if obj is None:
            return ""
        if self._titled is None or self._titled[0] is not obj:
            self._titled = (obj, title_of(self.request.user, obj))
        return self._titled[1]

    def thing_title(self) -> str:
        """Return what this page is about: the entry, else the list."""
        return Truncator(self.object_title()).chars(TITLE_CHARACTERS) or sentence(self.resource.title)

    def page_title(self) -> str:
        """Name what is done or shown, and with what: an act alone says too little in a window's title."""
        thing = self.thing_title() if self.title else ""
        return _("%(act)s: %(thing)s") % {"act": self.title, "thing": thing} if thing else str(self.title)

    def breadcrumbs(self) -> list[dict[str, Any]]:
        """Lead through the list, and through the entry where the page is about one."""
        crumbs = [{"url": list_address(self.resource), "label": _sentence(self.resource.title)}]
        obj = getattr(self, "object", None)
        if obj is not None:
            crumbs.append({"url": entry_address(obj), "label": self.object_title()})
        if self.title:
            crumbs.append({"url": "", "label": str(self.title)})
        return crumbs

    def page(self, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
        """Render `template` with the resource at hand."""
        known = {
            "resource": self.resource,
            "resource_title": _sentence(self.resource.title),
            "list_address": list_address(self.resource),
            "object": getattr(self, "object", None),
            "object_title": self.object_title(),
        }
        return super().page(template, {**known, **(context or {})}, status=status)


def _sentence(text: Any) -> str:
    return sentence(text) or _("Entries")
