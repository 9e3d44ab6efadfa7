# SPDX-License-Identifier: EUPL-1.2
"""Looks and templates on screen: seen, tried beside a sample, saved as versions, taken back; nothing is lost."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from nizam.doors.office.pages.paper_layouts import write_address
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import entry_address, screen_address
from nizam.spine.records.looks import layout_in_use
from nizam.spine.records.models import DocumentType, PaperLayout, PaperTemplate

pytestmark = pytest.mark.django_db

CREST = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 0h4L2 4z" fill="#064"/></svg>'
WHOLE = {
    "crest_alt": "Gerb",
    "crest_place": "left",
    "crest_height": "2.0",
    "second_logo_alt": "",
    "header": "",
    "footer": "",
    "font": "serif",
    "size": "12.0",
    "margin_top": "2.0",
    "margin_bottom": "2.0",
    "margin_left": "3.0",
    "margin_right": "1.5",
}


@pytest.fixture
def layout(world):
    return layout_in_use(world.institution)


@pytest.fixture
def kind(world, layout):
    return DocumentType.objects.get(institution=world.institution, code="answer")


def change_address(layout):
    return screen_address(registry.resource("records.paperlayout"), "act", layout.uid, "change_paperlayout")


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return answer.content.decode()


def test_papers_of_the_institution_show_a_sample_and_every_type(world, layout, as_user):
    page = text(as_user(world.leader).get(reverse("office:papers")))
    assert "data:image/png;base64," in page
    assert change_address(layout) in page
    for row in DocumentType.objects.filter(institution=world.institution):
        assert str(row.title) in page
    assert "document_type=" in page
    clerk = text(as_user(world.clerk_a).get(reverse("office:papers")))
    assert change_address(layout) not in clerk
    assert "document_type=" not in clerk
    other = as_user(world.stranger)
    assert other.get(entry_address(layout)).status_code == 404
    assert other.get(change_address(layout)).status_code == 404
    assert as_user(world.clerk_a).get(change_address(layout)).status_code == 403
    assert as_user(world.techadmin).get(reverse("office:papers")).status_code == 403


def test_looks_are_tried_without_saving_and_the_picture_is_kept(world, layout, as_user):
    browser = as_user(world.leader)
    crest = SimpleUploadedFile("crest.svg", CREST, content_type="image/svg+xml")
    tried = text(browser.post(change_address(layout), {**WHOLE, "look": "1", "sample": "memorandum", "crest": crest}))
    assert "data:image/png;base64," in tried
    assert PaperLayout.objects.filter(institution=world.institution).count() == 1
    kept = tried.split('name="crest_kept" value="')[1].split('"')[0]
    assert kept
    saved = browser.post(change_address(layout), {**WHOLE, "crest_kept": kept})
    made = layout_in_use(world.institution)
    assert saved.status_code == 302
    assert (made.version, made.font, made.crest.size) == (2, "serif", len(CREST))


def test_looks_against_the_law_are_told_at_the_field_and_kept(world, layout, as_user):
    browser = as_user(world.leader)
    for extra in ({"look": "1"}, {}):
        page = text(browser.post(change_address(layout), {**WHOLE, "size": "30", **extra}), 200 if extra else 400)
        assert "between 9 and 14" in page
        assert 'value="30' in page
    bad = SimpleUploadedFile("crest.gif", b"GIF89a", content_type="image/gif")
    page = text(browser.post(change_address(layout), {**WHOLE, "crest": bad}), 400)
    assert "Choose a PNG, JPEG or SVG file" in page
    assert layout_in_use(world.institution) == layout


def test_versions_show_their_difference_and_are_taken_back(world, layout, as_user):
    browser = as_user(world.leader)
    browser.post(change_address(layout), WHOLE)
    made = layout_in_use(world.institution)
    page = text(browser.get(f"{entry_address(made)}?against=1"))
    assert "Difference from version 1" in page
    assert "<del>" in page
    old = text(browser.get(entry_address(layout)))
    back = screen_address(registry.resource("records.paperlayout"), "act", layout.uid, "revert_paperlayout")
    assert back in old
    assert browser.post(back).status_code == 302
    assert (layout_in_use(world.institution).version, layout_in_use(world.institution).font) == (3, "sans")
    assert text(browser.get(change_address(made)), 409)


def values(kind, **changes):
    shipped = {"opening": "", "ending": "", "closing": "Hörmətlə,", "appeal": "Öz şikayət qaydamız."}
    return {"document_type": kind.uid, "language": "az", "based_on": "0", "source": "", **shipped, **changes}


def test_words_are_written_by_version_and_only_what_differs_is_own(world, kind, as_user):
    browser, address = as_user(world.leader), write_address(kind, "az")
    assert "Hörmətlə," in text(browser.get(address))
    assert browser.post(address, values(kind)).status_code == 302
    row = PaperTemplate.objects.get()
    assert row.wording == {"appeal": "Öz şikayət qaydamız."}
    assert "Öz şikayət qaydamız." in text(browser.get(entry_address(row)))
    assert f'href="{entry_address(row)}"' in text(browser.get(reverse("office:papers")))
    late = text(browser.post(address, values(kind, closing="Gec")), 412)
    assert "Somebody made version 1 meanwhile" in late
    assert 'value="Gec"' in late
    assert 'name="based_on" value="1"' in late
    assert PaperTemplate.objects.count() == 1


def test_a_fault_of_the_template_is_told_with_its_line_and_nothing_is_lost(world, kind, as_user):
    browser, address = as_user(world.leader), write_address(kind, "az")
    source = '#import "_page.typ": *\n#nothing-of-this-name'
    for extra, status in (({"look": "1"}, 200), ({}, 409)):
        page = text(browser.post(address, values(kind, source=source, **extra)), status)
        assert page.count("Line 2: The template names something that does not exist") == 1
        assert "#nothing-of-this-name" in page
    assert not PaperTemplate.objects.exists()
    begun = text(browser.post(address, values(kind, shipped="1")))
    assert "#letter()" in begun
    assert "data:image/png;base64," in begun


def test_who_may_not_write_words_does_not(world, kind, as_user):
    address = write_address(kind, "az")
    assert as_user(world.clerk_a).get(address).status_code == 403
    assert as_user(world.clerk_a).post(address, values(kind)).status_code == 403
    assert as_user(world.leader).get(address.replace("language=az", "language=xx")).status_code == 404
    assert as_user(world.leader).get(address.partition("?")[0]).status_code == 302
    assert not PaperTemplate.objects.exists()
