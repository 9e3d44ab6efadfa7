# SPDX-License-Identifier: EUPL-1.2
"""Looks and templates: each change a version, none altered, and a signed paper knows with which it was made."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.utils import timezone
from pypdf import PdfReader

from nizam.kit.actions import Actor
from nizam.kit.equipment import equip
from nizam.kit.errors import Conflict, NotAllowed, NotVisible, Refused
from nizam.kit.testing.world import World
from nizam.spine.records import actions
from nizam.spine.records.blobs import blob_path, read_bytes
from nizam.spine.records.looks import layout_in_use
from nizam.spine.records.models import Document, DocumentType, PaperLayout, PaperTemplate
from nizam.spine.records.paper import typeset_document, typeset_sheet

CREST = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 0h4L2 4z" fill="#064"/></svg>'
WHOLE = {
    "crest_place": "left",
    "crest_height": Decimal(2),
    "font": "serif",
    "size": Decimal(12),
    "margin_top": Decimal(2),
    "margin_bottom": Decimal(2),
    "margin_left": Decimal(3),
    "margin_right": Decimal("1.5"),
}


@pytest.fixture
def layout(world: World) -> PaperLayout:
    equip(world.institution)
    found = layout_in_use(world.institution)
    assert found is not None
    return found


@pytest.fixture
def answer_type(world: World) -> DocumentType:
    equip(world.institution)
    return DocumentType.objects.get(institution=world.institution, code="answer")


@pytest.fixture
def leader(world: World) -> Actor:
    return Actor(user=world.leader)


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def draft(world: World, kind: DocumentType, **changes: Any) -> Document:
    return Document.objects.create(
        institution=world.institution,
        unit=world.unit_a,
        type=kind,
        language="az",
        subject="Hesabat haqqında *x* #panic() @label $1$",
        addressee="Aygün Məmmədova\nŞəki",
        body='**Görüldü.**\n\n- bir\n- iki\n\n#read("/etc/passwd")',
        in_reply_to="M-7/2026",
        author=world.clerk_a,
        **changes,
    )


def test_a_change_makes_the_next_version_and_the_old_one_stays(layout: PaperLayout, leader: Actor) -> None:
    made = actions.change_paperlayout(leader, layout, crest=CREST, crest_alt="Gerb", header="BİRİNCİ\nİKİNCİ", **WHOLE)
    layout.refresh_from_db()
    assert (made.version, made.current, layout.current, layout.font) == (2, True, False, "sans")
    assert made.crest is not None
    assert read_bytes(made.crest) == CREST
    again = actions.change_paperlayout(leader, made, crest_alt="Gerb", **WHOLE)
    assert again.crest == made.crest
    again.crest.refresh_from_db()
    assert again.crest.references == 2
    bare = actions.change_paperlayout(leader, again, remove_crest=True, **WHOLE)
    assert bare.crest is None
    made.refresh_from_db()
    back = actions.revert_paperlayout(leader, made)
    assert (back.version, back.crest, back.header) == (5, made.crest, "BİRİNCİ\nİKİNCİ")
    back.crest.refresh_from_db()
    assert back.crest.references == 3
    assert list(PaperLayout.objects.filter(current=True, institution=back.institution)) == [back]


def test_who_changes_an_older_version_overwrites_nothing(layout: PaperLayout, leader: Actor) -> None:
    actions.change_paperlayout(leader, PaperLayout.objects.get(pk=layout.pk), **WHOLE)
    with pytest.raises(Refused, match="newer version"):
        actions.change_paperlayout(leader, layout, **WHOLE)


@pytest.mark.parametrize(
    ("crest", "sentence"),
    [
        (b"GIF89a", "PNG, JPEG or SVG"),
        (b"x" * 600_000, "512 KB"),
        (CREST.replace(b"<path", b'<image href="http://elsewhere.example/a.png"/><path'), "image"),
    ],
)
def test_a_bad_picture_is_refused_with_what_to_do(
    crest: bytes, sentence: str, layout: PaperLayout, leader: Actor
) -> None:
    with pytest.raises(ValidationError, match=sentence):
        actions.change_paperlayout(leader, layout, crest=crest, **WHOLE)
    assert layout_in_use(layout.institution) == layout


def test_a_picture_nobody_can_draw_never_becomes_the_crest(layout: PaperLayout, leader: Actor) -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0\0\0\4\0\0\0\4" + b"\0" * 20
    with pytest.raises(ValidationError, match="damaged"):
        actions.change_paperlayout(leader, layout, crest=png, **WHOLE)
    assert layout_in_use(layout.institution) == layout


def test_the_law_bounds_looks(layout: PaperLayout, leader: Actor, world: World) -> None:
    with pytest.raises(ValidationError) as caught:
        actions.change_paperlayout(leader, layout, **{**WHOLE, "size": Decimal(7), "margin_left": Decimal(9)})
    assert set(caught.value.message_dict) == {"size", "margin_left"}
    world.institution.country = "TR"
    world.institution.save()
    layout.institution.refresh_from_db()
    with pytest.raises(ValidationError) as caught:
        actions.change_paperlayout(leader, layout, **{**WHOLE, "margin_top": Decimal("0.5")})
    assert {"margin_top", "margin_left"} <= set(caught.value.message_dict)
    right = {**WHOLE, **dict.fromkeys(("margin_bottom", "margin_left"), Decimal("1.5")), "margin_top": Decimal("0.5")}
    assert actions.change_paperlayout(leader, layout, crest=CREST, **right).current


def test_own_words_and_own_template_by_version(answer_type: DocumentType, leader: Actor, world: World) -> None:
    now = timezone.now()
    first = actions.change_papertemplate(
        leader, document_type=answer_type, language="az", wording={"closing": "Ehtiramla,", "appeal": ""}, based_on=0
    )
    paper = words(typeset_document(draft(world, answer_type), position="Müdir", name="Ü. Ömərov", at=now))
    assert "Ehtiramla," in paper
    assert "şikayət" not in paper
    for typed in ("*x* #panic() @label $1$", '#read("/etc/passwd")', "Görüldü.", "Aygün Məmmədova", "Müdir"):
        assert typed in paper
    own = '#import "_page.typ": *\n#show: paper.with(title: "x")\nÖZ ŞABLON #data.number #blocks(data.content)'
    with pytest.raises(Conflict):
        actions.change_papertemplate(leader, document_type=answer_type, language="az", source=own, based_on=0)
    second = actions.change_papertemplate(leader, document_type=answer_type, language="az", source=own, based_on=1)
    assert "ÖZ ŞABLON" in words(typeset_document(draft(world, answer_type), position="", name="", at=now))
    first.refresh_from_db()
    assert (second.version, first.current) == (2, False)
    third = actions.revert_papertemplate(leader, first)
    assert (third.version, third.source, third.wording["closing"]) == (3, "", "Ehtiramla,")
    actions.retire_papertemplate(leader, third)
    assert "Hörmətlə," in words(typeset_document(draft(world, answer_type), position="", name="", at=now))
    assert PaperTemplate.objects.count() == 3


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ('#read("/etc/passwd")', "not there"),
        ('#read("../../../../../etc/passwd")', "outside its folder"),
        ('#import "@preview/cetz:0.3.0"', "packages are not used"),
        ("#(", "^Line 1: .*not closed"),
        ("#let f(n) = f(n + 1)\n#f(0)", "^Line 1: .*calls itself"),
        ('#("a" * 10000000000)', "memory"),
    ],
)
def test_a_hostile_template_is_refused_in_words_and_never_kept(
    source: str, sentence: str, answer_type: DocumentType, leader: Actor
) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.change_papertemplate(leader, document_type=answer_type, language="az", source=source)
    assert not PaperTemplate.objects.exists()


def test_a_signed_paper_remembers_its_looks(answer_type: DocumentType, leader: Actor, world: World) -> None:
    template = actions.change_papertemplate(
        leader, document_type=answer_type, language="az", wording={"closing": "Ehtiramla,"}
    )
    document = actions.sign_document(Actor(user=world.head_a), draft(world, answer_type))
    version = document.versions.get()
    assert (version.layout, version.template) == (layout_in_use(world.institution), template)


def test_a_sheet_bears_the_looks_and_words_of_the_institution(layout: PaperLayout, leader: Actor) -> None:
    actions.change_paperlayout(leader, layout, header="NÜMUNƏ", footer="Ayaqda", **WHOLE)
    kind = DocumentType.objects.get(institution=layout.institution, code="task-sheet")
    actions.change_papertemplate(leader, document_type=kind, language="az", wording={"title": "İş vərəqi"})
    columns = [{"title": "№", "width": "auto"}, {"title": "Tapşırıq", "width": 1}]
    values = {"facts": [["Kim:", "N. Əliyeva"]], "columns": columns, "rows": [["1", "Xətti yoxlamaq"]]}
    paper = words(typeset_sheet("task-sheet", layout.institution, "az", values, at=timezone.now()))
    for said in ("NÜMUNƏ", "Ayaqda", "İş vərəqi", "Xətti yoxlamaq", "N. Əliyeva"):
        assert said in paper


def test_only_those_with_the_right_change_looks(layout: PaperLayout, answer_type: DocumentType, world: World) -> None:
    for user in (world.clerk_a, world.inspector, world.techadmin):
        with pytest.raises(NotAllowed):
            actions.change_papertemplate(Actor(user=user), document_type=answer_type, language="az")
    for user in (world.clerk_a, world.inspector):
        with pytest.raises(NotAllowed):
            actions.change_paperlayout(Actor(user=user), layout, **WHOLE)
    # To who may not even see the looks there is nothing to change.
    for user in (world.techadmin, world.stranger):
        with pytest.raises((NotVisible, NotAllowed)):
            actions.change_paperlayout(Actor(user=user), layout, **WHOLE)
    assert actions.change_paperlayout(Actor(user=world.leader), layout, **WHOLE).current


@pytest.mark.parametrize("public", ["https://idare.example", ""])
def test_the_code_on_the_paper_leads_to_where_it_is_checked(
    public: str, answer_type: DocumentType, world: World
) -> None:
    world.institution.public_address = public
    world.institution.save()
    document = draft(world, answer_type)
    pdf = typeset_document(document, position="", name="", at=timezone.now())
    with pypdfium2.PdfDocument(pdf) as file:
        picture = file[0].render(scale=3).to_pil()
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == f"{public}/p/{document.verification_code}"
    assert (code.text in words(pdf).replace(" ", "")) is bool(public)


@pytest.mark.parametrize("code", ["uha9f8dqrpfvf6y45s4b", "9xpyprwm9prueex4m92j"])
def test_the_address_copied_from_the_paper_has_no_sign_put_in(
    code: str, answer_type: DocumentType, world: World
) -> None:
    world.institution.public_address = "https://idare.example"
    world.institution.save()
    document = draft(world, answer_type)
    document.verification_code = code
    pdf = typeset_document(document, position="", name="", at=timezone.now())
    assert f"https://idare.example/p/{code}" in words(pdf)


def test_a_turkish_heading_is_in_turkish_capitals(answer_type: DocumentType, world: World) -> None:
    world.institution.country = "TR"
    world.institution.name = {"tr": "Işıklı İlçe Belediyesi"}
    world.institution.save()
    document = draft(world, answer_type)
    document.language = "tr"
    paper = words(typeset_document(document, position="Müdür", name="Uğur Özışık", at=timezone.now()))
    assert "T.C. IŞIKLI İLÇE BELEDİYESİ" in paper
    assert paper.index("Uğur Özışık") < paper.index("Müdür")


def test_every_type_of_an_institution_gives_a_paper(answer_type: DocumentType, world: World) -> None:
    kinds = {kind.code: kind for kind in DocumentType.objects.filter(institution=world.institution)}
    assert {"resolution", "task-sheet", "register-sheet", "report", "receipt"} <= kinds.keys()
    for kind in kinds.values():
        document = draft(world, kind)
        document.kind = kind.kind
        paper = words(typeset_document(document, position="", name="", at=timezone.now()))
        assert "Görüldü." in paper, kind.code
        assert ("Xidməti yazı" in paper) is (kind.kind == "internal"), kind.code
    nothing = draft(world, answer_type)
    nothing.type = None
    assert "Görüldü." in words(typeset_document(nothing, position="", name="", at=timezone.now()))


def test_a_crest_that_is_gone_stops_the_issue_and_gives_the_number_back(
    layout: PaperLayout, answer_type: DocumentType, leader: Actor, world: World
) -> None:
    made = actions.change_paperlayout(leader, layout, crest=CREST, **WHOLE)
    assert made.crest is not None
    storages["blobs"].delete(blob_path(made.crest.sha256))
    document = draft(world, answer_type)
    with pytest.raises(Refused, match="picture of the looks"):
        actions.sign_document(Actor(user=world.head_a), document)
    document.refresh_from_db()
    assert (document.state, document.number_text) == ("draft", "")
