# SPDX-License-Identifier: EUPL-1.2
"""The sheets of registers and of tasks: what stands on them, in which order, for whom."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pypdf
import pytest
from django.utils import timezone

from nizam.kit.actions import Actor
from nizam.kit.errors import Refused
from nizam.kit.ports import ports
from nizam.kit.testing.world import World, make_account
from nizam.kit.transfer import files
from nizam.spine.cases import actions
from nizam.spine.cases.models import Case, Task
from nizam.spine.cases.printing import begin_register_sheet, register_sheet, registers
from nizam.spine.cases.slips import task_sheet
from nizam.spine.jobs.worker import run_pending
from nizam.spine.org.days import today_in
from nizam.spine.org.models import Person, User
from nizam.spine.records.actions import fail_signature_document, sign_document

pytestmark = pytest.mark.django_db


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def opened(world: World, subject: str, unit: Any = None) -> Case:
    unit = unit or world.unit_a
    clerk = world.clerk_a if unit == world.unit_a else world.clerk_b
    return actions.open_by_hand_case(
        Actor(clerk), unit=unit, subject=subject, from_whom="Rəşad Quliyev", text="Kömək edin."
    )


def today(world: World) -> dt.date:
    return today_in(world.institution)


def answered(world: World, case: Case) -> Any:
    actions.assign_case(Actor(world.clerk_a), case, unit=world.unit_a)
    actions.answer_case(Actor(world.clerk_a), case, body="Xətt bərpa olundu.")
    actions.sign_answer_case(Actor(world.head_a), case)
    return case.papers.get(role="answer").document


def test_every_number_of_the_days_stands_on_the_sheet_voided_ones_with_their_reason(world: World) -> None:
    cases = [opened(world, f"Məktəb {place}") for place in range(11)]
    actions.void_case(Actor(world.head_a), cases[4], reason="İki dəfə yazılıb")
    pdf, rows = register_sheet(world.head_a, world.institution, "incoming", today(world), today(world))
    said = words_of(pdf)
    assert rows == 11
    places = [said.index(f" {case.number_text} ") for case in cases]
    assert places == sorted(places), said
    assert "Ləğv edilib: İki dəfə yazılıb" in said
    assert "Məktəb 4" not in said
    assert "Rəşad Quliyev" in said
    assert register_sheet(world.head_a, world.institution, "incoming", today(world), today(world))[1] == 11
    day = today(world) - dt.timedelta(days=1)
    assert register_sheet(world.head_a, world.institution, "incoming", day, day)[1] == 0


def test_a_sheet_holds_what_its_reader_sees(world: World) -> None:
    opened(world, "Məktəb bir")
    other = opened(world, "Mətbuat iki", world.unit_b)
    pdf, rows = register_sheet(world.clerk_a, world.institution, "incoming", today(world), today(world))
    assert rows == 1
    assert other.number_text not in words_of(pdf)


def test_outgoing_papers_stand_with_who_got_them_and_a_failed_number_keeps_its_place(world: World) -> None:
    paper = answered(world, opened(world, "İnternet yoxdur"))
    lost = paper.number_text
    fail_signature_document(Actor(world.head_a), paper, reason="Token oxunmadı")
    paper.refresh_from_db()
    sign_document(Actor(world.head_a), paper)
    assert paper.number_text != lost
    pdf, rows = register_sheet(world.head_a, world.institution, "outgoing", today(world), today(world))
    said = words_of(pdf)
    assert rows == 2
    assert said.index(f" {lost} ") < said.index(f" {paper.number_text} ")
    assert "Ləğv edilib: Token oxunmadı" in said
    assert "Rəşad Quliyev" in said
    assert register_sheet(world.clerk_b, world.institution, "outgoing", today(world), today(world))[1] == 0


def test_a_sheet_is_made_in_the_background_for_who_still_may(world: World) -> None:
    opened(world, "İnternet yoxdur")
    opened(world, "Printer işləmir")
    actor = Actor(world.clerk_a)
    export = begin_register_sheet(actor, world.institution, "incoming", today(world), today(world))
    run_pending()
    export = ports.transfers.exports.objects.get(pk=export.pk)
    assert (export.state, export.rows) == ("ready", 1), "what counts of a paper are its pages"
    with files.open_file(files.file_name(export)) as made:
        assert "İnternet yoxdur" in words_of(made.read())
    again = begin_register_sheet(actor, world.institution, "incoming", today(world), today(world))
    world.clerk_a.grants.all().delete()
    run_pending()
    assert ports.transfers.exports.objects.get(pk=again.pk).state == "refused"


def test_days_that_give_no_sheet_are_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    actor, now = Actor(world.clerk_a), today(world)
    opened(world, "Bir")
    opened(world, "İki")
    earlier = now - dt.timedelta(days=30)
    for first, last, code in ((now, earlier, "days"), (earlier, earlier, "empty")):
        with pytest.raises(Refused) as refused:
            begin_register_sheet(actor, world.institution, "incoming", first, last)
        assert refused.value.code == code
    monkeypatch.setattr(registers, "MOST_ROWS", 1)
    with pytest.raises(Refused) as refused:
        begin_register_sheet(actor, world.institution, "incoming", now, now)
    assert refused.value.code == "size"


def test_a_task_goes_along_on_paper_with_room_for_how_it_was_done(world: World) -> None:
    case = opened(world, "İnternet yoxdur")
    person = Person.objects.create(
        institution=world.institution, unit=world.unit_a, family_name="Əliyeva", given_name="Nigar"
    )
    account = make_account("adviser_a", world.institution, "adviser", world.unit_a)
    User.objects.filter(pk=account.pk).update(person=person)
    actions.order_task(Actor(world.head_a), case, person=person, order="Marşrutlaşdırıcını dəyişin #read(x)")
    task = Task.objects.get(case=case)
    paper = task_sheet(world.head_a, task)
    said = words_of(paper)
    for part in ("Marşrutlaşdırıcını dəyişin #read(x)", "Əliyeva", case.number_text, "Necə icra olunub:"):
        assert part in said, said
    assert task_sheet(world.head_a, task) == paper
    Task.objects.filter(pk=task.pk).update(done_at=timezone.now(), done_note="Dəyişdirildi")
    done = words_of(task_sheet(world.head_a, Task.objects.get(pk=task.pk)))
    assert "Dəyişdirildi" in done
    assert "Necə icra olunub:" not in done
