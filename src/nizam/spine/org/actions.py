# SPDX-License-Identifier: EUPL-1.2
"""The acts on the institution, its units, people, accounts and rights."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.kit.equipment import equip
from nizam.kit.errors import NotAllowed, Refused
from nizam.kit.texts import TranslatedText
from nizam.spine.org.days import today_in, today_of
from nizam.spine.org.events import MailboxCheckAsked
from nizam.spine.org.models import (
    Absence,
    Access,
    ApiToken,
    Appointment,
    Delegation,
    Institution,
    Mailbox,
    NumberSeries,
    Person,
    Position,
    Role,
    RoleGrant,
    SavedView,
    Unit,
    UnitPlacement,
    User,
)
from nizam.spine.org.models.institution import ZONES, countries
from nizam.spine.org.rights import forget_grants, may_give_place_of

LONGEST_SECRET = 1000


@action(
    "org.found_institution",
    title=_("Found an institution"),
    creates=True,
    fields={
        "code": Input(label=_("Code")),
        "name": Input(label=_("Name"), kind="translated"),
        "country": Input(label=_("Country"), kind="choice", choices=countries),
        "languages": Input(label=_("Languages"), help=_("Codes with commas between, the main one first: tr, en")),
        "parent": Input(label=_("Superior institution"), kind="model", model="org.institution", required=False),
    },
)
def found_institution(
    actor: Actor,
    *,
    code: str,
    name: TranslatedText,
    country: str,
    languages: list[str] | str,
    parent: Institution | None = None,
) -> Institution:
    """Found an institution with its root unit, which receives post, and with what apps equip it."""
    codes = [part.strip() for part in languages.split(",")] if isinstance(languages, str) else languages
    institution = Institution(
        code=code, name=name, country=country, zone=ZONES.get(country, "UTC"), languages=codes, parent=parent
    )
    institution.full_clean()
    institution.save()
    root = Unit(institution=institution, code=code, name=name, receives_post=True)
    _place(root)
    equip(institution)
    return institution


def _place(unit: Unit) -> None:
    unit.full_clean()
    unit.save()
    parent_path = unit.parent.path if unit.parent else "/"
    unit.path = f"{parent_path}{unit.pk}/"
    unit.save(update_fields=["path"])
    UnitPlacement.objects.create(moved_unit=unit, parent=unit.parent, since=timezone.now())


@action(
    "org.open_unit",
    title=_("Open a unit"),
    creates=True,
    fields={
        "code": Input(label=_("Code")),
        "name": Input(label=_("Name"), kind="translated"),
        "parent": Input(label=_("Superior unit"), kind="model", model="org.unit"),
    },
)
def open_unit(actor: Actor, *, code: str, name: TranslatedText, parent: Unit, receives_post: bool = False) -> Unit:
    """Open a unit under `parent`."""
    unit = Unit(institution=parent.institution, code=code, name=name, parent=parent, receives_post=receives_post)
    _place(unit)
    return unit


@action(
    "org.move_unit",
    title=_("Move under another unit"),
    fields={"parent": Input(label=_("Superior unit"), kind="model", model="org.unit")},
    danger=_("Rights granted with the units below follow the new place."),
)
def move_unit(actor: Actor, unit: Unit, *, parent: Unit) -> Unit:
    """Move a unit and all below it; where it stood before is kept. Refuses a place below itself."""
    if parent.institution_id != unit.institution_id:
        raise Refused(_("A unit stays in its institution."), code="other-institution")
    if parent.path.startswith(unit.path):
        raise Refused(_("A unit cannot stand under itself."), code="circle")
    old, new = unit.path, f"{parent.path}{unit.pk}/"
    UnitPlacement.objects.filter(moved_unit=unit, until__isnull=True).update(until=timezone.now())
    UnitPlacement.objects.create(moved_unit=unit, parent=parent, since=timezone.now())
    unit.parent = parent
    unit.path = new
    unit.save(update_fields=["parent", "path"])
    for below in Unit.objects.filter(path__startswith=old).exclude(pk=unit.pk):
        below.path = new + below.path.removeprefix(old)
        below.save(update_fields=["path"])
    return unit


@action("org.close_unit", title=_("Close the unit"), fields={"reason": Input(label=_("Reason"), kind="long-text")})
def close_unit(actor: Actor, unit: Unit, *, reason: str) -> Unit:
    """Close a unit that has no standing unit below it."""
    if unit.children.filter(voided_at__isnull=True).exists():
        raise Refused(_("Units stand below this one; move or close them first."), code="has-children")
    unit.voided_at = timezone.now()
    unit.void_reason = reason
    unit.full_clean()
    unit.save(update_fields=["voided_at", "void_reason"])
    return unit


@action(
    "org.open_user",
    title=_("Open an account"),
    creates=True,
    fields={
        "username": Input(label=_("Sign-in name")),
        "institution": Input(label=_("Institution"), kind="model", model="org.institution"),
        "person": Input(label=_("Person"), kind="model", model="org.person", required=False),
        "language": Input(label=_("Language"), required=False),
        "password": Input(label=_("First password"), kind="password"),
    },
)
def open_user(
    actor: Actor,
    *,
    username: str,
    institution: Institution,
    password: str,
    person: Person | None = None,
    language: str = "",
) -> User:
    """Open an account without rights; roles are granted apart. The password must pass the house's rules."""
    user = User(username=username, institution=institution, person=person, language=language)
    validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    user.save()
    return user


