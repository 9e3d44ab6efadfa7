# SPDX-License-Identifier: EUPL-1.2
"""The acts every plain register has: add, change, void. Made from a resource's declaration."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Action, Actor, Input
from nizam.kit.errors import Conflict

if TYPE_CHECKING:
    from nizam.kit.declare import Resource


def generated_actions(resource: Resource) -> tuple[Action, ...]:
    """Return the generated acts the resource asks for, each under `<label>.<verb>_<model>`."""
    makers = {"add": _add, "change": _change, "void": _void}
    return tuple(makers[verb](resource) for verb in resource.generic)


def _declare(
    resource: Resource, verb: str, title: Any, func: Callable[..., Any], fields: dict[str, Input], **extra: Any
) -> Action:
    name = f"{verb}_{resource.name}"
    func.__name__ = name
    func.__doc__ = f"{verb.capitalize()} one row of {resource.key}."
    return Action(
        name=name,
        permission=f"{resource.label}.{name}",
        title=title,
        func=func,
        creates=verb == "add",
        fields=fields,
        **extra,
    )


def _add(resource: Resource) -> Action:
    def add(actor: Actor, **values: Any) -> Any:
        obj = resource.model(**values)
        obj.full_clean()
        if resource.guard is not None:
            resource.guard(actor, obj)
        obj.save()
        return obj

    return _declare(resource, "add", _("Add"), add, {})


def _change(resource: Resource) -> Action:
    def change(actor: Actor, obj: Any, *, revision: int | None = None, **values: Any) -> Any:
        locked = resource.model._default_manager.select_for_update().get(pk=obj.pk)
        if revision is not None and locked.revision != revision:
            raise Conflict(resource.key)
        for name, value in values.items():
            setattr(obj, name, value)
        obj.full_clean()
        if resource.guard is not None:
            resource.guard(actor, obj)
        obj.save(update_fields=list(values))
        return obj

    return _declare(resource, "change", _("Change"), change, {}, available=_stands)


def _void(resource: Resource) -> Action:
    def void(actor: Actor, obj: Any, *, reason: str) -> Any:
        obj.voided_at = timezone.now()
        obj.void_reason = reason
        obj.full_clean()
        obj.save(update_fields=["voided_at", "void_reason"])
        return obj

    return _declare(
        resource,
        "void",
        _("Void"),
        void,
        {"reason": Input(label=_("Reason"), kind="long-text")},
        available=_stands,
        danger=_("The entry stays in the register, marked as voided with your reason."),
    )


def _stands(obj: Any) -> bool:
    return obj.voided_at is None
