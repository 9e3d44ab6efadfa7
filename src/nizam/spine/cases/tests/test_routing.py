# SPDX-License-Identifier: EUPL-1.2
"""The routing learns from every suggestion taken or refused, keeps no letter, and forgets when told to."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from nizam.kit.actions import Actor
from nizam.kit.errors import NotAllowed, Refused
from nizam.spine.cases import actions
from nizam.spine.cases.models import Case, Envelope, Procedure, RoutingLesson, RoutingSetting
from nizam.spine.cases.suggestions import router_of, suggest_units, threshold_of

pytestmark = pytest.mark.django_db

PRINTER = "Printer kağızı sıxır, kartric bitib, çap olunmur."


@pytest.fixture
def letter(world: Any) -> Case:
    """A case with a suggestion, in the unit of those who decide."""
    case = open_case_in(world)
    case.suggestions = [
        {"unit": "b", "confidence": 0.8, "reasons": ["printer"]},
        {"unit": "a", "confidence": 0.1, "reasons": []},
    ]
    case.save(update_fields=["suggestions"])
    return case


def open_case_in(world: Any, text: str = PRINTER) -> Case:
    return actions.open_by_hand_case(
        Actor(user=world.clerk_a),
        procedure=Procedure.objects.get(institution=world.institution, code="appeal"),
        unit=world.unit_a,
        subject="Printer xarabdır",
        from_whom="Rəşad Quliyev",
        text=text,
        channel="counter",
    )


def taught(case: Case) -> list[tuple[str, bool, float | None]]:
    rows = RoutingLesson.objects.filter(case=case).order_by("pk")
    return list(rows.values_list("about__code", "accepted", "confidence"))


def test_a_suggestion_taken_is_a_lesson_without_the_letter(world: Any, letter: Case) -> None:
    actions.assign_case(Actor(user=world.head_a), letter, unit=world.unit_b)
    assert taught(letter) == [("b", True, 0.8)]
    features = RoutingLesson.objects.get().features
    assert "printer" in features
    assert not {"rəşad", "quliyev", PRINTER} & set(features)


def test_another_unit_chosen_speaks_against_the_one_suggested_first(world: Any, letter: Case) -> None:
    actions.assign_case(Actor(user=world.head_a), letter, unit=world.unit_a)
    assert taught(letter) == [("a", True, 0.1), ("b", False, 0.8)]


def test_referral_of_a_wrong_one_is_one_act_and_teaches(world: Any, letter: Case) -> None:
    head = Actor(user=world.head_a)
    actions.assign_case(head, letter, unit=world.unit_a)
    actions.assign_case(head, letter, unit=world.unit_b)
    assert taught(letter) == [("a", True, 0.1), ("b", False, 0.8), ("b", True, 0.8), ("a", False, 0.1)]


def test_a_refused_suggestion_is_gone_and_teaches_once(world: Any, letter: Case) -> None:
    head = Actor(user=world.head_a)
    actions.refuse_suggestion_case(head, letter, unit=world.unit_b)
    assert [one["unit"] for one in letter.suggestions] == ["a"]
    assert taught(letter) == [("b", False, 0.8)]
    with pytest.raises(Refused):
        actions.refuse_suggestion_case(head, letter, unit=world.unit_b)
    with pytest.raises(NotAllowed):
        actions.refuse_suggestion_case(Actor(user=world.inspector), letter, unit=world.unit_a)


def test_nothing_is_learnt_of_the_post_room(world: Any, letter: Case) -> None:
    actions.assign_case(Actor(user=world.leader), letter, unit=world.root)
    assert taught(letter) == []


def test_what_people_decide_changes_what_is_suggested_and_can_be_forgotten(world: Any) -> None:
    head = Actor(user=world.head_a)
    before = suggest_units(router_of(world.institution), PRINTER, threshold=0.0)
    assert before == []
    for _ in range(3):
        actions.assign_case(head, open_case_in(world), unit=world.unit_b)
    actions.assign_case(head, open_case_in(world, "Saytda xəbər səhv yazılıb, jurnalist soruşur."), unit=world.unit_a)
    after = suggest_units(router_of(world.institution), "Printer yenə çap etmir", threshold=0.0)
    assert after[0]["unit"] == "b"
    assert "Printer" in after[0]["reasons"]
    setting = actions.set_routingsetting(head, institution=world.institution, threshold=99)
    assert threshold_of(world.institution) == 0.99
    assert suggest_units(router_of(world.institution), "printer və sayt", threshold=0.5) != []
    assert suggest_units(router_of(world.institution), "printer və sayt", threshold=0.99) == []
    actions.reset_routingsetting(head, setting, reason="Şöbələr dəyişdi")
    assert suggest_units(router_of(world.institution), "Printer yenə çap etmir", threshold=0.0) == []
    assert RoutingLesson.objects.filter(void_reason="Şöbələr dəyişdi").count() == RoutingLesson.objects.count() > 0


def test_a_lesson_that_was_taken_back_is_not_known(world: Any) -> None:
    head = Actor(user=world.head_a)
    with transaction.atomic():
        for _ in range(3):
            actions.assign_case(head, open_case_in(world), unit=world.unit_b)
        assert suggest_units(router_of(world.institution), PRINTER, threshold=0.0) != []
        transaction.set_rollback(True)
    assert suggest_units(router_of(world.institution), PRINTER, threshold=0.0) == []


def test_the_threshold_is_a_share_and_one_for_each_institution(world: Any) -> None:
    head = Actor(user=world.head_a)
    with pytest.raises(Refused):
        actions.set_routingsetting(head, institution=world.institution, threshold=101)
    actions.set_routingsetting(head, institution=world.institution, threshold=60)
    actions.set_routingsetting(head, institution=world.institution, threshold=70)
    assert RoutingSetting.objects.get().threshold == 0.7
    with pytest.raises(ValidationError):
        RoutingSetting(institution=world.institution, threshold=0.5).full_clean()
    assert not RoutingSetting.objects.visible_to(world.stranger).exists()
    assert not RoutingLesson.objects.visible_to(world.stranger).exists()
    assert Envelope.objects.count() == 0
