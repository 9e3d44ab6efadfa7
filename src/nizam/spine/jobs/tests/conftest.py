# SPDX-License-Identifier: EUPL-1.2
"""Tasks declared for one test only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from nizam.kit.actions import Actor
from nizam.kit.tasks import ScheduledTask, Task, tasks
from nizam.spine.org.models import Institution, Role, RoleGrant, User


@pytest.fixture
def declare() -> Iterator[Callable[..., str]]:
    """Declare a function as a task, with a schedule if `every` is given; returns its name."""
    names: list[str] = []

    def declare_one(function: Any, *, every: timedelta | None = None, when: Any = None) -> str:
        name = f"jobs.test_{len(names)}"
        tasks.add(Task(name, "Test", function))
        if every is not None:
            tasks.schedule(ScheduledTask(name, every, when))
        names.append(name)
        return name

    yield declare_one
    for name in names:
        tasks.remove(name)


@pytest.fixture
def people(db: None) -> SimpleNamespace:
    """An account that keeps the machine, one that works here, one from elsewhere."""
    found: dict[str, Any] = {}
    for code in ("numune", "basqa"):
        found[code] = Institution.objects.create(
            code=code, name={"tr": code}, country="TR", zone="Europe/Istanbul", languages=["tr"]
        )
    for name, code in (("deniz", "numune"), ("ayse", "numune"), ("cem", "basqa")):
        found[name] = User.objects.create(username=name, institution=found[code], language="tr")
    role = Role.objects.create(code="keeper", name={"en": "k"}, permissions=["jobs.*"])
    for name, code in (("deniz", "numune"), ("cem", "basqa")):
        RoleGrant.objects.create(user=found[name], role=role, institution=found[code], starts=timezone.now().date())
    return SimpleNamespace(**found, actor=Actor(found["deniz"]))
