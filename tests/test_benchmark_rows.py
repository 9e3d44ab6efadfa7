# SPDX-License-Identifier: EUPL-1.2
"""The rows that measurements of a big office work on are such as the acts of the house would have left."""

from __future__ import annotations

import random
from typing import Any

import pytest

from nizam.foundations.language import fold
from nizam.kit.ports import ports
from nizam.kit.testing.world import make_account
from nizam.kit.texts import TranslatedText

COUNT = 400


@pytest.fixture
def filled(db: None) -> Any:
    """An institution of three units with four hundred cases."""
    from benchmarks.fill_office import House
    from benchmarks.office_matters import Matters

    from nizam.spine.cases.models import Procedure
    from nizam.spine.org.actions import found_institution, open_unit, operator_actor
    from nizam.spine.org.models import Person, Unit
    from nizam.spine.records.blobs import keep_bytes

    operator = operator_actor()
    institution = found_institution(
        operator, code="sinaq", name=TranslatedText({"az": "Sınaq İdarəsi"}), country="AZ", languages=["az"]
    )
    root = Unit.objects.get(institution=institution)
    units = [
        open_unit(operator, code=f"u{place}", name=TranslatedText({"az": f"Şöbə {place}"}), parent=root)
        for place in range(2)
    ]
    users = []
    for unit in units:
        person = Person.objects.create(institution=institution, unit=unit, family_name="Əliyev", given_name="Elçin")
        user = make_account(f"head-{unit.code}", institution, "head", unit)
        user.person = person
        user.save()
        users.append(user)
    people = {unit.pk: user.person for unit, user in zip(units, users, strict=True)}
    procedures = list(Procedure.objects.filter(institution=institution, current=True))
    house = House(
        institution,
        units,
        {key: [person] for key, person in people.items()},
        people,
        users,
        root,
        procedures,
        [keep_bytes(b"Subject: one\r\n\r\nText.\r\n")],
    )
    list(Matters(house, random.Random(3), COUNT).write())
    return house


def test_copies_are_rows_of_their_own_with_what_hangs_on_them(filled: Any) -> None:
    from nizam.spine.cases.models import Case, Envelope
    from nizam.spine.org.models import TakenNumber
    from nizam.spine.records.models import Document

    cases = list(Case.objects.select_related("party", "number").order_by("pk"))
    letters = {letter.case_id: letter for letter in Envelope.objects.all()}
    assert len(cases) == len(letters) == COUNT
    assert Document.objects.count() == 3 * COUNT
    assert len({case.uid for case in cases}) == len({(case.procedure_id, case.number_text) for case in cases}) == COUNT
    assert [case.registered_at for case in cases] == sorted(case.registered_at for case in cases)
    for case in cases:
        assert case.number == TakenNumber.objects.get(subject_uid=case.uid)
        assert case.number.text == case.number_text
        assert fold(case.number_text) in case.subject_folded
        assert letters[case.pk].sender_key == case.party.email_key
        assert ports.journal.history(case)


def test_rows_are_seen_by_their_unit_and_by_those_they_were_opened_to(filled: Any) -> None:
    from nizam.spine.cases.models import Case
    from nizam.spine.org.models import Access

    for user, unit in zip(filled.users, filled.units, strict=True):
        own = Case.objects.filter(unit=unit, confidentiality__lte=2)
        opened = Access.objects.filter(unit=unit, content_type__model="case").values("object_id")
        assert own.exists()
        assert set(Case.objects.visible_to(user)) == {*own, *Case.objects.filter(pk__in=opened)}
