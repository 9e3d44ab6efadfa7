# SPDX-License-Identifier: EUPL-1.2
"""Inside a home: three years of a big institution, put beside the demonstration's charters, people and procedures.

`python -m benchmarks.fill_office [CASES]` founds the demonstration, opens more units and accounts, and writes rows.
All is drawn from one seed, so that two homes of the same day hold the same.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import sys
import time
from dataclasses import dataclass
from typing import Any

CASES = 200_000
PAPERS_A_CASE = 3
DAYS = 3 * 365
PEOPLE = 50
UNITS = (
    ("maliyye", "Maliyyə və mühasibat şöbəsi"),
    ("huquq", "Hüquq şöbəsi"),
    ("kadrlar", "İnsan resursları şöbəsi"),
    ("metbuat", "Mətbuat və ictimaiyyətlə əlaqələr şöbəsi"),
    ("teftis", "Daxili audit və nəzarət şöbəsi"),
    ("layiheler", "Layihələrin idarə edilməsi şöbəsi"),
    ("statistika", "Statistika və təhlil sektoru"),
    ("tehlukesizlik", "İnformasiya təhlükəsizliyi sektoru"),
)
# Who works here: role, how many, and where it holds: in a unit, in all units by name, or in the whole house.
STAFF = (
    ("clerk", 6, "all"),
    ("head", 12, "unit"),
    ("adviser", 26, "unit"),
    ("leadership", 4, "house"),
    ("inspector", 2, "house"),
)
WORDS = ("Müraciət", "internet", "printer", "imza", "portal", "server", "parol", "arxiv", "telefon", "kamera", "şəbəkə")
MATTERS = ("barədə", "işləmir", "haqqında arayış", "ilə bağlı şikayət", "üzrə təklif", "təmiri", "alınması", "girişi")
FAMILIES = ("Məmmədova", "Əliyev", "Quliyeva", "Həsənov", "İsmayılova", "Rzayev", "Nəbiyeva", "Şükürov", "Cəfərli")
GIVEN = ("Aygün", "Elçin", "Günel", "Rəşad", "Səbinə", "Tural", "Ülviyyə", "Vüqar", "Zəhra", "Orxan", "Nigar")
ANSWER = (
    "Hörmətli müraciətçi,\n\nMüraciətinizə baxılıb. Göstərilən nasazlıq **aradan qaldırılıb**, nəticəsi yoxlanılıb.\n\n"
    "- avadanlıq dəyişdirilib\n- xətt yenidən yoxlanılıb\n\nƏlavə sualınız olarsa, bizə yaza bilərsiniz."
)


@dataclass
class House:
    """Who and what the rows hang on."""

    institution: Any
    units: list[Any]
    staff: dict[int, list[Any]]
    heads: dict[int, Any]
    users: list[Any]
    root: Any
    procedures: list[Any]
    blobs: list[Any]


def main(cases: str = str(CASES)) -> None:
    """Fill the home, and say on standard error how long each part took."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "nizam.site.settings"
    import django

    django.setup()
    from django.db import connection, transaction

    from nizam.site.demo import build_demo

    build_demo()
    house = found_house()
    dice = random.Random(20261122)
    with transaction.atomic():
        write_matters(house, dice, int(cases))
    if connection.vendor == "postgresql":
        # What its own process does in every house; SQLite is never asked to there.
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")


def found_house() -> House:
    """Open units and accounts in the demonstration's first institution by the acts of the house."""
    from nizam.kit.texts import TranslatedText
    from nizam.spine.cases.models import Procedure
    from nizam.spine.org.actions import open_unit, operator_actor
    from nizam.spine.org.models import Institution, Unit
    from nizam.spine.records.blobs import keep_bytes

    operator = operator_actor()
    institution = Institution.objects.get(country="AZ")
    root = Unit.objects.get(institution=institution, parent=None)
    for code, name in UNITS:
        open_unit(operator, code=code, name=TranslatedText({"az": name}), parent=root)
    units = list(Unit.objects.filter(institution=institution).exclude(pk=root.pk).order_by("pk"))
    staff, heads, users = _employ(operator, institution, root, units)
    procedures = list(Procedure.objects.filter(institution=institution, current=True).order_by("code"))
    letters = [keep_bytes(_letter(place)) for place in range(40)]
    return House(institution, units, staff, heads, users, root, procedures, letters)


