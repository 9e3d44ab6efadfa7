# SPDX-License-Identifier: EUPL-1.2
"""The page where a draft is written, as plain forms, and what its editor sends."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from typing import Any

import docx
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from nizam.doors.office.pages.drafting import preview_pdf
from nizam.kit.actions import Actor
from nizam.kit.screens.addresses import entry_address
from nizam.kit.testing.world import World
from nizam.spine.cases import actions as cases
from nizam.spine.cases.models import Procedure
from nizam.spine.records.actions import change_document, compose_document
from nizam.spine.records.drafting.keeping import Texts, copy_in_hand
from nizam.spine.records.models import Document, DraftCopy, DraftText, Phrase
from nizam.spine.records.paper import typeset_document

pytestmark = pytest.mark.django_db

SignIn = Callable[[Any], Client]
BODY = "Hörmətli vətəndaş,\n\nYazınız alındı.\n\nHörmətlə"


@pytest.fixture
def world(world: World) -> World:
    return world


def compose(world: World) -> Document:
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


@pytest.fixture
def draft(world: World) -> Document:
    return compose(world)


def address(draft: Document) -> str:
    return f"{entry_address(draft)}act/change_document/"


def filled(draft: Document, **more: Any) -> dict[str, Any]:
    return {
        "subject": draft.subject,
        "addressee": draft.addressee,
        "body": draft.body,
        "revision": draft.revision,
        **more,
    }


def phrase(world: World, text: str = "Müddət barədə [[addressee]] üçün.", language: str = "az") -> Phrase:
    return Phrase.objects.create(institution=world.institution, title="Müddət", language=language, text=text)


def test_the_page_shows_text_marks_fields_and_phrases(world: World, draft: Document, as_user: SignIn) -> None:
    phrase(world)
    phrase(world, language="tr").title = "Türkçe"
    page = as_user(world.clerk_a).get(address(draft))
    assert page.status_code == 200
    words = page.content.decode()
    assert "Yazınız alındı." in words
    assert "[[addressee]]" in words
    assert "Müddət barədə Leyla Əliyeva üçün." in words
    assert words.count('name="insert"') == 1


def test_strangers_and_other_units_get_nothing(world: World, draft: Document, as_user: SignIn) -> None:
    for user, status in ((world.clerk_b, 404), (world.stranger, 404)):
        browser = as_user(user)
        assert browser.get(address(draft)).status_code == status
        assert browser.post(reverse("office:draft_copy", args=(draft.uid,))).status_code == status
        assert browser.post(reverse("office:draft_blocks", args=(draft.uid,))).status_code == status
        assert browser.get(reverse("office:draft_page", args=(draft.uid, 1))).status_code == status
    assert not DraftCopy.objects.exists()


def test_two_clerks_post_at_once_and_nothing_is_lost(world: World, draft: Document, as_user: SignIn) -> None:
    clerk, head = as_user(world.clerk_a), as_user(world.head_a)
    assert clerk.post(address(draft), filled(draft, body=BODY + "\n\nKatib")).status_code == 302
    assert head.post(address(draft), filled(draft, body="Salam,\n\n" + BODY)).status_code == 302
    draft.refresh_from_db()
    assert draft.body == "Salam,\n\n" + BODY + "\n\nKatib"


def test_a_form_that_does_not_say_what_it_was_made_from_overwrites_nobody(
    world: World, draft: Document, as_user: SignIn
) -> None:
    clerk = as_user(world.clerk_a)
    for wrong in ("abc", "9" * 30, "-1"):
        for step in ({}, {"look": "1"}):
            assert clerk.post(address(draft), filled(draft, revision=wrong, **step)).status_code == 400
    assert clerk.post(address(draft), filled(draft, body="Birinci", revision="")).status_code == 302
    assert as_user(world.head_a).post(address(draft), filled(draft, body="İkinci", revision="")).status_code == 412
    draft.refresh_from_db()
    assert draft.body == "Birinci"


def test_a_preview_bears_nothing_by_which_a_paper_is_checked(world: World, draft: Document) -> None:
    draft.institution.public_address = "https://idare.example"

    def words(pdf: bytes) -> str:
        with pypdfium2.PdfDocument(pdf) as paper:
            text = "".join(page.get_textpage().get_text_range() for page in paper)
        return "".join(text.split())

    assert draft.verification_code in words(typeset_document(draft, position="", name="", at=timezone.now()))
    shown = words(preview_pdf(draft, Texts.of(draft), world.clerk_a))
    assert "Yazınızalındı." in shown
    assert draft.verification_code not in shown
    assert "idare.example/p/" not in shown


def test_a_subject_is_one_line(world: World, draft: Document) -> None:
    change_document(Actor(world.clerk_a), draft, subject="Şəbəkə\r\nBcc: x", addressee="L", body=BODY)
    assert draft.subject == "Şəbəkə Bcc: x"


def test_words_at_the_same_place_stand_side_by_side(world: World, draft: Document, as_user: SignIn) -> None:
    clerk, head = as_user(world.clerk_a), as_user(world.head_a)
    clerk.post(address(draft), filled(draft, body=BODY.replace("alındı", "baxıldı")))
    mine = BODY.replace("alındı", "qəbul edildi")
    page = head.post(address(draft), filled(draft, body=mine))
    assert page.status_code == 409
    words = page.content.decode()
    assert "Yazınız baxıldı." in words
    assert "Yazınız qəbul edildi." in words
    assert world.clerk_a.display_name in words
    draft.refresh_from_db()
    assert "baxıldı" in draft.body
    assert copy_in_hand(draft, world.head_a).body == mine
    again = head.post(address(draft), filled(draft, body=mine, revision=page.context["form"]["revision"].value()))
    assert again.status_code == 302
    draft.refresh_from_db()
    assert draft.body == mine
    assert DraftText.objects.filter(document=draft, body__contains="baxıldı").exists()


def test_fields_are_filled_when_saved(world: World, draft: Document, as_user: SignIn) -> None:
    as_user(world.clerk_a).post(address(draft), filled(draft, body="[[addressee]], [[due]]"))
    draft.refresh_from_db()
    assert draft.body == "Leyla Əliyeva, [[due]]"


def test_a_phrase_is_put_in_without_saving(world: World, draft: Document, as_user: SignIn) -> None:
    row = phrase(world)
    page = as_user(world.clerk_a).post(address(draft), filled(draft, body="Yeni", insert=str(row.uid)))
    assert page.context["form"]["body"].value() == "Yeni\n\nMüddət barədə Leyla Əliyeva üçün."
    draft.refresh_from_db()
    assert draft.body == BODY
    assert copy_in_hand(draft, world.clerk_a).body.startswith("Yeni")
    assert as_user(world.clerk_a).post(address(draft), filled(draft, insert="x")).status_code == 404


def test_what_was_not_saved_comes_back_and_can_be_put_away(world: World, draft: Document, as_user: SignIn) -> None:
    browser = as_user(world.clerk_a)
    answer = browser.post(reverse("office:draft_copy", args=(draft.uid,)), filled(draft, body="Yarımçıq\r\nsətir"))
    assert answer.json()["kept"]
    page = browser.get(address(draft))
    assert page.context["form"]["body"].value() == "Yarımçıq\nsətir"
    assert "discard" in page.content.decode()
    assert as_user(world.head_a).get(address(draft)).context["form"]["body"].value() == BODY
    browser.post(address(draft), {"discard": "1"})
    assert browser.get(address(draft)).context["form"]["body"].value() == BODY


def test_the_editor_learns_who_else_is_there_and_what_was_saved(world: World, draft: Document, as_user: SignIn) -> None:
    where = reverse("office:draft_copy", args=(draft.uid,))
    as_user(world.clerk_a).post(where, {"revision": draft.revision})
    browser = as_user(world.head_a)
    assert world.clerk_a.display_name in browser.post(where, {"revision": draft.revision}).json()["others"]
    as_user(world.clerk_a).post(where, {"revision": draft.revision, "leaving": "1"})
    first = browser.post(where, {"revision": draft.revision}).json()
    assert first["others"] == first["newer"] == ""
    change_document(Actor(world.clerk_a), draft, subject="a", addressee="b", body="c")
    assert world.clerk_a.display_name in browser.post(where, {"revision": 1}).json()["newer"]


def test_the_preview_is_a_picture_of_the_unsaved_words(world: World, draft: Document, as_user: SignIn) -> None:
    browser = as_user(world.clerk_a)
    page = browser.post(address(draft), filled(draft, body="Görünüş", look="1"))
    place = page.context["preview"]["pages"][0]["url"]
    picture = browser.get(place)
    assert picture["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(picture.content)).size[0] > 800
    assert browser.get(reverse("office:draft_page", args=(draft.uid, 99))).status_code == 404


def test_an_earlier_text_is_taken_back_into_the_field(world: World, draft: Document, as_user: SignIn) -> None:
    browser = as_user(world.clerk_a)
    browser.post(address(draft), filled(draft, body="Sonrakı"))
    row = DraftText.objects.get(document=draft, body=BODY)
    draft.refresh_from_db()
    page = browser.post(address(draft), filled(draft, earlier=str(row.uid)))
    assert page.context["form"]["body"].value() == BODY


def test_what_changed_since_an_earlier_text_is_drawn_when_asked_for(
    world: World, draft: Document, as_user: SignIn
) -> None:
    browser = as_user(world.clerk_a)
    for words in ("Yazınız baxıldı.", "Yazınız oxundu."):
        draft.refresh_from_db()
        browser.post(address(draft), filled(draft, body=BODY.replace("Yazınız alındı.", words)))
    draft.refresh_from_db()
    page = browser.get(address(draft))
    assert page.content.decode().count('name="compare"') == 2
    assert "kit-difference" not in page.content.decode()
    row = DraftText.objects.get(document=draft, body=BODY)
    shown = browser.post(address(draft), filled(draft, body="Yarımçıq", compare=str(row.uid))).content.decode()
    assert shown.count('class="kit-difference"') == 1
    assert re.search(r"<del>.*alındı</del><ins>.*oxundu</ins>", shown)
    assert copy_in_hand(draft, world.clerk_a).body == "Yarımçıq"
    other = DraftText.objects.create(
        institution=world.institution, document=compose(world), of_revision=0, subject="x", addressee="y", body="z"
    )
    assert browser.post(address(draft), filled(draft, compare=str(other.uid))).status_code == 404


def test_a_signed_paper_is_not_changed_and_the_words_are_shown(world: World, draft: Document, as_user: SignIn) -> None:
    Document.objects.filter(pk=draft.pk).update(state="approval")
    page = as_user(world.clerk_a).post(address(draft), filled(draft, body="Gec qalmış söz"))
    assert page.status_code == 409
    assert "Gec qalmış söz" in page.content.decode()


def test_marked_text_is_read_for_the_editor(world: World, draft: Document, as_user: SignIn) -> None:
    answer = as_user(world.clerk_a).post(reverse("office:draft_blocks", args=(draft.uid,)), {"body": "# Baş"})
    blocks = [{"kind": "heading", "level": 1, "runs": [{"text": "Baş"}]}]
    assert json.loads(answer.content) == {"blocks": blocks, "body": "# Baş"}


def test_the_editors_blocks_are_saved_as_marked_text(world: World, draft: Document, as_user: SignIn) -> None:
    blocks = [{"kind": "paragraph", "runs": [{"text": "Vacib", "strong": True}, {"text": " *söz*"}]}]
    as_user(world.clerk_a).post(address(draft), filled(draft, body="köhnə", blocks=json.dumps(blocks)))
    draft.refresh_from_db()
    assert draft.body == "**Vacib** \\*söz\\*"
    as_user(world.clerk_a).post(address(draft), filled(draft, body="sahədəki", blocks='[{"kind": "x"}]'))
    draft.refresh_from_db()
    assert draft.body == "sahədəki"


def test_a_word_file_is_put_in_and_taken_out(world: World, draft: Document, as_user: SignIn) -> None:
    browser = as_user(world.clerk_a)
    taken = browser.get(reverse("office:paper_word", args=(draft.uid,)))
    assert taken["Content-Disposition"].startswith("attachment")
    given = SimpleUploadedFile("layihə.docx", taken.content)
    page = browser.post(address(draft), filled(draft, body="Əvvəl", word="1", file=given))
    assert page.context["form"]["body"].value() == "Əvvəl\n\n" + BODY
    draft.refresh_from_db()
    assert draft.body == BODY
    for wrong in ({}, {"file": SimpleUploadedFile("x.docx", b"salam")}):
        page = browser.post(address(draft), filled(draft, body="Söz", word="1", **wrong))
        assert page.status_code == 400
        assert page.context["form"]["body"].value() == "Söz"


@pytest.mark.parametrize("words", ["söz " * 60_000, "söz\n" * 5_002])
def test_a_text_longer_than_papers_are_is_refused_in_words(
    world: World, draft: Document, as_user: SignIn, words: str
) -> None:
    browser = as_user(world.clerk_a)
    for step in ({}, {"look": "1"}):
        page = browser.post(address(draft), filled(draft, body=words, **step))
        assert page.status_code == 400
        assert "A paper holds 200,000 characters and 5,000 lines at most" in str(page.context["form"].errors["body"])
        assert page.context["form"]["body"].value() == words
        assert page.context["editor"]["blocks"] is None
        assert page.context["preview"] is None
    draft.refresh_from_db()
    assert draft.body == BODY
    kept = browser.post(reverse("office:draft_copy", args=(draft.uid,)), {"body": words}).json()
    assert "5,000 lines at most" in kept["refused"]
    assert not kept["kept"]
    assert copy_in_hand(draft, world.clerk_a) is None
    blocks = browser.post(reverse("office:draft_blocks", args=(draft.uid,)), {"body": words})
    assert blocks.status_code == 413
    assert "5,000 lines at most" in blocks.json()["refused"]


def test_a_word_file_that_makes_the_text_too_long_is_not_put_in(world: World, draft: Document, as_user: SignIn) -> None:
    paper = docx.Document()
    paper.add_paragraph("söz " * 30_000)
    file = io.BytesIO()
    paper.save(file)
    before = "söz " * 30_000
    given = SimpleUploadedFile("a.docx", file.getvalue())
    page = as_user(world.clerk_a).post(address(draft), filled(draft, body=before, word="1", file=given))
    assert page.status_code == 400
    assert "A paper holds" in page.context["refusals"][0]
    assert page.context["form"]["body"].value() == before


def test_an_answer_is_written_in_a_language_the_matter_allows(world: World, as_user: SignIn) -> None:
    case = cases.open_by_hand_case(
        Actor(world.clerk_a),
        procedure=Procedure.objects.get(institution=world.institution, code="appeal", current=True),
        unit=world.unit_a,
        subject="Küçə işığı",
        from_whom="Rəşad Quliyev",
        text="Küçəmizdə işıq yanmır.",
    )
    world.institution.languages = ["az", "en"]
    world.institution.save(update_fields=["languages"])
    browser = as_user(world.clerk_a)
    where = f"{entry_address(case)}act/answer_case/"
    form = browser.get(where).context["form"]
    assert [code for code, _name in form.fields["language"].choices] == ["az", "en"]
    assert browser.post(where, {"body": "Salam", "language": "tr"}).status_code == 400
    assert browser.post(where, {"body": "Salam", "language": "en", "type": "refusal"}).status_code == 302
    paper = case.papers.get().document
    assert (paper.language, paper.type.code) == ("en", "refusal")
