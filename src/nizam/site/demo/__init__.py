# SPDX-License-Identifier: EUPL-1.2
"""The demonstration: three invented institutions with charters, people, letters and work in progress.

Its passwords stand here for everybody to read, so it is built into an empty home only, and `nizam up --demo` listens on
loopback only.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any, TypedDict

from nizam.site.demo.scenario import read_scenarios

# Known on purpose; whoever can reach the demonstration may sign in.
PASSWORD = "nizam-demo-2026"  # noqa: S105


class DemoAccount(TypedDict):
    """How to sign in to the demonstration: `role` and `institution` are titles in the account's own language."""

    login: str
    password: str
    role: str
    institution: str


def demo_accounts() -> list[DemoAccount]:
    """Return every account of the demonstration, by institution; asks neither the database nor Django."""
    roles: dict[str, Any] = tomllib.loads(files("nizam.spine.org").joinpath("roles", "roles.toml").read_text("utf-8"))[
        "role"
    ]
    return [
        DemoAccount(
            login=account.login,
            password=PASSWORD,
            role=roles[account.role]["name"][account.language],
            institution=scenario.name[account.language],
        )
        for scenario in read_scenarios()
        for account in scenario.accounts
    ]


def build_demo() -> list[DemoAccount]:
    """Build what is missing of the demonstration and return its accounts. Takes some seconds.

    All is one transaction: killed in the middle it leaves no institution behind, and run again it builds what is not
    there. Raises Refused in a home that holds any other institution.
    """
    from nizam.site.demo.building import build

    build(read_scenarios(), password=PASSWORD)
    return demo_accounts()
