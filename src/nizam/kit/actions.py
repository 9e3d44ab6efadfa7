# SPDX-License-Identifier: EUPL-1.2
"""`@action`: the only writer. One decorator gives permission, transaction, read-back, journal entry and event."""

from __future__ import annotations

import hashlib
import inspect
import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import update_wrapper
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.errors import Conflict, NotAllowed, NotVisible, OutOfSight, Refused
from nizam.kit.ports import JournalEntry, ports
from nizam.kit.turns import write_transaction


@dataclass(frozen=True)
class Actor:
    """Who acts and from where: the account, the door it came through, its address or operating-system user."""

    user: Any
    door: str = "office"
    address: str = ""
    os_user: str = ""

    def can(self, permission: str, obj: models.Model | None = None) -> bool:
        """Tell whether the account holds `permission`, for `obj` when given."""
        return ports.access.has_perm(self.user, permission, obj)


Objection = Callable[["Actor", Any], list[Any]]


@dataclass(eq=False)
class Action:
    """One act of the office. Call it as a function: `assign_case(actor, case, person=…)`.

    `name` is `verb_model`; `creates` acts take no object. `fields` names the keyword arguments a form or the API may
    give (an Input each). Any app may add an objection: a function that returns sentences against the act; an objection
    with `override` set yields when the actor gives `override_reason`. An act with `binds_to` answers for a text: the
    doors let it be done only to the text that was read. What it binds to, and the rows of `locks_first`, are locked
    before the object, where other acts come from them to it.
    """

    # Templates call what is callable; an act is shown there, never done.
    do_not_call_in_templates: ClassVar[bool] = True

    name: str
    permission: str
    title: Any
    func: Callable[..., Any]
    creates: bool
    fields: Mapping[str, Input]
    emits: type | None = None
    danger: Any = ""
    primary: bool = False
    available: Callable[[Any], bool] | None = None
    otherwise: Any = ""
    prepare: Callable[..., dict[str, Any]] | None = None
    journal: bool = True
    binds_to: Callable[[Any], Sequence[models.Model]] | None = None
    locks_first: Callable[[Any], Sequence[models.Model]] | None = None
    objections: list[tuple[Objection, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        update_wrapper(self, self.func)

    @property
    def app_label(self) -> str:
        """The label before the dot of the permission."""
        return self.permission.partition(".")[0]

    @property
    def verb(self) -> str:
        """The first word of the name, as it stands in addresses."""
        return self.name.partition("_")[0]

    @property
    def starts_from(self) -> bool:
        """Whether the act is told the `revision` from which what it is given was made."""
        return "revision" in inspect.signature(self.func).parameters

    def object_to(self, objection: Objection, *, override: bool = False) -> Objection:
        """Register `objection` against this act; `override` says that a reason given by the actor overrides it."""
        self.objections.append((objection, override))
        return objection

    def applies_to(self, obj: Any) -> bool:
        """Tell whether the act makes sense in the object's present state (rights are another question)."""
        return self.available is None or bool(self.available(obj))

    def why_not(self) -> str:
        """Return the sentence for an object to which the act does not apply: its own, else a general one."""
        from django.utils.translation import gettext as _

        general = _("This cannot be done in the present state: %(act)s.")
        return str(self.otherwise) if self.otherwise else general % {"act": self.title}

    def reason_words(self, reason: str) -> str:
        """Return what a reason of this act is called: the journal keeps a code where it is chosen among several."""
        asked = self.fields.get("reason")
        known = asked.choices() if asked is not None and asked.choices is not None else []
        return str(dict(known).get(reason, reason))

    def mark_of(self, obj: Any) -> str:
        """Return the mark of the text the act would bind to now, as `seen` takes it; empty when it binds to none.

        A text of one row has the words of its ETag for a mark, one of several a digest of theirs.
        """
        return mark_of_tags(version_of(row) for row in self.binds_to(obj)) if self.binds_to is not None else ""

    def __call__(self, actor: Actor, *args: Any, **kwargs: Any) -> Any:
        """Run the act in one transaction, on the object as it is now, whatever was read before.

        `once_locked` is called with the object when nobody else can change it any more, and may raise. `seen` is the
        mark of the text that was read, for an act that binds to one; `weighed` names objections that the act around
        this one has weighed with the same actor.
        Raises NotVisible, NotAllowed, OutOfSight, Refused, Conflict (the text is no longer the one that was read), or
        Django's ValidationError; then nothing was written.
        """
        override_reason = kwargs.pop("override_reason", "")
        once_locked: Callable[[Any], object] | None = kwargs.pop("once_locked", None)
        seen = kwargs.pop("seen", None)
        weighed = kwargs.pop("weighed", ())
        obj = args[0] if args and not self.creates else None
        if self.prepare is not None:
            self._guard(actor, obj, override_reason, weighed)
            kwargs = self.prepare(actor, obj, **kwargs)
        with write_transaction():
            self._hold_first(obj)
            _hold(obj)
            if once_locked is not None:
                once_locked(obj)
            self._guard(actor, obj, override_reason, weighed)
            if seen is not None:
                self._compare(obj, seen)
            result, entry = self._do(actor, obj, args, kwargs, override_reason)
            if entry is not None:
                ports.journal.write(entry)
        return result

    def each(
        self,
        actor: Actor,
        calls: Sequence[tuple[Any, Mapping[str, Any]]],
        *,
        seconds: float = math.inf,
        begin: Callable[[], None] = lambda: None,
    ) -> list[Any]:
        """Run the act on several objects in one transaction and return the results: all are done, or none.

        `calls` are the objects (None for an act that creates) with their keyword arguments. When `seconds` are over,
        what was done until then is committed, at least one: fewer results than calls come back. `begin` is called in
        the transaction, once the objects are locked. Raises what a call of the act raises; then nothing was written.
        Raises TypeError for an act that prepares its arguments: preparing is done before anything is locked.
        """
        if self.prepare is not None:
            raise TypeError(f"{self.name} prepares its arguments: it is called for one object at a time")
        with write_transaction():
            _hold_all([obj for obj, _kwargs in calls])
            begin()
            ends = time.monotonic() + seconds
            results: list[Any] = []
            entries: list[JournalEntry] = []
            for obj, kwargs in calls:
                if results and time.monotonic() >= ends:
                    break
                self._guard(actor, obj, "")
                result, entry = self._do(actor, obj, () if self.creates else (obj,), dict(kwargs), "")
                results.append(result)
                if entry is not None:
                    entries.append(entry)
            ports.journal.write_many(entries)
        return results

    def _do(
        self, actor: Actor, obj: Any, args: tuple[Any, ...], kwargs: dict[str, Any], override_reason: str
    ) -> tuple[Any, JournalEntry | None]:
        """Run the act on an object that is locked; return its result and what the journal has to say of it."""
        before = snapshot(obj)
        result = self.func(actor, *args, **kwargs)
        subject = result if isinstance(result, models.Model) else obj
        self._read_back(actor, subject)
        entry = None
        if self.journal:
            reasons = [str(one) for one in (kwargs.get("reason", ""), override_reason) if one]
            entry = self._entry(actor, obj, subject, before, "; ".join(reasons))
        if self.emits is not None and subject is not None:
            from nizam.kit.events import send_on_commit

            send_on_commit(self.emits(uid=subject.uid, actor_uid=getattr(actor.user, "uid", None)))
        return result, entry

    def _guard(self, actor: Actor, obj: Any, override_reason: str, weighed: Sequence[Objection] = ()) -> None:
        if obj is not None and not is_visible(actor.user, obj):
            raise NotVisible(self.name)
        if not actor.can(self.permission, obj):
            raise NotAllowed(self.permission)
        if obj is not None and not self.applies_to(obj):
            raise Refused(self.why_not(), code="state")
        for objection, override in self.objections:
            if objection in weighed:
                continue
            reasons = objection(actor, obj)
            if reasons and not (override and override_reason):
                raise Refused(*reasons, code="overridable" if override else "objection")

    def _hold_first(self, obj: Any) -> None:
        """Lock what is locked before the object, model by model."""
        rows = [
            row
            for rows_of in (self.binds_to, self.locks_first)
            if rows_of is not None and obj is not None
            for row in rows_of(obj)
            if row is not obj
        ]
        for model in dict.fromkeys(type(row) for row in rows):
            _hold_all([row for row in rows if type(row) is model])

    def _compare(self, obj: Any, seen: str) -> None:
        """Raise unless the text the act binds to, which is locked, is the one whose mark is `seen`."""
        if self.binds_to is None:
            raise TypeError(f"{self.name} binds to no text")
        if not seen:
            raise Refused(
                _("Open the page anew and read the text first: it was not said which one was read."), code="not-read"
            )
        if self.mark_of(obj) != seen:
            raise Conflict(self.name)

    def _read_back(self, actor: Actor, subject: Any) -> None:
        if subject is None or subject.pk is None:
            return
        if not is_visible(actor.user, subject):
            raise OutOfSight(self.name)
        if self.creates and not actor.can(self.permission, subject):
            raise NotAllowed(self.permission)

    def _entry(self, actor: Actor, obj: Any, subject: Any, before: dict[str, Any], reason: str) -> JournalEntry:
        after = snapshot(subject)
        if subject is not obj:
            before = {}
        changes = {
            name: (before.get(name), value)
            for name, value in after.items()
            if before.get(name) != value and (name in before or value not in (None, ""))
        }
        return JournalEntry(
            actor=actor,
            action=self.permission,
            obj=subject,
            changes=changes,
            personal=frozenset(getattr(subject, "PERSONAL_FIELDS", ())),
            reason=reason,
        )


@dataclass(frozen=True, kw_only=True)
class Input:
    """One keyword argument of an act, as forms and the API offer it.

    `kind`: text, long-text, date, number, flag, choice (with `choices`, or `choices_of` where they
    depend on the object: the act itself refuses what is none of them), model (with `model`, chosen through that
    model's own scope), models (several of it), file, mapping (named values, which the page of the act asks one by one).
    `initial` is what a form shows at first, where that is not the act's own default.
    """

    label: Any
    kind: str = "text"
    required: bool = True
    choices: Callable[[], list[tuple[str, Any]]] | None = None
    choices_of: Callable[[Any], list[tuple[str, Any]]] | None = None
    model: str = ""
    help: Any = ""
    initial: Any = None


def action(
    permission: str,
    *,
    title: Any,
    fields: Mapping[str, Input] | None = None,
    creates: bool = False,
    emits: type | None = None,
    danger: Any = "",
    primary: bool = False,
    available: Callable[[Any], bool] | None = None,
    otherwise: Any = "",
    prepare: Callable[..., dict[str, Any]] | None = None,
    journal: bool = True,
    binds_to: Callable[[Any], Sequence[models.Model]] | None = None,
    locks_first: Callable[[Any], Sequence[models.Model]] | None = None,
) -> Callable[[Callable[..., Any]], Action]:
    """Declare a function `verb_model(actor, obj, *, …)` as an act under `permission` (`<label>.<verb>_<model>`).

    `otherwise` is the answer for an object it does not apply to, where a general sentence says too little. `prepare`
    takes actor, object (None for an act that creates) and the keyword arguments, and returns these as the function
    wants them: for long reckoning, done before anything is locked, once nothing stands against the act. `binds_to`
    returns the rows of the text that the act answers for, `locks_first` what else is locked before the object.
    Raises TypeError when the function's name or first parameter breaks the convention.
    """

    def wrap(func: Callable[..., Any]) -> Action:
        name = func.__name__
        parameters = list(inspect.signature(func).parameters.values())
        if not parameters or parameters[0].name != "actor":
            raise TypeError(f"{name}: the first parameter of an action must be 'actor'")
        if permission.partition(".")[2] != name:
            raise TypeError(f"{name}: its permission must be '<label>.{name}', not {permission!r}")
        keywords = {p.name for p in parameters if p.kind is p.KEYWORD_ONLY}
        unknown = set(fields or {}) - keywords
        if unknown:
            raise TypeError(f"{name}: fields {sorted(unknown)} are not keyword-only parameters")
        return Action(
            name=name,
            permission=permission,
            title=title,
            func=func,
            creates=creates,
            fields=dict(fields or {}),
            emits=emits,
            danger=danger,
            primary=primary,
            available=available,
            otherwise=otherwise,
            prepare=prepare,
            journal=journal,
            binds_to=binds_to,
            locks_first=locks_first,
        )

    return wrap


def is_visible(user: Any, obj: models.Model) -> bool:
    """Tell whether `obj` is within `visible_to(user)` of its model; models without a scope are never acted upon."""
    model = type(obj)
    view = f"{model._meta.app_label}.view_{model._meta.model_name}"
    if obj.pk is not None and ports.access.reaches_all(user, view, model):
        return True
    return model._default_manager.visible_to(user).filter(pk=obj.pk).exists()


def _hold(obj: Any) -> None:
    """Lock the row until the commit; renew the object when somebody changed it since it was read.

    Without this, two people who opened the same draft at the same moment would both sign it.
    """
    if not isinstance(obj, models.Model) or obj.pk is None or not hasattr(obj, "revision"):
        return
    # Without its key: rows that merely point at this one may be written meanwhile.
    locked = type(obj)._base_manager.select_for_update(no_key=True).filter(pk=obj.pk)
    found = locked.values_list("revision", flat=True).first()
    if found is None:
        raise NotVisible(obj._meta.label)
    if found != obj.revision:
        obj.refresh_from_db()


def version_of(row: Any) -> str:
    """Return uid and revision of a row, as its ETag has them."""
    return f"{row.uid.hex}.{row.revision}"


def mark_of_tags(tags: Iterable[str]) -> str:
    """Return the mark of a text from the versions of its rows, in whatever order; empty for none."""
    found = sorted(set(tags))
    return found[0] if len(found) == 1 else hashlib.sha256(" ".join(found).encode()).hexdigest() if found else ""


def _hold_all(objects: Sequence[Any]) -> None:
    """Lock the rows of one model, in the order in which everybody does, and renew those that somebody changed."""
    rows = {obj.pk: obj for obj in objects if isinstance(obj, models.Model) and hasattr(obj, "revision")}
    if not rows:
        return
    model = type(next(iter(rows.values())))
    locked = model._base_manager.select_for_update(no_key=True).filter(pk__in=rows).order_by("pk")
    found = dict(locked.values_list("pk", "revision"))
    for key, obj in rows.items():
        if key not in found:
            raise NotVisible(obj._meta.label)
        if found[key] != obj.revision:
            obj.refresh_from_db()


def snapshot(obj: Any) -> dict[str, Any]:
    """Return the values the journal compares before and after an act, by attribute name; empty for what is no row."""
    if not isinstance(obj, models.Model):
        return {}
    skipped = set(getattr(obj, "JOURNAL_SKIP", ())) | {"id", "updated_at", "revision", "language_rules"}
    return {
        f.attname: getattr(obj, f.attname)
        for f in obj._meta.concrete_fields
        if f.attname not in skipped and not getattr(f, "derived", False)
    }
