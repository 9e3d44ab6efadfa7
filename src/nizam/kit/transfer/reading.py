# SPDX-License-Identifier: EUPL-1.2
"""What a line of an imported file means: a new row, a change of one, nothing, or faults. Nothing is written here."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from nizam.kit.actions import Actor
from nizam.kit.declare import Resource
from nizam.kit.errors import Conflict, NizamError, OutOfSight, Refused
from nizam.kit.screens.columns import model_field
from nizam.kit.screens.forms import entry_form
from nizam.kit.transfer.columns import CLOSED, Column, References, Speller, columns_of
from nizam.kit.transfer.keys import EMPTY, NaturalKeys, SeveralRows, UniqueValues, hashable

SCOPE_FIELDS = ("institution_id", "unit_id", "confidentiality")
IGNORED = "#"
# In the column of identifiers: a new row, whatever goes by the same name already.
NEW = "new"

Fault = dict[str, str]


@dataclass
class Meaning:
    """What one line means. `kind`: add, change, same or fault; `values` are what the act takes, `made` is the new row
    that they make, checked and not saved.
    """

    kind: str
    values: dict[str, Any] = field(default_factory=dict)
    obj: Any = None
    made: Any = None
    changes: dict[str, list[str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


class _Probed(Exception):
    pass


def fault(text: str, column: str = "") -> Fault:
    """Return one fault: its sentence, and the column it lies in (empty for the whole line)."""
    return {"column": column, "text": text}


def sentences(error: Exception) -> list[str]:
    """Return what an act's refusal says to a person."""
    if isinstance(error, Refused):
        return [str(reason) for reason in error.reasons]
    if isinstance(error, Conflict | OutOfSight):
        return [str(error.message)]
    if isinstance(error, ValidationError):
        return [str(message) for message in error.messages]
    if isinstance(error, IntegrityError):
        return [_("This contradicts another row.")]
    return [_("You may not do this here.")]


REFUSALS = (NizamError, ValidationError, Http404, PermissionDenied, IntegrityError)


def header_faults(resource: Resource, headers: Sequence[str]) -> list[str]:
    """Return what is wrong with the header of a file, as sentences."""
    known = {column.header for column in columns_of(resource)}
    found: list[str] = []
    given = [header for header in headers if header and not header.startswith(IGNORED)]
    if not any(header in known for header in given):
        return [
            _("The first line does not name the columns. Expected are: %(names)s.")
            % {"names": ", ".join(sorted(known))}
        ]
    unknown = sorted({header for header in given if header not in known})
    if unknown:
        found.append(_("These columns are not known: %(names)s.") % {"names": ", ".join(unknown)[:500]})
    twice = sorted({header for header in given if given.count(header) > 1})
    if twice:
        found.append(_("These columns stand there twice: %(names)s.") % {"names": ", ".join(twice)[:500]})
    return found


