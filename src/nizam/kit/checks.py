# SPDX-License-Identifier: EUPL-1.2
"""System checks of the declarations: a wrong name anywhere stops the start and says where it stands."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.apps import apps
from django.core import checks
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from nizam.kit.catalogue import capability_codes
from nizam.kit.declare import Desk, Resource
from nizam.kit.ports import ports
from nizam.kit.registry import registry


def _has(model: type[models.Model], path: str) -> bool:
    name, _, rest = path.partition("__")
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return not rest and hasattr(model, name)
    if not rest:
        return True
    related = found.related_model
    return isinstance(related, type) and issubclass(related, models.Model) and _has(related, rest)


def _field_errors(desk: Desk, resource: Resource) -> list[checks.CheckMessage]:
    named = {
        "columns": resource.columns.names,
        "default columns": resource.columns.default,
        "order": (resource.columns.default_order.lstrip("-"),),
        "filters": resource.filters,
        "search": tuple(resource.search),
        "form": resource.form,
        "details": resource.details,
        "api": resource.api.fields if resource.api else (),
        "labels": resource.labels.names if resource.labels else (),
        "natural key": resource.natural_key,
    }
    where = f"{desk.label}/desk.py: {resource.key}"
    return [
        checks.Error(f"{where}: {part}: the model has no field {name!r}", id="nizam.E002")
        for part, names in named.items()
        for name in names
        if not _has(resource.model, name)
    ]


def _scope_errors(desk: Desk, resource: Resource) -> list[checks.CheckMessage]:
    where = f"{desk.label}/desk.py: {resource.key}"
    found: list[checks.CheckMessage] = []
    if not callable(resource.visible_to):
        found.append(checks.Error(f"{where}: visible_to is not callable", id="nizam.E003"))
    if not hasattr(resource.model._default_manager, "visible_to"):
        found.append(checks.Error(f"{where}: the model's default manager has no visible_to", id="nizam.E003"))
    for field in ("uid", "institution", "revision", "voided_at"):
        if not _has(resource.model, field):
            found.append(
                checks.Error(f"{where}: the model has no {field!r}; derive it from ScopedModel", id="nizam.E003")
            )
    return found


def _name_errors(desk: Desk) -> list[checks.CheckMessage]:
    found: list[checks.CheckMessage] = []
    for resource in desk.resources:
        where = f"{desk.label}/desk.py: {resource.key}"
        for name, count in Counter(a.name for a in resource.actions).items():
            if count > 1:
                found.append(checks.Error(f"{where}: the act {name!r} is declared twice", id="nizam.E004"))
        for permission in resource.permissions:
            label, _, codename = permission.partition(".")
            if not codename or label not in {c.label for c in apps.get_app_configs()}:
                found.append(checks.Error(f"{where}: permission {permission!r} names no app", id="nizam.E005"))
        for act in resource.actions:
            for name, given in act.fields.items():
                if given.kind in {"model", "models"} and given.model not in {r.key for r in registry.resources}:
                    found.append(
                        checks.Error(
                            f"{where}: {act.name}: {name} chooses from {given.model!r}, which is no resource",
                            id="nizam.E006",
                        )
                    )
    return found


@checks.register("nizam")
def declarations_hold(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Check every declaration: labels, fields, scopes, names, permissions, capabilities."""
    found: list[checks.CheckMessage] = []
    labels = {config.label for config in apps.get_app_configs()}
    seen: Counter[str] = Counter(resource.key for resource in registry.resources)
    known = capability_codes()
    for desk in registry:
        if desk.label not in labels:
            found.append(checks.Error(f"desk {desk.label!r} is not the label of an app", id="nizam.E001"))
        found.extend(
            checks.Error(f"{desk.label}/desk.py: unknown capability {code!r}", id="nizam.E007")
            for code in desk.capabilities
            if code not in known
        )
        for resource in desk.resources:
            found.extend(_field_errors(desk, resource))
            found.extend(_scope_errors(desk, resource))
            if seen[resource.key] > 1:
                found.append(checks.Error(f"{resource.key} is declared by more than one desk", id="nizam.E004"))
        found.extend(_name_errors(desk))
    return found


@checks.register("nizam")
def ports_are_filled(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every socket of the kit is filled exactly once."""
    missing = [checks.Error(f"nobody registered for the port {name!r}", id="nizam.E010") for name in ports.missing()]
    twice = [checks.Error(f"two parts registered for the port {name!r}", id="nizam.E011") for name in ports.faults]
    return [*missing, *twice]
