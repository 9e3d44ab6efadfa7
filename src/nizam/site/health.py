# SPDX-License-Identifier: EUPL-1.2
"""What a machine may ask the server: whether it works, and for the root certificate of the house."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers, else 503; says no more than that."""
    from nizam.site.maintenance.home import database_answers

    try:
        database_answers()
    except DatabaseError:
        return JsonResponse({"ok": False}, status=503)
    return JsonResponse({"ok": True})


@require_safe
def authority(request: HttpRequest) -> HttpResponse:
    """Hand out the root certificate of the local authority, where this house has one."""
    path = Path(settings.NIZAM_HOME) / "keys" / "authority.crt"
    if settings.ENV["NIZAM_TLS_CERTIFICATE"] != "local" or not path.is_file():
        raise Http404
    answer = HttpResponse(path.read_bytes(), content_type="application/x-x509-ca-cert")
    answer["Content-Disposition"] = 'attachment; filename="nizam-authority.crt"'
    return answer
