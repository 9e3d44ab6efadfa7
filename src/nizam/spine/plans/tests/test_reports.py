# SPDX-License-Identifier: EUPL-1.2
"""A report is drawn up, written beside, signed; from then on nothing of it moves, and its paper can be made again."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import docx
import openpyxl
import pytest
from django.db import connection
from pypdf import PdfReader

from nizam.kit.actions import Actor
from nizam.kit.errors import NotAllowed, Refused
from nizam.spine.cases import actions as case_actions
from nizam.spine.cases.models import Case, Procedure
from nizam.spine.charters.actions import load_charter
from nizam.spine.org.numbers import format_number
from nizam.spine.plans import actions
from nizam.spine.plans import rows as rows_module
from nizam.spine.plans.actions import reports
from nizam.spine.plans.actions.reports import moment_of, sheet_of
from nizam.spine.plans.coverage import quarter_now
from nizam.spine.plans.files import FORMS
from nizam.spine.plans.layout import LANGUAGES
from nizam.spine.plans.models import Report
from nizam.spine.plans.rows import is_equal, read_rows, without
from nizam.spine.records.blobs import read_bytes

CHARTER = """ƏSASNAMƏ NÜMUNƏSİ

1. Vəzifələr

1.1. vətəndaşların müraciətlərinə baxır;
1.2. serverlərin ehtiyat nüsxələrini çıxarır.
"""


@pytest.fixture
def house(operator: Any, world: Any) -> Any:
    load_charter(
        operator,
        institution=world.institution,
        raw=CHARTER.encode(),
        file_name="n.txt",
        unit=world.unit_a,
        confirm=True,
    )
    return world


def open_one(world: Any, subject: str = "=1+1 müraciət") -> Case:
    found: Case = case_actions.open_by_hand_case(
        Actor(user=world.clerk_a),
        procedure=Procedure.objects.get(institution=world.institution, code="appeal", current=True),
        unit=world.unit_a,
        subject=subject,
        from_whom="Rəşad Quliyev",
        text="Mətn",
        channel="counter",
    )
    return found


def drawn_up(world: Any) -> Report:
    period = quarter_now(world.institution).name
    report: Report = actions.draft_report(Actor(user=world.leader), institution=world.institution, period=period)
    return report


def signed(world: Any) -> Report:
    report: Report = actions.sign_report(Actor(user=world.leader), drawn_up(world))
    return report


def article(report: Report, number: str) -> dict[str, Any]:
    found: dict[str, Any] = next(line for line in report.rows["articles"] if line["article"] == number)
    return found


@pytest.mark.django_db
def test_the_quarters_report_counts_a_case_under_its_article_and_is_frozen(house: Any) -> None:
    case = open_one(house)
    report = signed(house)
    assert (article(report, "1.1")["came"], article(report, "1.2")["came"]) == (1, 0)
    assert report.number_text == format_number("{n}/{year}", 1, report.signed_at.year)
    assert report.signed_name == house.leader.display_name
    kept, rows = read_bytes(report.blob), report.rows
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(kept)).pages)
    assert case.number_text in words
    case_actions.close_case(Actor(user=house.head_a), case, outcome="satisfied", reason="Şifahi")
    Case.objects.filter(pk=case.pk).update(subject="Başqa", voided_at=datetime.now(tz=UTC), void_reason="x")
    house.institution.name = {"az": "Başqa ad"}
    house.institution.save()
    report = Report.objects.get(pk=report.pk)
    assert report.rows == rows
    assert report.rows["total"]["open"] == 1
    assert is_equal(read_rows(report.rows))
    again = FORMS["pdf"].make(sheet_of(report, report.rows["language"]), moment_of(report))
    assert again == kept, "the frozen rows give the same bytes"


@pytest.mark.django_db
def test_what_is_frozen_cannot_be_written_counted_or_signed_again(house: Any) -> None:
    open_one(house)
    report, leader = signed(house), Actor(user=house.leader)
    for act, given in (
        (actions.write_report, {"section": "introduction", "text": "x"}),
        (actions.remark_report, {"section": "introduction", "text": "x"}),
        (actions.recount_report, {}),
        (actions.sign_report, {}),
        (actions.discard_report, {"reason": "x"}),
    ):
        with pytest.raises(Refused):
            act(leader, report, **given)


@pytest.mark.django_db
def test_words_stand_beside_figures_and_nobody_overwrites_another(house: Any) -> None:
    open_one(house)
    report = drawn_up(house)
    section = f"article:{article(report, '1.1')['provision']}"
    leader, head = Actor(user=house.leader), Actor(user=house.head_a)
    actions.write_report(leader, report, section=section, text="Bütün müraciətlərə baxıldı.", had=0)
    with pytest.raises(Refused, match="Bütün müraciətlərə baxıldı"):
        actions.write_report(head, report, section=section, text="Başqa mətn", had=0)
    actions.write_report(head, report, section="conclusion", text="Nəticə.", had=0)
    actions.remark_report(Actor(user=house.clerk_a), report, section=section, text="Burada say azdır")
    with pytest.raises(NotAllowed):
        actions.write_report(Actor(user=house.clerk_a), report, section=section, text="x")
    with pytest.raises(Refused, match="no such section"):
        actions.write_report(leader, report, section="article:nothing", text="x")
    actions.settle_report(leader, report, remark=1)
    report.refresh_from_db()
    assert report.remarks[0]["settled"] == house.leader.display_name
    actions.sign_report(leader, report)
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(read_bytes(report.blob))).pages)
    assert "Bütün müraciətlərə baxıldı." in words
    assert "Nəticə." in words
    assert "Burada say azdır" not in words


@pytest.mark.django_db
def test_only_who_counted_signs(house: Any) -> None:
    open_one(house)
    report = drawn_up(house)
    head = Actor(user=house.head_a)
    with pytest.raises(Refused, match="Count them anew"):
        actions.sign_report(head, report)
    actions.recount_report(head, report)
    assert actions.sign_report(head, report).issued_by == house.head_a


@pytest.mark.django_db
def test_figures_that_do_not_agree_with_their_cases_are_not_signed(house: Any) -> None:
    open_one(house)
    report = drawn_up(house)
    article(report, "1.1")["came"] = 2
    report.save(update_fields=["rows"])
    assert not is_equal(read_rows(report.rows))
    with pytest.raises(Refused, match="do not agree"):
        actions.sign_report(Actor(user=house.leader), report)


@pytest.mark.django_db
def test_a_corrected_report_names_the_one_it_replaces_and_that_one_stays(house: Any) -> None:
    open_one(house)
    old, leader = signed(house), Actor(user=house.leader)
    kept = read_bytes(old.blob)
    open_one(house)
    new = actions.correct_report(leader, old, reason="Bir iş sayılmamışdı")
    with pytest.raises(Refused):
        actions.correct_report(leader, old, reason="yenə")
    actions.sign_report(leader, new)
    old.refresh_from_db()
    assert new.replaces == old
    assert (old.rows["total"]["came"], new.rows["total"]["came"]) == (1, 2)
    assert read_bytes(old.blob) == kept
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(read_bytes(new.blob))).pages)
    assert old.number_text in words
    draft = actions.correct_report(leader, new, reason="x")
    actions.discard_report(leader, draft, reason="Lazım deyil")
    assert actions.correct_report(leader, Report.objects.get(pk=new.pk), reason="y").is_draft


@pytest.mark.django_db
def test_the_tables_hold_numbers_days_and_no_formula(house: Any) -> None:
    case = open_one(house)
    report = signed(house)
    book = openpyxl.load_workbook(io.BytesIO(FORMS["xlsx"].make(sheet_of(report, "en"), moment_of(report))))
    cut = {row[0]: row for row in book["By article"].iter_rows(values_only=True)}
    assert cut["1.1"][2:] == (1, 0, 0, 0, 1, 0)
    assert cut[None][1:3] == ("Total, each case once", 1)
    assert book["By unit"].max_row > 1
    cases = book["Cases of the period"]
    row = next(cases.iter_rows(min_row=2))
    assert [cell.value for cell in row[:2]] == [case.number_text, "=1+1 müraciət"]
    assert row[1].data_type == "s", "a text that begins with = is a text"
    assert row[3].value.date() == case.registered_on
    assert row[4].value.date() == case.due_on
    assert row[4].is_date


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_gets_every_file(house: Any, language: str) -> None:
    case = open_one(house)
    report = signed(house)
    sheet = sheet_of(report, language)
    assert FORMS["pdf"].make(sheet, moment_of(report)).startswith(b"%PDF")
    paper = docx.Document(io.BytesIO(FORMS["docx"].make(sheet, moment_of(report))))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert case.number_text in cells
    assert paper.paragraphs[1].text == sheet.title


@pytest.mark.django_db
def test_a_version_without_names_counts_the_same(house: Any) -> None:
    case = open_one(house)
    report = signed(house)
    rows = without(read_rows(report.rows), frozenset())
    assert case.number_text not in str(rows)
    assert str(case.uid) not in str(rows)
    assert case.subject not in str(rows)
    assert rows["total"]["came"] == 1


def test_rows_of_the_first_version_are_read_and_counted_alike() -> None:
    def row(number: str, state: str, in_time: bool | None) -> dict[str, Any]:
        return {"case": number, "number": number, "subject": "s", "due_on": None, "state": state, "in_time": in_time}

    cases = [row("1", "new", None), row("2", "closed", False), row("3", "answered", True)]
    old = {
        "period": "2026-Q3",
        "from": "2026-07-01",
        "until": "2026-09-30",
        "total": {"came": 4, "in_time": 1, "late": 1, "open": 2},
        "articles": [
            {"article": "1.1", "provision": "p", "text": "t", "capabilities": [], "came": 3, "in_time": 1, "late": 1,
             "open": 1, "cases": cases},
            {"article": "1.2", "provision": "q", "text": "t", "capabilities": [], "came": 1, "in_time": 0, "late": 0,
             "open": 1, "cases": cases[:1]},
        ],
        "elsewhere": [row("4", "assigned", None)],
    }  # fmt: skip
    rows = read_rows(old)
    assert is_equal(rows)
    assert [case["articles"] for case in rows["cases"]] == [[0, 1], [0], [0], []]
    assert rows["elsewhere"]["open"] == 1


@pytest.mark.django_db
def test_came_and_carried_over_are_what_was_done_and_what_is_open(house: Any) -> None:
    """Past and present are told apart by the period's own end, whatever happened to a case since."""
    cases = [open_one(house) for _one in range(4)]
    period = quarter_now(house.institution)
    before = period.starts - timedelta(days=40)
    noon = datetime(period.starts.year, period.starts.month, period.starts.day, 12, tzinfo=UTC)

    def put(case: Case, on: date, done: datetime | None, due: datetime) -> None:
        Case.objects.filter(pk=case.pk).update(registered_on=on, answered_at=done, due_at=due)

    put(cases[0], before, noon - timedelta(days=30), noon)  # done before the period: stands in none of it
    put(cases[1], before, noon + timedelta(days=1), noon)  # carried over, done late
    put(cases[2], before, None, noon)  # carried over, open past its term
    put(cases[3], period.starts, noon, noon)  # came and done in time
    report = drawn_up(house)
    expected = {"came": 1, "carried": 2, "in_time": 1, "late": 1, "open": 1, "overdue": 1}
    assert report.rows["total"] == expected
    assert is_equal(report.rows)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_a_report_is_counted(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    open_one(house)
    locked: list[bool] = []
    counted = reports.count_rows
    monkeypatch.setattr(
        reports, "count_rows", lambda *given: (locked.append(connection.in_atomic_block), counted(*given))[1]
    )
    recounted = reports.is_equal
    monkeypatch.setattr(
        reports, "is_equal", lambda rows: (locked.append(connection.in_atomic_block), recounted(rows))[1]
    )
    leader = Actor(user=house.leader)
    report = drawn_up(house)
    actions.recount_report(leader, report)
    actions.correct_report(leader, actions.sign_report(leader, report), reason="x")
    assert locked == [False] * 4


@pytest.mark.django_db
def test_what_changed_between_the_look_and_the_lock_is_looked_at_again(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_one(house)
    report = drawn_up(house)

    def changed_meanwhile(rows: Any) -> bool:
        monkeypatch.setattr(reports, "is_equal", is_equal)
        other = Report.objects.get(pk=report.pk)
        other.rows["total"]["came"] = 7
        other.save(update_fields=["rows"])
        return True

    monkeypatch.setattr(reports, "is_equal", changed_meanwhile)
    with pytest.raises(Refused, match="do not agree"):
        actions.sign_report(Actor(user=house.leader), report)


@pytest.mark.django_db
def test_a_case_that_comes_while_it_is_counted_is_counted(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    open_one(house)
    case_rows = rows_module._case_rows

    def late(coverage: Any, places: Any) -> Any:
        monkeypatch.setattr(rows_module, "_case_rows", case_rows)
        open_one(house)
        return case_rows(coverage, places)

    monkeypatch.setattr(rows_module, "_case_rows", late)
    report = drawn_up(house)
    assert report.summary["equal"]
    assert report.rows["total"]["came"] == 2
    assert report.summary["case_count"] == 2
