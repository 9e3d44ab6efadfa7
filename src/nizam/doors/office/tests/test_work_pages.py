# SPDX-License-Identifier: EUPL-1.2
"""Today, a case, a charter, the report, the tree and their files: each shows what its reader may see, and no more."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from nizam.doors.office.pages.letters import SHOWN_CHARACTERS, segments
from nizam.doors.office.pages.periods import chosen_period, period_choices, period_words
from nizam.foundations.typesetting import TypesettingError
from nizam.kit.actions import Actor
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address, list_address
from nizam.kit.testing.world import World
from nizam.spine.cases import actions, intake
from nizam.spine.cases.envelopes import keep
from nizam.spine.cases.models import Case, Envelope, Procedure, Task
from nizam.spine.charters.models import Charter, Provision, ProvisionCapability
from nizam.spine.org.actions import operator_actor
from nizam.spine.org.models import Appointment, Person, Position
from nizam.spine.plans.actions import draft_report, sign_report
from nizam.spine.plans.coverage import articles_of, dischargers, quarter_now
from nizam.spine.plans.models import Report
from nizam.spine.records.blobs import read_bytes

SignIn = Callable[[Any], Client]
PDF = b"%PDF-1.7 a picture of the screen"


@dataclass(frozen=True)
class Matters:
    """One case in each of two neighbouring units; the first came as a letter with an attachment."""

    mine: Any
    theirs: Any
    letter: Any
    charter: Any
    article: Any


@pytest.fixture
def matters(world: World) -> Matters:
    """Cases, a charter whose one article they discharge, and a letter."""
    letter = EmailMessage()
    letter["From"], letter["Subject"] = "Aydın Məmmədov <aydin@example.test>", "Kabinetə daxil ola bilmirəm"
    letter["Message-ID"] = "<one@example.test>"
    letter.set_content("Salam.\n\n> Əvvəlki məktubun mətni\n\nSəbəbini bildirin.\n")
    letter.add_attachment(PDF, maintype="text", subtype="html", filename="ekran görüntüsü.html")
    operator = operator_actor()
    envelope, _new = keep(operator, world.institution, bytes(letter), door="mail", at=timezone.now())
    intake.register(operator, [envelope])
    envelope.refresh_from_db()
    mine = actions.assign_case(operator, envelope.case, unit=world.unit_a)
    theirs = by_hand(world.clerk_b, world.unit_b, "Başqa şöbənin işi")
    charter = make_charter(world, articles=1)
    article = charter.provisions.get()
    confirm(article, "citizen-petitions")
    return Matters(mine, theirs, envelope, charter, article)


def by_hand(user: Any, unit: Any, subject: str) -> Case:
    """Return a case that `user` registered at the counter of `unit`."""
    procedure = Procedure.objects.get(institution=unit.institution, code="appeal", current=True)
    case: Case = actions.open_by_hand_case(
        Actor(user), procedure=procedure, unit=unit, subject=subject, from_whom="Leyla Quliyeva", text=subject
    )
    return case


def make_charter(world: World, *, articles: int) -> Charter:
    """Return a charter with `articles` duties."""
    charter = Charter(
        institution=world.institution, title={"az": "Əsasnamə"}, language="az", file_name="esasname.txt",
        sha256=f"{articles:064}", source="Əsasnamə".encode(),
    )  # fmt: skip
    charter.save()
    for place in range(1, articles + 1):
        Provision(
            institution=world.institution, charter=charter, ordinal=place, number=f"3.{place}.", level=1,
            kind="article", nature="duty", text=f"vətəndaşların müraciətlərinə baxmaq, {place}", line=place,
        ).save()  # fmt: skip
    return charter


def confirm(article: Provision, code: str, state: str = "confirmed") -> ProvisionCapability:
    """Return the capability of an article in `state`."""
    link = ProvisionCapability(
        institution=article.institution, provision=article, capability=code, state=state, confidence=0.5,
        reasons=["müraciət"],
    )  # fmt: skip
    link.save()
    return link


def make_late(case: Case) -> None:
    """Move the term of `case` into the past."""
    now = timezone.now()
    Case.objects.filter(pk=case.pk).update(
        registered_at=now - datetime.timedelta(days=30),
        due_at=now - datetime.timedelta(days=3),
        due_on=(now - datetime.timedelta(days=3)).date(),
    )


def make_person(world: World, user: Any, name: str = "Rəşad") -> Person:
    """Give `user` a person."""
    person = Person(institution=world.institution, unit=world.unit_a, family_name="Əzizov", given_name=name)
    person.save()
    user.person = person
    user.save()
    return person


def addresses(matters: Matters) -> list[str]:
    """Return the addresses of every page and file here."""
    return [
        reverse("office:home"),
        reverse("office:desks"),
        reverse("office:report"),
        reverse("office:report_pdf"),
        reverse("office:institution_tree"),
        entry_address(matters.mine),
        entry_address(matters.charter),
        reverse("office:letter_file", args=(matters.letter.uid,)),
        reverse("office:attachment", args=(matters.letter.uid, 1)),
        reverse("office:charter_file", args=(matters.charter.uid,)),
    ]


def words_of(pdf: bytes) -> str:
    """Return the text of a paper."""
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def text_of(response: Any) -> str:
    """Return the page as text."""
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


class TestWhoMayEnter:
    def test_anonymous_readers_are_asked_to_sign_in(self, matters: Matters, client: Client) -> None:
        for address in addresses(matters):
            response = client.get(address)
            assert response.status_code == 302, address
            assert "login" in response["Location"]

    def test_the_technical_administrator_sees_no_letters(self, matters: Matters, world: World, as_user: SignIn) -> None:
        browser = as_user(world.techadmin)
        for address in addresses(matters)[5:]:
            assert browser.get(address).status_code in {403, 404}, address
        assert browser.get(reverse("office:report")).status_code == 403
        first = text_of(browser.get(reverse("office:home")))
        assert matters.mine.subject not in first
        assert list_address(registry.resource("org.user")) in first

    def test_a_stranger_of_another_institution_finds_nothing(
        self, matters: Matters, world: World, as_user: SignIn
    ) -> None:
        browser = as_user(world.stranger)
        for address in addresses(matters)[5:]:
            assert browser.get(address).status_code == 404, address
        foreign = browser.get(reverse("office:report"), {"institution": str(world.institution.uid)})
        assert foreign.status_code == 404
        tree = text_of(browser.get(reverse("office:institution_tree")))
        assert "Network department" not in tree


class TestToday:
    def test_a_clerk_sees_the_own_unit_only(self, matters: Matters, world: World, as_user: SignIn) -> None:
        page = text_of(as_user(world.clerk_a).get(reverse("office:home")))
        assert matters.mine.subject in page
        assert matters.theirs.subject not in page

    def test_every_open_case_stands_in_one_list(self, matters: Matters, world: World, as_user: SignIn) -> None:
        make_late(matters.mine)
        by_hand(world.clerk_a, world.unit_a, "Yeni məktub")
        closed = by_hand(world.clerk_a, world.unit_a, "Bağlanmış iş")
        actions.close_case(
            Actor(world.clerk_a), closed, outcome=closed.procedure.outcome_choices()[0][0], reason="Oral"
        )
        response = as_user(world.clerk_a).get(reverse("office:home"))
        found = {one["list"].name: [row["case"].subject for row in one["rows"]] for one in response.context["lists"]}
        assert found["late"] == [matters.mine.subject]
        assert found["new"] == ["Yeni məktub"]
        assert sum(len(rows) for rows in found.values()) == response.context["open_count"] == 2

    def test_a_case_of_somebody_else_waits_for_others(self, matters: Matters, world: World, as_user: SignIn) -> None:
        person = make_person(world, world.clerk_a)
        other = Person(institution=world.institution, family_name="Məmmədli", given_name="Leyla")
        other.save()
        actions.assign_case(Actor(world.head_a), matters.mine, unit=world.unit_a, person=other, order="Hazırlayın")
        browser = as_user(world.clerk_a)
        assert browser.get(reverse("office:home")).context["open_count"] == 0
        whole = browser.get(reverse("office:home"), {"of": "unit"})
        assert [one["list"].name for one in whole.context["lists"]] == ["waiting"]
        actions.order_task(Actor(world.head_a), matters.mine, person=person, order="Yoxlayın")
        assert browser.get(reverse("office:home")).context["open_count"] == 1

    def test_the_head_sees_the_load_of_each_person(self, matters: Matters, world: World, as_user: SignIn) -> None:
        person = make_person(world, world.clerk_a)
        actions.assign_case(Actor(world.head_a), matters.mine, unit=world.unit_a, person=person, order="Hazırlayın")
        response = as_user(world.head_a).get(reverse("office:home"))
        (row,) = response.context["load"]
        assert (row["name"], row["total"]) == (str(person), 1)
        assert matters.mine.subject in text_of(as_user(world.head_a).get(row["url"]))

    def test_one_list_is_shown_whole_and_in_pages(self, matters: Matters, world: World, as_user: SignIn) -> None:
        for place in range(60):
            by_hand(world.clerk_a, world.unit_a, f"Məktub {place}")
        browser = as_user(world.clerk_a)
        first = browser.get(reverse("office:home"), {"list": "new"})
        (one,) = first.context["lists"]
        assert (one["count"], len(one["rows"])) == (60, 50)
        (rest,) = browser.get(one["after"]).context["lists"]
        assert len(rest["rows"]) == 10
        assert browser.get(reverse("office:home"), {"list": "new", "page": "-9"}).status_code == 200
        assert browser.get(reverse("office:home"), {"list": "new", "page": "x"}).status_code == 200

    def test_questions_do_not_grow_with_the_cases(self, matters: Matters, world: World, as_user: SignIn) -> None:
        browser = as_user(world.clerk_a)
        by_hand(world.clerk_a, world.unit_a, "Bir məktub")
        browser.get(reverse("office:home"))
        with CaptureQueriesContext(connection) as few:
            browser.get(reverse("office:home"))
        for place in range(15):
            by_hand(world.clerk_a, world.unit_a, f"Məktub {place}")
        with CaptureQueriesContext(connection) as many:
            browser.get(reverse("office:home"))
        assert len(many) <= len(few) + 4

    def test_an_empty_day_teaches(self, world: World, as_user: SignIn) -> None:
        page = text_of(as_user(world.clerk_a).get(reverse("office:home")))
        assert "Register by hand" in page
        assert "kit-empty" in page


class TestCase:
    def test_the_neighbour_finds_nothing(self, matters: Matters, world: World, as_user: SignIn) -> None:
        browser = as_user(world.clerk_b)
        assert browser.get(entry_address(matters.mine)).status_code == 404
        assert browser.get(reverse("office:letter_file", args=(matters.letter.uid,))).status_code == 404
        assert browser.get(reverse("office:attachment", args=(matters.letter.uid, 1))).status_code == 404

    def test_the_page_tells_the_whole_matter(self, matters: Matters, world: World, as_user: SignIn) -> None:
        page = text_of(as_user(world.clerk_a).get(entry_address(matters.mine)))
        assert matters.mine.number_text in page
        assert "Aydın Məmmədov" in page
        assert "Səbəbini bildirin." in page
        assert "Quoted text" in page
        assert "ekran görüntüsü.html" in page
        assert f"#a-{matters.article.uid}" in page
        assert "Registered on" in page or "Reached the office" in page

    def test_other_matters_of_the_sender_are_a_door(self, matters: Matters, world: World, as_user: SignIn) -> None:
        other = by_hand(world.clerk_a, world.unit_a, "Əvvəlki iş")
        unrelated = by_hand(world.clerk_a, world.unit_a, "Başqasının işi")
        Case.objects.filter(pk=other.pk).update(party=matters.mine.party)
        browser = as_user(world.leader)
        who = browser.get(entry_address(matters.mine)).context["who"]
        assert (who["trust"], who["earlier_count"]) == ("known", 1)
        behind = text_of(browser.get(who["earlier_url"]))
        assert other.subject in behind
        assert unrelated.subject not in behind

    def test_the_word_of_the_mail_server_stands_at_the_sender(
        self, matters: Matters, world: World, as_user: SignIn
    ) -> None:
        browser = as_user(world.leader)
        matters.mine.party.email = matters.letter.sender_email = "aydin@example.org"
        matters.mine.party.save()
        for proof, shown in (("unknown", "unverified"), ("pass", "verified"), ("fail", "suspect")):
            matters.letter.trust = proof
            matters.letter.save()
            assert browser.get(entry_address(matters.mine)).context["who"]["trust"] == shown

    def test_the_next_step_follows_the_state(self, matters: Matters, world: World, as_user: SignIn) -> None:
        browser = as_user(world.head_a)
        fresh = by_hand(world.clerk_a, world.unit_a, "Yeni məktub")

        def step() -> str:
            return str(browser.get(entry_address(fresh)).context["next_step"].name)

        assert step() == "resolve_case"
        assert as_user(world.clerk_a).get(entry_address(fresh)).context["next_step"].name == "assign_case"
        fresh = actions.assign_case(Actor(world.head_a), fresh, unit=world.unit_a)
        assert step() == "answer_case"
        fresh = actions.answer_case(Actor(world.clerk_a), fresh, body="Cavab")
        assert step() == "sign_answer_case"
        clerk = as_user(world.clerk_a).get(entry_address(fresh))
        assert clerk.context["next_step"] is None
        assert clerk.context["draft_url"] == entry_address(fresh.papers.get().document)

    def test_an_answered_case_is_not_called_closed(self, matters: Matters, world: World, as_user: SignIn) -> None:
        Case.objects.filter(pk=matters.mine.pk).update(state="answered", answered_at=timezone.now())
        browser = as_user(world.clerk_a)
        assert browser.get(entry_address(matters.mine)).context["chip"].words == "answered in time"
        make_late(matters.mine)
        assert browser.get(entry_address(matters.mine)).context["chip"].words == "answered late"
        Case.objects.filter(pk=matters.mine.pk).update(state="assigned")
        assert browser.get(entry_address(matters.mine)).context["chip"].words == "answered late", "as one opened again"
        Case.objects.filter(pk=matters.mine.pk).update(state="answered")
        assert browser.get(reverse("office:home")).context["lists"][0]["list"].name == "work"

    def test_a_suggested_unit_is_taken_in_one_act(self, matters: Matters, world: World, as_user: SignIn) -> None:
        suggestion = {"unit": world.unit_b.code, "confidence": 0.8, "reasons": ["mətbuat"]}
        Case.objects.filter(pk=matters.mine.pk).update(suggestions=[suggestion])
        browser = as_user(world.head_a)
        page = browser.get(entry_address(matters.mine))
        (offered,) = page.context["where"]["suggestions"]
        assert offered["percent"] == 80
        assert "mətbuat" in text_of(page)
        response = browser.post(page.context["where"]["assign_url"], {"unit": str(offered["unit"].uid)})
        assert response.status_code == 302
        matters.mine.refresh_from_db()
        assert matters.mine.unit == world.unit_b

    def test_tasks_and_papers_stand_in_their_order(self, matters: Matters, world: World, as_user: SignIn) -> None:
        person = make_person(world, world.clerk_a)
        case = actions.order_task(Actor(world.head_a), matters.mine, person=person, order="Serveri yoxlayın")
        actions.complete_task(Actor(world.clerk_a), Task.objects.get(), note="Bərpa olundu")
        actions.answer_case(Actor(world.clerk_a), case, body="Xidmət bərpa olundu")
        happenings = as_user(world.clerk_a).get(entry_address(case)).context["happenings"]
        times = [one.at for one in happenings]
        assert times == sorted(times)
        told = " ".join(part.text for one in happenings for part in one.segments)
        assert all(words in told for words in ("Serveri yoxlayın", "Bərpa olundu", "Xidmət bərpa olundu"))


class TestFiles:
    def test_what_others_sent_never_opens_in_our_address(self, matters: Matters, world: World, as_user: SignIn) -> None:
        response = as_user(world.clerk_a).get(reverse("office:attachment", args=(matters.letter.uid, 1)))
        assert response.content == PDF
        assert response["Content-Type"] == "application/octet-stream"
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert "no-store" in response["Cache-Control"]

    def test_the_letter_comes_out_byte_for_byte(self, matters: Matters, world: World, as_user: SignIn) -> None:
        response = as_user(world.clerk_a).get(reverse("office:letter_file", args=(matters.letter.uid,)))
        assert b"Message-ID: <one@example.test>" in response.content
        assert matters.letter.sha256.startswith(response["Content-Disposition"].split('"')[1].removesuffix(".eml"))

    def test_a_place_without_attachment_is_not_there(self, matters: Matters, world: World, as_user: SignIn) -> None:
        browser = as_user(world.clerk_a)
        for place in (0, 2):
            assert browser.get(reverse("office:attachment", args=(matters.letter.uid, place))).status_code == 404

    def test_a_missing_file_is_told_and_not_guessed(self, matters: Matters, world: World, as_user: SignIn) -> None:
        blob = matters.letter.blob
        type(blob).objects.filter(pk=blob.pk).update(sha256="0" * 64)
        browser = as_user(world.clerk_a)
        response = browser.get(reverse("office:letter_file", args=(matters.letter.uid,)))
        assert response.status_code == 500
        assert "missing or damaged" in response.content.decode()
        assert browser.get(entry_address(matters.mine)).status_code == 200


class TestCharter:
    def test_an_article_shows_what_discharges_it_and_what_it_got(
        self, matters: Matters, world: World, as_user: SignIn
    ) -> None:
        browser = as_user(world.leader)
        response = browser.get(entry_address(matters.charter))
        (row,) = response.context["rows"]
        assert row.line.figures.came == row.line.figures.open == 2
        assert row.demands[0]["by"]
        behind = text_of(browser.get(row.bar[0]["url"]))
        assert matters.mine.subject in behind
        assert matters.theirs.subject in behind

    def test_a_chapter_counts_each_case_of_its_articles_once(
        self, matters: Matters, world: World, as_user: SignIn
    ) -> None:
        chapter = Provision(
            institution=world.institution, charter=matters.charter, ordinal=0, number="3.", level=0,
            kind="chapter", nature="structure", text="Vəzifələr", line=0,
        )  # fmt: skip
        chapter.save()
        second = Provision(
            institution=world.institution, charter=matters.charter, ordinal=2, number="3.2.", level=1, parent=chapter,
            kind="article", nature="duty", text="müraciətləri qeydə almaq", line=2,
        )  # fmt: skip
        second.save()
        confirm(second, "citizen-petitions")
        Provision.objects.filter(pk=matters.article.pk).update(parent=chapter)
        rows = as_user(world.leader).get(entry_address(matters.charter)).context["rows"]
        assert [(part["tone"], part["value"]) for part in rows[0].bar] == [("open", 2)]
        assert [row.depth for row in rows] == [0, 1, 1]

    def test_figures_count_only_what_the_reader_sees(self, matters: Matters, world: World, as_user: SignIn) -> None:
        (row,) = as_user(world.clerk_a).get(entry_address(matters.charter)).context["rows"]
        assert row.line.figures.came == 1

    def test_the_filter_keeps_what_got_nothing(self, matters: Matters, world: World, as_user: SignIn) -> None:
        browser = as_user(world.leader)
        assert browser.get(entry_address(matters.charter), {"show": "nothing"}).context["rows"] == []
        last_year = str(timezone.now().year - 1)
        kept = browser.get(entry_address(matters.charter), {"show": "nothing", "period": last_year})
        assert [row.provision for row in kept.context["rows"]] == [matters.article]

    def test_a_proposal_is_judged_on_the_page_and_brings_back(
        self, matters: Matters, world: World, as_user: SignIn
    ) -> None:
        link = confirm(matters.article, "backups", state="proposed")
        browser = as_user(world.head_a)
        (row,) = browser.get(entry_address(matters.charter)).context["rows"]
        (proposal,) = row.proposed
        here = f"{entry_address(matters.charter)}#a-{matters.article.uid}"
        response = browser.post(proposal["acts"][0]["url"], {"next": here})
        assert response.status_code == 302
        assert response["Location"] == here
        link.refresh_from_db()
        assert link.state == "confirmed"
        clerk = as_user(world.clerk_a).get(entry_address(matters.charter))
        assert all(not demand["acts"] for demand in clerk.context["rows"][0].demands)

    def test_nobody_is_led_away_to_another_site(self, matters: Matters, world: World, as_user: SignIn) -> None:
        link = confirm(matters.article, "backups", state="proposed")
        resource = registry.resource("charters.provisioncapability")
        act = resource.action("confirm_provisioncapability")
        assert act is not None
        response = as_user(world.head_a).post(act_address(resource, act, link), {"next": "https://elsewhere.test/"})
        assert response["Location"] == entry_address(link)

    def test_questions_do_not_grow_with_the_articles(self, matters: Matters, world: World, as_user: SignIn) -> None:
        charter = make_charter(world, articles=200)
        for article in charter.provisions.all():
            confirm(article, "citizen-petitions")
            confirm(article, "backups", state="proposed")
        browser = as_user(world.head_a)
        browser.get(entry_address(charter))
        with CaptureQueriesContext(connection) as questions:
            response = browser.get(entry_address(charter))
        assert len(response.context["rows"]) == 200
        assert len(questions) <= 40


class TestReport:
    def test_figures_are_doors_to_exactly_their_cases(self, matters: Matters, world: World, as_user: SignIn) -> None:
        browser = as_user(world.leader)
        response = browser.get(reverse("office:report"))
        for figure in response.context["totals"]:
            if figure["url"]:
                assert browser.get(figure["url"]).context["count"] == figure["value"]
        (line,) = response.context["lines"]
        assert line["any"] == 2
        for figure in line["figures"]:
            if figure["url"]:
                assert browser.get(figure["url"]).context["count"] == figure["value"]

    def test_the_neighbour_is_not_named(self, matters: Matters, world: World, as_user: SignIn) -> None:
        page = text_of(as_user(world.clerk_b).get(reverse("office:report"), {"figure": "came"}))
        assert matters.theirs.subject in page
        assert matters.mine.subject not in page

    def test_what_names_no_period_is_said(self, matters: Matters, world: World, as_user: SignIn) -> None:
        page = text_of(as_user(world.leader).get(reverse("office:report"), {"period": "<b>soon"}))
        assert "This names no period" in page
        assert "<b>soon" not in page

    def test_the_paper_is_a_pdf(self, matters: Matters, world: World, as_user: SignIn) -> None:
        response = as_user(world.clerk_a).get(reverse("office:report_pdf"))
        assert response.content.startswith(b"%PDF")
        assert response["Content-Disposition"].startswith("attachment")

    def test_a_paper_that_cannot_be_typeset_says_so(
        self, matters: Matters, world: World, as_user: SignIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*given: Any, **named: Any) -> bytes:
            raise TypesettingError("no font")

        monkeypatch.setattr("nizam.spine.plans.files.typeset", fail)
        response = as_user(world.leader).get(reverse("office:report_pdf"))
        assert response.status_code == 500
        assert "could not be typeset" in response.content.decode()

    def test_an_issued_report_stays_and_hides_what_is_not_open(
        self, matters: Matters, world: World, as_user: SignIn
    ) -> None:
        period = quarter_now(world.institution)
        report: Report = draft_report(Actor(world.leader), institution=world.institution, period=period.name)
        sign_report(Actor(world.leader), report)
        by_hand(world.clerk_a, world.unit_a, "Sonradan gələn")
        leader = as_user(world.leader)
        frozen = leader.get(entry_address(report))
        assert frozen.context["totals"][0]["value"] == 2
        everything = {"figure": "all"}
        assert "Sonradan gələn" not in text_of(leader.get(entry_address(report), everything))
        issued = leader.get(reverse("office:report_file", args=(report.uid,)))
        assert issued.content == read_bytes(report.blob)
        clerk = as_user(world.clerk_a)
        page = clerk.get(entry_address(report), everything)
        assert matters.mine.subject in text_of(page)
        assert matters.theirs.subject not in text_of(page)
        assert page.context["unseen"] == 1
        named = words_of(clerk.get(reverse("office:report_file", args=(report.uid,))).content)
        assert matters.mine.number_text in named
        assert matters.theirs.number_text not in named
        assert as_user(world.stranger).get(entry_address(report)).status_code == 404

    def test_issuing_is_offered_to_those_who_may(self, matters: Matters, world: World, as_user: SignIn) -> None:
        assert as_user(world.clerk_a).get(reverse("office:report")).context["issue"] == {}
        leader = as_user(world.leader)
        offered = leader.get(reverse("office:report")).context["issue"]
        period = quarter_now(world.institution).name
        leader.post(offered["url"], {"institution": str(world.institution.uid), "period": period})
        assert Report.objects.get().period == period


class TestTree:
    def test_units_stand_under_their_superiors_with_their_heads(self, world: World, as_user: SignIn) -> None:
        person = make_person(world, world.head_a)
        post = Position(institution=world.institution, unit=world.unit_a, title={"en": "Head"}, is_head=True)
        post.save()
        Position(institution=world.institution, unit=world.unit_b, title={"en": "Chief"}, is_head=True).save()
        Appointment(
            institution=world.institution, person=person, position=post, starts=datetime.date(2020, 1, 1)
        ).save()
        response = as_user(world.clerk_a).get(reverse("office:institution_tree"))
        (tree,) = response.context["trees"]
        (root,) = tree["branches"]
        below = {branch.unit: branch for branch in root.below}
        assert set(below) == {world.unit_a, world.unit_b}
        assert below[world.unit_a].heads[0]["people"][0]["name"] == str(person)
        assert below[world.unit_b].heads[0]["people"] == []
        assert "Navoiy" not in text_of(response)


class TestParts:
    def test_quoted_lines_are_folded_and_nothing_is_lost(self) -> None:
        parts = segments("Salam\n> köhnə\n>> daha köhnə\n\nyeni\n> son")
        assert [part.kind for part in parts] == ["own", "quoted", "own", "quoted"]
        assert "".join("".join(part.text.split()) for part in parts) == "Salam>köhnə>>dahaköhnəyeni>son"

    def test_an_earlier_letter_below_is_folded_from_its_beginning(self) -> None:
        text = "Cavab\n-----Original Message-----\nköhnə"
        assert [part.kind for part in segments(text, text.index("-----"))] == ["own", "quoted"]

    def test_a_very_long_text_is_cut_and_kept(self) -> None:
        parts = segments("söz " * SHOWN_CHARACTERS)
        assert [part.kind for part in parts] == ["own", "rest"]
        assert sum(len(part.text) for part in parts) >= 4 * SHOWN_CHARACTERS - 1
        assert segments("") == []

    @pytest.mark.parametrize("name", ["2026", "2026-H1", "2026-Q4", "2026-11", "2026-W47"])
    def test_every_period_can_be_said_and_chosen(self, name: str) -> None:
        today = datetime.date(2026, 1, 31)
        period, understood = chosen_period(name.lower(), today)
        assert understood
        assert name in dict(period_choices(today, period))
        assert "2026" in period_words(name)

    def test_articles_of_a_case_are_those_of_the_report(self, matters: Matters, world: World) -> None:
        assert [line.provision for line in articles_of(world.clerk_a, matters.mine)] == [matters.article]
        Provision.objects.filter(pk=matters.article.pk).update(unit=world.unit_b)
        assert articles_of(world.clerk_a, matters.mine) == []
        assert "citizen-petitions" in dischargers(world.clerk_a, world.institution)
        assert Envelope.objects.filter(case=matters.mine).count() == 1