@action(
    "org.reset_user",
    title=_("Set a new password"),
    fields={"password": Input(label=_("New password"), kind="password")},
    available=lambda user: not user.built_in,
)
def reset_user(actor: Actor, user: User, *, password: str) -> User:
    """Set a new password; every open session of the account ends."""
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


@action(
    "org.block_user",
    title=_("Block the account"),
    fields={"reason": Input(label=_("Reason"), kind="long-text")},
    available=lambda user: user.is_active and not user.built_in,
)
def block_user(actor: Actor, user: User, *, reason: str) -> User:
    """Block an account: it signs in no more, its tokens stop, what it did stays."""
    if actor.user.pk == user.pk:
        raise Refused(_("Nobody blocks his own account."), code="own-account")
    user.is_active = False
    user.void_reason = reason
    user.save(update_fields=["is_active", "void_reason"])
    return user


@action("org.unblock_user", title=_("Open the account again"), available=lambda user: not user.is_active)
def unblock_user(actor: Actor, user: User) -> User:
    """Open a blocked account again."""
    user.is_active = True
    user.void_reason = ""
    user.save(update_fields=["is_active", "void_reason"])
    return user


@action(
    "org.grant_role",
    title=_("Grant a role"),
    creates=True,
    fields={
        "user": Input(label=_("Account"), kind="model", model="org.user"),
        "role": Input(label=_("Role"), kind="choice", choices=lambda: [(r.code, str(r)) for r in Role.objects.all()]),
        "institution": Input(label=_("Institution"), kind="model", model="org.institution"),
        "unit": Input(label=_("Unit"), kind="model", model="org.unit", required=False),
        "subtree": Input(label=_("With the units below"), kind="flag", required=False),
        "starts": Input(label=_("From"), kind="date"),
        "ends": Input(label=_("Until"), kind="date", required=False),
    },
)
def grant_role(
    actor: Actor,
    *,
    user: User,
    role: Role | str,
    institution: Institution,
    unit: Unit | None = None,
    subtree: bool = True,
    starts: date | None = None,
    ends: date | None = None,
) -> RoleGrant:
    """Grant a role for a unit (or the whole institution) from a day to a day. Nobody grants to himself."""
    if actor.user.pk == user.pk:
        raise Refused(_("Nobody grants rights to himself."), code="own-account")
    granted: Role = Role.objects.get(code=role) if isinstance(role, str) else role
    if granted.code == "operator":
        raise NotAllowed("org.grant_role")
    if unit is not None and unit.institution_id != institution.pk:
        raise Refused(_("This unit belongs to another institution."), code="other-institution")
    grant = RoleGrant(
        user=user,
        role=granted,
        institution=institution,
        unit=unit,
        subtree=subtree,
        starts=starts or today_in(institution),
        ends=ends,
    )
    grant.full_clean()
    grant.save()
    forget_grants(user)
    sync_group(user)
    return grant


@action(
    "org.revoke_rolegrant",
    title=_("Take the role back"),
    fields={"reason": Input(label=_("Reason"))},
    available=lambda grant: grant.voided_at is None,
)
def revoke_rolegrant(actor: Actor, grant: RoleGrant, *, reason: str) -> RoleGrant:
    """Take a granted role back at once; that it was held stays known."""
    grant.voided_at = timezone.now()
    grant.void_reason = reason
    grant.save(update_fields=["voided_at", "void_reason"])
    forget_grants(grant.user)
    sync_group(grant.user)
    return grant


def sync_group(user: User) -> None:
    """Put the account into the Wagtail groups of the roles it holds today."""
    from django.contrib.auth.models import Group

    codes = RoleGrant.objects.filter(user=user, voided_at__isnull=True).values_list("role__code", flat=True)
    user.groups.set(Group.objects.filter(name__in=[f"role: {code}" for code in codes]))


