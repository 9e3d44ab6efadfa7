# SPDX-License-Identifier: EUPL-1.2
"""The port `access` and the one auth backend: every question about rights is answered here, from granted roles."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.utils import timezone

from nizam.kit.models import confidentiality_degrees
from nizam.kit.registry import registry
from nizam.spine.org.days import today_in, today_of
from nizam.spine.org.models import Absence, Access, Appointment, Delegation, Institution, Person, RoleGrant, Unit

# Rights of parts that are not ours, answered from roles too. Wagtail asks for them by these names.
FOREIGN_PERMISSIONS = frozenset({"wagtailadmin.access_admin"})

# What a deputy, or the acting holder of a post, may do in another's place: read what waits for a word or a signature,
# agree or send back, and sign.
DEPUTY_PERMISSIONS = (
    *("cases.view_*", "records.view_*", "cases.sign_*", "records.sign_*", "records.agree_*", "records.return_*"),
)

NOTHING = Q(pk__in=())


@dataclass(frozen=True)
class Grant:
    """A role in force today: where it holds, up to which degree, and what it allows.

    `acting` is one of the regular holder of a post that the account's person holds for the time being.
    """

    institution_id: int | None
    unit_ids: frozenset[int] | None
    clearance: int
    permissions: frozenset[str]
    acting: bool = False


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
    today = today_of(user)
    rows, below = _roles(Q(user=user), today)
    found = (*(_grant(row, below) for row in rows), *_delegated(user, today))
    patterns = getattr(user, "_nizam_patterns", None)
    if patterns is not None:
        named = expand(patterns)
        found = tuple(replace(grant, permissions=grant.permissions & named) for grant in found)
    user._nizam_grants = found
    return found


def _roles(holders: Q, today: date, above: Collection[str] = ()) -> tuple[list[Any], list[tuple[int, str]]]:
    """Return the roles granted to `holders`, and key and path of the units below theirs and below `above`."""
    rows = list(
        RoleGrant.objects.filter(holders, starts__lte=today, voided_at__isnull=True)
        .filter(Q(ends__isnull=True) | Q(ends__gte=today))
        .select_related("role", "unit")
        .annotate(holder=F("user__person_id"))
    )
    return rows, _units_below({row.unit.path for row in rows if row.unit is not None and row.subtree}.union(above))


def _grant(row: RoleGrant, below: list[tuple[int, str]]) -> Grant:
    return Grant(row.institution_id, _unit_ids(row, below), row.role.clearance, expand(tuple(row.role.permissions)))


def _delegated(user: Any, today: date) -> tuple[Grant, ...]:
    """Return what the account holds in others' places: to sign for them, and to read what is to be signed.

    As the acting holder of a post it holds that in the post's unit and those below, and nowhere else.
    """
    principals, acting = stood_for(user, signing=True), acting_for(user)
    people = principals.union(person for person, _path in acting)
    if not people:
        return ()
    signing = expand(DEPUTY_PERMISSIONS)
    holders = Q(user__person_id__in=people, user__is_active=True)
    rows, below = _roles(holders, today, {path for _person, path in acting})
    found = []
    for row in rows:
        grant = _grant(row, below)
        grant = replace(grant, permissions=grant.permissions & signing)
        if row.holder in principals:
            found.append(grant)
            continue
        for path in (path for person, path in acting if person == row.holder):
            here = frozenset(key for key, of_unit in below if of_unit.startswith(path))
            within = here if grant.unit_ids is None else here & grant.unit_ids
            found.append(replace(grant, unit_ids=within, acting=True))
    return tuple(found)


def may_give_place_of(user: Any, permission: str, people: Collection[int], within: str = "") -> bool:
    """Tell whether `user`, by a right of his own, may let somebody else stand in the place of `people`.

    He does when a grant that gives him `permission` reaches all they may read and sign, now or later, up to their
    degree, and the units they belong to. `within` is the path of a unit: then only what they hold there is meant.
    """
    given = [grant for grant in grants_of(user) if permission in grant.permissions]
    rows = list(
        RoleGrant.objects.filter(user__person_id__in=people, voided_at__isnull=True)
        .exclude(ends__lt=today_of(user))
        .select_related("role", "unit")
    )
    paths = {row.unit.path for row in rows if row.unit is not None and row.subtree}
    below = _units_below(paths | {within} - {""})
    signing, here = expand(DEPUTY_PERMISSIONS), frozenset(key for key, path in below if path.startswith(within))
    asked = [grant for grant in (_grant(row, below) for row in rows) if grant.permissions & signing]
    if within:
        held = [here if grant.unit_ids is None else here & grant.unit_ids for grant in asked]
        asked = [replace(grant, unit_ids=units) for grant, units in zip(asked, held, strict=True) if units]
    else:
        asked += _places_of(people, today_of(user))
    return all(any(_covers(own, one) for own in given) for one in asked)


def _places_of(people: Collection[int], today: date) -> list[Grant]:
    """Return where `people` belong, now or later, as grants that allow nothing."""
    posts = Appointment.objects.filter(person_id__in=people, voided_at__isnull=True).exclude(ends__lt=today)
    units = set(posts.values_list("position__institution_id", "position__unit_id"))
    units |= set(Person.objects.filter(pk__in=people).values_list("institution_id", "unit_id"))
    return [Grant(where, None if unit is None else frozenset({unit}), 0, frozenset()) for where, unit in units]


def _covers(own: Grant, other: Grant) -> bool:
    if own.institution_id not in (None, other.institution_id) or own.clearance < other.clearance:
        return False
    return own.unit_ids is None or (other.unit_ids is not None and other.unit_ids <= own.unit_ids)


def restrict_grants(user: Any, patterns: tuple[str, ...]) -> None:
    """Leave of the rights of this user object those that `patterns` name too; nothing is added, nothing is stored.

    Holds as long as the object lives, also when `forget_grants` makes it ask anew.
    """
    user._nizam_patterns = patterns
    forget_grants(user)


def forget_grants(user: Any) -> None:
    """Drop what `grants_of` keeps on the user object, after a grant changed."""
    user.__dict__.pop("_nizam_grants", None)
    user.__dict__.pop("_nizam_posts", None)
    user.__dict__.pop("_nizam_stood_for", None)
    user.__dict__.pop("_nizam_kinds_opened", None)
    user.__dict__.pop("_nizam_scopes", None)


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
    found = {unit for person, _post, unit in _posts(user) if person == user.person_id}
    for grant in grants_of(user):
        if not grant.acting:
            found |= grant.unit_ids or frozenset()
    return frozenset(found)


def stood_for(user: Any, *, signing: bool = False) -> frozenset[int]:
    """Return the people in whose place the account's person decides today; with `signing`, those for whom it signs.

    By delegation, or while they are absent with this substitute (who does not sign).
    """
    return frozenset(person for person, signs, path in _places(user) if not path and (signs or not signing))


def acting_for(user: Any) -> frozenset[tuple[int, str]]:
    """Return the regular holders of the posts that the account's person holds for the time being.

    Each with the path of the post's unit: in it and below, that person's place is taken, and nowhere else.
    """
    return frozenset((person, path) for person, _signs, path in _places(user) if path)


def _places(user: Any) -> tuple[tuple[int, bool, str], ...]:
    cached = getattr(user, "_nizam_stood_for", None)
    if cached is not None:
        return cached
    found = tuple(_stood_for_today(user.person_id, today_of(user))) if user.person_id else ()
    user._nizam_stood_for = found
    return found


def _stood_for_today(person: int, today: date) -> Any:
    within = {"starts__lte": today, "ends__gte": today, "voided_at__isnull": True}
    nowhere = Value("", output_field=models.CharField())
    delegated = Delegation.objects.filter(deputy_id=person, **within).values_list("principal_id", "may_sign", nowhere)
    absent = Absence.objects.filter(substitute_id=person, **within).values_list("person_id", Value(False), nowhere)
    acting = _held(today).filter(person_id=person, acting=True).values("position_id")
    regular = _held(today).filter(position_id__in=acting, acting=False).exclude(person_id=person)
    placed = regular.exclude(position__unit__path="")
    return delegated.union(absent, placed.values_list("person_id", Value(True), "position__unit__path"))


def _held(day: date) -> Any:
    return Appointment.objects.filter(starts__lte=day, voided_at__isnull=True).filter(
        Q(ends__isnull=True) | Q(ends__gte=day)
    )


def standing_in_for(people: Iterable[int], day: date, *, signing: bool = False) -> frozenset[int]:
    """Return the people who decide on `day` in the place of `people`, the other way round of `stood_for`."""
    meant = set(people)
    within = {"starts__lte": day, "ends__gte": day, "voided_at__isnull": True}
    delegated = Delegation.objects.filter(principal_id__in=meant, **within)
    if signing:
        delegated = delegated.filter(may_sign=True)
    found = set(delegated.values_list("deputy_id", flat=True))
    if not signing:
        absent = Absence.objects.filter(person_id__in=meant, substitute__isnull=False, **within)
        found |= {key for key in absent.values_list("substitute_id", flat=True) if key is not None}
    return frozenset(found - meant)


def acting_holders(people: Iterable[int], day: date) -> list[tuple[int, int, str]]:
    """Return who holds a post of `people` on `day` for the time being, the other way round of `acting_for`.

    Each as the regular holder, the acting one, and the path of the post's unit.
    """
    found = _held(day).filter(
        Q(position__appointments__ends__isnull=True) | Q(position__appointments__ends__gte=day),
        position__appointments__person_id__in=set(people),
        position__appointments__starts__lte=day,
        position__appointments__acting=False,
        position__appointments__voided_at__isnull=True,
        acting=True,
    )
    found = found.exclude(position__unit__path="")
    return list(found.values_list("position__appointments__person_id", "person_id", "position__unit__path").distinct())


def posts_of(user: Any, *, own: bool = False) -> frozenset[int]:
    """Return the posts in which the account's person decides today; with `own`, only those it holds itself."""
    return frozenset(post for person, post, _unit in _posts(user) if not own or person == user.person_id)