class LineReader:
    """Reads lines of one file in the scope of `actor`. Made anew for every run: it remembers what it looked up.

    `rehearse` tries each kind of act once for every place that rows go to; whoever writes at once needs no rehearsal.
    """

    def __init__(self, resource: Resource, actor: Actor, headers: Sequence[str], *, rehearse: bool = True) -> None:
        self.resource = resource
        self.actor = actor
        self._rehearses = rehearse
        self.references = References(actor.user)
        columns = columns_of(resource)
        self.speller = Speller(resource, self.references, columns)
        self.columns = [column for column in columns if column.header in set(headers) and column.kind != "uid"]
        self.form = entry_form(resource, actor.user)
        self._verdicts: dict[tuple[Any, ...], list[str]] = {}
        self._seen: dict[Any, int] = {}
        self._loaded: dict[uuid.UUID, Any] = {}
        self._keys = NaturalKeys(resource, actor.user)
        self._unique = UniqueValues(resource.model)

    def load(self, lines: Sequence[Mapping[str, str]]) -> None:
        """Fetch with one question each what these lines name: rows by identifier, rows by their natural key, and what
        must not stand there twice; forgets what was fetched before.
        """
        uids = [uid for uid in (_uid(cells.get("uid", "")) for cells in lines) if uid is not None]
        rows = list(self.resource.visible_to(self.actor.user).filter(uid__in=uids)) if uids else []
        self._loaded = {**dict.fromkeys(uids), **{row.uid: row for row in rows}}
        self._keys.load([self._own_key(cells) for cells in lines if not cells.get("uid", "").strip()])
        self._unique.load(lambda name: [self._key_value(name, cells) for cells in lines])
        self.speller.load([*rows, *self._keys.rows])

    def remember(self, cells: Mapping[str, str], line: int) -> None:
        """Take note of the row that an earlier line without faults meant, so that later ones are told if they repeat
        it.
        """
        obj = self._existing(cells, [])
        self._first(obj, self._own_key(cells, obj), cells, line)

    def read(self, cells: Mapping[str, str], line: int = 0) -> Meaning:
        """Return what the line with these cells means; `line` is its number, to tell doubles apart."""
        faults: list[Fault] = []
        obj = self._existing(cells, faults)
        if faults:
            return Meaning("fault", faults=faults)
        if obj is None:
            meaning = self._new(cells)
        elif getattr(obj, "voided_at", None) is not None:
            meaning = self._of_voided(obj, cells)
        else:
            meaning = self._changed(obj, cells)
        if meaning.kind != "fault":
            self._refuse_doubles(meaning, cells, line)
        return meaning

    def values_of(self, obj: Any, cells: Mapping[str, str]) -> dict[str, Any]:
        """Return the field values that make `obj` say what `cells` say; raises ValidationError."""
        faults: list[Fault] = []
        values = self._cleaned(cells, obj, faults)
        if faults:
            raise ValidationError([one["text"] for one in faults])
        return values

    def _existing(self, cells: Mapping[str, str], faults: list[Fault]) -> Any:
        text = cells.get("uid", "").strip()
        if _is_new(cells):
            return None
        if text:
            uid = _uid(text)
            if uid not in self._loaded:
                self.load([cells])
            obj = self._loaded.get(uid) if uid is not None else None
            if obj is None:
                faults.append(fault(_("No row with this identifier is open to you."), "uid"))
            return obj
        try:
            return self._keys.row(self._own_key(cells))
        except SeveralRows:
            faults.append(fault(_("Several rows go by this name. Say which is meant by its identifier (uid).")))
            return None

    def _own_key(self, cells: Mapping[str, str], obj: Any = None) -> tuple[Any, ...] | None:
        """Return what the line says the row goes by; what it leaves out is taken from `obj`. None where a part is
        missing.
        """
        if self.resource.natural_key == ("uid",):
            return None
        parts = []
        for name in self.resource.natural_key:
            value = self._key_value(name, cells)
            if value in EMPTY and obj is not None and not any(c.field == name for c in self.columns):
                value = getattr(obj, name, None)
            if value in EMPTY:
                return None
            parts.append(hashable(value))
        return tuple(parts)

    def _key_value(self, name: str, cells: Mapping[str, str]) -> Any:
        columns = [one for one in self.columns if one.field == name]
        given = {column.header: cells.get(column.header, "").strip() for column in columns}
        if not any(given.values()):
            return self.form.fixed.get(name)
        column = columns[0]
        try:
            if column.kind == "reference":
                related: Any = model_field(self.resource.model, name).related_model  # type: ignore[union-attr]
                return self.references.thing(related, given[column.header])
            made = self.form.fields.get(name)
            if made is None:
                return None
            if column.kind == "translated":
                return made.clean({one.language: given[one.header] for one in columns})
            return made.clean(_python(column.kind, cells[column.header]))
        except (ValidationError, SeveralRows):
            return None

    def _new(self, cells: Mapping[str, str]) -> Meaning:
        faults: list[Fault] = []
        values = {**self.form.fixed, **self._cleaned(cells, None, faults)}
        if faults:
            return Meaning("fault", faults=faults)
        obj = self.resource.model(**values)
        faults = self._faults_of(obj, set(values))
        faults = faults or [fault(text) for text in self._rehearse(obj, "add", values)]
        if faults:
            return Meaning("fault", faults=faults)
        changes = {c.header: ["", cells.get(c.header, "")] for c in self.columns if cells.get(c.header, "")}
        return Meaning("add", values=values, made=obj, changes=changes)

    def _of_voided(self, obj: Any, cells: Mapping[str, str]) -> Meaning:
        if all(self.speller.cell(obj, column) == cells.get(column.header, "") for column in self.columns):
            return Meaning("same", obj=obj)
        return Meaning("fault", faults=[fault(_("This row is voided; it can no longer be changed."))])

    def _changed(self, obj: Any, cells: Mapping[str, str]) -> Meaning:
        before = {column.header: self.speller.cell(obj, column) for column in self.columns}
        if all(before[column.header] == cells.get(column.header, "") for column in self.columns):
            return Meaning("same", obj=obj)
        faults: list[Fault] = []
        cleaned = self._cleaned(cells, obj, faults)
        if faults:
            return Meaning("fault", faults=faults)
        values = {name: value for name, value in cleaned.items() if value != getattr(obj, name)}
        if not values:
            return Meaning("same", obj=obj)
        change = self.resource.generated("change")
        if change is None or not self.actor.can(change.permission, obj):
            return Meaning("fault", faults=[fault(_("You may not change this row."))])
        scope_before = [getattr(obj, name, None) for name in SCOPE_FIELDS]
        for name, value in values.items():
            setattr(obj, name, value)
        faults = self._faults_of(obj, set(values))
        if not faults and scope_before != [getattr(obj, name, None) for name in SCOPE_FIELDS]:
            faults = [fault(text) for text in self._rehearse(obj, "change", values)]
        if faults:
            return Meaning("fault", faults=faults)
        changes = {
            column.header: [before[column.header], self.speller.cell(obj, column)]
            for column in self.columns
            if column.field in values and before[column.header] != self.speller.cell(obj, column)
        }
        return Meaning("change", values=values, obj=obj, changes=changes)

    def _cleaned(self, cells: Mapping[str, str], obj: Any, faults: list[Fault]) -> dict[str, Any]:
        """Return a value for every field that the line says something new about (all its columns for a new row)."""
        values: dict[str, Any] = {}
        by_field: dict[str, list[Column]] = {}
        for column in self.columns:
            by_field.setdefault(column.field, []).append(column)
        for name, columns in by_field.items():
            given = {c.header: cells[c.header] for c in columns if c.header in cells}
            if not given:
                continue
            if obj is not None and all(self.speller.cell(obj, c) == given.get(c.header, "") for c in columns):
                continue
            try:
                values[name] = self._value(name, columns, given, obj)
            except ValidationError as error:
                faults.extend(fault(text, columns[0].header) for text in sentences(error))
            except _LeftOut:
                continue
        if obj is None:
            self._demand_missing(by_field, faults)
        return values

    def _demand_missing(self, given: Mapping[str, Any], faults: list[Fault]) -> None:
        for name, made in self.form.fields.items():
            if name in given or name in self.form.fixed or not _is_required(made):
                continue
            if not model_field(self.resource.model, name).has_default():  # type: ignore[union-attr]
                faults.append(fault(_("A new row needs this column."), name))

    def _value(self, name: str, columns: Sequence[Column], given: Mapping[str, str], obj: Any) -> Any:
        kind = columns[0].kind
        text = next(iter(given.values()))
        if kind == "reference":
            return self._reference(name, text.strip())
        made = self.form.fields.get(name)
        if made is None:
            raise ValidationError(_("This column cannot be written."))
        if kind == "translated":
            held = dict(getattr(obj, name) or {}) if obj is not None else {}
            held.update({c.language: given[c.header] for c in columns if c.header in given})
            return made.clean(held)
        if obj is None and text == "" and model_field(self.resource.model, name).has_default():  # type: ignore[union-attr]
            raise _LeftOut
        return made.clean(_python(kind, text))

    def _reference(self, name: str, text: str) -> Any:
        related: Any = model_field(self.resource.model, name)
        if not text:
            if not related.blank and name not in self.form.fixed:
                raise ValidationError(_("This field is required."))
            if name in self.form.fixed:
                raise _LeftOut
            return None
        try:
            found = None if text == CLOSED else self.references.thing(related.related_model, text)
        except SeveralRows:
            raise ValidationError(
                _("Several rows are called “%(text)s”. Say which is meant by its identifier (uid).")
                % {"text": text[:200]}
            ) from None
        if found is None:
            raise ValidationError(_("“%(text)s” names nothing that is open to you.") % {"text": text[:200]})
        return found

    def _faults_of(self, obj: Any, given: set[str]) -> list[Fault]:
        # Related rows were just found in the actor's scope; asking for each again would cost a question a field.
        checked = {f.name for f in obj._meta.concrete_fields if f.is_relation and f.name in given}
        faults: list[Fault] = []
        steps: list[tuple[Any, dict[str, Any]]] = [
            (obj.clean_fields, {"exclude": checked}),
            (obj.clean, {}),
            # A row keeps the identifier it was made with, and that one is drawn from 74 random bits.
            (obj.validate_unique, {"exclude": {"uid"}}),
            (self._unique.validate, {"obj": obj, "given": given}),
        ]
        headers = {column.field: column.header for column in reversed(self.columns)}
        for step, arguments in steps:
            try:
                step(**arguments)
            except ValidationError as error:
                for name, texts in (
                    error.message_dict.items() if hasattr(error, "error_dict") else [("", error.messages)]
                ):
                    where = headers.get(name, "" if name == NON_FIELD_ERRORS else name)
                    faults.extend(fault(str(text), where) for text in texts)
            except ObjectDoesNotExist:
                faults.append(fault(_("Something this row needs is missing.")))
            if faults:
                break
        return faults

    def _rehearse(self, obj: Any, verb: str, values: Mapping[str, Any]) -> list[str]:
        """Return why the act would be refused there: it is done and rolled back, once for each place rows go to."""
        if not self._rehearses:
            return []
        place = (verb, *(getattr(obj, name, None) for name in SCOPE_FIELDS))
        if place not in self._verdicts:
            self._verdicts[place] = self._rehearsed(obj, verb, values)
        return self._verdicts[place]

    def _rehearsed(self, obj: Any, verb: str, values: Mapping[str, Any]) -> list[str]:
        act = self.resource.generated(verb)
        if act is None:
            return [_("Rows of this list cannot be changed by an import.")]
        try:
            with transaction.atomic():
                if act.creates:
                    act(self.actor, **values)
                else:
                    act(self.actor, self.resource.model._default_manager.get(pk=obj.pk), **values)
                raise _Probed
        except _Probed:
            return []
        except (OutOfSight, PermissionDenied, Http404) as error:
            return sentences(error)
        except REFUSALS:
            # A refusal for what this one row says is told of that row alone, when it is written.
            return []

    def _refuse_doubles(self, meaning: Meaning, cells: Mapping[str, str], line: int) -> None:
        first = self._first(meaning.obj, self._own_key(cells, meaning.obj), cells, line)
        if first != line:
            meaning.kind = "fault"
            meaning.faults = [fault(_("Line %(line)s of this file means the same row.") % {"line": first})]

    def _first(self, obj: Any, key: tuple[Any, ...] | None, cells: Mapping[str, str], line: int) -> int:
        """Return the first line that means this row: `line` itself if none did before."""
        keys: list[Any] = [] if obj is None else [("pk", obj.pk)]
        if key is not None and (self._keys.unique or (obj is None and not _is_new(cells))):
            keys.append(("key", key))
        return min(line, *(self._seen.setdefault(one, line) for one in keys)) if keys else line


