# SPDX-License-Identifier: EUPL-1.2
"""The head's words on a letter: who gets it, who sees it then, what is under control and who takes it off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from nizam.kit.actions import Actor
from nizam.kit.errors import NotAllowed, NotVisible, Refused
from nizam.kit.ports import ports
from nizam.kit.testing.world import make_account
from nizam.spine.cases import actions
from nizam.spine.cases.models import Case, CoExecutor, ExecutorReport, Procedure, Resolution, Task
from nizam.spine.cases.queries import controls_for, open_controls
from nizam.spine.org.models import Person, Unit, User
from nizam.spine.org.rights import forget_grants
from nizam.spine.records.models import Document

pytestmark = pytest.mark.django_db


def open_case(world: Any, subject: str = "Məktəbdə internet yoxdur") -> Case:
    return actions.open_by_hand_case(
        Actor(user=world.clerk_a),
        procedure=Procedure.objects.get(institution=world.institution, code="appeal"),
        unit=world.unit_a,
        subject=subject,
        from_whom="Rəşad Quliyev",
        text="Kompüterlər də işləmir.",
        channel="counter",
    )


def person(world: Any, unit: Any, name: str, user: Any = None) -> Person:
    made = Person(institution=world.institution, unit=unit, family_name=name, given_name="Nigar")
    made.save()
    if user is not None:
        User.objects.filter(pk=user.pk).update(person=made)
        user.refresh_from_db()
    return made


def fresh(user: Any) -> Any:
    return User.objects.get(pk=user.pk)


def test_a_resolution_gives_the_case_opens_co_execution_and_orders_tasks_in_one_act(world: Any) -> None:
    case = open_case(world)
    main = person(world, world.unit_b, "Əliyeva", world.clerk_b)
    elsewhere = Unit(institution=world.institution, code="d", name={"az": "Anbar"}, parent=world.root)
    elsewhere.save()
    Unit.objects.filter(pk=elsewhere.pk).update(path=f"{world.root.path}{elsewhere.pk}/")
    outsider = make_account("adviser_d", world.institution, "adviser", elsewhere)
    beside = person(world, elsewhere, "Quliyev", outsider)
    said = person(world, world.root, "Müdirov", world.leader)
    actions.resolve_case(
        Actor(user=world.clerk_a),
        case,
        text="Yerində yoxlayın, cavab verin.",
        person=main,
        co_units=[world.unit_a],
        co_people=[beside],
        under_control=True,
        said_by=said,
    )
    case.refresh_from_db()
    assert (case.unit, case.responsible, case.state) == (world.unit_b, main, "assigned")
    row = Resolution.objects.get()
    assert (row.executor_unit, row.executor, row.due_on) == (world.unit_b, main, case.due_on)
    assert (row.said_by, row.controller, row.author) == (said, said, world.clerk_a)
    assert CoExecutor.objects.get(case=case).executor == world.unit_a
    assert {(task.person, task.main, task.due_on) for task in row.tasks.all()} == {
        (main, True, case.due_on),
        (beside, False, case.due_on),
    }
    # Who was named works on it, wherever his own unit stands; nobody else was let in.
    assert Case.objects.visible_to(fresh(outsider)).get() == case
    assert Task.objects.visible_to(fresh(outsider)).filter(person=beside).exists()
    assert not Case.objects.visible_to(world.stranger).exists()
    entry = next(iter(ports.journal.history(case)))
    assert entry.action == "cases.resolve_case"
    assert "unit_id" in entry.changes


def test_resolutions_follow_each_other_and_each_keeps_its_own(world: Any) -> None:
    case = open_case(world)
    head = Actor(user=world.leader)
    actions.resolve_case(head, case, text="Araşdırın", unit=world.unit_a, co_units=[world.unit_b])
    soon = timezone.now().date() + timedelta(days=2)
    actions.resolve_case(
        head, case, text="Sürətləndirin", unit=world.unit_a, co_units=[world.unit_b], due_on=soon, under_control=True
    )
    assert [row.text for row in Resolution.objects.order_by("pk")] == ["Araşdırın", "Sürətləndirin"]
    assert CoExecutor.objects.count() == 1
    assert [row.due_on for row in open_controls(case)] == [soon]
    assert [row.text for row in controls_for(world.leader)] == ["Sürətləndirin"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"text": " "}, "text-missing"),
        ({"unit": None}, "executor-missing"),
        ({"due_on": -1}, "past"),
        ({"due_on": 400}, "after-term"),
        ({"co_units": "same"}, "named-twice"),
        ({"unit": "other"}, "other-institution"),
        ({"controller": "somebody"}, "controller"),
    ],
)
def test_what_a_resolution_may_not_say(world: Any, more: dict[str, Any], code: str) -> None:
    case = open_case(world)
    given: dict[str, Any] = {"text": "İcra edin", "unit": world.unit_a, **more}
    if isinstance(more.get("due_on"), int):
        given["due_on"] = timezone.now().date() + timedelta(days=more["due_on"])
    if more.get("co_units"):
        given["co_units"] = [world.unit_a]
    if more.get("unit") == "other":
        given["unit"] = world.other_unit
    if more.get("controller"):
        given["controller"] = person(world, world.unit_a, "Nəzarət")
    with pytest.raises(Refused) as refused:
        actions.resolve_case(Actor(user=world.clerk_a), case, **given)
    assert refused.value.code == code
    assert not Resolution.objects.exists()
    assert not Task.objects.exists()


def test_who_may_resolve(world: Any) -> None:
    case = open_case(world)
    adviser = make_account("adviser_a", world.institution, "adviser", world.unit_a)
    for user, error in ((adviser, NotAllowed), (world.inspector, NotAllowed), (world.clerk_b, NotVisible),
                        (world.stranger, NotVisible), (world.techadmin, NotVisible)):  # fmt: skip
        with pytest.raises(error):
            actions.resolve_case(Actor(user=user), case, text="x", unit=world.unit_a)
    for user in (world.head_a, world.leader, world.clerk_a):
        actions.resolve_case(Actor(user=user), case, text="x", unit=world.unit_a)
    assert Resolution.objects.count() == 3


def test_control_is_taken_off_by_who_set_it_or_by_who_may_lift_all(world: Any) -> None:
    case = open_case(world)
    watcher = make_account("adviser_a", world.institution, "adviser", world.unit_a)
    adviser = make_account("adviser_a2", world.institution, "adviser", world.unit_a)
    actions.resolve_case(
        Actor(user=world.head_a),
        case,
        text="İcra edin",
        unit=world.unit_b,
        under_control=True,
        controller=person(world, world.unit_a, "Nəzarət", watcher),
    )
    row = Resolution.objects.get()
    # The case has left the head's unit, and still he takes off what he has set.
    for user, error in ((world.clerk_b, Refused), (fresh(adviser), NotAllowed)):
        with pytest.raises(error):
            actions.release_resolution(Actor(user=user), row, reason="bitdi")
    row.refresh_from_db()
    assert row.control == "open"
    actions.release_resolution(Actor(user=fresh(world.head_a)), row, reason="Cavab göndərilib")
    assert (row.control, row.release_note, row.released_by) == ("released", "Cavab göndərilib", world.head_a)
    with pytest.raises(Refused):
        actions.release_resolution(Actor(user=world.leader), row, reason="yenə")


def test_the_controller_and_who_holds_the_right_take_off_too(world: Any) -> None:
    case = open_case(world)
    watcher = make_account("adviser_a", world.institution, "adviser", world.unit_a)
    controller = person(world, world.unit_a, "Nəzarət", watcher)
    for _ in range(2):
        actions.resolve_case(
            Actor(user=world.clerk_a), case, text="x", unit=world.unit_a, under_control=True, controller=controller
        )
    first, second = Resolution.objects.order_by("pk")
    actions.release_resolution(Actor(user=fresh(watcher)), first, reason="oldu")
    actions.release_resolution(Actor(user=world.leader), second, reason="oldu")
    assert not open_controls(case).exists()


def test_a_case_under_control_is_closed_by_nobody_but_who_may_lift_it_and_with_a_reason(world: Any) -> None:
    case = open_case(world)
    actions.resolve_case(Actor(user=world.head_a), case, text="x", unit=world.unit_a, under_control=True)
    close = {"outcome": "explained", "reason": "Şifahi izah edildi"}
    close["outcome"] = case.procedure.outcomes[-1]["code"]
    with pytest.raises(Refused) as refused:
        actions.close_case(Actor(user=world.clerk_a), case, **close, override_reason="istəyirəm")
    assert refused.value.code == "objection"
    with pytest.raises(Refused) as refused:
        actions.close_case(Actor(user=world.head_a), case, **close)
    assert refused.value.code == "overridable"
    actions.close_case(Actor(user=world.head_a), case, **close, override_reason="Məsələ həll olunub")
    assert case.state == "closed"
    assert Resolution.objects.get().control == "released"


def test_the_main_executor_reports_with_a_file_and_others_report_on_their_task(world: Any) -> None:
    case = open_case(world)
    main = person(world, world.unit_a, "Əliyeva", world.clerk_a)
    actions.resolve_case(Actor(user=world.head_a), case, text="Yoxlayın", person=main)
    task = Task.objects.get()
    file = SimpleUploadedFile("akt.pdf", b"%PDF-1.4 akt", content_type="application/pdf")
    actions.complete_task(Actor(user=fresh(world.clerk_a)), task, note="Xətt bərpa olundu", file=file)
    report = ExecutorReport.objects.get()
    assert (report.task, report.text, report.file_name) == (task, "Xətt bərpa olundu", "akt.pdf")
    assert report.blob is not None
    actions.report_case(Actor(user=world.head_a), case, text="Hamısı icra olundu")
    assert ExecutorReport.objects.filter(case=case, task=None).get().author == world.head_a
    other = open_case(world, "Başqa")
    actions.answer_case(Actor(user=world.clerk_a), other, body="Cavab")
    with pytest.raises(Refused) as refused:
        actions.report_case(Actor(user=world.head_a), case, text="x", paper=other.papers.get().document)
    assert refused.value.code == "other-paper"


def test_a_withdrawn_resolution_takes_its_open_tasks_with_it(world: Any) -> None:
    case = open_case(world)
    main, beside = person(world, world.unit_a, "Əliyeva", world.clerk_a), person(world, world.unit_a, "Quliyev")
    actions.resolve_case(Actor(user=world.head_a), case, text="x", person=main, co_people=[beside], under_control=True)
    done = Task.objects.get(person=main)
    actions.complete_task(Actor(user=fresh(world.clerk_a)), done, note="oldu")
    row = Resolution.objects.get()
    with pytest.raises(Refused):
        actions.withdraw_resolution(Actor(user=fresh(world.clerk_a)), row, reason="x")
    actions.withdraw_resolution(Actor(user=world.head_a), row, reason="Səhv məktub")
    done.refresh_from_db()
    assert done.voided_at is None
    assert Task.objects.get(person=beside).voided_at is not None
    assert not open_controls(case).exists()
    forget_grants(world.head_a)


def test_who_was_named_by_a_withdrawn_resolution_alone_is_out_of_the_case_again(world: Any) -> None:
    case = open_case(world)
    head = Actor(user=world.leader)
    wrong = person(world, world.unit_b, "Məmmədov", world.clerk_b)
    watcher = person(
        world, world.unit_b, "Quliyev", make_account("adviser_b", world.institution, "adviser", world.unit_b)
    )
    account = User.objects.get(person=watcher)
    reads = Case.objects.visible_to
    actions.resolve_case(
        head, case, text="Araşdırın", unit=world.unit_a, co_people=[wrong], under_control=True, controller=watcher
    )
    answer = actions.answer_case(Actor(user=world.clerk_a), case, body="Cavab").papers.get().document
    first = Resolution.objects.get()
    actions.resolve_case(head, case, text="Sürətləndirin", unit=world.unit_a, co_people=[wrong])
    second = Resolution.objects.last()
    assert second is not None
    assert reads(fresh(world.clerk_b)).exists()
    assert Document.objects.visible_to(fresh(world.clerk_b)).filter(pk=answer.pk).exists()
    assert reads(fresh(account)).exists()
    actions.withdraw_resolution(head, first, reason="Səhv ad")
    # The second names the one still, and nobody names the other.
    assert reads(fresh(world.clerk_b)).exists()
    assert not reads(fresh(account)).exists()
    assert not Resolution.objects.visible_to(fresh(account)).exists()
    actions.withdraw_resolution(head, second, reason="Səhv ad")
    assert not reads(fresh(world.clerk_b)).exists()
    assert not Document.objects.visible_to(fresh(world.clerk_b)).exists()
    assert not fresh(world.clerk_b).has_perm("cases.close_case", case)
    assert reads(fresh(world.clerk_a)).exists()


def test_who_did_his_task_keeps_the_case_when_the_resolution_is_withdrawn(world: Any) -> None:
    case = open_case(world)
    named = person(world, world.unit_b, "Məmmədov", world.clerk_b)
    actions.resolve_case(Actor(user=world.leader), case, text="Yoxlayın", unit=world.unit_a, co_people=[named])
    actions.complete_task(Actor(user=fresh(world.clerk_b)), Task.objects.get(person=named), note="Yoxlanıldı")
    actions.withdraw_resolution(Actor(user=world.leader), Resolution.objects.get(), reason="Artıq lazım deyil")
    assert Case.objects.visible_to(fresh(world.clerk_b)).exists()


def test_of_two_at_once_one_takes_it_off_control(world: Any) -> None:
    case = open_case(world)
    actions.resolve_case(Actor(user=world.head_a), case, text="x", unit=world.unit_a, under_control=True)
    row, seen_by_another = Resolution.objects.get(), Resolution.objects.get()
    actions.release_resolution(Actor(user=world.head_a), row, reason="birinci")
    with pytest.raises(Refused):
        actions.release_resolution(Actor(user=world.leader), seen_by_another, reason="ikinci")
    assert Resolution.objects.get().release_note == "birinci"


def test_two_resolutions_at_once_are_both_kept(world: Any) -> None:
    case = open_case(world)
    seen_by_another = Case.objects.get(pk=case.pk)
    actions.resolve_case(Actor(user=world.head_a), case, text="bir", unit=world.unit_a, co_units=[world.unit_b])
    actions.resolve_case(
        Actor(user=world.leader), seen_by_another, text="iki", unit=world.unit_a, co_units=[world.unit_b]
    )
    assert Resolution.objects.count() == 2
    assert CoExecutor.objects.count() == 1
