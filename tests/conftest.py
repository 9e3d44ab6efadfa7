# SPDX-License-Identifier: EUPL-1.2
"""The world of tests that cross floors."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

# Tests beside this file share modules such as `walks`; import mode `importlib` leaves sys.path alone.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def accounts_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Read the account of a session with its grants once, and again when anything of the house's people was written.

    For walks, which ask thousands of times as the same few people: finding out who asks took a third of them.
    """
    from django.contrib import auth
    from django.db import connection

    from nizam.spine.org.rights import grants_of

    get_user, kept = auth.get_user, {}

    def get_kept_user(request: Any) -> Any:
        key = request.session.session_key
        if key not in kept:
            user = get_user(request)
            if not user.is_authenticated:
                return user
            grants_of(user)
            kept[key] = user
        # As in life, a request has an account of its own, which it may change.
        mine = object.__new__(type(kept[key]))
        mine.__dict__.update(kept[key].__dict__)
        return mine

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not sql.startswith("SELECT") and '"org_' in sql:
            kept.clear()
        return execute(sql, params, many, context)

    monkeypatch.setattr(auth, "get_user", get_kept_user)
    with connection.execute_wrapper(watch):
        yield