class _LeftOut(Exception):
    pass


def _is_new(cells: Mapping[str, str]) -> bool:
    return cells.get("uid", "").strip().casefold() == NEW


def _uid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text.strip())
    except ValueError:
        return None


def _is_required(made: forms.Field) -> bool:
    return bool(made.required or getattr(made, "at_least_one", False))


def _python(kind: str, text: str) -> Any:
    """Return the text of a cell as a form's field takes it; raises ValidationError."""
    bare = text.strip()
    if kind == "flag":
        known = {"true": True, "1": True, "false": False, "0": False, "": False}
        if bare.casefold() not in known:
            raise ValidationError(_("“%(text)s” is neither true nor false.") % {"text": bare[:100]})
        return known[bare.casefold()]
    if kind == "date" and bare:
        for form in ("%Y-%m-%d", "%d.%m.%Y"):
            try:
                return datetime.datetime.strptime(bare, form).date()  # noqa: DTZ007  (a day has no zone)
            except ValueError:
                continue
        raise ValidationError(_("“%(text)s” is no day; write it as 2026-12-31.") % {"text": bare[:100]})
    if kind == "datetime" and bare:
        try:
            moment = datetime.datetime.fromisoformat(bare)
        except ValueError:
            raise ValidationError(
                _("“%(text)s” is no moment; write it as 2026-12-31T09:00.") % {"text": bare[:100]}
            ) from None
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
    return text
