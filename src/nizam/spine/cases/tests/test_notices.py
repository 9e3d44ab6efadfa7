# SPDX-License-Identifier: EUPL-1.2
"""Who wrote is told: a draft in their language, signed as PDF/A, owed until it is sent or handed over."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pypdf
import pytest

from nizam.kit.errors import NotAllowed
from nizam.spine.cases import actions
from nizam.spine.cases.models import CalendarDay, Case, CaseDocument, Extension, Forwarding, Party, Suspension
from nizam.spine.cases.notices import KINDS, LANGUAGES, places, texts, word_notice
from nizam.spine.cases.notices.telling import is_owed
from nizam.spine.cases.tests.matters import Office, office
from nizam.spine.jobs.worker import run_pending
from nizam.spine.outbox.models import Message
from nizam.spine.records.blobs import read_bytes

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 2)


def written(here: Office, day: date = MONDAY, procedure: str = "appeal", *, language: str = "") -> Case:
    """Return a matter of somebody who is named."""
    case = here.matter(day, procedure)
    party = Party(institution=here.institution, unit=here.unit, kind="citizen", name="Aygün Məmmədova")
    party.save()
    case.party, case.language = party, language or here.institution.main_language
    case.save(update_fields=["party", "language"])
    return case


def forwarded(here: Office, case: Case, **more: Any) -> Forwarding:
    values = {"body_name": "Təhsil Nazirliyi", "whole": True, "reason": "Məktəblərə o baxır", **more}
    actions.forward_case(here.clerk, case, **values)
    row = Forwarding.objects.latest("pk")
    actions.send_forwarding(here.clerk, row, number="12/345", on=date(2026, 3, 4))
    return Forwarding.objects.get(pk=row.pk)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_words_every_notice_with_the_same_places(language: str) -> None:
    for kind in KINDS:
        known = texts(language)[kind]
        ours = sorted({name for part in known["body"] for name in places(part)})
        assert ours == sorted({name for part in texts("en")[kind]["body"] for name in places(part)}), kind
        assert known["subject"]
    assert set(texts(language)) == {"law", "act", *KINDS}


def test_what_has_no_value_is_left_out_and_values_are_never_read_as_places() -> None:
    words = word_notice("forwarded", "tr", {"number": "A-1", "registered": MONDAY, "body": "{law} Bakanlığı"}, {})
    assert words.body.startswith("02.03.2026 tarihinde A-1 sayı ile")
    assert "{law} Bakanlığı" in words.body
    assert "Dayanak" not in words.body
    assert "Gönderme tarihi" not in words.body
    law = {"act": "Kanun", "article": "", "version": "4982"}
    assert "Dayanak: Kanun (4982)." in word_notice("fee", "tr", {}, law).body


def test_forwarding_drafts_a_notice_that_names_number_body_law_and_day() -> None:
    here = office("AZ")
    case = written(here)
    row = forwarded(here, case)
    assert row.notice is not None
    draft = row.notice.document
    assert (draft.state, draft.language, draft.addressee) == ("draft", "az", "Aygün Məmmədova")
    assert draft.author == here.clerk.user
    for expected in (case.number_text, "02.03.2026", "Təhsil Nazirliyi", "12/345", "04.03.2026", "7.10"):
        assert expected in draft.body
    assert is_owed(row)
    # Three working days from Monday, 2 March.
    assert row.tell_by == date(2026, 3, 5)


def test_the_signed_notice_is_a_paper_and_settles_nothing_until_it_is_handed_over() -> None:
    here = office("AZ")
    row = forwarded(here, written(here))
    with pytest.raises(NotAllowed):
        actions.sign_notice_forwarding(here.clerk, row)
    actions.sign_notice_forwarding(here.head, row)
    row = Forwarding.objects.get()
    assert row.notice is not None
    document = row.notice.document
    assert (document.state, bool(document.number_text)) == ("signed", True)
    pdf = pypdf.PdfReader(io.BytesIO(read_bytes(document.versions.get().blob)))
    assert "12/345" in " ".join("".join(page.extract_text() for page in pdf.pages).split())
    assert "pdfaid" in (pdf.xmp_metadata.stream.get_data().decode() if pdf.xmp_metadata else "")
    # There is no address: it is owed until somebody hands it over.
    assert not Message.objects.filter(kind="notice-by-mail").exists()
    assert is_owed(row)
    assert not actions.sign_notice_forwarding.applies_to(row)
    actions.tell_forwarding(here.clerk, row, on=date(2026, 3, 5))
    row = Forwarding.objects.get()
    assert not is_owed(row)
    assert Case.objects.get().state == "closed"


@pytest.mark.parametrize(
    ("spoken", "wrote", "drafted", "words"),
    [
        (["az"], "ru", "az", "Bildiririk"),
        (["az", "ru"], "ru", "ru", "Сообщаем"),
        (["uz", "uz-Cyrl"], "uz-Cyrl", "uz-Cyrl", "маълум қиламиз"),
        (["uz"], "uz-Cyrl", "uz", "maʼlum qilamiz"),
        (["tr", "en"], "en", "en", "was forwarded"),
    ],
)
def test_it_is_in_the_senders_language_where_the_institution_works_in_it(
    spoken: list[str], wrote: str, drafted: str, words: str
) -> None:
    here = office({"az": "AZ", "uz": "UZ", "tr": "TR"}[spoken[0]])
    here.institution.languages = spoken
    here.institution.save(update_fields=["languages"])
    row = forwarded(here, written(here, language=wrote))
    assert row.notice is not None
    assert row.notice.document.language == drafted
    assert words in row.notice.document.body


def test_a_russian_paper_has_no_english_words() -> None:
    here = office("AZ")
    here.institution.languages = ["az", "ru"]
    here.institution.save(update_fields=["languages"])
    row = forwarded(here, written(here, language="ru"))
    actions.sign_notice_forwarding(here.head, row)
    document = Forwarding.objects.get().notice.document  # type: ignore[union-attr]
    pdf = pypdf.PdfReader(io.BytesIO(read_bytes(document.versions.get().blob)))
    text = "".join(page.extract_text() for page in pdf.pages)
    assert "Исполнитель" in text
    assert "Prepared" not in text


def test_extension_tells_the_new_day_and_by_when_it_is_owed() -> None:
    here = office("TR")
    case = written(here, procedure="information-request")
    actions.extend_case(here.head, case, ground="another-body", reason="Görüş bekleniyor", decided_on=date(2026, 3, 5))
    row = Extension.objects.get()
    case = Case.objects.get()
    assert row.notice is not None
    assert case.due_on is not None
    body = row.notice.document.body
    for expected in (f"{case.due_on:%d.%m.%Y}", "Görüş bekleniyor", "4982", "madde 11"):
        assert expected in body
    # Fifteen working days from 2 March without 20 March (Ramazan).
    assert row.tell_by == date(2026, 3, 24)
    assert is_owed(row)
    CalendarDay.objects.create(institution=here.institution, day=date(2026, 3, 10), working=False, reason="İdari izin")
    from nizam.spine.cases.recounting import ask_for_recount

    ask_for_recount(here.institution)
    run_pending()
    assert Extension.objects.get().tell_by == date(2026, 3, 25)


def test_who_extends_need_not_be_allowed_to_compose_papers() -> None:
    from nizam.kit.actions import Actor
    from nizam.kit.testing.world import make_account

    here = office("UZ")
    leader = Actor(user=make_account("leader", here.institution, "leadership", here.unit))
    case = written(here)
    actions.extend_case(leader, case, ground="study", reason="Oʻrganish kerak", decided_on=MONDAY)
    row = Extension.objects.get()
    assert row.notice is not None
    assert row.notice.document.author == leader.user
    assert row.tell_by is None
    assert is_owed(row)


def test_suspension_asks_for_what_is_missing_and_is_owed_by_the_laws_day() -> None:
    here = office("AZ")
    case = written(here, procedure="information-request")
    actions.suspend_case(here.clerk, case, reason="clarification", note="Hansı sənəd?", since=date(2026, 3, 3))
    row = Suspension.objects.get()
    assert row.notice is not None
    body = row.notice.document.body
    for expected in ("Hansı sənəd?", "24.4", "03.03.2026"):
        assert expected in body
    # Five working days: 3 to 6 March (4), 9 March is off, 10 March (5).
    assert row.tell_by == date(2026, 3, 10)
    assert is_owed(row)
    actions.tell_suspension(here.clerk, row, on=date(2026, 3, 4))
    assert not is_owed(Suspension.objects.get())


def test_fee_notice_names_the_day_on_which_the_matter_lapses() -> None:
    here = office("TR")
    case = written(here, procedure="information-request")
    actions.suspend_case(here.clerk, case, reason="fee", note="50 TL", since=date(2026, 3, 3))
    row = Suspension.objects.get()
    assert row.notice is not None
    assert row.lapses_on is not None
    assert f"{row.lapses_on:%d.%m.%Y}" in row.notice.document.body
    assert "50 TL" in row.notice.document.body


def test_what_is_withdrawn_leaves_no_draft_and_nobody_unnamed_gets_one() -> None:
    here = office("UZ")
    case = written(here)
    actions.suspend_case(here.clerk, case, reason="clarification", note="?", since=MONDAY)
    actions.withdraw_suspension(here.head, Suspension.objects.get(), reason="Səhv")
    paper = CaseDocument.objects.get(role="notice").document
    assert paper.voided_at is not None
    assert not actions.sign_notice_suspension.applies_to(Suspension.objects.get())
    unnamed = here.matter(MONDAY)
    assert forwarded(here, unnamed).notice is None