def _posts(user: Any) -> tuple[tuple[int, int, int], ...]:
    """Return person, post and unit of every post held today by the account's person, or by whom it stands for."""
    cached = getattr(user, "_nizam_posts", None)
    if cached is not None:
        return cached
    found: tuple[tuple[int, int, int], ...] = ()
    if user.person_id:
        today = today_of(user)
        rows = (
            Appointment.objects.filter(starts__lte=today, voided_at__isnull=True)
            .filter(person_id__in={user.person_id, *stood_for(user)})
            .filter(Q(ends__isnull=True) | Q(ends__gte=today))
        )
        found = tuple(rows.values_list("person_id", "position_id", "position__unit_id"))
    user._nizam_posts = found
    return found


def _view_permission(model: type[models.Model]) -> str:
    return f"{model._meta.app_label}.view_{model._meta.model_name}"


def _openings(user: Any) -> models.QuerySet[Access]:
    """Return what is opened today to the account: itself, its units and posts, and those it stands for."""
    holders = Q(user=user)
    units = units_of(user)
    if units:
        holders |= Q(unit_id__in=units)
    own = posts_of(user, own=True)
    if own:
        holders |= Q(position_id__in=own)
    if stood_for(user):
        holders |= (Q(user__person_id__in=stood_for(user)) | Q(position_id__in=posts_of(user))) & ~Q(acts="")
    return Access.objects.filter(holders, Q(until__isnull=True) | Q(until__gt=timezone.now()), voided_at__isnull=True)


