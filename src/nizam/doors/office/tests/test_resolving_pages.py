# SPDX-License-Identifier: EUPL-1.2
"""Resolutions, control and notes on the page of a case, and one resolution on many letters from the list."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nizam.kit.actions import Actor
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address
from nizam.kit.testing.world import World, make_account
from nizam.spine.cases import actions
from nizam.spine.cases.models import Case, CaseNote, ExecutorReport, Mention, Resolution
from nizam.spine.jobs.worker import run_pending
from nizam.spine.org.actions import open_access
from nizam.spine.org.models import Person, User
from nizam.spine.records.models import Document

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]


def matter(world: World, subject: str = "Məktəbdə internet yoxdur", unit: Any = None) -> Case:
    unit = unit or world.unit_a
    return actions.open_by_hand_case(
        Actor(world.clerk_a if unit == world.unit_a else world.clerk_b),
        unit=unit, subject=subject, from_whom="Rəşad Quliyev", text="Kömək edin.",
    )  # fmt: skip


def person(world: World, unit: Any, name: str, user: Any = None) -> Person:
    made = Person(institution=world.institution, unit=unit, family_name=name, given_name="Nigar")
    made.save()
    if user is not None:
        User.objects.filter(pk=user.pk).update(person=made)
    return made


def address(case: Case, name: str) -> str:
    resource = registry.resource("cases.case")
    return act_address(resource, resource.action(name), case)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_a_resolution_is_written_as_a_plain_form_with_the_letter_beside(world: World, as_user: SignIn) -> None:
    case = matter(world)
    main, beside = person(world, world.unit_a, "Əliyeva"), person(world, world.unit_b, "Quliyev")
    browser = as_user(world.head_a)
    page = text_of(browser.get(address(case, "resolve_case")))
    assert "Kömək edin." in page
    sent = {
        "text": "Yerində yoxlayın",
        "person": str(main.uid),
        "co_people": [str(beside.uid)],
        "co_units": [str(world.unit_b.uid)],
        "under_control": "on",
    }
    browser = as_user(world.leader)
    assert browser.post(address(case, "resolve_case"), sent).status_code == 302
    row = Resolution.objects.get()
    assert (row.executor, row.control) == (main, "open")
    assert {task.person for task in row.tasks.all()} == {main, beside}
    shown = browser.get(entry_address(case))
    told = text_of(shown)
    assert "Yerində yoxlayın" in told
    assert "Under control until" in told
    assert [act.name for act in shown.context["control"][0]["acts"]] == ["release_resolution"]
    # The clerk neither set it nor may lift it.
    assert as_user(world.clerk_a).get(entry_address(case)).context["control"][0]["acts"] == []


def test_one_resolution_on_many_letters_names_what_was_refused(world: World, as_user: SignIn) -> None:
    first, second = matter(world), matter(world, "İkinci")
    closed = matter(world, "Bağlanmış")
    foreign = matter(world, "Qonşunun işi", world.unit_b)
    actions.void_case(Actor(world.clerk_a), closed, reason="səhv")
    browser = as_user(world.head_a)
    bulk = reverse("office:cases_case_bulk")
    ticked = {"act": "resolve_case", "uid": [str(one.uid) for one in (first, second, closed, foreign)]}
    asked = browser.post(bulk, ticked)
    assert "Resolution" in text_of(asked)
    assert foreign.subject not in text_of(asked)
    done = browser.post(bulk, {**ticked, "confirmed": "1", "text": "İcra edin", "unit": str(world.unit_a.uid)})
    told = text_of(done)
    assert {row.case for row in Resolution.objects.all()} == {first, second}
    assert "Not done:" in told
    assert closed.subject in told


def test_a_report_names_the_paper_that_shows_it_only_to_who_sees_the_paper(world: World, as_user: SignIn) -> None:
    case, head = matter(world), Actor(world.head_a)
    actions.answer_case(head, case, body="Cavab")
    paper = case.papers.get().document
    Document.objects.filter(pk=paper.pk).update(subject="Gizli söz", confidentiality=2)
    actions.report_case(head, case, text="Bərpa olundu", paper=Document.objects.get(pk=paper.pk))
    assert "shown by the paper Gizli söz" in text_of(as_user(world.head_a).get(entry_address(case)))
    page = text_of(as_user(world.clerk_a).get(entry_address(case)))
    assert "Bərpa olundu" in page
    assert "shown by the paper not open to you" in page
    assert "Gizli söz" not in page


def test_who_was_let_in_to_read_does_not_print_the_case(world: World, as_user: SignIn) -> None:
    case = matter(world)
    address_of_print = reverse("office:case_print", args=(case.uid,))
    open_access(case, user=world.clerk_b, reason="oxumaq üçün")
    assert as_user(world.clerk_b).get(entry_address(case)).status_code == 200
    assert as_user(world.clerk_b).get(address_of_print).status_code == 403
    assert as_user(world.clerk_a).get(address_of_print).status_code == 200


def test_the_file_of_a_report_is_for_who_sees_the_case(world: World, as_user: SignIn) -> None:
    case = matter(world)
    file = SimpleUploadedFile("akt.pdf", b"%PDF-1.4 akt")
    answer = as_user(world.head_a).post(address(case, "report_case"), {"text": "Bərpa olundu", "file": file})
    assert answer.status_code == 302
    report = ExecutorReport.objects.get()
    route = reverse("office:case_report_file", args=(report.uid,))
    given = as_user(world.clerk_a).get(route)
    assert given.content == b"%PDF-1.4 akt"
    assert "sandbox" in given["Content-Security-Policy"]
    assert as_user(world.clerk_b).get(route).status_code == 404
    assert as_user(world.techadmin).get(route).status_code == 404
    assert "akt.pdf" in text_of(as_user(world.clerk_a).get(entry_address(case)))


def test_a_note_stands_on_the_page_and_only_who_sees_the_case_can_be_told(world: World, as_user: SignIn) -> None:
    case = matter(world)
    seeing = person(world, world.unit_a, "Əliyeva", world.head_a)
    blind = person(world, world.unit_b, "Quliyev", world.clerk_b)
    browser = as_user(world.clerk_a)
    offered = {
        str(row.uid) for row in browser.get(address(case, "note_case")).context["form"].fields["mentioned"].queryset
    }
    assert offered == {str(seeing.uid)}
    refused = browser.post(address(case, "note_case"), {"text": "Baxın", "mentioned": [str(blind.uid)]})
    assert refused.status_code == 400
    assert not CaseNote.objects.exists()
    assert browser.post(address(case, "note_case"), {"text": "Təchizatçıdan soruş, @Əliyeva"}).status_code == 302
    assert Mention.objects.get().person == seeing
    page = text_of(as_user(world.head_a).get(entry_address(case)))
    assert "Təchizatçıdan soruş" in page
    assert "stays in the house" in page


def test_what_one_puts_off_is_said_to_him_alone(world: World, as_user: SignIn) -> None:
    case = matter(world)
    browser = as_user(world.clerk_a)
    assert case.due_on is not None
    sent = {"until": case.due_on.isoformat(), "reason": "ödəniş gözlənilir"}
    assert browser.post(address(case, "snooze_case"), sent).status_code == 302
    page = browser.get(entry_address(case))
    assert page.context["snoozed_until"] == case.due_on
    names = {offer.name for group in page.context["act_groups"] for offer in group["acts"]}
    assert "unsnooze_case" in names
    assert "snooze_case" not in names
    other = as_user(make_account("clerk_a2", world.institution, "clerk", world.unit_a)).get(entry_address(case))
    assert other.context["snoozed_until"] is None
    assert "ödəniş gözlənilir" not in text_of(other)


def test_the_whole_case_is_printed_by_who_may_take_it_out(world: World, as_user: SignIn) -> None:
    case = matter(world)
    route = reverse("office:case_print", args=(case.uid,))
    browser = as_user(world.clerk_a)
    assert route in text_of(browser.get(entry_address(case)))
    begun = browser.post(route)
    assert begun.status_code == 302
    run_pending()
    ready = browser.get(begun["Location"])
    assert "Ready:" in text_of(ready)
    assert f"Print of case {case.number_text}" in text_of(ready)
    file = browser.get(ready.context["file_address"])
    assert file["Content-Type"] == "application/pdf"
    assert b"".join(file.streaming_content).startswith(b"%PDF-")
    assert as_user(world.clerk_b).post(route).status_code == 404
    adviser = as_user(make_account("adviser_a", world.institution, "adviser", world.unit_a))
    assert adviser.post(route).status_code == 403
    assert route not in text_of(adviser.get(entry_address(case)))


def test_the_slip_carries_the_resolutions_and_there_is_none_without(world: World, as_user: SignIn) -> None:
    case = matter(world)
    route = reverse("office:resolution_slip", args=(case.uid,))
    browser = as_user(world.clerk_a)
    assert browser.get(route).status_code == 404
    assert route not in text_of(browser.get(entry_address(case)))
    main = person(world, world.unit_a, "Əliyeva")
    said = person(world, world.root, "Müdirov")
    actions.resolve_case(Actor(world.clerk_a), case, text="Yerində yoxlayın", person=main, said_by=said)
    slip = browser.get(route)
    words = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(slip.content)).pages)
    for part in ("Yerində yoxlayın", "Əliyeva", "Müdirov", case.number_text):
        assert part in words, words
    assert as_user(world.clerk_b).get(route).status_code == 404
