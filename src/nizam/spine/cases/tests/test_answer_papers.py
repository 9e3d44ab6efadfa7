# SPDX-License-Identifier: EUPL-1.2
"""Which paper answers a matter, in which language, and what stops the hand that signs it."""

from __future__ import annotations

from typing import Any

import pytest

from nizam.kit.actions import Actor
from nizam.kit.errors import Refused
from nizam.spine.cases import actions
from nizam.spine.cases.letters import case_fields, letter_language, letter_languages
from nizam.spine.cases.models import Case, Procedure
from nizam.spine.records.actions import sign_document
from nizam.spine.records.models import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world: Any) -> Case:
    return actions.open_by_hand_case(
        Actor(user=world.clerk_a),
        procedure=Procedure.objects.get(institution=world.institution, code="appeal", current=True),
        unit=world.unit_a,
        subject="Küçə işığı",
        from_whom="Rəşad Quliyev",
        text="Küçəmizdə işıq yanmır.",
    )


def allow(case: Case, *languages: str) -> None:
    case.institution.languages = list(languages)
    case.institution.save(update_fields=["languages"])


def paper_of(case: Case) -> Document:
    found: Document = case.papers.get().document
    return found


def test_the_letters_own_language_where_allowed_else_the_state_language(case: Case) -> None:
    allow(case, "en", "az", "ru")
    case.language = "ru"
    assert letter_language(case) == "ru"
    case.language = "tr"
    assert letter_language(case) == "az"
    allow(case, "en", "ru")
    assert letter_language(case) == "en"


def test_a_procedure_narrows_the_languages(case: Case) -> None:
    allow(case, "az", "ru")
    case.language = "ru"
    procedure = case.procedure
    procedure.toml = 'languages = ["az"]\n' + procedure.toml
    assert letter_languages(case) == ["az"]
    assert letter_language(case) == "az"


def test_a_person_chooses_language_and_kind(case: Case, world: Any) -> None:
    allow(case, "az", "en")
    actions.answer_case(Actor(user=world.clerk_a), case, body="No", type="refusal", language="en")
    assert (paper_of(case).type.code, paper_of(case).language) == ("refusal", "en")


def test_other_languages_and_kinds_are_refused(case: Case, world: Any) -> None:
    allow(case, "az")
    for wrong in ({"language": "tr"}, {"type": "register-sheet"}):
        with pytest.raises(Refused):
            actions.answer_case(Actor(user=world.clerk_a), case, body="x", **wrong)
    assert not case.papers.exists()


def test_a_refusal_without_a_reason_is_signed_only_with_one_for_doing_so(case: Case, world: Any) -> None:
    actions.answer_case(Actor(user=world.clerk_a), case, body="Xeyr.", type="refusal")
    head = Actor(user=world.head_a)
    with pytest.raises(Refused) as refused:
        actions.sign_answer_case(head, case)
    assert refused.value.code == "overridable"
    signed = actions.sign_answer_case(head, case, override_reason="Şifahi izah edilib")
    assert signed.state == "answered"
    assert paper_of(case).number_text


def test_what_was_not_weighed_is_not_overridden_with_it(case: Case, world: Any, monkeypatch: Any) -> None:
    actions.answer_case(Actor(user=world.clerk_a), case, body="Xeyr.", type="refusal")
    another = (lambda actor, document: ["Möhür yoxdur"], True)
    monkeypatch.setattr(sign_document, "objections", [*sign_document.objections, another])
    with pytest.raises(Refused, match="Möhür yoxdur"):
        actions.sign_answer_case(Actor(user=world.head_a), case, override_reason="Şifahi izah edilib")
    assert paper_of(case).state == "draft"


def test_fields_of_the_case_are_told_in_the_papers_language(case: Case) -> None:
    found = {one.code: one.value for one in case_fields(case, "az")}
    assert found["number"] == case.number_text
    assert found["sender"] == "Rəşad Quliyev"
    assert found["due"]
