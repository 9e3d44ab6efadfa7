# SPDX-License-Identifier: EUPL-1.2
"""The report tells, under each article, what came and what was done; and counts each case once."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from pypdf import PdfReader

from nizam.kit.actions import Actor
from nizam.kit.errors import Refused
from nizam.spine.cases import actions as case_actions
from nizam.spine.cases.models import Case, Procedure
from nizam.spine.charters.actions import load_charter
from nizam.spine.plans.actions import issue_report
from nizam.spine.plans.coverage import cover, today_in
from nizam.spine.plans.periods import PeriodError, quarter_of, read_period
from nizam.spine.records.blobs import read_bytes

CHARTER = """ƏSASNAMƏ NÜMUNƏSİ

1. Vəzifələr

1.1. vətəndaşların müraciətlərinə baxır;
1.2. idarəyə daxil olan məktubları, yazışmaları və sənədləri qeydiyyata alır;
1.3. serverlərin ehtiyat nüsxələrini çıxarır.
"""


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("2026", (2026, 1, 1), (2026, 12, 31)),
        ("2026-q4", (2026, 10, 1), (2026, 12, 31)),
        ("2026-H1", (2026, 1, 1), (2026, 6, 30)),
        ("2028-02", (2028, 2, 1), (2028, 2, 29)),
        ("2026-W53", (2026, 12, 28), (2027, 1, 3)),
    ],
)
def test_periods(text: str, starts: tuple[int, int, int], ends: tuple[int, int, int]) -> None:
    period = read_period(text)
    assert (period.starts, period.ends) == (dt.date(*starts), dt.date(*ends))


@pytest.mark.parametrize("text", ["", "26", "2026-Q5", "2026-13", "2026-W54", "2026-00", "0000", "soon"])
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(PeriodError):
        read_period(text)


@pytest.fixture
def loaded(operator: Any, world: Any) -> Any:
    load_charter(
        operator,
        institution=world.institution,
        raw=CHARTER.encode(),
        file_name="n.txt",
        unit=world.unit_a,
        confirm=True,
    )
    return world


def open_one(world: Any, unit: Any = None) -> Case:
    return case_actions.open_by_hand_case(
        Actor(user=world.clerk_a if unit is None else world.clerk_b),
        procedure=Procedure.objects.get(institution=world.institution, code="appeal"),
        unit=unit or world.unit_a,
        subject="Müraciət",
        from_whom="Rəşad Quliyev",
        text="Mətn",
        channel="counter",
    )


@pytest.mark.django_db
def test_a_case_stands_under_each_article_and_counts_once(loaded: Any) -> None:
    case = open_one(loaded)
    coverage = cover(loaded.head_a, loaded.institution, quarter_of(today_in(loaded.institution)))
    by_number = {line.provision.reference: line for line in coverage.lines}
    assert by_number["1.1"].cases == [case]
    assert by_number["1.2"].cases == [case]
    assert by_number["1.3"].cases == []
    assert coverage.total.came == 1
    assert coverage.total.open == 1


@pytest.mark.django_db
def test_figures_count_only_what_the_reader_may_see(loaded: Any) -> None:
    open_one(loaded)
    period = quarter_of(today_in(loaded.institution))
    assert cover(loaded.clerk_b, loaded.institution, period).total.came == 0
    assert cover(loaded.techadmin, loaded.institution, period).lines == []
    assert cover(loaded.leader, loaded.institution, period).total.came == 1


@pytest.mark.django_db
def test_an_article_does_not_bind_another_unit(loaded: Any) -> None:
    open_one(loaded, unit=loaded.unit_b)
    coverage = cover(loaded.leader, loaded.institution, quarter_of(today_in(loaded.institution)))
    assert all(not line.cases for line in coverage.lines)
    assert len(coverage.elsewhere) == 1


@pytest.mark.django_db
def test_an_issued_report_is_frozen(loaded: Any) -> None:
    case = open_one(loaded)
    period = quarter_of(today_in(loaded.institution)).name
    report = issue_report(Actor(user=loaded.leader), institution=loaded.institution, period=period)
    before = report.rows
    case_actions.close_case(Actor(user=loaded.head_a), case, outcome="satisfied", reason="Şifahi")
    report.refresh_from_db()
    assert report.rows == before
    assert report.rows["total"] == {"came": 1, "in_time": 0, "late": 0, "open": 1}
    words = " ".join(p.extract_text() for p in PdfReader(io.BytesIO(read_bytes(report.blob))).pages)
    assert "1.1" in words
    assert case.number_text in words


@pytest.mark.django_db
def test_a_wrong_period_is_refused_with_an_example(loaded: Any) -> None:
    with pytest.raises(Refused, match="2026-Q4"):
        issue_report(Actor(user=loaded.leader), institution=loaded.institution, period="soon")
