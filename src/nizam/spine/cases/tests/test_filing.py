# SPDX-License-Identifier: EUPL-1.2
"""Closed matters are filed under the class their procedure names; a person moves one with a reason."""

from __future__ import annotations

import datetime as dt

import pytest

from nizam.kit.errors import Refused
from nizam.spine.cases.actions import close_case, file_case
from nizam.spine.cases.tests.matters import Office, office
from nizam.spine.org.models import NumberSeries
from nizam.spine.records.models import FileClass

DAY = dt.date(2026, 11, 16)


@pytest.fixture
def turkey(db: None) -> Office:
    return office("TR")


def test_a_closed_case_is_filed_and_moved_with_a_reason(turkey: Office) -> None:
    case = turkey.matter(DAY)
    assert case.file_class is None
    close_case(turkey.head, case, outcome=case.procedure.outcomes[0]["code"], reason="Answered by telephone")
    assert case.file_class == FileClass.objects.get(institution=turkey.institution, code="01-01")
    with pytest.raises(Refused):
        file_case(turkey.head, case, file_class=case.file_class, reason="again")
    other = FileClass.objects.get(institution=turkey.institution, code="02-01")
    file_case(turkey.head, case, file_class=other, reason="It came from an institution")
    case.refresh_from_db()
    assert case.file_class == other


def test_numbers_of_cases_name_class_and_state_code(turkey: Office) -> None:
    appeals = turkey.matter(DAY).procedure.series
    NumberSeries.objects.filter(pk=appeals.pk).update(form="E-{state_code}-{class}-{n}")
    with pytest.raises(Refused):
        turkey.matter(DAY)
    turkey.institution.state_code = "24312041"
    turkey.institution.save(update_fields=["state_code"])
    assert turkey.matter(DAY).number_text == "E-24312041-01-01-2"
