# SPDX-License-Identifier: EUPL-1.2
"""Answers of the API: sign-in, scope, right, then the resource's own rows and acts. No rule of the office is here."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from django.core import signals
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.http import parse_etags
from django.utils.translation import get_supported_language_variant
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from nizam.doors.api import inputs, lists
from nizam.doors.api.fields import answering_language, api_fields, entries
from nizam.doors.api.problems import PROBLEM_TYPE, Problem, problem_of
from nizam.doors.api.routes import Route
from nizam.doors.api.signin import account_of, check_csrf
from nizam.kit.actions import Action, Actor, mark_of_tags, version_of
from nizam.kit.declare import Resource
from nizam.kit.errors import Conflict, NotAllowed, Refused
from nizam.kit.ports import ports
from nizam.kit.registry import registry

logger = logging.getLogger("nizam.api")

# PATCH is answered as JSON too, so one list of types serves every route.
ANSWERS = ("application/json", PROBLEM_TYPE)


def etag_of(obj: models.Model) -> str:
    """Return the strong validator of an entry (RFC 9110, section 8.8.3): its uid and revision."""
    return f'"{version_of(obj)}"'


def _language_of(request: HttpRequest) -> str:
    """Return the first language of Accept-Language that we speak; without one, that which the session has."""
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        try:
            return str(get_supported_language_variant(code))
        except LookupError:
            continue
    return answering_language()


def json_response(body: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    """Return `body` as JSON in UTF-8."""
    text = json.dumps(body, ensure_ascii=False, allow_nan=False)
    return HttpResponse(text, status=status, content_type="application/json", headers=headers)


@method_decorator(csrf_exempt, name="dispatch")
class ApiView(View):
    """Answers in the reader's language, and turns everything that can go wrong into a problem document.

    It is exempt from Django's CSRF middleware only because that answers in HTML; sessions are checked all the same.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer one request."""
        with translation.override(_language_of(request)):
            try:
                response = self.answer(request, **kwargs)
            except Exception as error:
                problem = problem_of(error)  # a fault must not become a page of HTML; it is logged and signalled
                if problem is None:
                    logger.exception("the API failed at %s", request.path)
                    signals.got_request_exception.send(sender=type(self), request=request)
                    problem = Problem(500, "fault", _("The program failed here; its keepers have been told."))
                response = problem.response()
            response.headers["Content-Language"] = answering_language()
        response.headers.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(response, ("Accept-Language", "Authorization", "Cookie"))
        return response

    def answer(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Return the answer, or raise what `problem_of` knows."""
        raise Http404(request.path)


class Elsewhere(ApiView):
    """Every address below the API that no resource has."""


class Endpoint(ApiView):
    """One address and the routes that share it."""

    routes: ClassVar[tuple[Route, ...]] = ()

    def answer(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Find out who asks and by which method, then let the route answer."""
        self.user = account_of(request)
        offered = {route.method: route for route in self.routes}
        allowed = ", ".join(sorted({*offered, "OPTIONS", *({"HEAD"} if "GET" in offered else ())}))
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": allowed})
        route = offered.get("GET" if request.method == "HEAD" else str(request.method))
        if route is None:
            raise Problem(
                405,
                "method-not-allowed",
                _("Allowed here: %(methods)s.") % {"methods": allowed},
                headers={"Allow": allowed},
            )
        check_csrf(request)
        if not any(request.accepts(kind) for kind in ANSWERS):
            raise Problem(406, "not-acceptable", _("The API answers in JSON (application/json) only."))
        answers: dict[str, Callable[..., HttpResponse]] = {
            "schema": self._schema,
            "list": self._list,
            "read": self._read,
            "add": self._add,
            "change": self._change,
            "act": self._act,
            "make": self._make,
        }
        institution = self.user.institution
        # A day that is asked for is a day of the institution, as on its screens.
        with timezone.override(institution.tzinfo if institution is not None else None):
            return answers[route.kind](request, route, **kwargs)

    @property
    def actor(self) -> Actor:
        """Who acts, and from where."""
        return Actor(user=self.user, door="api", address=self.request.META.get("REMOTE_ADDR", ""))

    def _require(self, permission: str, obj: models.Model | None = None) -> None:
        if not ports.access.has_perm(self.user, permission, obj):
            raise NotAllowed(permission)

    def _find(self, resource: Resource, uid: UUID) -> Any:
        obj = resource.visible_to(self.user).filter(uid=uid).first()
        if obj is None:
            raise Http404(resource.key)
        return obj

    def _entry(
        self, resource: Resource, obj: Any, names: tuple[str, ...] = (), *, created: bool = False
    ) -> HttpResponse:
        shown = entries(self.user, resource, [obj], names or api_fields(resource))[0]
        headers = {"ETag": etag_of(obj)}
        if created:
            headers["Location"] = _address(resource, obj)
        return json_response(shown, status=201 if created else 200, headers=headers)

    def _schema(self, request: HttpRequest, route: Route) -> HttpResponse:
        from nizam.doors.api.openapi import openapi_document

        lists.check_parameters(request.GET, ())
        return json_response(openapi_document())

    def _list(self, request: HttpRequest, route: Route) -> HttpResponse:
        assert route.resource is not None
        self._require(route.permission)
        page = lists.page_of(route.resource, self.user, request.GET)
        response = json_response({"items": page.items, "next_cursor": page.next_cursor})
        if page.next_cursor is not None:
            following = request.GET.copy()
            following["cursor"] = page.next_cursor
            response.headers["Link"] = f'<{request.path}?{following.urlencode()}>; rel="next"'
        return response

    def _read(self, request: HttpRequest, route: Route, uid: UUID) -> HttpResponse:
        assert route.resource is not None
        obj = self._find(route.resource, uid)
        self._require(route.permission)
        lists.check_parameters(request.GET, ("fields",))
        names = lists.chosen_fields(route.resource, request.GET)
        known = [tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))]
        if "*" in known or etag_of(obj) in known:
            return HttpResponse(status=304, headers={"ETag": etag_of(obj)})
        return self._entry(route.resource, obj, names)

    def _add(self, request: HttpRequest, route: Route) -> HttpResponse:
        assert route.resource is not None
        assert route.action is not None
        self._require(route.permission)
        lists.check_parameters(request.GET, ())
        body = inputs.read_body(request)
        made = route.action(self.actor, **inputs.form_values(route.resource, self.user, body, adding=True))
        return self._entry(route.resource, self._find(route.resource, made.uid), created=True)

    def _change(self, request: HttpRequest, route: Route, uid: UUID) -> HttpResponse:
        assert route.resource is not None
        assert route.action is not None
        obj = self._find(route.resource, uid)
        self._require(route.permission, obj)
        lists.check_parameters(request.GET, ())
        condition = _condition(request)
        body = inputs.read_body(request)
        values = inputs.form_values(route.resource, self.user, body, adding=False)
        revision = _revision(condition, obj)
        if values:
            route.action(self.actor, obj, revision=revision, **values)
        return self._entry(route.resource, self._find(route.resource, uid))

    def _act(self, request: HttpRequest, route: Route, uid: UUID) -> HttpResponse:
        assert route.resource is not None
        assert route.action is not None
        obj = self._find(route.resource, uid)
        self._require(route.permission, obj)
        lists.check_parameters(request.GET, ())
        body = inputs.read_body(request, limit=_limit(route))
        values = inputs.act_values(route.action, self.user, body)
        if route.action.binds_to is not None:
            return self._after(route.resource, uid, self._do_to_what_was_read(request, route.action, obj, values))
        if route.action.starts_from:
            result = route.action(self.actor, obj, revision=_revision(_condition(request), obj), **values)
            return self._after(route.resource, uid, result)
        condition = request.headers.get("If-Match", "")
        # The row is locked before it is compared, so that the act happens to the revision that was read.
        compare = partial(_revision, condition) if condition else None
        result = route.action(self.actor, obj, once_locked=compare, **values)
        return self._after(route.resource, uid, result)

    def _do_to_what_was_read(self, request: HttpRequest, act: Action, obj: Any, values: dict[str, Any]) -> Any:
        """Do an act that answers for a text. Raises Problem when If-Match names none: `*` reads nothing."""
        tags = [tag.strip('"') for tag in parse_etags(request.headers.get("If-Match", "")) if tag != "*"]
        try:
            return act(self.actor, obj, seen=mark_of_tags(tags), **values)
        except Refused as refused:
            if refused.code != "not-read":
                raise
            raise Problem(
                428,
                "if-match-missing",
                _("Send the ETags of everything that was read in If-Match: the act is done to that and nothing else."),
            ) from None

    def _after(self, resource: Resource, uid: UUID, result: Any) -> HttpResponse:
        obj = resource.visible_to(self.user).filter(uid=uid).first()
        response = HttpResponse(status=204) if obj is None else self._entry(resource, obj)
        other = registry.resource_of(type(result)) if isinstance(result, models.Model) else None
        if other is not None and other is not resource and other.api is not None:
            response.headers["Link"] = f'<{_address(other, result)}>; rel="related"'
        return response

    def _make(self, request: HttpRequest, route: Route) -> HttpResponse:
        assert route.resource is not None
        assert route.action is not None
        self._require(route.permission)
        lists.check_parameters(request.GET, ())
        body = inputs.read_body(request, limit=_limit(route))
        made = route.action(self.actor, **inputs.act_values(route.action, self.user, body))
        resource = registry.resource_of(type(made))
        if resource is None or resource.api is None:
            return HttpResponse(status=204)
        return self._entry(resource, self._find(resource, made.uid), created=True)


def _limit(route: Route) -> int:
    assert route.action is not None
    return inputs.BODY_LIMIT_WITH_FILE if inputs.takes_file(route.action) else inputs.BODY_LIMIT


def _address(resource: Resource, obj: Any) -> str:
    return reverse(f"api:{resource.label}_{resource.name}_entry", kwargs={"uid": obj.uid})


def _condition(request: HttpRequest) -> str:
    """Return If-Match. Raises Problem without one."""
    condition: str = request.headers.get("If-Match", "")
    if not condition:
        raise Problem(428, "if-match-missing", _("Send the entry's ETag in If-Match, so that nobody's change is lost."))
    return condition


def _revision(condition: str, obj: Any) -> int | None:
    """Return the revision that If-Match asks for, None for `*`. Raises Conflict when it is not the present one."""
    tags = parse_etags(condition)
    if "*" in tags:
        return None
    if etag_of(obj) not in tags:  # a weak tag never matches (RFC 9110, section 13.1.1)
        raise Conflict(type(obj).__name__)
    return int(obj.revision)
