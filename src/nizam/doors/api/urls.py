# SPDX-License-Identifier: EUPL-1.2
"""The addresses of the API, made from the declarations; what is none of them answers with a problem, too."""

from __future__ import annotations

from itertools import groupby

from django.urls import URLPattern, path, re_path

from nizam.doors.api.routes import NAMESPACE, PREFIX, routes
from nizam.doors.api.views import Elsewhere, Endpoint

app_name = NAMESPACE


def api_patterns() -> list[URLPattern]:
    """Return one pattern for each address, with the routes that share it; the last one takes everything else."""
    by_path = groupby(sorted(routes(), key=lambda route: (route.path, route.method)), key=lambda route: route.path)
    found = []
    for address, group in by_path:
        shared = tuple(group)
        below = address.removeprefix(PREFIX).replace("{uid}", "<uuid:uid>")
        found.append(path(below, Endpoint.as_view(routes=shared), name=shared[0].name.removeprefix(f"{NAMESPACE}:")))
    return [*found, re_path(r"^.*$", Elsewhere.as_view(), name="elsewhere")]


urlpatterns = api_patterns()
