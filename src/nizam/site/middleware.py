# SPDX-License-Identifier: EUPL-1.2
"""What every request passes: whose address it is, and in which language it is answered."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from nizam.kit.scripts import screen_language

Handler = Callable[[HttpRequest], HttpResponse]


class TrustedProxyMiddleware:
    """Believe X-Forwarded-* only from the proxies of NIZAM_TRUSTED_PROXY, and drop it from everybody else.

    The client's address is the rightmost one that is no trusted proxy (RFC 7239, section 8.1 explains why the left
    end may be forged).
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.networks = [ipaddress.ip_network(network) for network in settings.TRUSTED_PROXIES]

    def _trusted(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self.networks)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        peer = request.META.get("REMOTE_ADDR", "")
        forwarded = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        scheme = request.META.pop("HTTP_X_FORWARDED_PROTO", "")
        request.META.pop("HTTP_X_FORWARDED_HOST", None)
        if self._trusted(peer):
            chain = [part.strip() for part in forwarded.split(",") if part.strip()]
            client = next((part for part in reversed(chain) if not self._trusted(part)), peer)
            request.META["REMOTE_ADDR"] = client
            if scheme == "https":
                request.META["wsgi.url_scheme"] = "https"
        return self.get_response(request)


class OfficeLocaleMiddleware(LocaleMiddleware):
    """Before sign-in: the language of the cookie, else of the browser."""

    def process_request(self, request: HttpRequest) -> None:
        """Choose the language; browsers' codes come in small letters and are written as the house writes them."""
        super().process_request(request)
        translation.activate(screen_language(translation.get_language() or "") or settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()


class UserLanguageMiddleware:
    """After sign-in: the language the account has chosen."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and user.language:
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)
