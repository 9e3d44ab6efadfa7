# SPDX-License-Identifier: EUPL-1.2
"""Many new rows at once, under the same promises as the generated act that adds one: right, read-back, journal.

The act itself asks the database some twelve questions a row. Here each is asked once for all rows of a batch, and as
soon as the answer is not a plain yes for every row, nothing is written and the caller lets the act decide row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models.signals import post_save, pre_save

from nizam.kit.actions import Action, Actor, snapshot
from nizam.kit.declare import Resource
from nizam.kit.models import ScopedModel
from nizam.kit.ports import JournalEntry, ports

# In these the right to add depends on nothing but where the row stands.
SCOPES_BY_PLACE = frozenset({"unit", "institution", "house"})


class _Doubtful(Exception):
    pass


def adds_at_once(resource: Resource) -> bool:
    """Tell whether rows of `resource` can be added at once: nobody objects, listens or guards, saving does no more."""
    act = resource.generated("add")
    return (
        act is not None
        and act.journal
        and not act.objections
        and resource.guard is None
        and act.emits is None
        and resource.model.save is ScopedModel.save
        and getattr(resource.model, "SCOPE", "unit") in SCOPES_BY_PLACE
    )


def add_rows(resource: Resource, actor: Actor, rows: Sequence[Any]) -> bool:
    """Save new rows that are checked already, inside the running transaction; False when not all of them could be
    added, and then none is.
    """
    act = resource.generated("add")
    if act is None or not adds_at_once(resource):
        return False
    try:
        with transaction.atomic():
            _insert(resource.model, rows)
            _read_back(resource.model, actor, act, rows)
            ports.journal.write_many(_entry(actor, act, row) for row in rows)
    except (IntegrityError, _Doubtful):
        for row in rows:
            row.pk, row._state.adding = None, True
        return False
    return True


def _insert(model: type[models.Model], rows: Sequence[Any]) -> None:
    told: dict[str, Any] = {"sender": model, "raw": False, "using": rows[0]._state.db or "default"}
    for row in rows:
        pre_save.send(instance=row, update_fields=None, **told)
    model._base_manager.bulk_create(rows)
    for row in rows:
        post_save.send(instance=row, created=True, update_fields=None, **told)


def _read_back(model: Any, actor: Actor, act: Action, rows: Sequence[Any]) -> None:
    keys = [row.pk for row in rows]
    if None in keys or model._default_manager.visible_to(actor.user).filter(pk__in=keys).count() != len(rows):
        raise _Doubtful
    # One row stands for all that lie in the same place: nothing else of a new row bears on the right.
    places = {(row.institution_id, row.unit_id, row.confidentiality): row for row in rows}
    if not actor.can(act.permission) or not all(actor.can(act.permission, row) for row in places.values()):
        raise _Doubtful


def _entry(actor: Actor, act: Action, row: Any) -> JournalEntry:
    return JournalEntry(
        actor=actor,
        action=act.permission,
        obj=row,
        changes={name: (None, value) for name, value in snapshot(row).items() if value not in (None, "")},
        personal=frozenset(row.PERSONAL_FIELDS),
    )
