# SPDX-License-Identifier: EUPL-1.2
"""The port `access` and the one auth backend: every question about rights is answered here, from granted roles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from nizam.kit.models import confidentiality_degrees
from nizam.kit.registry import registry
from nizam.spine.org.models import Access, Appointment, Delegation, Institution, RoleGrant, Unit

# Rights of parts that are not ours, answered from roles too. Wagtail asks for them by these names.
FOREIGN_PERMISSIONS = frozenset({"wagtailadmin.access_admin"})

# What a deputy may do in the place of who delegated: read what waits for a signature, and sign it.
DEPUTY_PERMISSIONS = ("cases.view_*", "records.view_*", "cases.sign_*", "records.sign_*")

NOTHING = Q(pk__in=())


@dataclass(frozen=True)
class Grant:
    """A role in force today: where it holds, up to which degree, and what it allows."""

    institution_id: int | None
    unit_ids: frozenset[int] | None
    clearance: int
    permissions: frozenset[str]


@lru_cache(maxsize=256)
def expand(patterns: tuple[str, ...]) -> frozenset[str]:
    """Return the declared rights that `patterns` name: `cases.*`, `*.view_*`, and `!` before one to take away."""
    known = registry.permissions | FOREIGN_PERMISSIONS
    chosen: set[str] = set()
    for pattern in patterns:
        matches = {name for name in known if fnmatchcase(name, pattern.lstrip("!"))}
        chosen = chosen - matches if pattern.startswith("!") else chosen | matches
    return frozenset(chosen)


def grants_of(user: Any) -> tuple[Grant, ...]:
    """Return the grants of `user` in force today; kept on the user object, which lives for one request or job."""
    cached = getattr(user, "_nizam_grants", None)
    if cached is not None:
        return cached
    if not getattr(user, "is_active", False) or not user.pk:
        return ()
    today = timezone.now().date()
    found = (*_granted(Q(user=user), today), *_delegated(user, today))
    patterns = getattr(user, "_nizam_patterns", None)
    if patterns is not None:
        named = expand(patterns)
        found = tuple(replace(grant, permissions=grant.permissions & named) for grant in found)
    user._nizam_grants = found
    return found


def _granted(holders: Q, today: date) -> tuple[Grant, ...]:
    rows = list(
        RoleGrant.objects.filter(holders, starts__lte=today, voided_at__isnull=True)
        .filter(Q(ends__isnull=True) | Q(ends__gte=today))
        .select_related("role", "unit")
    )
    below = _units_below({row.unit.path for row in rows if row.unit is not None and row.subtree})
    return tuple(
        Grant(row.institution_id, _unit_ids(row, below), row.role.clearance, expand(tuple(row.role.permissions)))
        for row in rows
    )


def _delegated(user: Any, today: date) -> tuple[Grant, ...]:
    """Return what the account holds as somebody's deputy: to sign in his place, and to read what is to be signed."""
    if not user.person_id:
        return ()
    principals = Delegation.objects.filter(
        deputy_id=user.person_id, may_sign=True, starts__lte=today, ends__gte=today, voided_at__isnull=True
    ).values("principal_id")
    signing = expand(DEPUTY_PERMISSIONS)
    held = _granted(Q(user__person_id__in=principals, user__is_active=True), today)
    return tuple(replace(grant, permissions=grant.permissions & signing) for grant in held)


def restrict_grants(user: Any, patterns: tuple[str, ...]) -> None:
    """Leave of the rights of this user object those that `patterns` name too; nothing is added, nothing is stored.

    Holds as long as the object lives, also when `forget_grants` makes it ask anew.
    """
    user._nizam_patterns = patterns
    forget_grants(user)


def forget_grants(user: Any) -> None:
    """Drop what `grants_of` keeps on the user object, after a grant changed."""
    user.__dict__.pop("_nizam_grants", None)
    user.__dict__.pop("_nizam_unit_ids", None)


def _units_below(paths: set[str]) -> list[tuple[int, str]]:
    """Return key and path of every unit at or under one of `paths`: one question, however many roles are granted."""
    if not paths:
        return []
    under = NOTHING
    for path in sorted(paths):
        under |= Q(path__startswith=path)
    return list(Unit.objects.filter(under).values_list("pk", "path"))


def _unit_ids(row: RoleGrant, below: list[tuple[int, str]]) -> frozenset[int] | None:
    if row.unit is None:
        return None
    if not row.subtree:
        return frozenset({row.unit_id})
    return frozenset(key for key, path in below if path.startswith(row.unit.path))


def units_of(user: Any) -> frozenset[int]:
    """Return the units the account works in: those of its grants and of its person's appointments."""
    cached = getattr(user, "_nizam_unit_ids", None)
    if cached is not None:
        return cached
    found: set[int] = set()
    for grant in grants_of(user):
        found |= grant.unit_ids or frozenset()
    if user.person_id:
        today = timezone.now().date()
        found.update(
            Appointment.objects.filter(person_id=user.person_id, starts__lte=today, voided_at__isnull=True)
            .filter(Q(ends__isnull=True) | Q(ends__gte=today))
            .values_list("position__unit_id", flat=True)
        )
    user._nizam_unit_ids = frozenset(found)
    return user._nizam_unit_ids


def _view_permission(model: type[models.Model]) -> str:
    return f"{model._meta.app_label}.view_{model._meta.model_name}"


def _opened(user: Any, model: type[models.Model], *, acting: bool = False) -> Q:
    holders = Q(user=user)
    units = units_of(user)
    if units:
        holders |= Q(unit_id__in=units)
    rows = Access.objects.filter(holders, content_type=ContentType.objects.get_for_model(model)).filter(
        Q(until__isnull=True) | Q(until__gt=timezone.now()), voided_at__isnull=True
    )
    if acting:
        rows = rows.filter(may_act=True)
    found = Q(pk__in=rows.values("object_id"))
    if followed := getattr(model, "FOLLOWS", ""):
        above = model._meta.get_field(followed).related_model
        opened = above._base_manager.filter(_opened(user, above, acting=acting)).order_by()
        found |= Q(**{f"{followed}__in": opened.values("pk")})
    return found


