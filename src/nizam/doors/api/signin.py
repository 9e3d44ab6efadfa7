# SPDX-License-Identifier: EUPL-1.2
"""Who asks: an API token, or the session of the office with its CSRF token."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone
from django.utils.translation import gettext as _

from nizam.doors.api.problems import Problem
from nizam.spine.org.actions import token_digest
from nizam.spine.org.days import today_of
from nizam.spine.org.models import ApiToken
from nizam.spine.org.rights import restrict_grants

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
USE_IS_NOTED_EVERY = timedelta(minutes=1)
_BEARER = re.compile(r"bearer +(?P<key>[A-Za-z0-9\-._~+/]+=*) *", re.IGNORECASE)


def _unauthorized(detail: str, *, challenge: str = "") -> Problem:
    # RFC 6750, section 3: an error is named only when a token was given.
    value = f'Bearer realm="nizam"{challenge}'
    return Problem(401, "not-signed-in", detail, headers={"WWW-Authenticate": value})


def account_of(request: HttpRequest) -> Any:
    """Return the account that asks; of a token with named rights, an account reduced to them.

    Raises Problem 401. An `Authorization: Bearer` header counts alone: a bad token is never replaced by a session.
    """
    header = request.headers.get("Authorization", "")
    if header.lower().startswith("bearer"):
        return _account_of_token(header)
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not user.is_active:
        raise _unauthorized(_("Sign in, or send an API token."))
    return user


def uses_token(request: HttpRequest) -> bool:
    """Tell whether the request brings a token, so that no other site can make a browser send it."""
    return request.headers.get("Authorization", "").lower().startswith("bearer")


def _account_of_token(header: str) -> Any:
    given = _BEARER.fullmatch(header)
    row = None
    if given is not None:
        row = (
            ApiToken.objects.select_related("user", "user__institution")
            .filter(digest=token_digest(given["key"]), voided_at__isnull=True)
            .filter(user__is_active=True, user__voided_at__isnull=True)
            .first()
        )
    if row is None or row.expires_on < today_of(row.user):
        # One sentence for unknown, cancelled, expired and blocked: a guesser learns nothing from it.
        raise _unauthorized(_("This token is not valid."), challenge=', error="invalid_token"')
    if row.permissions:
        restrict_grants(row.user, tuple(row.permissions))
    _note_use(row)
    return row.user


def _note_use(row: ApiToken) -> None:
    now = timezone.now()
    if row.last_used_at is not None and row.last_used_at > now - USE_IS_NOTED_EVERY:
        return
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - USE_IS_NOTED_EVERY)
    ApiToken.objects.filter(stale, pk=row.pk).update(last_used_at=now)


class _Csrf(CsrfViewMiddleware):
    """Django's own check, with its reason instead of its page."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def check_csrf(request: HttpRequest) -> None:
    """Raise Problem 403 when an unsafe request of a session lacks the office's CSRF token (header X-CSRFToken)."""
    if request.method in SAFE or uses_token(request):
        return
    check = _Csrf(lambda _request: None)
    check.process_request(request)
    reason = check.process_view(request, None, (), {})
    if reason:
        raise Problem(403, "csrf", _("A session needs the CSRF token in the header X-CSRFToken."))
