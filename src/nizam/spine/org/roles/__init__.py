# SPDX-License-Identifier: EUPL-1.2
"""Shipped roles: TOML files beside this one, loaded into rows after every migration."""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import Any

from django.apps.registry import Apps
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Model

from nizam.kit.texts import TranslatedText


class RoleFileError(ValueError):
    """A shipped role breaks its schema; the message names file and fault."""


def read_roles() -> dict[str, dict[str, Any]]:
    """Return the shipped roles by code. Raises RoleFileError for a missing title or an unknown right."""
    from nizam.spine.org.rights import expand

    roles: dict[str, dict[str, Any]] = tomllib.loads(files(__name__).joinpath("roles.toml").read_text("utf-8"))["role"]
    for code, role in roles.items():
        missing = {"az", "uz", "tr", "en"} - set(role["name"])
        if missing:
            raise RoleFileError(f"roles.toml: {code}: name lacks {sorted(missing)}")
        for pattern in role["permissions"]:
            if not expand((pattern.lstrip("!"),)):
                raise RoleFileError(f"roles.toml: {code}: {pattern!r} matches no right")
    return roles


def load_roles(**kwargs: Any) -> None:
    """Write the shipped roles into rows, the built-in account `operator`, and Wagtail's groups after them.

    Left out while the tables are not yet, or no longer, those of this version: the rest of the migrations ends here.
    """
    from nizam.spine.org.models import Role, RoleGrant, User

    if kwargs.get("app_config") is not None and kwargs["app_config"].label != "org":
        return
    if not all(_stands(model, kwargs.get("apps")) for model in (Role, RoleGrant, User)):
        return
    with transaction.atomic():
        for code, role in read_roles().items():
            Role.objects.update_or_create(
                code=code,
                defaults={
                    "name": TranslatedText(role["name"]),
                    "permissions": role["permissions"],
                    "clearance": role["clearance"],
                    "shipped": True,
                    "shipped_with": _program_version(),
                },
            )
        operator, created = User.objects.get_or_create(
            username="operator", defaults={"built_in": True, "is_active": True, "first_name": "", "last_name": ""}
        )
        if created:
            operator.set_unusable_password()
            operator.save(update_fields=["password"])
            RoleGrant.objects.create(
                user=operator, role=Role.objects.get(code="operator"), institution=None, starts="2000-01-01"
            )
    make_groups()


def _stands(model: type[Model], migrated: Apps | None) -> bool:
    if migrated is None:
        return True
    columns = {field.column for field in migrated.get_model(model._meta.label)._meta.concrete_fields}
    return columns == {field.column for field in model._meta.concrete_fields}


def _program_version() -> str:
    try:
        return version("nizam")
    except PackageNotFoundError:
        return ""


def make_groups() -> None:
    """Give Wagtail one group a role, holding what Wagtail itself asks groups for; never edited by hand."""
    from nizam.spine.org.models import Role

    access = Permission.objects.filter(codename="access_admin", content_type__app_label="wagtailadmin").first()
    names = [f"role: {role.code}" for role in Role.objects.all()]
    for name in names:
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set([access] if access else [])
    Group.objects.exclude(name__in=names).delete()
