# SPDX-License-Identifier: EUPL-1.2
"""Building the demonstration's institutions through the acts of the house, as the operator and as their people."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor
from nizam.kit.errors import Refused
from nizam.kit.registry import registry
from nizam.kit.texts import TranslatedText
from nizam.site.demo.casework import Staff, do_casework
from nizam.site.demo.scenario import Scenario
from nizam.spine.charters.actions import charge_provision, judge_provision, load_charter
from nizam.spine.charters.models import Charter
from nizam.spine.org.actions import found_institution, grant_role, open_unit, open_user, operator_actor
from nizam.spine.org.models import Institution, Person, Unit, User

APPOINTED_ON = date(2025, 1, 6)


def build(scenarios: list[Scenario], *, password: str) -> None:
    """Build every institution that is not there yet, in one transaction. Raises Refused beside a real institution."""
    operator = operator_actor(door="demo")
    codes = [scenario.code for scenario in scenarios]
    with transaction.atomic():
        if Institution.objects.exclude(code__in=codes).exists():
            raise Refused(_("This home holds institutions that are no demonstration."), code="not-empty")
        known = set(Institution.objects.values_list("code", flat=True))
        for scenario in scenarios:
            if scenario.code not in known:
                with translation.override(scenario.languages[0]):
                    _build_one(operator, scenario, password=password)


def _build_one(operator: Actor, scenario: Scenario, *, password: str) -> None:
    institution: Institution = found_institution(
        operator,
        code=scenario.code,
        name=TranslatedText(scenario.name),
        country=scenario.country,
        languages=scenario.languages,
    )
    _generated("change", "org.institution")(
        operator,
        institution,
        email=scenario.email,
        phone=scenario.phone,
        postal_address=scenario.postal_address,
    )
    units = _open_units(operator, institution, scenario)
    people = _appoint(operator, institution, scenario, units)
    for charter in scenario.charters:
        loaded: Charter = load_charter(
            operator,
            institution=institution,
            raw=scenario.charter_bytes(charter),
            file_name=charter.file,
            title=charter.title,
            unit=units[charter.unit],
            confirm=True,
        )
        for provision in loaded.provisions.filter(number__in=charter.rights):
            judge_provision(operator, provision, nature="right")
        for code, beginnings in charter.division.items():
            for beginning in beginnings:
                article = loaded.provisions.get(text__startswith=beginning)
                charge_provision(operator, article, unit=units[code], starts=APPOINTED_ON)
    _open_accounts(operator, institution, scenario, units, people, password=password)
    _enter_assets(operator, institution, scenario, units, people)
    do_casework(operator, institution, scenario, Staff(units=units, people=people, actors=_actors(scenario)))


def _generated(verb: str, key: str) -> Any:
    act = registry.resource(key).generated(verb)
    assert act is not None, f"{key} has no generated act {verb!r}"
    return act


def _open_units(operator: Actor, institution: Institution, scenario: Scenario) -> dict[str, Unit]:
    root = Unit.objects.get(institution=institution, code=institution.code)
    units = {root.code: root}
    for entry in scenario.units:
        units[entry.code] = open_unit(
            operator, code=entry.code, name=TranslatedText(entry.name), parent=units[entry.parent or root.code]
        )
    return units


def _appoint(
    operator: Actor, institution: Institution, scenario: Scenario, units: dict[str, Unit]
) -> dict[str, Person]:
    people: dict[str, Person] = {}
    for entry in scenario.people:
        unit = units[entry.unit]
        person = _generated("add", "org.person")(
            operator,
            institution=institution,
            unit=unit,
            family_name=entry.family_name,
            given_name=entry.given_name,
            patronymic=entry.patronymic,
            email=f"{entry.key}@{scenario.domain}",
        )
        position = _generated("add", "org.position")(
            operator,
            institution=institution,
            unit=unit,
            title=TranslatedText(entry.title),
            is_head=entry.is_head,
            may_sign=entry.may_sign,
        )
        _generated("add", "org.appointment")(
            operator, institution=institution, unit=unit, person=person, position=position, starts=APPOINTED_ON
        )
        people[entry.key] = person
    return people


def _open_accounts(
    operator: Actor,
    institution: Institution,
    scenario: Scenario,
    units: dict[str, Unit],
    people: dict[str, Person],
    *,
    password: str,
) -> None:
    for entry in scenario.accounts:
        user = open_user(
            operator,
            username=entry.login,
            institution=institution,
            person=people[entry.person],
            language=entry.language,
            password=password,
        )
        grant_role(
            operator,
            user=user,
            role=entry.role,
            institution=institution,
            unit=units[entry.unit] if entry.unit else None,
            starts=APPOINTED_ON,
        )


def _enter_assets(
    operator: Actor, institution: Institution, scenario: Scenario, units: dict[str, Unit], people: dict[str, Person]
) -> None:
    for entry in scenario.assets:
        _generated("add", "assets.asset")(
            operator,
            institution=institution,
            unit=units[entry.unit],
            inventory_number=entry.number,
            name=entry.name,
            serial_number=entry.serial,
            state=entry.state,
            holder=people[entry.holder] if entry.holder else None,
            acquired_on=entry.acquired,
            note=entry.note,
        )


def _actors(scenario: Scenario) -> dict[str, Actor]:
    """Return one actor a role, read anew so that it holds what it was granted."""
    return {entry.role: Actor(user=User.objects.get(username=entry.login), door="demo") for entry in scenario.accounts}