def _kinds_opened(user: Any) -> frozenset[int] | None:
    """Return the kinds of things of which any is opened to the account, asked once; None where it is not kept.

    It is kept on user objects that `only_reads` has named, and spares every question of a page the look at what is
    opened where nothing is.
    """
    if getattr(user, "_nizam_scopes", None) is None:
        return None
    cached = getattr(user, "_nizam_kinds_opened", None)
    if cached is None:
        cached = frozenset(_openings(user).order_by().values_list("content_type_id", flat=True).distinct())
        user._nizam_kinds_opened = cached
    return cached


def _opened(user: Any, model: type[models.Model], *, acting: str = "", fully: bool = True, by: str = "") -> Q:
    """Return the rows of `model` opened to the account; with `acting`, a right, those where it may use it.

    Whose role gives that right is not `fully` his own uses it only where the opening names it.

    Asked of each row by its key: a list of all that is opened to somebody would be read anew by every question. `by`
    is the relation that leads from the rows asked for to those of `model`.
    """
    kind, kinds = ContentType.objects.get_for_model(model), _kinds_opened(user)
    found = NOTHING
    if kinds is None or kind.pk in kinds:
        rows = _openings(user).filter(content_type=kind)
        if acting:
            named = Q(acts__contains=f" {acting} ")
            rows = rows.filter(named | Q(may_act=True) if fully else named)
        found = Q(Exists(rows.filter(object_id=OuterRef(f"{by}_id" if by else "pk"))))
    if followed := getattr(model, "FOLLOWS", ""):
        above: Any = model._meta.get_field(followed).related_model
        found |= _opened(user, above, acting=acting, fully=fully, by=f"{by}__{followed}" if by else followed)
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


