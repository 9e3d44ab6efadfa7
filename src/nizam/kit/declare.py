# SPDX-License-Identifier: EUPL-1.2
"""What an app declares about itself, as data: a reader learns a desk from one page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from nizam.kit.actions import Action, Actor
from nizam.kit.generated import generated_actions

VisibleTo = Callable[[Any], Any]


@dataclass(frozen=True)
class Columns:
    """The columns of a list: `names` are fields or properties of the model; the first one leads to the entry.

    `default` are those shown until a user chooses (all when empty). `default_order` is a column, "-" before it for
    falling order; text columns are ordered by their sort-key column where the model has one (`<name>_sort`).
    """

    names: tuple[str, ...]
    default_order: str = "-created_at"
    default: tuple[str, ...] = ()

    def __init__(self, *names: str, default_order: str = "-created_at", default: Iterable[str] = ()) -> None:
        object.__setattr__(self, "names", tuple(names))
        object.__setattr__(self, "default_order", default_order)
        object.__setattr__(self, "default", tuple(default) or tuple(names))


@dataclass(frozen=True)
class Label:
    """What a printed label shows beside its QR code: fields of the model."""

    names: tuple[str, ...]

    def __init__(self, *names: str) -> None:
        object.__setattr__(self, "names", tuple(names))


@dataclass(frozen=True, kw_only=True)
class Api:
    """What the API gives and takes: `fields` are read; the form's fields are written."""

    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Report:
    """A list of rows computed from what the reader may see; `rows(user, **parameters)` starts from `visible_to`."""

    name: str
    title: Any
    permission: str
    rows: Callable[..., Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One more page on an entry: `view(request, obj)` gives template and context."""

    name: str
    title: Any
    permission: str
    template: str
    context: Callable[[Any, Any], Mapping[str, Any]]


class Resource:
    """What the office, the API, search and reports may know about one model.

    `visible_to` has no default: forgetting it is an error at start. From a resource come list, filters, form, inspect,
    history, bulk acts, chooser, import, export, API routes, search, rights and labels.

    `generic` names the generated acts (`add`, `change`, `void`); a model whose verbs are its own takes none. `form`
    are the fields those acts write. `details` are shown on the entry's page (the columns when empty). `natural_key`
    finds the row that an imported line means. `template` replaces the entry's page. `watchable` gives the entry a
    button to watch it: for things of which something tells the watchers. `guard` looks at a row that somebody is about
    to add or to change, and raises Refused. `empty` teaches who finds no row yet: what the list is, what will stand in
    it, the first step, an example.
    """

    def __init__(
        self,
        model: type[models.Model],
        *,
        visible_to: VisibleTo,
        columns: Columns,
        filters: Iterable[str] = (),
        search: Mapping[str, int] | None = None,
        form: Iterable[str] = (),
        details: Iterable[str] = (),
        actions: Iterable[Action] = (),
        labels: Label | None = None,
        api: Api | None = None,
        tabs: Iterable[Tab] = (),
        generic: Iterable[str] = ("add", "change", "void"),
        importable: bool = True,
        natural_key: Iterable[str] = ("uid",),
        icon: str = "list-ul",
        template: str = "",
        in_menu: bool = True,
        watchable: bool = False,
        guard: Callable[[Actor, Any], None] | None = None,
        empty: Any = "",
    ) -> None:
        self.model = model
        self.visible_to = visible_to
        self.columns = columns
        self.filters = tuple(filters)
        self.search = dict(search or {})
        self.form = tuple(form)
        self.details = tuple(details) or tuple(c for c in columns.names)
        self.labels = labels
        self.api = api
        self.tabs = tuple(tabs)
        self.generic = tuple(generic) if self.form else ()
        self.importable = importable and "add" in self.generic
        self.natural_key = tuple(natural_key)
        self.icon = icon
        self.template = template
        self.in_menu = in_menu
        self.watchable = watchable
        self.guard = guard
        self.empty = empty
        self.actions: tuple[Action, ...] = (*generated_actions(self), *actions)

    @property
    def label(self) -> str:
        """App label of the model."""
        return str(self.model._meta.app_label)

    @property
    def name(self) -> str:
        """Model name as in addresses and permissions."""
        return str(self.model._meta.model_name)

    @property
    def key(self) -> str:
        """`<label>.<model>`."""
        return f"{self.label}.{self.name}"

    @property
    def title(self) -> Any:
        """The model's plural name, for lists and menus."""
        return self.model._meta.verbose_name_plural

    @property
    def view_permission(self) -> str:
        """The right to see rows."""
        return f"{self.label}.view_{self.name}"

    @property
    def export_permission(self) -> str:
        """The right to take rows out as a file."""
        return f"{self.label}.export_{self.name}"

    @property
    def import_permission(self) -> str:
        """The right to bring rows in from a file."""
        return f"{self.label}.import_{self.name}"

    @property
    def permissions(self) -> tuple[str, ...]:
        """Every right this resource brings."""
        own = [self.view_permission, self.export_permission]
        if self.importable:
            own.append(self.import_permission)
        return (*own, *(a.permission for a in self.actions), *(t.permission for t in self.tabs))

    def action(self, name: str) -> Action | None:
        """Return the act called `name` (`verb_model`), if the resource has it."""
        return next((a for a in self.actions if a.name == name), None)

    def generated(self, verb: str) -> Action | None:
        """Return the generated act `add`, `change` or `void`."""
        return self.action(f"{verb}_{self.name}") if verb in self.generic else None

    def __repr__(self) -> str:
        return f"<Resource {self.key}>"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """All that an app brings to the house. `permissions` are the rights that no resource brings, each in words."""

    label: str
    title: Any
    resources: tuple[Resource, ...] | list[Resource] = ()
    capabilities: tuple[str, ...] | list[str] = ()
    procedures: str = ""
    reports: tuple[Report, ...] | list[Report] = ()
    indicators: tuple[Any, ...] | list[Any] = ()
    permissions: Mapping[str, Any] = field(default_factory=dict)
    icon: str = "folder-open-inverse"
    menu_order: int = 500
    in_menu: bool = True