def login(place: int) -> str:
    """Return the sign-in name of the account at `place`, from 0."""
    return f"emekdas{place + 1:02}"


def accounts() -> list[tuple[str, str, str, int]]:
    """Return sign-in name, role, where it holds, and the place within the role, of every account made here."""
    found: list[tuple[str, str, str, int]] = []
    for role, count, where in STAFF:
        for place in range(count):
            found.append((login(len(found)), role, where, place))
    return found


def _employ(
    operator: Any, institution: Any, root: Any, units: list[Any]
) -> tuple[dict[int, list[Any]], dict[int, Any], list[Any]]:
    """Appoint and let in everybody; return the people and the head of each unit by its key, and the accounts."""
    from nizam.kit.registry import registry
    from nizam.kit.texts import TranslatedText
    from nizam.site.demo import PASSWORD
    from nizam.spine.org.actions import grant_role, open_user
    from nizam.spine.org.models import Appointment, Delegation, Person, Position

    add: Any = registry.resource("org.person").generated("add")
    started = dt.date(2022, 1, 4)
    staff: dict[int, list[Any]] = {unit.pk: [] for unit in units}
    heads: dict[int, Any] = {}
    users: list[Any] = []
    for number, (name, role, where, place) in enumerate(accounts()):
        unit = units[place % len(units)] if where == "unit" else root
        person: Person = add(
            operator,
            institution=institution,
            unit=unit,
            family_name=f"{FAMILIES[number % len(FAMILIES)]}-{number + 1}",
            given_name=GIVEN[number % len(GIVEN)],
            email=f"{name}@example.org",
        )
        position = Position.objects.create(
            institution=institution, unit=unit, title=TranslatedText({"az": f"Vəzifə {number + 1}"}),
            is_head=role == "head", may_sign=role in {"head", "leadership"},
        )  # fmt: skip
        Appointment.objects.create(institution=institution, unit=unit, person=person, position=position, starts=started)
        user = open_user(
            operator, username=name, institution=institution, person=person, language="az", password=PASSWORD
        )
        grant_role(
            operator, user=user, role=role, institution=institution, unit=None if where == "house" else unit,
            starts=started,
        )  # fmt: skip
        users.append(user)
        if role == "head":
            heads[unit.pk] = person
        elif role == "adviser":
            staff[unit.pk].append(person)
    for unit in units:
        staff[unit.pk] = staff[unit.pk] or [heads[unit.pk]]
    today = dt.datetime.now(dt.UTC).date()
    for unit in units[:3]:
        Delegation.objects.create(
            institution=institution, principal=heads[unit.pk], deputy=staff[unit.pk][0],
            starts=today - dt.timedelta(days=3), ends=today + dt.timedelta(days=11),
        )  # fmt: skip
    return staff, heads, users


def _letter(place: int) -> bytes:
    text = f"Salam.\r\n\r\n{WORDS[place % 11]} {MATTERS[place % 8]} yazıram. Xahiş edirəm baxasınız.\r\n" * 6
    return (
        f"From: Sakin <s{place}@example.org>\r\nTo: info@regional-inkisaf.example.org\r\n"
        f"Subject: Letter {place}\r\nMessage-ID: <kept-{place}@example.org>\r\n"
        "Date: Mon, 05 Jan 2026 09:00:00 +0400\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}"
    ).encode()


def write_matters(house: House, dice: random.Random, count: int) -> None:
    """Write the parties, the cases with all that hangs on them, and the papers."""
    from benchmarks.office_matters import Matters

    began = time.perf_counter()
    matters = Matters(house, dice, count)
    for told in matters.write():
        print(f"{time.perf_counter() - began:7.1f} s  {told}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
