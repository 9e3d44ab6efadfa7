# SPDX-License-Identifier: EUPL-1.2
"""What the kit needs from the floor above, as Protocols; spine apps register themselves at start.

A port left empty or filled twice is an error of the system checks (nizam.E010, E011).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model, Q

    from nizam.kit.actions import Actor


class Access(Protocol):
    """Answers every question about rights; the only source of them."""

    def scope(self, user: Any, model: type[Model]) -> Q:
        """Return the condition that keeps the rows of `model` which `user` may see."""

    def has_perm(self, user: Any, permission: str, obj: Model | None = None) -> bool:
        """Tell whether `user` holds `permission`, for `obj` when it is given, else anywhere."""

    def permissions_on(self, user: Any, permissions: Iterable[str], obj: Model) -> frozenset[str]:
        """Return those of `permissions` that `user` holds for `obj`: what `has_perm` says of each, asked at once."""

    def reaches_all(self, user: Any, permission: str, model: type[Model]) -> bool:
        """Tell whether `user` holds `permission` for every row of `model` there can be, as a door's account does."""

    def cleared(self, user: Any, permission: str, *, by: str = "") -> Q:
        """Return the condition that keeps rows of degrees up to which `user` holds `permission`, whatever their unit.

        `by` is the relation, ended by two underscores, that leads to them.
        """

    def permissions(self, user: Any) -> frozenset[str]:
        """Return every permission `user` holds anywhere today."""

    def only_reads(self, user: Any) -> None:
        """Say that this user object serves a request that changes nothing: what is asked again may be kept on it."""


@dataclass(frozen=True, kw_only=True)
class JournalEntry:
    """One act, as the journal keeps it: who did what to what, from where, and what changed.

    `changes` maps a field to (before, after); values of the fields named in `personal` enter the journal only as
    salted hashes, with salt and value in an erasable row.
    """

    actor: Actor
    action: str
    obj: Model | None
    changes: Mapping[str, tuple[Any, Any]]
    personal: frozenset[str] = frozenset()
    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


class Journal(Protocol):
    """Append-only record of acts."""

    def write(self, entry: JournalEntry) -> None:
        """Write one entry inside the running transaction."""

    def write_many(self, entries: Iterable[JournalEntry]) -> None:
        """Write entries inside the running transaction, each as `write` would."""

    def history(self, obj: Model, *, limit: int = 200) -> Iterable[Any]:
        """Return the entries about `obj`, newest first: at, actor_name, action, changes, reason."""


class Outbox(Protocol):
    """Messages to people and to the outside, delivered at least once after the commit."""

    def put(self, *, kind: str, key: str, payload: Mapping[str, Any], institution_id: int | None = None) -> Any:
        """Store a message inside the running transaction; a `key` put twice is delivered once."""

    def notify(
        self,
        user: Any,
        *,
        text: Any,
        url: str = "",
        key: str = "",
        kind: str = "work",
        about: Model | None = None,
        once: bool = False,
    ) -> None:
        """Tell `user` something, by the ways he chose for the `kind`; once only under a `key` when `once` is set."""

    def watch_of(self, user: Any, obj: Model) -> Any:
        """Return the row by which `user` watches `obj`, None when he does not."""


class Jobs(Protocol):
    """Background work that survives a killed worker."""

    def enqueue(
        self,
        task: str,
        payload: Mapping[str, Any] | None = None,
        *,
        user: Any = None,
        key: str = "",
        priority: int = 0,
        run_after: datetime | None = None,
        title: str = "",
    ) -> Any:
        """Queue `task` (a registered name) inside the running transaction; returns the job row."""

    def cancel(self, job: Any) -> None:
        """Cancel a job: at once when it waits, at its next step when it runs; nothing when it has ended."""


class Preferences(Protocol):
    """What a user has chosen for himself: columns, saved views, switches."""

    def get(self, user: Any, key: str, default: Any = None) -> Any:
        """Return the value stored under `key`."""

    def set(self, user: Any, key: str, value: Any) -> None:
        """Store `value` (JSON) under `key`; None forgets it."""


class Transfers(Protocol):
    """The tables in which imports and exports stand (their fields: spine/jobs)."""

    imports: Any
    import_rows: Any
    exports: Any


class Search(Protocol):
    """Finds rows by words, however they are spelled."""

    def holding(self, resource: Any, words: str) -> Q:
        """Return the condition that rows of `resource` hold all of `words`; each may be a beginning."""


class Ports:
    """The sockets of the kit, filled once while Django starts."""

    NAMES = ("access", "journal", "outbox", "jobs", "preferences", "transfers", "search")

    def __init__(self) -> None:
        self._filled: dict[str, Any] = {}
        self.faults: list[str] = []

    def register(self, name: str, implementation: Any) -> None:
        """Fill port `name`; raises KeyError for a name the kit does not know. Filling twice is kept for the checks."""
        if name not in self.NAMES:
            raise KeyError(f"the kit has no port {name!r}")
        if name in self._filled:
            self.faults.append(name)
        self._filled[name] = implementation

    def missing(self) -> list[str]:
        """Return the names of the ports nobody filled."""
        return [name for name in self.NAMES if name not in self._filled]

    @property
    def access(self) -> Access:
        """The rights."""
        return self._filled["access"]

    @property
    def journal(self) -> Journal:
        """The journal."""
        return self._filled["journal"]

    @property
    def outbox(self) -> Outbox:
        """The outbox."""
        return self._filled["outbox"]

    @property
    def jobs(self) -> Jobs:
        """The background work."""
        return self._filled["jobs"]

    @property
    def preferences(self) -> Preferences:
        """The users' own choices."""
        return self._filled["preferences"]

    @property
    def transfers(self) -> Transfers:
        """The records of imports and exports."""
        return self._filled["transfers"]

    @property
    def search(self) -> Search:
        """The index of words."""
        return self._filled["search"]


ports = Ports()
