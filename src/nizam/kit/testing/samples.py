# SPDX-License-Identifier: EUPL-1.2
"""One valid row of any model of the house, made from its fields: what the generated walks look for."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from nizam.kit.registry import registry
from nizam.kit.texts import DerivedText, TranslatedTextField
from nizam.kit.uids import uuid7

_counter = itertools.count(1)

# Texts that are codes or digests: a marker there would say nothing about what people see.
BESIDE = "beside"
# Of two columns of which a row fills one, that which samples leave empty.
LEFT_EMPTY = {"org.access": frozenset({"unit", "position"})}
# Of two columns of which a row must fill one, the one that samples fill; and what stands there where the first row of a
# kind is made with the institution.
FILLED = {"cases.resolution": frozenset({"executor_unit"})}
INSTEAD: dict[str, dict[str, Any]] = {
    "records.paperlayout": {"current": False, "version": lambda: 100 + next(_counter)}
}
CODES = frozenset({"language", "error", "void_reason", "identity", "outcome", "password"})


def make_sample(
    model: type[models.Model], *, institution: Any, unit: Any, user: Any, marker: str = "sample", **given: Any
) -> Any:
    """Save and return a row of `model` that belongs to `unit` of `institution` (and to `user` where it is one's own).

    Every free text holds `marker`; required keys get samples of their own or the rows at hand.
    """
    label = model._meta.label_lower
    instead = {name: value() if callable(value) else value for name, value in INSTEAD.get(label, {}).items()}
    values: dict[str, Any] = instead | given
    for key in model._meta.private_fields:
        if isinstance(key, GenericForeignKey) and key.ct_field not in values:
            thing = make_sample(_plainest(), institution=institution, unit=unit, user=user, marker=BESIDE)
            values[key.ct_field] = ContentType.objects.get_for_model(thing)
            values[key.fk_field] = thing.pk
    left, filled = LEFT_EMPTY.get(label, frozenset()), FILLED.get(label, frozenset())
    for field in model._meta.concrete_fields:
        if field.name in values or field.name in left or field.primary_key or isinstance(field, DerivedText):
            continue
        value = unit if field.name in filled else _value(field, institution, unit, user, marker)
        if _is_taken(field, value, values):
            value = make_sample(type(value), institution=institution, unit=unit, user=user, marker=BESIDE)
        if value is not None:
            values[field.name] = value
    row = model(**values)
    row.save()
    return row


def _plainest() -> type[models.Model]:
    """Return the first model whose rows belong to a unit: what a sample points at that may point at anything."""
    scoped = (resource.model for resource in registry.resources)
    return min((model for model in scoped if getattr(model, "SCOPE", "") == "unit"), key=lambda m: m._meta.label_lower)


def _is_taken(field: Any, value: Any, values: dict[str, Any]) -> bool:
    # Two keys to one model, such as principal and deputy, usually mean two different rows.
    if not isinstance(value, models.Model) or field.name in {"institution", "unit", "user"}:
        return False
    return any(isinstance(other, models.Model) and other == value for other in values.values())


def _value(field: Any, institution: Any, unit: Any, user: Any, marker: str) -> Any:
    at_hand = {"institution": institution, "unit": unit, "user": user}
    if field.is_relation:
        label = field.related_model._meta.label_lower
        if field.name in at_hand:
            return at_hand[field.name]
        if field.null or field.has_default():
            return None
        named = {"org.institution": institution, "org.unit": unit, "org.user": user}
        if label in named:
            return named[label]
        existing = field.related_model._default_manager.filter(
            **({"institution": institution} if hasattr(field.related_model, "institution") else {})
        ).first()
        if existing is not None and not field.unique:
            return existing
        return make_sample(field.related_model, institution=institution, unit=unit, user=user, marker=BESIDE)
    if field.has_default() and not isinstance(field, (models.CharField, TranslatedTextField)):
        return None
    if field.null or getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return None
    return _plain(field, marker)


def _plain(field: Any, marker: str) -> Any:
    number = next(_counter)
    if isinstance(field, TranslatedTextField):
        return {"en": f"{marker} {number}"}
    if field.choices:
        return None if field.has_default() else next(code for code, _title in field.flatchoices if code)
    if isinstance(field, models.EmailField):
        return f"{marker.lower()}{number}@example.org"
    if isinstance(field, models.URLField):
        return "https://example.org"
    if isinstance(field, models.SlugField) or field.name in {"code", "username"}:
        return f"{marker.lower()}-{number}"
    if isinstance(field, (models.CharField, models.TextField)):
        if (
            field.name in {"language", "error", "void_reason", "identity", "outcome", "password"}
            or "sha256" in field.name
        ):
            return "" if field.blank else f"{number:064x}"[-(field.max_length or 64) :]
        return f"{marker} {number}"[: field.max_length or 200]
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return dt.date(2026, 11, 16)
    if isinstance(field, models.TimeField):
        # Of two times in a row the one is the end.
        return dt.time(18) if field.name.startswith(("close", "end")) else dt.time(9)
    if isinstance(field, models.UUIDField):
        return uuid7()
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.IntegerField):
        return number
    if isinstance(field, models.FloatField):
        return 0.5
    if isinstance(field, models.JSONField):
        return []
    if isinstance(field, models.BinaryField):
        return b"bytes"
    return None
