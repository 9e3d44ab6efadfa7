# SPDX-License-Identifier: EUPL-1.2
"""Offices of three countries and matters registered in them on a chosen day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from nizam.kit.actions import Actor
from nizam.kit.equipment import equip
from nizam.kit.testing.world import make_account
from nizam.spine.cases.models import Case, Procedure
from nizam.spine.cases.opening import open_case
from nizam.spine.org.models import Institution, Unit

PLACES = {"AZ": ("Asia/Baku", "az"), "UZ": ("Asia/Tashkent", "uz"), "TR": ("Europe/Istanbul", "tr")}


@dataclass(frozen=True)
class Office:
    """An institution with one unit, its clerk and its head."""

    institution: Any
    unit: Any
    clerk: Actor
    head: Actor

    def matter(self, day: date, procedure: str = "appeal", *, hour: int = 10, **more: Any) -> Case:
        """Register a matter on `day`."""
        return open_case(
            Procedure.objects.get(institution=self.institution, code=procedure, current=True),
            subject="İnternet yoxdur",
            channel="counter",
            unit=self.unit,
            party=None,
            language_code="az",
            suggestions=[],
            registered_at=datetime.combine(day, time(hour), self.institution.tzinfo),
            **more,
        )


def office(country: str) -> Office:
    """Found an office in a country."""
    zone, language = PLACES[country]
    institution = Institution.objects.create(
        code=f"office-{country.lower()}", name={language: f"Office {country}"}, country=country, zone=zone,
        languages=[language],
    )  # fmt: skip
    unit = Unit(institution=institution, code="u", name={language: "Unit"}, receives_post=True)
    unit.save()
    unit.path = f"/{unit.pk}/"
    unit.save(update_fields=["path"])
    equip(institution)
    return Office(
        institution,
        unit,
        Actor(user=make_account(f"clerk_{country}", institution, "clerk", unit)),
        Actor(user=make_account(f"head_{country}", institution, "head", unit)),
    )