@action(
    "org.open_numberseries",
    title=_("Open a number series"),
    creates=True,
    fields={
        "institution": Input(label=_("Institution"), kind="model", model="org.institution"),
        "code": Input(label=_("Code")),
        "title": Input(label=_("Title"), kind="translated"),
        "form": Input(
            label=_("Form"),
            help=_(
                "{n} is the running number, {year} the year, {yy} its last two digits, {class} the class of the file "
                "plan, {state_code} the state code of the institution"
            ),
        ),
        "on_arrival": Input(label=_("Taken at once on arrival"), kind="flag", required=False),
    },
)
def open_numberseries(
    actor: Actor,
    *,
    institution: Institution,
    code: str,
    title: TranslatedText,
    form: str = "{n}/{year}",
    on_arrival: bool = True,
) -> NumberSeries:
    """Open a book of numbers."""
    series = NumberSeries(institution=institution, code=code, title=title, form=form, on_arrival=on_arrival)
    series.full_clean()
    series.save()
    return series


def _is_fetched(mailbox: Mailbox) -> bool:
    return mailbox.voided_at is None and mailbox.arrives_by == "imap"


def _may_be_checked(mailbox: Mailbox) -> bool:
    return _is_fetched(mailbox) and mailbox.active and bool(mailbox.secret)


@action(
    "org.set_secret_mailbox",
    title=_("Set the password"),
    fields={"secret": Input(label=_("Password of the account"), kind="password")},
    available=_is_fetched,
)
def set_secret_mailbox(actor: Actor, mailbox: Mailbox, *, secret: str) -> Mailbox:
    """Keep the password of the account at the mail server, encrypted. It is shown nowhere; the journal tells when."""
    if not secret or len(secret) > LONGEST_SECRET:
        raise Refused(_("A password of 1 to 1000 characters is expected."), code="length")
    mailbox.keep_secret(secret)
    mailbox.secret_set_at = timezone.now()
    mailbox.last_error = ""
    mailbox.save(update_fields=["secret", "secret_set_at", "last_error"])
    return mailbox


@action(
    "org.check_mailbox",
    title=_("Look for mail now"),
    emits=MailboxCheckAsked,
    available=_may_be_checked,
)
def check_mailbox(actor: Actor, mailbox: Mailbox) -> Mailbox:
    """Have the mailbox looked into at once, in the background."""
    return mailbox


def open_access(
    thing: models.Model,
    *,
    reason: str,
    user: User | None = None,
    unit: Unit | None = None,
    position: Position | None = None,
    until: datetime | None = None,
    may_act: bool = False,
    acts: Sequence[str] = (),
    purpose: str = "",
) -> Access:
    """Open one thing to an account, a unit or a post; called by acts such as referral and co-execution only.

    `acts` are the rights it gives there beyond reading, where `may_act` would give all that the holder's roles name.
    By its `purpose` an act finds again what it opened, and papers that were opened alike.
    """
    return Access.objects.create(
        institution=getattr(thing, "institution", None),
        content_type=ContentType.objects.get_for_model(thing),
        object_id=thing.pk,
        user=user,
        unit=unit,
        position=position,
        reason=reason,
        until=until,
        may_act=may_act,
        acts=f" {' '.join(acts)} " if acts else "",
        purpose=purpose,
    )


def open_alike(thing: models.Model, like: models.Model) -> None:
    """Open `thing` to everybody to whom `like` stands open, on the same conditions."""
    kind = ContentType.objects.get_for_model(like)
    standing = Access.objects.filter(content_type=kind, object_id=like.pk, voided_at__isnull=True)
    for access in standing.filter(models.Q(until__isnull=True) | models.Q(until__gt=timezone.now())):
        open_access(
            thing,
            reason=access.reason,
            user=access.user,
            unit=access.unit,
            position=access.position,
            until=access.until,
            may_act=access.may_act,
            acts=access.acts.split(),
            purpose=access.purpose,
        )


@action(
    "org.end_access",
    title=_("End the access"),
    fields={"reason": Input(label=_("Reason"), kind="long-text")},
    available=lambda access: access.is_open,
    danger=_("From now on the entry is closed to whoever held only this."),
)
def end_access(actor: Actor, access: Access, *, reason: str) -> Access:
    """End one opened access at once; that it was open stays known.

    The right must reach the thing itself: who was merely let in ends nobody's access. Refused when the actor would
    lose sight of the thing by it.
    """
    access.voided_at = timezone.now()
    access.void_reason = reason
    access.full_clean(exclude=["object_id"])
    access.save(update_fields=["voided_at", "void_reason"])
    return access


@action(
    "org.add_apitoken",
    title=_("Make an API token"),
    creates=True,
    fields={"name": Input(label=_("Name")), "expires_on": Input(label=_("Valid until"), kind="date")},
)
def add_apitoken(actor: Actor, *, name: str, expires_on: date, permissions: list[str] | None = None) -> ApiToken:
    """Make a token for one's own account. The whole key stands once on the returned row as `key`, nowhere else."""
    if expires_on < today_of(actor.user):
        raise Refused(_("The end lies in the past."), code="past")
    key = f"nz_{secrets.token_urlsafe(32)}"
    token = ApiToken(
        user=actor.user,
        institution=actor.user.institution,
        name=name,
        prefix=key[:8],
        digest=token_digest(key),
        permissions=permissions or [],
        expires_on=expires_on,
    )
    token.full_clean()
    token.save()
    token.key = key
    return token


