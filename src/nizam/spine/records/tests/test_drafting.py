# SPDX-License-Identifier: EUPL-1.2
"""Drafts in several hands, and what stops a hand before it signs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from nizam.kit import actions as kit_actions
from nizam.kit.actions import Actor
from nizam.kit.equipment import equip
from nizam.kit.errors import Conflict, Refused
from nizam.kit.testing.world import World, build_world
from nizam.spine.records.actions import (
    change_document,
    compose_document,
    composing,
    drop_draftcopy,
    keep_draftcopy,
    save_draft,
    sign_document,
)
from nizam.spine.records.drafting import keeping
from nizam.spine.records.drafting.fields import document_fields, fill_fields, open_fields
from nizam.spine.records.drafting.keeping import (
    PRESENT,
    DraftCollision,
    Texts,
    copy_in_hand,
    newer_text,
    others_at,
)
from nizam.spine.records.drafting.requirements import judge, missing, unprintable
from nizam.spine.records.models import Document, DocumentType, DraftCopy, PaperTemplate

pytestmark = pytest.mark.django_db

BODY = "Hörmətli vətəndaş,\n\nYazınız alındı.\n\nHörmətlə"


@pytest.fixture
def world() -> World:
    world = build_world()
    equip(world.institution)
    return world


@pytest.fixture
def draft(world: World) -> Document:
    return compose_document(
        Actor(world.clerk_a),
        institution=world.institution,
        unit=world.unit_a,
        subject="Cavab",
        addressee="Leyla Əliyeva",
        body=BODY,
        language="az",
        in_reply_to="12/2026",
    )


def change(user: Any, draft: Document, *, revision: int | None = None, **texts: str) -> Document:
    now = {"subject": "Cavab", "addressee": "Leyla Əliyeva", "body": BODY, **texts}
    return save_draft(Actor(user), Document.objects.get(pk=draft.pk), Texts(**now), revision=revision)


def test_two_people_save_different_paragraphs_and_both_stand(world: World, draft: Document) -> None:
    opened = draft.revision
    change(world.clerk_a, draft, revision=opened, body=BODY.replace("vətəndaş", "Leyla xanım"))
    after = change(world.head_a, draft, revision=opened, body=BODY + "\n\nƏlavə: 2 vərəq", subject="Cavab məktubu")
    assert after.body == BODY.replace("vətəndaş", "Leyla xanım") + "\n\nƏlavə: 2 vərəq"
    assert after.subject == "Cavab məktubu"


def test_the_same_paragraph_is_never_overwritten_unseen(world: World, draft: Document) -> None:
    opened = draft.revision
    theirs = change(world.clerk_a, draft, revision=opened, body=BODY.replace("alındı", "baxıldı"))
    with pytest.raises(DraftCollision) as raised:
        change(world.head_a, draft, revision=opened, body=BODY.replace("alındı", "qəbul edildi"))
    collision = raised.value
    assert collision.theirs == Texts.of(theirs)
    assert "qəbul edildi" in collision.merged.body
    assert collision.by == world.clerk_a.display_name
    draft.refresh_from_db()
    assert draft.body == theirs.body
    again = change(world.head_a, draft, revision=theirs.revision, body=collision.merged.body)
    assert again.body == collision.merged.body
    assert theirs.body in set(draft.texts.values_list("body", flat=True))
    assert BODY in set(draft.texts.values_list("body", flat=True))


def test_texts_are_brought_together_before_anything_is_locked(
    world: World, draft: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, locked, merged = draft.revision, [], []
    monkeypatch.setattr(kit_actions, "_hold", lambda _row: locked.append(len(merged)))
    merge = keeping.merge_texts
    monkeypatch.setattr(keeping, "merge_texts", lambda *texts: merged.append(len(locked)) or merge(*texts))
    change(world.clerk_a, draft, revision=opened, body=BODY + "\n\nBir")
    change(world.head_a, draft, revision=opened, body="Sıfır\n\n" + BODY)
    assert (locked, merged) == ([0, 1], [1])


def test_who_saves_between_the_merging_and_the_lock_is_not_overwritten(
    world: World, draft: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = draft.revision
    change(world.clerk_a, draft, revision=opened, body=BODY + "\n\nBir")
    with pytest.raises(Conflict):
        change_document(Actor(world.head_a), draft, subject="x", addressee="y", body="z", revision=opened)
    bring, late = composing.brought_together, [BODY + "\n\nİki"]

    def somebody_is_quicker(document: Document, mine: Texts, revision: int) -> Any:
        found = bring(document, mine, revision)
        if late:
            change(world.clerk_a, draft, body=late.pop())
        return found

    monkeypatch.setattr(composing, "brought_together", somebody_is_quicker)
    after = change(world.head_a, draft, revision=opened, body="Sıfır\n\n" + BODY)
    assert after.body == "Sıfır\n\n" + BODY + "\n\nİki"


def test_changes_of_the_row_that_leave_the_text_alone_do_not_collide(world: World, draft: Document) -> None:
    opened = draft.revision
    draft.save(update_fields=["language"])
    assert newer_text(draft, opened) is None
    assert change(world.clerk_a, draft, revision=opened, body="Başqa").body == "Başqa"


def test_what_is_written_is_kept_for_its_writer_until_it_is_saved(world: World, draft: Document) -> None:
    texts = Texts("Cavab", "Leyla Əliyeva", "Yarımçıq")
    keep_draftcopy(Actor(world.clerk_a), draft, texts=texts, base_revision=draft.revision)
    assert copy_in_hand(draft, world.clerk_a).body == "Yarımçıq"
    assert copy_in_hand(draft, world.head_a) is None
    assert not DraftCopy.objects.visible_to(world.head_a).exists()
    draft.refresh_from_db()
    assert draft.body == BODY
    change(world.clerk_a, draft, revision=draft.revision, body="Yarımçıq deyil")
    assert copy_in_hand(draft, world.clerk_a) is None


@pytest.mark.parametrize("body", ["x" * 200_001, "x\n" * 5_001])
def test_no_paper_and_no_copy_holds_a_longer_text(world: World, draft: Document, body: str) -> None:
    with pytest.raises(ValidationError) as raised:
        change(world.clerk_a, draft, body=body)
    assert set(raised.value.error_dict) == {"body"}
    with pytest.raises(ValidationError):
        keep_draftcopy(Actor(world.clerk_a), draft, texts=Texts("a", "b", body), base_revision=1)
    draft.body = body
    with pytest.raises(ValidationError):
        draft.save()
    # What was written before there was a bound can still be read, signed and voided.
    draft.save(update_fields=["language"])
    assert change(world.clerk_a, draft, body="x\n" * 5_000).body == "x\n" * 5_000
    assert change(world.clerk_a, draft, body="x" * 200_000).body == "x" * 200_000


def test_a_sign_of_life_keeps_the_text_and_leaving_ends_the_presence(world: World, draft: Document) -> None:
    keep_draftcopy(Actor(world.clerk_a), draft, texts=Texts("a", "b", "c"), base_revision=1)
    keep_draftcopy(Actor(world.clerk_a), draft)
    assert copy_in_hand(draft, world.clerk_a).body == "c"
    assert [one.user for one in others_at(draft, world.head_a)] == [world.clerk_a]
    assert others_at(draft, world.clerk_a) == []
    DraftCopy.objects.update(seen_at=timezone.now() - PRESENT - timedelta(seconds=1))
    assert others_at(draft, world.head_a) == []
    keep_draftcopy(Actor(world.clerk_a), draft)
    keep_draftcopy(Actor(world.clerk_a), draft, leaving=True)
    assert others_at(draft, world.head_a) == []
    drop_draftcopy(Actor(world.clerk_a), draft)
    assert copy_in_hand(draft, world.clerk_a) is None


def test_fields_are_filled_as_plain_words(draft: Document) -> None:
    draft.subject = "*Ulduz* [[today]]"
    filled = fill_fields("Mövzu: [[subject]], [[addressee]], [[number]]", document_fields(draft))
    assert filled == "Mövzu: \\*Ulduz\\* [[today]], Leyla Əliyeva, [[number]]"
    assert open_fields("[[due]] [[due]] [[x-y]]") == ["[[due]]"]


def refusal(world: World, draft: Document) -> Document:
    draft.type = DocumentType.objects.get(institution=world.institution, code="refusal")
    draft.save(update_fields=["type"])
    return draft


def test_a_refusal_without_the_way_to_appeal_is_signed_only_with_a_reason(world: World, draft: Document) -> None:
    refusal(world, draft)
    assert {one.part for one in missing(draft)} == {"reason"}
    PaperTemplate.objects.create(
        institution=world.institution, document_type=draft.type, language="az", wording={"appeal": ""}
    )
    assert {one.part for one in missing(draft)} == {"appeal", "reason"}
    with pytest.raises(Refused) as refused:
        sign_document(Actor(world.head_a), draft)
    assert refused.value.code == "overridable"
    assert any("Vətəndaşların müraciətləri" in str(reason) for reason in refused.value.reasons)
    text = "Qanunun 5-ci maddəsinə əsasən imtina edilir. Qərardan məhkəməyə müraciət edə bilərsiniz."
    assert missing(draft, Texts("Cavab", "Leyla", text)) == []
    signed = sign_document(Actor(world.head_a), draft, override_reason="Şifahi izah edilib")
    assert signed.number_text


def test_fields_left_open_stop_the_signature(world: World, draft: Document) -> None:
    change(world.clerk_a, draft, body="Müddət: [[due]]")
    draft.refresh_from_db()
    with pytest.raises(Refused, match=r"\[\[due\]\]"):
        sign_document(Actor(world.head_a), draft)


def test_the_reference_and_the_addressee_are_looked_for(world: World, draft: Document) -> None:
    refusal(world, draft)
    draft.in_reply_to = ""
    found = {one.part: one for one in judge(draft, Texts("Cavab", "–", "x"))}
    assert not found["reference"].met
    assert not found["addressee"].met
    assert found["number"].met
    assert found["number"].by_signing
    assert str(found["appeal"].title)


def test_characters_no_paper_can_draw_are_named() -> None:
    assert unprintable(Texts("a", "b", "c 😀")) == ["😀"]
