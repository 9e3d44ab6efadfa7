# SPDX-License-Identifier: EUPL-1.2
"""The report tells, under each article, what came and what was done; and counts each case once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from nizam.kit.actions import Actor
from nizam.kit.errors import Refused
from nizam.spine.cases import actions as case_actions
from nizam.spine.cases.models import Case, Procedure
from nizam.spine.charters.actions import load_charter
from nizam.spine.charters.models import Provision, ProvisionBinding
from nizam.spine.org.days import today_in
from nizam.spine.plans.actions import draft_report
from nizam.spine.plans.coverage import cover
from nizam.spine.plans.periods import PeriodError, period_before, quarter_of, read_period

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


def places(coverage: Any) -> dict[str, int]:
    return {line.provision.reference: line.figures.came for line in coverage.lines}


@pytest.mark.django_db
def test_a_case_stands_under_each_article_and_counts_once(loaded: Any) -> None:
    case = open_one(loaded)
    coverage = cover(loaded.head_a, loaded.institution, quarter_of(today_in(loaded.institution)))
    assert places(coverage) == {"1.1": 1, "1.2": 1, "1.3": 0}
    by_number = {line.provision.reference: line for line in coverage.lines}
    assert list(coverage.cases("came", pairs=by_number["1.1"].pairs)) == [case]
    assert list(coverage.cases(pairs=by_number["1.3"].pairs)) == []
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
    case = open_one(loaded, unit=loaded.unit_b)
    coverage = cover(loaded.leader, loaded.institution, quarter_of(today_in(loaded.institution)))
    assert not any(places(coverage).values())
    assert coverage.elsewhere.figures.came == 1
    assert list(coverage.cases(pairs=coverage.elsewhere.pairs)) == [case]


@pytest.mark.django_db
def test_a_line_of_the_division_of_work_binds_and_so_does_what_stands_above(loaded: Any) -> None:
    open_one(loaded)
    period = quarter_of(today_in(loaded.institution))
    article = Provision.objects.get(text__startswith="vətəndaşların")
    article.bindings.all().delete()
    binding = ProvisionBinding(
        institution=loaded.institution, provision=article, unit=loaded.unit_b, state="confirmed",
        starts=dt.date(2020, 1, 1),
    )  # fmt: skip
    binding.save()
    assert places(cover(loaded.leader, loaded.institution, period))["1.1"] == 0
    binding.unit = loaded.root if hasattr(loaded, "root") else loaded.unit_a.parent
    binding.save()
    assert places(cover(loaded.leader, loaded.institution, period))["1.1"] == 1


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("2026", "2025"),
        ("2026-Q1", "2025-Q4"),
        ("2026-H1", "2025-H2"),
        ("2026-01", "2025-12"),
        ("2026-W01", "2025-W52"),
    ],
)
def test_the_period_before_is_of_the_same_kind(name: str, before: str) -> None:
    assert period_before(read_period(name)).name == before


@pytest.mark.django_db
def test_a_wrong_period_is_refused_with_an_example(loaded: Any) -> None:
    with pytest.raises(Refused, match="2026-Q4"):
        draft_report(Actor(user=loaded.leader), institution=loaded.institution, period="soon")
