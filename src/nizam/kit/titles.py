# SPDX-License-Identifier: EUPL-1.2
"""What rows are called for one reader: a title that names other things names only those open to him.

A model whose title names related things says so in `TITLE` (`"{person} – {position}"`: keys, links or plain fields).
Its plain `str()` names none of them, so that a place which forgets to ask for the reader's title tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from string import Formatter
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from nizam.kit.links import link_of, linked


def title_fields(model: type[models.Model]) -> tuple[str, ...]:
    """Return the names that stand in the declared title of `model`, none when its title names only itself."""
    return tuple(name for _text, name, _spec, _how in Formatter().parse(getattr(model, "TITLE", "")) if name)


def reference_of(model: type[models.Model], name: str) -> Any:
    """Return the key called `name` when it leads to things with a scope of their own, else None."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    related: Any = field.related_model if isinstance(field, models.ForeignKey) else None
    return field if related is not None and hasattr(related._default_manager, "visible_to") else None


def titles(user: Any, rows: Iterable[models.Model]) -> dict[models.Model, str]:
    """Return by row what each of `rows` is called for `user`; at most one question for each kind of thing named."""
    found: dict[models.Model, str] = {}
    kinds: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        kinds.setdefault(type(row), []).append(row)
    for model, same in kinds.items():
        names = title_fields(model)
        if not names:
            found.update({row: str(row) for row in same})
            continue
        parts = {name: _parts(user, model, name, same) for name in names}
        for row in same:
            found[row] = model.TITLE.format(**{name: texts[row] for name, texts in parts.items()})
    return found


def title_of(user: Any, row: models.Model) -> str:
    """Return what one row is called for `user`."""
    return titles(user, [row])[row]


def closed_title(row: models.Model) -> str:
    """Return the title of `row` for whoever: in place of each thing it names stands what kind of part that is."""
    model = type(row)
    parts = {}
    for name in title_fields(model):
        field, link = reference_of(model, name), link_of(model, name)
        if field is not None:
            parts[name] = str(field.verbose_name)
        elif link is not None:
            parts[name] = str(link.short_description)
        else:
            parts[name] = str(getattr(row, name))
    return str(model.TITLE.format(**parts))


def _parts(user: Any, model: type[models.Model], name: str, rows: Sequence[models.Model]) -> dict[models.Model, str]:
    closed = _("not open to you")
    link = link_of(model, name)
    if link is not None:
        things = linked(user, link, rows)
        named = titles(user, things.values())
        return {row: named[things[row.pk]] if row.pk in things else closed for row in rows}
    field = reference_of(model, name)
    if field is None:
        return {row: _text(getattr(row, name)) for row in rows}
    keys = {row: getattr(row, field.attname) for row in rows}
    seen = field.related_model._default_manager.visible_to(user).in_bulk(
        {key for key in keys.values() if key is not None}
    )
    named = titles(user, seen.values())
    return {row: "" if key is None else named[seen[key]] if key in seen else closed for row, key in keys.items()}


def _text(value: Any) -> str:
    # The columns know how a day is written; they in turn ask for titles.
    from nizam.kit.screens.columns import text_of

    return text_of(value)


def named_by(model: type[models.Model], name: str) -> tuple[str, ...]:
    """Return the keys of the things that the property `name` of `model` tells of."""
    getter = getattr(getattr(model, name, None), "fget", None)
    return tuple(getattr(getter, "names", ()))
