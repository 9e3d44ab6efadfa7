# SPDX-License-Identifier: EUPL-1.2
"""A whole case as one PDF: what stands in it, under which page, for whom."""

from __future__ import annotations

import io
import re
from email.message import EmailMessage
from typing import Any

import pypdf
import pytest
from django.utils import timezone, translation

from nizam.kit.actions import Actor
from nizam.kit.ports import ports
from nizam.kit.transfer import files
from nizam.spine.cases import actions, intake
from nizam.spine.cases.envelopes import keep
from nizam.spine.cases.models import Case
from nizam.spine.cases.printing import begin_print, parts, print_case
from nizam.spine.jobs.worker import run_pending
from nizam.spine.org.actions import open_access

pytestmark = pytest.mark.django_db


def plan() -> bytes:
    """Return a PDF of two pages with a word on it."""
    writer = pypdf.PdfWriter()
    for _ in range(2):
        writer.add_blank_page(595, 842)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def case(world: Any, operator: Actor) -> Case:
    message = EmailMessage()
    message["From"], message["Subject"] = "Aygün Məmmədova <aygun@example.org>", "Məktəbdə internet yoxdur"
    message["Message-ID"] = "<1@example.org>"
    message.set_content("İki həftədir işləmir #read(x).")
    message.add_attachment(plan(), maintype="application", subtype="pdf", filename="plan.pdf")
    message.add_attachment(b"%PDF-1.4 broken", maintype="application", subtype="pdf", filename="qırıq.pdf")
    message.add_attachment("Cədvəl".encode(), maintype="text", subtype="csv", filename="cədvəl.csv")
    envelope, _new = keep(operator, world.institution, bytes(message), door="mail", at=timezone.now())
    intake.register(operator, [envelope])
    envelope.refresh_from_db()
    clerk, head = Actor(world.clerk_a), Actor(world.head_a)
    found: Case = actions.assign_case(operator, envelope.case, unit=world.unit_a)
    actions.resolve_case(head, found, text="Yerində yoxlayın", unit=world.unit_a, under_control=True)
    actions.note_case(clerk, found, text="Daxili qeyd: təchizatçı")
    actions.answer_case(clerk, found, body="Xətt bərpa olundu.")
    actions.sign_answer_case(head, found)
    return found


def pages_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def test_all_of_it_stands_there_in_order_under_the_page_the_contents_name(world: Any, case: Case) -> None:
    with translation.override("en"):
        pdf, count = print_case(world.clerk_a, case)
    pages = pages_of(pdf)
    assert len(pages) == count
    assert all(page.endswith(f"{place} / {count}") for place, page in enumerate(pages, start=1))
    assert case.number_text in pages[0]
    assert "Aygün Məmmədova" in pages[0]
    whole = " ".join(pages)
    for words in ("İki həftədir işləmir #read(x).", "plan.pdf", "cədvəl.csv", "Xətt bərpa olundu.", "Yerində yoxlayın"):
        assert words in whole, words
    assert "cannot be opened" in pages[0]
    # Cover, letter, the two pages of the plan, the answer, orders, journal.
    orders = next(place for place, page in enumerate(pages, start=1) if "Yerində yoxlayın" in page)
    assert re.search(rf"Resolutions, tasks and reports {orders}\b", pages[0])
    assert "Write a resolution" in pages[-1]


def test_notes_stay_in_the_house_unless_they_are_asked_for(world: Any, case: Case) -> None:
    assert "Daxili qeyd" not in " ".join(pages_of(print_case(world.clerk_a, case)[0]))
    assert "Daxili qeyd" in " ".join(pages_of(print_case(world.clerk_a, case, notes=True)[0]))


def test_it_is_made_in_the_background_for_who_asked_and_told(world: Any, case: Case) -> None:
    export = begin_print(Actor(world.clerk_a), case, notes=False)
    run_pending()
    export.refresh_from_db()
    assert (export.state, export.form) == ("ready", "pdf")
    with files.open_file(files.file_name(export)) as stream:
        assert len(pypdf.PdfReader(stream).pages) == export.rows
    assert not type(export).objects.visible_to(world.head_a).exists()


def test_nothing_is_printed_for_who_sees_the_case_no_more(world: Any, case: Case) -> None:
    export = begin_print(Actor(world.clerk_b), case, notes=False)
    run_pending()
    export.refresh_from_db()
    assert export.state == "refused"
    # Who was let in to read does not take it out of the house, whatever he may take out elsewhere.
    open_access(case, user=world.clerk_b, reason="oxumaq üçün")
    export = begin_print(Actor(world.clerk_b), case, notes=False)
    run_pending()
    export.refresh_from_db()
    assert export.state == "refused"
    assert "journal" not in ports.missing()


def test_files_for_which_there_is_no_room_are_named_in_the_contents(
    world: Any, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = case.papers.get().document.versions.get(role="paper").blob.size
    monkeypatch.setattr(parts, "LARGEST_SUM", paper + len(plan()) - 1)
    with translation.override("en"):
        pages = pages_of(print_case(world.clerk_a, case)[0])
    left = re.search(r"These files are left out, .* together: (.*)", pages[0])
    assert left is not None
    assert "plan.pdf" in left[1]
    # The answer is there, the plan is not.
    assert "Xətt bərpa olundu." in " ".join(pages)
    assert not [page for page in pages if re.fullmatch(r"\W*\d+ / \d+", page)]
    monkeypatch.setattr(parts, "LARGEST_SUM", paper - 1)
    with translation.override("en"):
        pages = pages_of(print_case(world.clerk_a, case)[0])
    assert ".pdf" in pages[0].partition("together: ")[2]
    assert "Xətt bərpa olundu." in " ".join(pages)