def accounts_in_reach(thing: models.Model) -> list[Any]:
    """Return the active accounts of people whose roles reach `thing`, or to whom it stands open, in a few questions.

    For offering names to choose from; who is chosen is asked by `visible_to` before anything is written, since here
    nothing that stands on other things (`FOLLOWS`, `SHOWN_BY`, deputies) is looked at.
    """
    permission, row = _view_permission(type(thing)), thing
    today = today_in(row.institution)
    unit = getattr(row, "unit", None)
    rows = RoleGrant.objects.filter(
        starts__lte=today, voided_at__isnull=True, user__is_active=True, user__person__isnull=False
    ).filter(Q(ends__isnull=True) | Q(ends__gte=today))
    reaching: set[int] = set()
    holding: dict[int, set[int]] = {}
    for grant in rows.select_related("role", "unit"):
        if permission not in expand(tuple(grant.role.permissions)):
            continue
        holding.setdefault(grant.user_id, set()).update({grant.unit_id} if grant.unit_id else ())
        inside = grant.unit is None or grant.unit_id == getattr(row, "unit_id", None)
        below = grant.subtree and grant.unit is not None and unit is not None and unit.path.startswith(grant.unit.path)
        here = grant.institution_id in (None, getattr(row, "institution_id", None))
        if here and (inside or below) and getattr(row, "confidentiality", 0) <= grant.role.clearance:
            reaching.add(grant.user_id)
    opened = Access.objects.filter(
        Q(until__isnull=True) | Q(until__gt=timezone.now()),
        content_type=ContentType.objects.get_for_model(row),
        object_id=row.pk,
        voided_at__isnull=True,
    ).values_list("user_id", "unit_id")
    units = {of_unit for _of_user, of_unit in opened if of_unit}
    people = {of_user for of_user, _of_unit in opened if of_user}
    people |= {user for user, held in holding.items() if held & units}
    posts = Appointment.objects.filter(position__unit_id__in=units, starts__lte=today, voided_at__isnull=True)
    held = Q(person__in=posts.filter(Q(ends__isnull=True) | Q(ends__gte=today)).values("person"))
    users = get_user_model().objects.filter(Q(pk__in=reaching | people) | held, is_active=True, person__isnull=False)
    return list(users.filter(pk__in=holding).select_related("person").order_by("name_sort", "pk"))


