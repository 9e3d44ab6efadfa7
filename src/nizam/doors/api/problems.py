# SPDX-License-Identifier: EUPL-1.2
"""Every refusal of the API, as a problem document (RFC 9457); nothing below /api/ answers in HTML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, RequestDataTooBig, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nizam.kit.errors import Conflict, NotAllowed, OutOfSight, Refused

PROBLEM_TYPE = "application/problem+json"
Errors = Mapping[str, list[str]]


def title_of(status: int) -> str:
    """Return the title of a status in the reader's language (RFC 9457, section 4.2.1 allows to translate it)."""
    titles = {
        400: pgettext("status", "Bad request"),
        401: pgettext("status", "Not signed in"),
        403: pgettext("status", "Not allowed"),
        404: pgettext("status", "Not found"),
        405: pgettext("status", "Method not allowed"),
        406: pgettext("status", "Not acceptable"),
        409: pgettext("status", "Refused"),
        412: pgettext("status", "Changed in the meantime"),
        413: pgettext("status", "Too large"),
        415: pgettext("status", "Unsupported media type"),
        422: pgettext("status", "Wrong input"),
        428: pgettext("status", "Condition missing"),
        500: pgettext("status", "Internal error"),
    }
    return titles.get(status) or HTTPStatus(status).phrase


class Problem(Exception):
    """Ends a request with `status`; `code` is for programs, `detail` and `errors` (by field) are for people."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: Any = "",
        *,
        errors: Errors | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = dict(errors or {})
        self.headers = dict(headers or {})

    def response(self) -> HttpResponse:
        """Return the problem as it is sent. `type` is about:blank, so the status says what kind it is."""
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": title_of(self.status),
            "status": self.status,
            "code": self.code,
        }
        if self.detail:
            body["detail"] = str(self.detail)
        if self.errors:
            body["errors"] = {name: [str(text) for text in texts] for name, texts in self.errors.items()}
        text = json.dumps(body, ensure_ascii=False)
        return HttpResponse(text, status=self.status, content_type=PROBLEM_TYPE, headers=self.headers)


def wrong_parameter(name: str, text: Any) -> Problem:
    """Return the 400 for a parameter or member `name` that is unknown or malformed."""
    return Problem(400, "bad-request", _("The request could not be understood."), errors={name: [text]})


def wrong_input(errors: Errors) -> Problem:
    """Return the 422 for values that break a rule of their field."""
    return Problem(422, "invalid", _("Some values cannot be taken."), errors=errors)


def problem_of(error: Exception) -> Problem | None:
    """Return what to answer for an error raised on purpose, None for a fault of the program."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Http404):
        return Problem(404, "not-found", _("There is nothing here that you may see."))
    if isinstance(error, NotAllowed):
        return Problem(403, "not-allowed", _("This needs the right %(right)s.") % {"right": error.permission})
    if isinstance(error, OutOfSight):
        return Problem(403, "out-of-sight", error.message)
    if isinstance(error, PermissionDenied):
        return Problem(403, "not-allowed")
    if isinstance(error, Refused):
        return Problem(409, error.code, " ".join(str(reason) for reason in error.reasons))
    if isinstance(error, Conflict):
        return Problem(412, "changed", error.message)
    if isinstance(error, ValidationError):
        return _invalid(error)
    if isinstance(error, IntegrityError):
        return Problem(409, "integrity", _("This contradicts what is kept already. Nothing was saved."))
    if isinstance(error, RequestDataTooBig):
        return Problem(413, "too-large")
    return None


def _invalid(error: ValidationError) -> Problem:
    if not hasattr(error, "error_dict"):
        return Problem(422, "invalid", " ".join(error.messages))
    errors = dict(error.message_dict)
    general = errors.pop(NON_FIELD_ERRORS, [])
    return Problem(422, "invalid", " ".join(general) or _("Some values cannot be taken."), errors=errors)
