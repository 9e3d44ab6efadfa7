# SPDX-License-Identifier: EUPL-1.2
"""A small world for tests: two institutions, neighbouring units, one account a role. Made by models, not by acts."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.apps import apps

PASSWORD = "Qırmızı-köhnə-qapı-7"  # noqa: S105  (of test accounts)


@dataclass(frozen=True)
class World:
    """Who and what stands in the test world. All accounts sign in with PASSWORD."""

    institution: Any
    root: Any
    unit_a: Any
    unit_b: Any
    clerk_a: Any
    clerk_b: Any
    head_a: Any
    leader: Any
    inspector: Any
    techadmin: Any
    other_institution: Any
    other_unit: Any
    stranger: Any

    @property
    def insiders(self) -> tuple[Any, ...]:
        """The accounts of the first institution."""
        return (self.clerk_a, self.clerk_b, self.head_a, self.leader, self.inspector, self.techadmin)


def build_world() -> World:
    """Build the world in the present database; needs the shipped roles that every migration loads."""
    institution = _model("Institution").objects.create(
        code="nizami", name={"az": "Nizami İdarəsi", "en": "Nizami Office"}, country="AZ", zone="Asia/Baku",
        languages=["az", "en"],
    )  # fmt: skip
    root = _unit(institution, "root", {"az": "İdarə", "en": "Office"}, None)
    unit_a = _unit(institution, "a", {"az": "Şəbəkə şöbəsi", "en": "Network department"}, root)
    unit_b = _unit(institution, "b", {"az": "Mətbuat şöbəsi", "en": "Press department"}, root)
    other = _model("Institution").objects.create(
        code="navoiy", name={"uz": "Navoiy idorasi", "en": "Navoiy Office"}, country="UZ", zone="Asia/Tashkent",
        languages=["uz"],
    )  # fmt: skip
    other_unit = _unit(other, "c", {"uz": "Axborot boʻlimi", "en": "Information department"}, None)
    return World(
        institution=institution,
        root=root,
        unit_a=unit_a,
        unit_b=unit_b,
        clerk_a=make_account("clerk_a", institution, "clerk", unit_a),
        clerk_b=make_account("clerk_b", institution, "clerk", unit_b),
        head_a=make_account("head_a", institution, "head", unit_a),
        leader=make_account("leader", institution, "leadership"),
        inspector=make_account("inspector", institution, "inspector"),
        techadmin=make_account("techadmin", institution, "technical-administrator"),
        other_institution=other,
        other_unit=other_unit,
        stranger=make_account("stranger", other, "clerk", other_unit),
    )


def make_account(name: str, institution: Any, role: str = "", unit: Any = None) -> Any:
    """Return a new account called `name`, holding `role` for `unit` (or the whole institution) since 2020."""
    user = _model("User").objects.create_user(name, password=PASSWORD, institution=institution, language="en")
    if role:
        _model("RoleGrant").objects.create(
            user=user,
            role=_model("Role").objects.get(code=role),
            institution=institution,
            unit=unit,
            starts=datetime.date(2020, 1, 1),
        )
    return user


def _unit(institution: Any, code: str, name: dict[str, str], parent: Any) -> Any:
    unit = _model("Unit")(institution=institution, code=code, name=name, parent=parent, receives_post=parent is None)
    unit.save()
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    return unit


def _model(name: str) -> Any:
    return apps.get_model("org", name)
