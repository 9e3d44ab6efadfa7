# SPDX-License-Identifier: EUPL-1.2
"""The page of a document, the papers that wait for somebody, and the handing in of a draft."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address, screen_address
from nizam.kit.testing.world import World
from nizam.spine.records.actions import (
    agree_document,
    change_document,
    fail_signature_document,
    hand_over_document,
    return_document,
    sign_document,
    submit_document,
    withdraw_document,
)
from nizam.spine.records.models import Document
from nizam.spine.records.tests.offices import acts_as, draft, employee, give_person, post, steps


@pytest.fixture
def author(world: World) -> Any:
    return employee(world, "author", "adviser", world.unit_a)


@pytest.fixture
def one(world: World) -> Any:
    return employee(world, "one", "adviser", world.unit_b)


@pytest.fixture
def boss(world: World) -> Any:
    give_person(world.leader, "Leader")
    return world.leader


def opened(user: Any, address: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def hidden(page: str) -> dict[str, str]:
    """Return which texts a page says it showed."""
    return dict(re.findall(r'name="(seen[^"]*)" value="([^"]*)"', page))


def rewrite(author: Any, paper: Document, body: str) -> None:
    change_document(acts_as(author), paper, subject=paper.subject, addressee=paper.addressee, body=body)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def next_step(page: str) -> str:
    return page.partition('nz-next" href="')[2].partition(">")[2].partition("<")[0]


def test_the_page_leads_from_draft_to_dispatch_by_one_button(world: World, author: Any, one: Any, boss: Any) -> None:
    paper = draft(author, world.unit_a)
    address = entry_address(paper)
    assert next_step(opened(author, address)) == "Send for approval"
    submit_document(acts_as(author), paper, steps=steps([one]), signatory=boss.person, note="Please by noon.")
    page = opened(author, address)
    assert "Please by noon." in page
    assert "waits for this word" in page
    assert "Take back from approval" in page
    assert "Send back" not in page
    page = opened(one, address)
    assert next_step(page) == "Agree"
    assert "Send back" in page
    agree_document(acts_as(one), paper, remark="Mind the date.")
    assert "Mind the date." in opened(author, address)
    assert "waits for Leader X" in opened(author, address)
    assert next_step(opened(boss, address)) == "Sign and issue"
    sign_document(acts_as(boss), paper)
    page = opened(world.clerk_a, address)
    assert next_step(page) == "Enter how it was sent"
    assert "signed by hand" in page
    hand_over_document(acts_as(world.clerk_a), paper, door="courier", tracking="RR 77")
    page = opened(world.clerk_a, address)
    assert "RR 77" in page
    assert next_step(page) == ""


def test_enter_hands_in_even_where_people_are_found_by_words(
    world: World, author: Any, boss: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nizam.kit.screens.filters.SHORT_LIST", 1)
    monkeypatch.setattr("nizam.kit.screens.forms.SHORT_LIST", 1)
    documents = registry.resource("records.document")
    submit = documents.action("submit_document")
    assert submit is not None
    page = opened(author, act_address(documents, submit, draft(author, world.unit_a)))
    form = page.partition('<form class="nz-form"')[2].partition("</form>")[0]
    first, *others = re.findall(r"<button[^>]*>", form)
    # The first button is the one that the Enter key presses.
    assert "name=" not in first
    assert any('name="find"' in one for one in others)


def test_rounds_are_compared_side_by_side(world: World, author: Any, one: Any) -> None:
    paper = draft(author, world.unit_a)
    submit_document(acts_as(author), paper, steps=steps([one]))
    return_document(acts_as(one), paper, remark="Say when.")
    change_document(
        acts_as(author), paper, subject=paper.subject, addressee=paper.addressee, body="First text, Monday."
    )
    page = opened(author, entry_address(paper))
    assert "Say when." in page
    assert "kit-difference__sides" in page
    assert "<ins>" in page
    assert "Monday" in page.partition("kit-difference__sides")[2]
    asked = opened(author, f"{entry_address(paper)}?from=now&to=1")
    assert "Monday" in asked.partition("<del>")[2].partition("</del>")[0]


def test_marks_of_the_text_are_shown_as_text_and_never_as_markup(world: World, author: Any) -> None:
    paper = draft(author, world.unit_a)
    body = "A **strong** word.\n\n- <script>alert(1)</script>\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    change_document(acts_as(author), paper, subject=paper.subject, addressee=paper.addressee, body=body)
    page = opened(author, entry_address(paper))
    assert "<strong>strong</strong>" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<td>1" in page


def test_what_failed_is_told_on_the_file(world: World, author: Any, boss: Any) -> None:
    paper = draft(author, world.unit_a)
    sign_document(acts_as(boss), paper)
    number = paper.number_text
    fail_signature_document(acts_as(boss), paper, reason="Wrong seal")
    page = opened(author, entry_address(paper))
    assert f"Number {number} was voided: Wrong seal" in page


def test_the_draft_is_shown_as_it_will_print_to_who_may_see_it(world: World, author: Any, one: Any) -> None:
    paper = draft(author, world.unit_a)
    address = reverse("office:paper_preview", args=(paper.uid,))
    assert address in opened(author, entry_address(paper))
    client = Client()
    client.force_login(author)
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert b"".join(answer)[:5] == b"%PDF-"
    client.force_login(one)
    assert client.get(address).status_code == 404


def test_several_are_agreed_and_signed_from_the_list(world: World, author: Any, one: Any, boss: Any) -> None:
    papers = [draft(author, world.unit_a, f"Paper {n}") for n in range(3)]
    for paper in papers:
        submit_document(acts_as(author), paper, steps=steps([one]), signatory=boss.person)
    page = opened(one, reverse("office:approvals"))
    assert all(f"Paper {n}" in page for n in range(3))
    assert (
        "Paper" not in opened(author, reverse("office:approvals")).partition('id="approval"')[2].partition("<tbody>")[2]
    )
    bulk = screen_address(registry.resource("records.document"), "bulk")
    for user, act, state in ((one, "agree_document", "approved"), (boss, "sign_document", "signed")):
        client = Client()
        client.force_login(user)
        chosen = {"act": act, "uid": [str(papers[0].uid), str(papers[1].uid)]}
        asked = client.post(bulk, chosen).content.decode()
        assert "Paper 0" in asked
        assert "2 rows done" in client.post(bulk, {**chosen, **hidden(asked), "confirmed": "1"}).content.decode()
        assert Document.objects.filter(state=state).count() == 2


def test_what_is_signed_is_the_text_that_the_page_showed(world: World, author: Any, boss: Any) -> None:
    paper = draft(author, world.unit_a)
    page = opened(boss, entry_address(paper))
    address = unescape(re.findall(r'href="([^"]*/act/sign_document/[^"]*)"', page)[0])
    rewrite(author, paper, "Words that nobody who signs has read.")
    client = signed_in(boss)
    form = client.get(address).content.decode()
    answer = client.post(address, hidden(form))
    assert answer.status_code == 412
    assert "Somebody else changed this entry" in answer.content.decode()
    bare = address.partition("?")[0]
    assert client.post(bare).status_code == 409
    assert Document.objects.get(pk=paper.pk).state == "draft"
    again = client.get(bare).content.decode()
    assert entry_address(paper) in again
    assert client.post(bare, hidden(again)).status_code == 302
    assert Document.objects.get(pk=paper.pk).state == "signed"


def test_an_open_list_agrees_to_no_text_handed_in_later(world: World, author: Any, one: Any) -> None:
    paper = draft(author, world.unit_a)
    submit_document(acts_as(author), paper, steps=steps([one]))
    listed = hidden(opened(one, reverse("office:approvals")))
    paper.refresh_from_db()
    withdraw_document(acts_as(author), paper)
    rewrite(author, paper, "Another text.")
    submit_document(acts_as(author), paper, steps=steps([one]))
    client = signed_in(one)
    bulk = screen_address(registry.resource("records.document"), "bulk")
    chosen = {"act": "agree_document", "uid": str(paper.uid)}
    asked = client.post(bulk, {**chosen, **listed}).content.decode()
    for seen in (hidden(asked), {}):
        done = client.post(bulk, {**chosen, **seen, "confirmed": "1"}).content.decode()
        assert "0 rows done" in done
        assert "Not done:" in done
    assert Document.objects.get(pk=paper.pk).state == "approval"


def test_a_draft_is_handed_in_by_a_plain_form(world: World, author: Any, one: Any, boss: Any) -> None:
    paper = draft(author, world.unit_a)
    head = post(world.unit_b, "Head of press", head=True)
    resource = registry.resource("records.document")
    act = resource.action("submit_document")
    assert act is not None
    address = act_address(resource, act, paper)
    page = opened(author, address)
    assert "Step 1 of approval" in page
    client = Client()
    client.force_login(author)
    wrong = client.post(address, {"step1_person1": str(one.person.uid), "step1_quorum": "2"})
    assert wrong.status_code == 400
    assert "The quorum of step 1" in wrong.content.decode()
    answer = client.post(
        address,
        {
            "signatory": str(boss.person.uid),
            "note": "Look at it",
            "step1_person1": str(one.person.uid),
            "step1_quorum": "",
            "step2_post": str(head.uid),
        },
    )
    assert answer.status_code == 302
    paper.refresh_from_db()
    assert (paper.state, paper.signatory) == ("approval", boss.person)
    found = [
        [str(m.person or m.position) for m in s.members.all()] for s in paper.rounds.get().steps.order_by("ordinal")
    ]
    assert found == [[str(one.person)], ["Head of press"]]
