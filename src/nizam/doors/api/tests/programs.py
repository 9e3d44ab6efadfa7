# SPDX-License-Identifier: EUPL-1.2
"""A program that calls the API with a token, and what the tests expect of a refusal."""

from __future__ import annotations

import datetime
import json
from typing import Any

from django.test import Client

from nizam.spine.org.actions import token_digest
from nizam.spine.org.days import today_of
from nizam.spine.org.models import ApiToken

API = "/api/v1/"


class Program:
    """A program with a token of one account."""

    def __init__(self, key: str = "") -> None:
        self.key = key
        self.client = Client()

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send a request; `headers` are written with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.key:
            sent.setdefault("Authorization", f"Bearer {self.key}")
        address = path if path.startswith("/") else API + path
        if body is None:
            return self.client.generic(method, address, headers=sent)
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        kind = sent.pop("Content-Type", "application/json")
        return self.client.generic(method, address, data, content_type=kind, headers=sent)

    def get(self, path: str, **headers: str) -> Any:
        """Send a GET."""
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """Send a POST."""
        return self.call("POST", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        """Send a PATCH."""
        return self.call("PATCH", path, body, **headers)


def give_token(user: Any, key: str, *, permissions: tuple[str, ...] = (), days: int = 30) -> ApiToken:
    """Store a token of `user` whose key is `key`."""
    return ApiToken.objects.create(
        user=user,
        institution=user.institution,
        name=key,
        prefix=key[:8],
        digest=token_digest(key),
        permissions=list(permissions),
        expires_on=today_of(user) + datetime.timedelta(days=days),
    )


def refused(response: Any, status: int, code: str = "") -> dict[str, Any]:
    """Assert that the answer is a problem document of `status`, and return it."""
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = json.loads(response.content)
    assert body["type"] == "about:blank"
    assert body["status"] == status
    assert body["title"]
    assert not code or body["code"] == code
    return body