def _shown(user: Any, model: type[models.Model]) -> Q:
    """Return the rows of `model` that stand on things `user` may see; a part of the one question, however many rows."""
    found = Q()
    for name in getattr(model, "SHOWN_BY", ()):
        relation: Any = model._meta.get_field(name)
        things = relation.related_model._default_manager.visible_to(user).order_by()
        found |= Q(Exists(things.filter(**{relation.field.name: OuterRef("pk")})))
    return found


def _reach(grant: Grant, model: type[models.Model]) -> Q:
    if model is Institution:
        # An empty Q() would vanish in a disjunction, and everything with it.
        return Q(pk__isnull=False) if grant.institution_id is None else Q(pk=grant.institution_id)
    here = Q() if grant.institution_id is None else Q(institution_id=grant.institution_id)
    scope = getattr(model, "SCOPE", "unit")
    if scope == "house" and grant.institution_id is not None:
        here |= Q(institution__isnull=True)
    reach = here & Q(confidentiality__lte=grant.clearance)
    if scope in {"institution", "house"} or grant.unit_ids is None:
        return reach
    return reach & Q(unit_id__in=grant.unit_ids)


def _is_boundless(grant: Grant) -> bool:
    top = confidentiality_degrees()[-1][0]
    return grant.institution_id is None and grant.unit_ids is None and grant.clearance >= top


def _has_more(grants: list[Grant], model: type[models.Model]) -> bool:
    # Whoever reaches every row has nothing left to be opened to him; his questions stay short, as a busy door needs.
    return getattr(model, "SCOPE", "unit") == "unit" and not any(map(_is_boundless, grants))


def _about_visible_things(user: Any, model: type[models.Model]) -> Q:
    """Return the rows of `model` whose thing `user` may see, whatever kind of thing it is."""
    used = model._base_manager.order_by().values("content_type").distinct()
    condition = NOTHING
    for kind in ContentType.objects.filter(pk__in=used):
        manager: Any = getattr(kind.model_class(), "_default_manager", None)
        if hasattr(manager, "visible_to"):
            condition |= Q(content_type=kind, object_id__in=manager.visible_to(user).order_by().values("pk"))
    return condition


class RoleAccess:
    """Rights from roles: `visible_to` and `has_perm` for every model of the house."""

    def scope(self, user: Any, model: type[models.Model]) -> Q:
        """Return the rows of `model` that `user` may see: by grants with the view right, by what was opened to him.

        And what stands on things he sees (`SHOWN_BY`).
        """
        if getattr(model, "SCOPE", "unit") == "own":
            return Q(user_id=user.pk) if user.pk else NOTHING
        permission = _view_permission(model)
        grants = [grant for grant in grants_of(user) if permission in grant.permissions]
        if not grants:
            return NOTHING
        if getattr(model, "SCOPE", "unit") == "thing":
            return _about_visible_things(user, model)
        condition = _opened(user, model) if _has_more(grants, model) else NOTHING
        for grant in grants:
            condition |= _reach(grant, model)
        # Last, so that a database looks there only for rows that nothing else lets in.
        return condition | _shown(user, model) if _has_more(grants, model) else condition

    def reaches_all(self, user: Any, permission: str, model: type[models.Model]) -> bool:
        """Tell whether a grant in force gives `permission` without any bound of place or degree.

        Asked before rows are: the doors' own accounts act on thousands of letters, and would ask of each.
        """
        if getattr(model, "SCOPE", "unit") not in {"unit", "institution", "house"}:
            return False
        return any(_is_boundless(grant) and permission in grant.permissions for grant in grants_of(user))

    def has_perm(self, user: Any, permission: str, obj: models.Model | None = None) -> bool:
        """Tell whether a grant in force gives `permission`, and reaches `obj` when it is given."""
        grants = [grant for grant in grants_of(user) if permission in grant.permissions]
        if not grants:
            return False
        if obj is None or obj.pk is None:
            return True
        model = type(obj)
        if self.reaches_all(user, permission, model):
            return True
        if getattr(model, "SCOPE", "unit") == "own":
            return bool(obj.user_id == user.pk)
        if getattr(model, "SCOPE", "unit") == "thing":
            return obj.thing is not None and self.has_perm(user, permission, obj.thing)
        condition = _opened(user, model, acting=True) if _has_more(grants, model) else NOTHING
        for grant in grants:
            condition |= _reach(grant, model)
        return bool(model._default_manager.filter(condition, pk=obj.pk).exists())

    def permissions(self, user: Any) -> frozenset[str]:
        """Return every right `user` holds anywhere today."""
        return frozenset().union(*(grant.permissions for grant in grants_of(user)))


class RolesBackend(ModelBackend):
    """Django's sign-in by name and password; every right from roles."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Ask the roles."""
        return RoleAccess().has_perm(user_obj, perm, obj)

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return the rights the account holds anywhere."""
        return set(RoleAccess().permissions(user_obj))

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Tell whether the account holds any right of an app."""
        return any(name.startswith(f"{app_label}.") for name in RoleAccess().permissions(user_obj))

    def with_perm(self, perm: str, is_active: bool = True, include_superusers: bool = True, obj: Any = None) -> Any:
        """Return the accounts that hold `perm` anywhere today."""
        users = get_user_model().objects.filter(is_active=is_active)
        return users.filter(pk__in=[user.pk for user in users if RoleAccess().has_perm(user, perm, obj)])
