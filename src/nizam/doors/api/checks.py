# SPDX-License-Identifier: EUPL-1.2
"""System checks of what declarations ask of the API: no row id, no stored file, no path through a key gets into it."""

from __future__ import annotations

from typing import Any

from django.core import checks

from nizam.doors.api.fields import api_fields, field_schema
from nizam.doors.api.inputs import INPUT_KINDS, can_be_written, writable
from nizam.doors.api.routes import api_resources, offered_acts
from nizam.kit.declare import Resource


def _faults(resource: Resource) -> list[str]:
    found = [
        f"api: {name!r} is no field that the API can show"
        for name in api_fields(resource)
        if name == "pk" or "__" in name or field_schema(resource.model, name) is None
    ]
    if resource.generated("add") or resource.generated("change"):
        found += [
            f"form: {name!r} is no field that the API can write"
            for name, field in writable(resource).items()
            if not can_be_written(field)
        ]
    found += [
        f"{act.name}: {name} has the unknown kind {asked.kind!r}"
        for act in offered_acts(resource)
        for name, asked in act.fields.items()
        if asked.kind not in INPUT_KINDS
    ]
    return found


@checks.register("nizam")
def api_can_show_what_is_declared(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Check every field and input that a resource brings to the API."""
    return [
        checks.Error(f"{resource.key}: {fault}", id="nizam.E030")
        for resource in api_resources()
        for fault in _faults(resource)
    ]