class RoleAccess:
    """Rights from roles: `visible_to` and `has_perm` for every model of the house."""

    def only_reads(self, user: Any) -> None:
        """Say that nothing is opened or closed to anybody while this user object lives: a page is read."""
        forget_grants(user)
        user._nizam_scopes = {}

    def scope(self, user: Any, model: type[models.Model]) -> Q:
        """Return the rows of `model` that `user` may see: by grants with the view right, by what was opened to him.

        And what stands on things he sees (`SHOWN_BY`).
        """
        kept: dict[type[models.Model], Q] | None = getattr(user, "_nizam_scopes", None)
        if kept is None:
            return self._scope(user, model)
        if model not in kept:
            kept[model] = self._scope(user, model)
        return kept[model]

    def _scope(self, user: Any, model: type[models.Model]) -> Q:
        if getattr(model, "SCOPE", "unit") == "own":
            return Q(user_id=user.pk) if user.pk else NOTHING
        permission = _view_permission(model)
        grants = [grant for grant in grants_of(user) if permission in grant.permissions]
        if not grants:
            return NOTHING
        if getattr(model, "SCOPE", "unit") == "thing":
            return _about_visible_things(user, model)
        condition = NOTHING
        for grant in grants:
            condition |= _reach(grant, model)
        # Last, so that a database looks there only for rows that nothing else lets in.
        return condition | _opened(user, model) | _shown(user, model) if _has_more(grants, model) else condition

    def reaches_all(self, user: Any, permission: str, model: type[models.Model]) -> bool:
        """Tell whether a grant in force gives `permission` without any bound of place or degree.

        Asked before rows are: the doors' own accounts act on thousands of letters, and would ask of each.
        """
        if getattr(model, "SCOPE", "unit") not in {"unit", "institution", "house"}:
            return False
        return any(_is_boundless(grant) and permission in grant.permissions for grant in grants_of(user))

    def cleared(self, user: Any, permission: str, *, by: str = "") -> Q:
        """Return the rows of degrees up to which a grant in force gives `permission` in their institution.

        For what is shown to `user` elsewhere than in the unit it belongs to: he is there already, the degree remains.
        """
        condition = NOTHING
        for grant in grants_of(user):
            if permission in grant.permissions:
                here = Q() if grant.institution_id is None else Q(**{f"{by}institution_id": grant.institution_id})
                if grant.acting:
                    here &= Q(**{f"{by}unit_id__in": grant.unit_ids})
                condition |= here & Q(**{f"{by}confidentiality__lte": grant.clearance})
        return condition

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
        condition = NOTHING
        for grant in grants:
            condition |= _reach(grant, model)
        if _has_more(grants, model):
            condition |= _opened(user, model, acting=permission, fully=not all(grant.acting for grant in grants))
        return bool(model._default_manager.filter(condition, pk=obj.pk).exists())

    def permissions_on(self, user: Any, permissions: Iterable[str], obj: models.Model) -> frozenset[str]:
        """Return those of `permissions` that `user` holds for `obj`; one question for all that the same roles give."""
        model: type[models.Model] = type(obj)
        if getattr(model, "SCOPE", "unit") != "unit":
            return frozenset(name for name in permissions if self.has_perm(user, name, obj))
        found: set[str] = set()
        reached: dict[tuple[Grant, ...], bool] = {}
        for name in permissions:
            grants = tuple(grant for grant in grants_of(user) if name in grant.permissions)
            if grants and grants not in reached:
                here = NOTHING
                for grant in grants:
                    here |= _reach(grant, model)
                reached[grants] = bool(model._default_manager.filter(here, pk=obj.pk).exists())
            if grants and (reached[grants] or self.has_perm(user, name, obj)):
                found.add(name)
        return frozenset(found)

    def permissions(self, user: Any) -> frozenset[str]:
        """Return every right `user` holds anywhere today."""
        return frozenset().union(*(grant.permissions for grant in grants_of(user)))


class RolesBackend(ModelBackend):
    """Django's sign-in by name and password; every right from roles."""

    def get_user(self, user_id: Any) -> Any:
        """Return the account of a session with its institution, in whose zone its day is; None when it is closed."""
        user = get_user_model()._default_manager.select_related("institution").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

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
        users = get_user_model().objects.filter(is_active=is_active).select_related("institution")
        return users.filter(pk__in=[user.pk for user in users if RoleAccess().has_perm(user, perm, obj)])
