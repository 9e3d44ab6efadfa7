# SPDX-License-Identifier: EUPL-1.2
"""What rows go by in files, and what must not stand twice: asked of the database once for many lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from nizam.kit.declare import Resource
from nizam.kit.screens.columns import model_field
from nizam.kit.texts import TranslatedTextField

EMPTY: tuple[Any, ...] = (None, "", {})


class SeveralRows(LookupError):
    """A name that one row should go by is borne by several."""


def hashable(value: Any) -> Any:
    """Return `value` as a key can hold it: rows by their primary key, translated texts as pairs."""
    if isinstance(value, models.Model):
        return value.pk
    return frozenset((code, text) for code, text in value.items() if text) if isinstance(value, Mapping) else value


def is_unique(model: type[models.Model], names: Sequence[str]) -> bool:
    """Tell whether the table itself holds that no two rows have the same values in these fields."""
    if len(names) == 1 and getattr(model_field(model, names[0]), "unique", False):
        return True
    return any(set(one.fields) == set(names) for one in plain_constraints(model))


def plain_constraints(model: type[models.Model]) -> list[models.UniqueConstraint]:
    """Return the constraints that say of some columns, without condition, that their values stand together once."""
    return [
        one
        for one in model._meta.constraints
        if isinstance(one, models.UniqueConstraint)
        and one.fields
        and one.condition is None
        and one.nulls_distinct is None
    ]


class NaturalKeys:
    """The rows of a resource that are open to `user`, by what they go by.

    A text in several languages is the same when one language says the same. Where the table does not hold the key to be
    unique, voided rows are passed over: a post that was struck off does not stand in the way of a new one.
    """

    def __init__(self, resource: Resource, user: Any) -> None:
        names = () if resource.natural_key == ("uid",) else resource.natural_key
        fields = [model_field(resource.model, name) for name in names]
        self.unique = is_unique(resource.model, names) if names else False
        self.rows: list[Any] = []
        self._resource = resource
        self._user = user
        self._worded = [at for at, field in enumerate(fields) if isinstance(field, TranslatedTextField)]
        self._plain = [at for at in range(len(names)) if at not in self._worded]
        self._names: list[str] = [getattr(field, "attname", name) for field, name in zip(fields, names, strict=True)]
        self._found: dict[tuple[Any, ...], list[Any]] = {}

    def load(self, keys: Iterable[tuple[Any, ...] | None]) -> None:
        """Fetch the rows of these keys; forgets those fetched before."""
        wanted = {key for key in keys if key is not None}
        self.rows, self._found = [], {self._plain_part(key): [] for key in wanted}
        if not wanted:
            return
        values = {f"{self._names[at]}__in": {key[at] for key in wanted} for at in self._plain}
        self.rows = list(self._resource.visible_to(self._user).filter(**values))
        for row in self.rows:
            self._found.get(tuple(getattr(row, self._names[at]) for at in self._plain), []).append(row)

    def row(self, key: tuple[Any, ...] | None) -> Any:
        """Return the row of `key`, None where there is none; raises SeveralRows."""
        if key is None:
            return None
        if self._plain_part(key) not in self._found:
            self.load([key])
        rows = [row for row in self._found[self._plain_part(key)] if self._says_the_same(row, key)]
        if not self.unique:
            rows = [row for row in rows if getattr(row, "voided_at", None) is None]
        if len(rows) > 1:
            raise SeveralRows(key)
        return rows[0] if rows else None

    def _plain_part(self, key: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(key[at] for at in self._plain)

    def _says_the_same(self, row: Any, key: tuple[Any, ...]) -> bool:
        return all(hashable(getattr(row, self._names[at]) or {}) & key[at] for at in self._worded)


class UniqueValues:
    """Which values that must not stand twice in a table do stand there."""

    def __init__(self, model: type[models.Model]) -> None:
        self._model = model
        self._constraints = plain_constraints(model)
        self._asked: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
        self._taken: dict[str, set[tuple[Any, ...]]] = defaultdict(set)

    def load(self, values_of: Callable[[str], list[Any]]) -> None:
        """Ask for the values of some lines (`values_of` gives those of a field, one a line); forgets those before."""
        for constraint in self._constraints:
            columns = [[hashable(value) for value in values_of(name)] for name in constraint.fields]
            lines: Iterable[tuple[Any, ...]] = zip(*columns, strict=True)
            asked: set[tuple[Any, ...]] = {values for values in lines if not any(value in EMPTY for value in values)}
            attnames = self._attnames(constraint)
            wanted = {f"{name}__in": {values[at] for values in asked} for at, name in enumerate(attnames)}
            rows = self._model._default_manager.filter(**wanted)
            self._asked[constraint.name] = asked
            self._taken[constraint.name] = set(rows.values_list(*attnames)) if asked else set()

    def validate(self, obj: Any, given: set[str]) -> None:
        """Raise ValidationError where `obj`, of which the fields `given` are new, breaks a constraint of its table."""
        errors: dict[str, list[Any]] = {}
        for model, constraints in obj.get_constraints():
            for constraint in constraints:
                if self._is_free(constraint, obj, given):
                    continue
                try:
                    constraint.validate(model, obj)
                except ValidationError as error:
                    names: list[str] = list(getattr(constraint, "fields", ()))
                    errors.setdefault(names[0] if len(names) == 1 else NON_FIELD_ERRORS, []).extend(error.messages)
        if errors:
            raise ValidationError(errors)

    def _is_free(self, constraint: Any, obj: Any, given: set[str]) -> bool:
        if constraint not in self._constraints:
            return False
        if obj.pk is not None and not given & set(constraint.fields):
            return True
        values = tuple(getattr(obj, name) for name in self._attnames(constraint))
        return values in self._asked[constraint.name] and values not in self._taken[constraint.name]

    def _attnames(self, constraint: models.UniqueConstraint) -> list[str]:
        return [model_field(self._model, name).attname for name in constraint.fields]  # type: ignore[union-attr]
