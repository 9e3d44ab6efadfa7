# SPDX-License-Identifier: EUPL-1.2
"""What a letter shows beside its unit is said with its reason, as far as the reader may see; people decide."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from nizam.kit.actions import Actor
from nizam.kit.errors import OutOfSight
from nizam.spine.cases import actions
from nizam.spine.cases.models import Case, Envelope, Procedure
from nizam.spine.cases.noticing import notice
from nizam.spine.org.models import Person, User
from nizam.spine.org.rights import forget_grants
from nizam.spine.records.actions import change_document
from nizam.spine.records.approving import Step, begin_round
from nizam.spine.records.blobs import keep_bytes
from nizam.spine.records.models import (
    ApprovalMember,
    ApprovalRound,
    ApprovalStep,
    Dispatch,
    DraftText,
    Signature,
    Version,
)

pytestmark = pytest.mark.django_db


def open_case(world: Any, subject: str, text: str, procedure: str = "appeal", **more: Any) -> Case:
    return actions.open_by_hand_case(
        Actor(user=world.clerk_a),
        procedure=Procedure.objects.get(institution=world.institution, code=procedure),
        unit=world.unit_a,
        subject=subject,
        from_whom="Rəşad Quliyev",
        text=text,
        email="resad@example.net",
        **more,
    )


def test_a_letter_that_asks_for_information_reads_like_one(world: Any) -> None:
    case = open_case(
        world, "İnformasiya sorğusu", "İnformasiya əldə etmək haqqında qanuna əsasən sənədin surətini verin."
    )
    kinds = notice(world.clerk_a, case).kinds
    assert kinds[0].procedure.code == "information-request"
    assert kinds[0].words
    asked = open_case(
        world,
        "İnformasiya sorğusu",
        "İnformasiya əldə etmək haqqında qanuna əsasən sənədin surətini verin.",
        "information-request",
        details={"wanted": "Sənədin surəti"},
    )
    assert notice(world.clerk_a, asked).kinds == []


def test_a_personal_number_is_told_and_half_hidden(world: Any) -> None:
    case = open_case(world, "Kimlik", "FİN: 5XK7T2A, xəstəliyim var, kömək edin.")
    signs = {sign.code: sign.words for sign in notice(world.clerk_a, case).sensitive}
    assert "personal-number" in signs
    assert "5XK7T2A" not in signs["personal-number"]


def test_whom_the_letter_names(world: Any) -> None:
    named = Person.objects.create(
        institution=world.institution, unit=world.unit_a, family_name="Əliyeva", given_name="Nigar"
    )
    Person.objects.create(institution=world.institution, unit=world.unit_a, family_name="Həsənov", given_name="Elçin")
    case = open_case(world, "Şikayət", "Mən Nigar Əliyevaya dedim, cavab almadım.")
    assert [one.person for one in notice(world.clerk_a, case).people] == [named]


def test_the_same_matter_already_open_as_far_as_it_may_be_seen(world: Any) -> None:
    text = "Nizami küçəsi 14, 3-cü mənzildə internet kabeli kəsilib, modem işləmir."
    first = open_case(world, "İnternet kabeli kəsilib", text)
    open_case(world, "Saytda səhv var", "Xəbərlər bölməsində tarix yanlış göstərilir.")
    again = open_case(world, "Yenə internet kabeli kəsilib", f"Dünən yazmışdım. {text}")
    found = notice(world.clerk_a, again).same
    assert [one.case for one in found] == [first]
    assert found[0].words
    actions.set_degree_case(Actor(user=world.head_a), first, degree=2, reason="şəxsi məlumat")
    forget_grants(world.clerk_a)
    assert notice(world.clerk_a, again).same == []


def test_short_words_are_one_word_in_all_their_forms(world: Any) -> None:
    first = open_case(world, "Qaz kəsilib", "Dünən axşamdan bəri kəndimizin qazı gəlmir, evlərimiz soyuqdur.")
    text = "Sizə qazımızın kəsilməsini bildirmişdik, evimiz soyuqdur, usta yoxdur."
    found = notice(world.clerk_a, open_case(world, "Yenə yazıram", text)).same
    assert [one.case for one in found] == [first]
    assert {"evimiz", "qazımızın"} <= set(found[0].words)


def test_a_degree_goes_with_all_that_was_written_of_a_draft(world: Any) -> None:
    case, clerk = open_case(world, "Şikayət", "Mətn"), Actor(user=world.clerk_a)
    actions.answer_case(clerk, case, body="Cavab")
    paper = case.papers.get().document
    person = Person.objects.create(
        institution=world.institution, unit=world.unit_a, family_name="Əliyeva", given_name="Nigar"
    )
    change_document(clerk, paper, subject="Cavab", addressee="Nigar", body="Başqa cavab")
    begin_round(paper, [Step(people=[person])], user=None, note="")
    place = {"institution": paper.institution, "unit": paper.unit, "document": paper}
    blob = keep_bytes(b"%PDF-1.7")
    version = Version.objects.create(**place, ordinal=1, blob=blob, media_type="application/pdf", file_name="a.pdf")
    Signature.objects.create(
        **place,
        version=version,
        signatory=world.head_a,
        position="x",
        name="x",
        signed_at=timezone.now(),
        state="failed",
    )
    Dispatch.objects.create(**place, door="mail", recipient="x")
    actions.set_degree_case(Actor(user=world.head_a), case, degree=2, reason="şəxsi məlumat")
    for model in (ApprovalRound, ApprovalStep, ApprovalMember, DraftText, Version, Signature, Dispatch):
        assert set(model.objects.values_list("confidentiality", flat=True)) == {2}, model
        assert not model.objects.visible_to(User.objects.get(pk=world.clerk_a.pk)).exists(), model


def test_a_degree_goes_with_the_letters_and_nobody_hides_a_case_from_himself(world: Any) -> None:
    case = open_case(world, "Şikayət", "Mətn")
    actions.answer_case(Actor(user=world.clerk_a), case, body="Cavab")
    actions.set_degree_case(Actor(user=world.head_a), case, degree="2", reason="şəxsi məlumat")
    assert Envelope.objects.get(case=case).confidentiality == 2
    assert case.papers.get().document.confidentiality == 2
    forget_grants(world.clerk_a)
    assert not Case.objects.visible_to(world.clerk_a).exists()
    assert not Envelope.objects.visible_to(world.clerk_a).exists()
    with pytest.raises(OutOfSight):
        actions.set_degree_case(Actor(user=world.head_a), case, degree=3, reason="x")
    case.refresh_from_db()
    assert case.confidentiality == 2
