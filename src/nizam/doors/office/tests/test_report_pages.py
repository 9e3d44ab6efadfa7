# SPDX-License-Identifier: EUPL-1.2
"""Report, plans and collegium on the screen: cuts and doors, words in place, what an empty article offers."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nizam.doors.office.pages import report_files
from nizam.kit.actions import Actor
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address
from nizam.kit.testing.world import World
from nizam.spine.cases import actions as case_actions
from nizam.spine.cases.models import Case, Procedure
from nizam.spine.charters.actions import load_charter
from nizam.spine.charters.models import Charter, Provision
from nizam.spine.jobs.worker import run_pending
from nizam.spine.org.actions import operator_actor
from nizam.spine.org.models import Person, RoleGrant
from nizam.spine.plans import actions
from nizam.spine.plans.coverage import quarter_now
from nizam.spine.plans.models import CollegiumItem, Measure, Plan, Report
from nizam.spine.plans.rows import CUTS
from nizam.spine.records.models import Document

SignIn = Callable[[Any], Client]
TEXT = """ƏSASNAMƏ

1. Vəzifələr

1.1. vətəndaşların müraciətlərinə baxır;
1.2. serverlərin ehtiyat nüsxələrini çıxarır.
"""


@pytest.fixture
def cases(world: World) -> list[Case]:
    """Two cases in unit A and one in unit B, under a charter of unit A."""
    load_charter(
        operator_actor(), institution=world.institution, raw=TEXT.encode(), file_name="e.txt", unit=world.unit_a,
        confirm=True,
    )  # fmt: skip
    procedure = Procedure.objects.get(institution=world.institution, code="appeal", current=True)
    return [
        case_actions.open_by_hand_case(
            Actor(clerk), procedure=procedure, unit=unit, subject=subject, from_whom="Leyla", text="Mətn"
        )
        for clerk, unit, subject in (
            (world.clerk_a, world.unit_a, "Birinci"),
            (world.clerk_a, world.unit_a, "İkinci"),
            (world.clerk_b, world.unit_b, "Üçüncü"),
        )
    ]


def drawn_up(world: World) -> Report:
    period = quarter_now(world.institution).name
    report: Report = actions.draft_report(Actor(world.leader), institution=world.institution, period=period)
    return report


def act(report: Report, name: str) -> str:
    resource = registry.resource("plans.report")
    found = resource.action(name)
    assert found is not None
    return act_address(resource, found, report)


@pytest.mark.parametrize("cut", CUTS)
def test_every_figure_of_every_cut_is_a_door_to_its_cases(
    cases: list[Case], world: World, as_user: SignIn, cut: str
) -> None:
    browser = as_user(world.leader)
    page = browser.get(reverse("office:report"), {"cut": cut})
    lines = page.context["lines"]
    assert sum(line["figures"][0]["value"] for line in lines) == 3
    doors = [figure for line in lines for figure in line["figures"] if figure["url"]]
    assert doors
    for figure in doors:
        assert browser.get(figure["url"]).context["count"] == figure["value"], figure["url"]
    assert all(not line["any"] for line in page.context["nothing"])
    assert page.context["nothing"] or cut == "people", "who got nothing is shown"


def test_figures_of_a_stored_report_are_doors_too(cases: list[Case], world: World, as_user: SignIn) -> None:
    report = drawn_up(world)
    browser = as_user(world.leader)
    page = browser.get(entry_address(report))
    assert page.context["equal"]
    assert "recomputed: equal" in page.content.decode()
    doors = [
        figure
        for section in page.context["sections"]
        for line in section["lines"]
        for figure in line["figures"]
        if figure["url"]
    ]
    for figure in [*page.context["totals"], *doors]:
        if figure["url"]:
            assert browser.get(f"{entry_address(report)}{figure['url']}").context["count"] == figure["value"]
    assert browser.get(entry_address(report), {"of": "article:nothing"}).status_code == 404


def test_words_are_written_in_place_and_a_second_writer_keeps_his(
    cases: list[Case], world: World, as_user: SignIn
) -> None:
    report = drawn_up(world)
    browser = as_user(world.leader)
    here = f"{entry_address(report)}#w-introduction"
    given = {"section": "introduction", "had": "0", "text": "Rüb sakit keçdi.", "next": here}
    answer = browser.post(act(report, "write_report"), given)
    assert answer["Location"] == here
    assert "Rüb sakit keçdi." in browser.get(entry_address(report)).content.decode()
    second = as_user(world.head_a).post(act(report, "write_report"), {**given, "text": "Başqa söz"})
    assert second.status_code == 409
    words = second.content.decode()
    assert "Rüb sakit keçdi." in words
    assert "Başqa söz" in words
    assert as_user(world.clerk_a).post(act(report, "write_report"), given).status_code == 403
    assert as_user(world.stranger).post(act(report, "write_report"), given).status_code == 404


def test_a_remark_stands_in_the_margin(cases: list[Case], world: World, as_user: SignIn) -> None:
    report = drawn_up(world)
    clerk = as_user(world.clerk_a)
    clerk.post(act(report, "remark_report"), {"section": "conclusion", "text": "<b>Say</b> azdır"})
    page = as_user(world.leader).get(entry_address(report)).content.decode()
    assert "&lt;b&gt;Say&lt;/b&gt; azdır" in page
    as_user(world.leader).post(act(report, "settle_report"), {"remark": "1"})
    assert "Settled by" in as_user(world.leader).get(entry_address(report)).content.decode()


@pytest.mark.parametrize("form", ["pdf", "xlsx", "docx"])
def test_files_of_the_live_report_and_of_a_stored_one(
    cases: list[Case], world: World, as_user: SignIn, form: str
) -> None:
    report = drawn_up(world)
    start = b"%PDF" if form == "pdf" else b"PK"
    for user in (world.leader, world.clerk_a):
        browser = as_user(user)
        live = browser.get(reverse("office:report_pdf"), {"form": form, "language": "tr"})
        stored = browser.get(reverse("office:report_file", args=(report.uid,)), {"form": form, "language": "uz"})
        assert live.content.startswith(start)
        assert stored.content.startswith(start)
    assert browser.get(reverse("office:report_pdf"), {"form": "exe"}).status_code == 404
    assert browser.get(reverse("office:report_pdf"), {"language": "xx"}).status_code == 404


def test_a_frozen_page_reads_its_figures_alone_until_somebody_asks(
    cases: list[Case], world: World, as_user: SignIn
) -> None:
    report = drawn_up(world)
    browser = as_user(world.leader)
    browser.get(entry_address(report))
    with CaptureQueriesContext(connection) as asked:
        page = browser.get(entry_address(report))
    assert page.context["case_count"] == 3
    assert not [query["sql"] for query in asked if '"plans_report"."rows"' in query["sql"]]
    rows = {**report.rows, "cases": report.rows["cases"][1:]}
    Report.objects.filter(pk=report.pk).update(rows=rows)
    assert "recomputed: equal" in browser.get(entry_address(report)).content.decode()
    assert "recomputed: not equal" in browser.get(entry_address(report), {"recount": "1"}).content.decode()
    Report.objects.filter(pk=report.pk).update(summary=None)
    before = browser.get(entry_address(report))
    assert not before.context["equal"], "one drawn up before its figures were kept apart is counted"
    assert before.context["case_count"] == 2


def test_the_file_of_a_long_report_is_made_in_the_background(
    cases: list[Case], world: World, as_user: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_files, "AT_ONCE", 2)
    report = drawn_up(world)
    browser = as_user(world.leader)
    stored = reverse("office:report_file", args=(report.uid,))
    for address in (reverse("office:report_pdf"), stored):
        asked = f"{address}?form=xlsx&language=tr"
        assert "3 cases" in browser.get(asked).content.decode()
        assert not ports.transfers.exports.objects.filter(state="writing").exists()
        leads = browser.post(asked)["Location"]
        assert browser.post(asked)["Location"] == leads, "the same file is made once"
        assert browser.get(leads).context["progress"]["at_work"]
        run_pending()
        assert browser.get(leads).context["name"].endswith(".xlsx")
        book = openpyxl.load_workbook(io.BytesIO(b"".join(browser.get(f"{leads}file/").streaming_content)))
        numbers = [row[0] for row in book.worksheets[-1].iter_rows(min_row=2, values_only=True)]
        assert sorted(numbers) == sorted(case.number_text for case in cases)
    assert as_user(world.clerk_a).get(f"{reverse('office:report_pdf')}?form=xlsx").content.startswith(b"PK")
    left = browser.post(f"{stored}?form=docx")["Location"]
    RoleGrant.objects.filter(user=world.leader).delete()
    run_pending()
    assert ports.transfers.exports.objects.get(form="docx").state == "refused", left


def test_an_empty_article_offers_a_measure_with_the_article_filled_in(
    cases: list[Case], world: World, as_user: SignIn
) -> None:
    browser = as_user(world.leader)
    empty = Provision.objects.get(text__startswith="serverlərin")
    page = browser.get(entry_address(Charter.objects.get()))
    row = next(row for row in page.context["rows"] if row.provision == empty)
    assert parse_qs(urlsplit(row.plan["url"]).query) == {"provision": [str(empty.uid)]}
    form = browser.get(row.plan["url"]).context["form"]
    assert form["provision"].value() == empty.uid
    given = {"what": "Ehtiyat nüsxə planı", "provision": str(empty.uid), "due_on": "2026-12-01"}
    browser.post(row.plan["url"], given)
    assert Measure.objects.get().provision == empty
    full = next(row for row in page.context["rows"] if row.provision.text.startswith("vətəndaşların"))
    assert full.plan == {}
    assert as_user(world.clerk_a).get(row.plan["url"]).status_code == 403


def test_a_plan_shows_its_measures_by_article_with_how_far_they_are(world: World, as_user: SignIn) -> None:
    plan = Plan(institution=world.institution, title="İş planı", period="2026")
    plan.save()
    done = Measure(institution=world.institution, plan=plan, what="Görülmüş", state="done")
    late = Measure(institution=world.institution, plan=plan, what="Gecikmiş", due_on=datetime.date(2020, 1, 1))
    for measure in (done, late):
        measure.save()
    page = as_user(world.leader).get(entry_address(plan))
    assert {part["tone"]: part["value"] for part in page.context["bar"]} == {"done": 1, "late": 1}
    assert f"plan={plan.uid}" in page.context["add_url"]
    assert "Görülmüş" in page.content.decode()
    assert as_user(world.clerk_a).get(entry_address(plan)).context["add_url"] == ""
    assert as_user(world.stranger).get(entry_address(plan)).status_code == 404


def test_what_a_person_promised_stands_on_the_first_page(world: World, as_user: SignIn) -> None:
    person = Person(institution=world.institution, unit=world.unit_a, family_name="Əzizov", given_name="Rəşad")
    person.save()
    world.clerk_a.person = person
    world.clerk_a.save()
    mine = Measure(institution=world.institution, what="Üç təlim", person=person, due_on=datetime.date(2026, 12, 1))
    done = Measure(institution=world.institution, what="Bitmiş iş", person=person, state="done")
    for measure in (mine, done):
        measure.save()
    page = as_user(world.clerk_a).get(reverse("office:home")).content.decode()
    assert entry_address(mine) in page
    assert entry_address(done) not in page
    assert entry_address(mine) not in as_user(world.clerk_b).get(reverse("office:home")).content.decode()


def test_the_agenda_names_only_papers_that_are_open(world: World, as_user: SignIn) -> None:
    assert "No sitting yet" in as_user(world.leader).get(reverse("office:collegium")).content.decode()
    item = CollegiumItem(
        institution=world.institution, question="Rəqəmsal xidmətlər", sits_on=datetime.date(2026, 12, 1)
    )
    item.save()
    paper = Document(
        institution=world.institution, unit=world.unit_b, language="az", subject="Gizli arayış", addressee="A",
        body="B",
    )  # fmt: skip
    paper.save()
    actions.attach_collegiumitem(Actor(world.leader), item, document=paper)
    decision = actions.decide_collegiumitem(
        Actor(world.leader), item, decision="Hesabat", due_on=datetime.date(2026, 12, 20), unit=world.unit_a
    )
    for address in (reverse("office:collegium"), entry_address(item)):
        leader = as_user(world.leader).get(address).content.decode()
        clerk = as_user(world.clerk_a).get(address).content.decode()
        assert "Gizli arayış" in leader
        assert entry_address(decision) in leader
        assert "Gizli arayış" not in clerk
        assert "1 document is not open to you" in clerk
    assert "Rəqəmsal" not in as_user(world.stranger).get(reverse("office:collegium")).content.decode()
    assert as_user(world.techadmin).get(reverse("office:collegium")).status_code == 403
    asked = {"sits_on": "2026-13-45"}
    assert as_user(world.leader).get(reverse("office:collegium"), asked).status_code == 200
    assert "Decided by the collegium" in as_user(world.leader).get(entry_address(decision)).content.decode()


@pytest.mark.parametrize("zone", ["Asia/Baku", "Asia/Tashkent", "Europe/Istanbul"])
def test_a_stored_report_calls_a_measure_late_by_the_day_of_the_institution(
    world: World, as_user: SignIn, zone: str
) -> None:
    world.institution.zone = zone
    world.institution.save(update_fields=["zone"])
    day = quarter_now(world.institution).ends
    Measure(institution=world.institution, unit=world.unit_a, what="Gecədən əvvəl", due_on=day).save()
    report = drawn_up(world)
    for on, at, tone in (
        (day, datetime.time(23, 30), "neutral"),
        (day + datetime.timedelta(days=1), datetime.time(2), "bad"),
    ):
        Report.objects.filter(pk=report.pk).update(
            counted_at=datetime.datetime.combine(on, at, world.institution.tzinfo)
        )
        page = as_user(world.leader).get(entry_address(report))
        shown = [one["tone"] for one in page.context["measures"]]
        assert shown == [tone], (on, at)


def test_a_report_that_was_replaced_says_so_and_names_the_other_only_to_who_sees_it(
    cases: list[Case], world: World, as_user: SignIn
) -> None:
    first = actions.sign_report(Actor(world.leader), drawn_up(world))
    other = actions.correct_report(Actor(world.leader), first, reason="Səhv sayılıb")
    said = "Another report takes the place of this one"
    for shown in (True, False):
        page = as_user(world.inspector).get(entry_address(first)).content.decode()
        assert said in page
        assert (entry_address(other) in page) is shown
        Report.objects.filter(pk=other.pk).update(confidentiality=3)
    assert entry_address(first) in as_user(world.leader).get(entry_address(other)).content.decode()