@action(
    "org.void_apitoken",
    title=_("Cancel the token"),
    fields={"reason": Input(label=_("Reason"), required=False)},
    available=lambda token: token.voided_at is None,
)
def void_apitoken(actor: Actor, token: ApiToken, *, reason: str = "") -> ApiToken:
    """Cancel a token at once."""
    token.voided_at = timezone.now()
    token.void_reason = reason
    token.save(update_fields=["voided_at", "void_reason"])
    return token


def token_digest(key: str) -> str:
    """Return what is kept of a token: its SHA-256. The key has 256 random bits, so no slow hash is needed."""
    return hashlib.sha256(key.encode()).hexdigest()


@action(
    "org.add_savedview",
    title=_("Save this view"),
    creates=True,
    fields={
        "name": Input(label=_("Name")),
        "resource": Input(label=_("List")),
        "query": Input(label=_("Filters")),
        "shared": Input(label=_("For everybody in my unit"), kind="flag", required=False),
        "opens_first": Input(label=_("Open the list with it"), kind="flag", required=False),
    },
    journal=False,
)
def add_savedview(
    actor: Actor, *, resource: str, name: str, query: str, shared: bool = False, opens_first: bool = False
) -> SavedView:
    """Save a list's filters, order and columns under a name; the same name again replaces it.

    `shared` shows it to the unit of the actor's person, `opens_first` opens the list with it in place of any other view
    of the actor. Raises Refused when an account that stands in no unit shares one.
    """
    person = actor.user.person if actor.user.person_id else None
    unit = person.unit if shared and person is not None else None
    if shared and unit is None:
        raise Refused(_("Your account stands in no unit, so there is nobody to share with."), code="no-unit")
    if opens_first:
        SavedView.objects.filter(user=actor.user, resource=resource).update(opens_first=False)
    view, _created = SavedView.objects.update_or_create(
        user=actor.user,
        resource=resource,
        name=name,
        defaults={
            "query": query,
            "institution": actor.user.institution,
            "shared": shared,
            "unit": unit,
            "opens_first": opens_first,
        },
    )
    return view


@action("org.void_savedview", title=_("Forget this view"), journal=False)
def void_savedview(actor: Actor, view: SavedView) -> None:
    """Forget a saved view."""
    view.delete()


def operator_actor(*, door: str = "command", os_user: str = "", login: str = "operator") -> Actor:
    """Return the actor of a command: the built-in operator, or the account `login`. Raises User.DoesNotExist."""
    user: Any = User.objects.get(username=login, is_active=True)
    return Actor(user=user, door=door, os_user=os_user)


def refuse_own_gain(actor: Actor, row: Appointment | Delegation | Absence) -> None:
    """Refuse a row by which the actor would stand in somebody else's place: as holder, deputy or substitute.

    What such a row gives, reading and signing for another, is given by somebody else: by that person himself, or by
    one whose own right reaches all of it. Raises Refused.
    """
    gainers, people, within = _standing_in_by(row)
    mine = getattr(actor.user, "person_id", None)
    if mine in gainers or (mine is not None and isinstance(row, Appointment) and row.person_id == mine):
        raise Refused(_("Nobody grants rights to himself."), code="own-account")
    others = people - {mine}
    permission = f"org.{'add' if row._state.adding else 'change'}_{row._meta.model_name}"
    if gainers and others and not may_give_place_of(actor.user, permission, others, within):
        raise Refused(
            _(
                "What this person may read and sign is beyond your own reach. Who stands in is named by that person, "
                "or by somebody whose right reaches all of it."
            ),
            code="beyond-reach",
        )


def _standing_in_by(row: Appointment | Delegation | Absence) -> tuple[set[int], set[int], str]:
    """Return who by a row comes to stand in whose place, and the path of the unit that this is bound to, if any."""
    if isinstance(row, Delegation):
        return {row.deputy_id}, {row.principal_id}, ""
    if isinstance(row, Absence):
        return ({row.substitute_id} if row.substitute_id is not None else set()), {row.person_id}, ""
    beside = Appointment.objects.filter(position=row.position_id, acting=not row.acting, voided_at__isnull=True)
    beside = beside.exclude(ends__lt=row.starts).exclude(pk=row.pk).exclude(person=row.person_id)
    if row.ends is not None:
        beside = beside.filter(starts__lte=row.ends)
    held, these = {row.person_id}, set(beside.values_list("person_id", flat=True))
    return (held, these, row.position.unit.path) if row.acting else (these, held, row.position.unit.path)
