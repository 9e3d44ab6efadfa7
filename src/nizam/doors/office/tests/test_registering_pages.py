# SPDX-License-Identifier: EUPL-1.2
"""The forms by hand ask what the chosen procedure asks; what stays open is filled in on the page of the case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nizam.kit.actions import Actor
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address, list_address, screen_address
from nizam.kit.testing.world import World
from nizam.spine.cases import actions
from nizam.spine.cases.models import Case, Procedure
from nizam.spine.journal.models import Event

pytestmark = pytest.mark.django_db

SignIn = Callable[[Any], Client]


@pytest.fixture
def house(world: World) -> World:
    """The small world with its procedures."""
    return world


def act(name: str, case: Case | None = None) -> str:
    """Return the address of an act on cases."""
    resource = registry.resource("cases.case")
    found = resource.action(name)
    assert found is not None
    return act_address(resource, found, case)


def procedure_of(world: World, code: str) -> Procedure:
    """Return the procedure in use."""
    return Procedure.objects.get(institution=world.institution, code=code, current=True)


def call(world: World, **more: str) -> dict[str, str]:
    """Return what a clerk writes down of a call."""
    return {
        "phone": "0501234567",
        "from_whom": "Aytən",
        "subject": "Müsahibə",
        "text": "Nazirlə müsahibə istəyir",
        "unit": str(world.unit_a.uid),
        **more,
    }


def test_a_call_of_the_media_is_asked_for_the_outlet_and_registered_with_it(house: World, as_user: SignIn) -> None:
    clerk, media = as_user(house.clerk_a), procedure_of(house, "media-inquiry")
    form = clerk.get(act("open_by_phone_case")).content.decode()
    assert "details.answer-by" in form
    assert "details.outlet" not in form
    asked = procedure_of(house, "appeal").uid
    written = call(house, procedure=str(media.uid), asked=str(asked))
    response = clerk.post(act("open_by_phone_case"), written)
    page = response.content.decode()
    assert response.status_code == 200
    assert not Case.objects.exists()
    assert "This procedure also asks: Outlet, Day of publication." in page
    for kept in ("0501234567", "Aytən", "Nazirlə müsahibə istəyir"):
        assert kept in page
    assert response.context["form"][("asked")].value() == str(media.uid)
    written["asked"] = str(media.uid)
    refused = clerk.post(act("open_by_phone_case"), {**written, "details.publication-day": "2026-13-01"})
    assert refused.status_code == 400
    assert {error["target"] for error in refused.context["errors"]} == {
        "id_details.outlet",
        "id_details.publication-day",
    }
    answers = {"details.outlet": "Səda qəzeti", "details.publication-day": "2026-11-30"}
    assert clerk.post(act("open_by_phone_case"), {**written, **answers}).status_code == 302
    case = Case.objects.get()
    assert case.procedure == media
    assert case.details == {"outlet": "Səda qəzeti", "publication-day": "2026-11-30"}
    shown = clerk.get(entry_address(case)).content.decode()
    assert "<dt>Outlet</dt>" in shown
    assert "Səda qəzeti" in shown
    assert "still to be filled in" not in shown
    assert "Came by: Telephone" in shown


def test_the_step_between_keeps_what_was_written_without_judging_it(house: World, as_user: SignIn) -> None:
    clerk = as_user(house.clerk_a)
    written = {"ask": "1", "subject": "Yarımçıq", "procedure": str(procedure_of(house, "information-request").uid)}
    response = clerk.post(act("open_by_hand_case"), written)
    assert response.status_code == 200
    assert response.context["errors"] == []
    assert "details.wanted" in response.context["form"].fields
    assert "Yarımçıq" in response.content.decode()
    assert not Case.objects.exists()


def test_a_question_the_channel_asks_already_stands_once_under_the_procedures_words(
    house: World, as_user: SignIn
) -> None:
    clerk, assignment = as_user(house.clerk_a), procedure_of(house, "assignment")
    form = clerk.get(act("open_by_post_case"), {"procedure": assignment.uid}).context["form"]
    assert form["their_number"].label == "Number of the assignment"
    assert form.fields["their_number"].required
    assert [name for name in form.fields if name.startswith("details.")] == ["details.set-term"]
    written = {
        "from_whom": "Nazirlik",
        "subject": "Tapşırıq",
        "unit": house.unit_a.uid,
        "procedure": assignment.uid,
        "asked": assignment.uid,
        "their_number": "1/15",
        "their_date": "2026-11-09",
    }
    assert clerk.post(act("open_by_post_case"), written).status_code == 302
    assert Case.objects.get().details == {"their-number": "1/15", "their-date": "2026-11-09"}


def test_a_version_out_of_use_is_not_offered(house: World, as_user: SignIn) -> None:
    old = procedure_of(house, "internal-request")
    actions.edit_procedure(Actor(house.head_a), old, text=old.toml.replace("Internal request", "Request within"))
    form = as_user(house.clerk_a).get(act("open_by_hand_case")).context["form"]
    assert str(old.uid) not in str(form["procedure"])


def test_a_scan_is_registered_with_its_answers(house: World, as_user: SignIn) -> None:
    wanted = procedure_of(house, "information-request")
    written = {
        "file": SimpleUploadedFile("scan.pdf", b"%PDF-1.4 x", content_type="application/pdf"),
        "from_whom": "Elçin",
        "subject": "Sorğu",
        "unit": house.unit_a.uid,
        "procedure": wanted.uid,
        "asked": wanted.uid,
        "details.wanted": "Müqavilənin surəti",
        "details.answer-by": "post",
    }
    assert as_user(house.clerk_a).post(act("open_by_scan_case"), written).status_code == 302
    assert Case.objects.get().details == {"wanted": "Müqavilənin surəti", "answer-by": "post"}


def by_hand(world: World, subject: str, text: str, **more: Any) -> Case:
    """Register an appeal at the counter."""
    case: Case = actions.open_by_hand_case(
        Actor(world.clerk_a), unit=world.unit_a, subject=subject, from_whom="Rəşad", text=text, **more
    )
    return case


def test_what_is_still_to_be_filled_in_is_shown_and_filled_in(house: World, as_user: SignIn) -> None:
    case, media = by_hand(house, "Sual", "Mətn"), procedure_of(house, "media-inquiry")
    actions.classify_case(Actor(house.clerk_a), case, procedure=media, reason="Jurnalist")
    clerk = as_user(house.clerk_a)
    page = clerk.get(entry_address(case)).content.decode()
    assert "still to be filled in" in page
    assert act("complete_case", case) in page
    assert clerk.post(act("complete_case", case), {"details.publication-day": "2026-11-30"}).status_code == 302
    assert "still to be filled in" in clerk.get(entry_address(case)).content.decode()
    assert clerk.post(act("complete_case", case), {"details.outlet": "Səda"}).status_code == 302
    case.refresh_from_db()
    assert case.details == {"outlet": "Səda"}
    assert "still to be filled in" not in clerk.get(entry_address(case)).content.decode()
    assert clerk.post(act("complete_case", case), {"details.outlet": ""}).status_code == 400
    inspector = as_user(house.inspector)
    assert act("complete_case", case) not in inspector.get(entry_address(case)).content.decode()
    assert inspector.post(act("complete_case", case), {"details.outlet": "X"}).status_code == 403


def test_one_press_takes_the_kind_that_the_letters_words_propose(house: World, as_user: SignIn) -> None:
    media = procedure_of(house, "information-request")
    case = by_hand(house, "Sorğu", "Müqavilənin surətini TƏCİLİ verin.", procedure=media, details={"wanted": "Surət"})
    due, clerk = case.due_at, as_user(house.clerk_a)
    page = clerk.get(entry_address(case)).content.decode()
    assert "It reads like another kind of this procedure: Urgent request." in page
    assert "TƏCİLİ" in page
    assert "Its term would be: 24 hours" in page
    case.refresh_from_db()
    assert (case.variant, case.due_at) == ("ordinary", due)
    proposal = clerk.get(entry_address(case)).context["noticed"]["variants"][0]
    written = {name: proposal[name] for name in ("variant", "marks", "reason")}
    assert clerk.post(act("classify_case", case), written).status_code == 302
    case.refresh_from_db()
    assert (case.variant, case.marks) == ("urgent", ["urgent"])
    assert case.due_at != due
    assert "TƏCİLİ" in Event.objects.get(action="cases.classify_case").body
    noticed = clerk.get(entry_address(case)).context["noticed"]
    assert not noticed or noticed["variants"] == []


def test_a_mark_is_proposed_beside_the_kind_and_keeps_it(house: World, as_user: SignIn) -> None:
    case = by_hand(house, "Шикоят", "Биз, қуйида имзо чекувчилар, хизматдан шикоят қиламиз.")
    clerk = as_user(house.clerk_a)
    found = clerk.get(entry_address(case)).context["noticed"]["variants"]
    assert [(one["title"], one["is_mark"]) for one in found] == [("Complaint", False), ("Collective appeal", True)]
    written = {name: found[1][name] for name in ("variant", "marks", "reason")}
    assert clerk.post(act("classify_case", case), written).status_code == 302
    case.refresh_from_db()
    assert (case.variant, case.marks) == ("application", ["collective"])


def test_the_channel_is_named_in_lists_and_in_their_filter(house: World, as_user: SignIn) -> None:
    case = by_hand(house, "Sual", "Mətn")
    resource = registry.resource("cases.case")
    clerk = as_user(house.clerk_a)
    page = clerk.get(list_address(resource), {"channel": "counter"}).content.decode()
    assert case.subject in page
    assert '<option value="phone">Telephone</option>' in page
    assert case.subject not in clerk.get(list_address(resource), {"channel": "phone"}).content.decode()


def test_the_window_names_the_act_and_the_thing(house: World, as_user: SignIn) -> None:
    case, head = by_hand(house, "Küçədə işıq yoxdur", "Mətn"), as_user(house.head_a)
    add = head.get(screen_address(registry.resource("cases.party"), "add"))
    assert add.context["header_title"] == "Add: party"
    assert head.get(act("assign_case", case)).context["header_title"] == f"Assign: {case}"
    assert head.get(act("open_by_phone_case")).context["header_title"] == "Register a telephone call"
    assert head.get(list_address(registry.resource("cases.party"))).context["header_title"] == "Parties"
