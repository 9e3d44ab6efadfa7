# SPDX-License-Identifier: EUPL-1.2
"""Queues of arrivals, pages of attachments and laid-out letters, receipts: each open to its readers, and safe."""

from __future__ import annotations

import io
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nizam.doors.office.pages.hypertext import TooDeep, clean
from nizam.doors.office.pages.letters import FLAG_WORDS
from nizam.foundations.messages import FLAGS
from nizam.kit.actions import Actor
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address
from nizam.kit.testing.world import World
from nizam.spine.cases import actions, attachments, intake
from nizam.spine.cases.envelopes import keep
from nizam.spine.cases.models import Attachment, Case, Envelope
from nizam.spine.cases.models.envelopes import registering_flags
from nizam.spine.jobs.worker import run_pending
from nizam.spine.org.actions import operator_actor

SignIn = Callable[[Any], Client]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
HTML = (
    '<p>Salam, <b>idarə</b></p><script>alert("x")</script><form action="https://x.example"><input name="pin"></form>'
    '<a href="https://evil.example/bank">www.bank.example</a> <a href="javascript:alert(1)">bas</a>'
    '<img src="https://spy.example/p.gif" alt="loqo"><img src="cid:plan" onerror="x" alt="plan">'
    '<div style="position:fixed" onclick="x">son</div>'
)


@pytest.fixture
def house(world: World) -> World:
    return world


def arrive(world: World, message: EmailMessage) -> Envelope:
    """Keep and register a letter of unit A."""
    operator = operator_actor()
    envelope, _new = keep(
        operator, world.institution, message.as_bytes(), door="mail", at=timezone.now(), unit=world.unit_a
    )
    intake.register(operator, [envelope])
    envelope.refresh_from_db()
    return envelope


def letter(number: int = 1, **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = headers.pop("From", "Aydın <aydin@example.test>")
    message["Subject"], message["Message-ID"] = "Kabinetə daxil ola bilmirəm", f"<{number}@example.test>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Salam. Səbəbini bildirin.\n")
    return message


def laid_out() -> EmailMessage:
    """Return a letter with a form in hypertext, a picture within it and a file beside it."""
    message = letter()
    message.add_alternative(HTML, subtype="html")
    payload: Any = message.get_payload()
    payload[1].add_related(PNG, maintype="image", subtype="png", cid="<plan>")
    message.add_attachment("Məktəb 3\n".encode(), maintype="text", subtype="csv", filename="siyahı.csv")
    message.add_attachment(b"MZ\x90", maintype="application", subtype="octet-stream", filename="oyun.exe")
    return message


def body(response: Any) -> str:
    return str(response.content.decode())


def address(queue: str, **more: str) -> str:
    return "&".join([f"{reverse('office:arrivals')}?queue={queue}", *(f"{k}={v}" for k, v in more.items())])


def hold(world: World, number: int, case: Case | None = None, **values: Any) -> Envelope:
    """Have a letter held, as the intake holds one whose sender takes no part in a case."""
    envelope = arrive(world, letter(number, From=f"Yad {number} <yad{number}@example.test>"))
    guesses = [] if case is None else [{"case": str(case.uid), "score": 0.7, "reason": "number-in-subject"}]
    Envelope.objects.filter(pk=envelope.pk).update(
        **{"disposition": "held", "held_for": "stranger", "guesses": guesses, "case": None, **values}
    )
    envelope.refresh_from_db()
    return envelope


# Queues


@pytest.mark.django_db
def test_a_held_letter_shows_its_reason_and_joins_its_guess_by_one_press(house: World, as_user: SignIn) -> None:
    case = actions.open_by_hand_case(
        Actor(house.clerk_a), unit=house.unit_a, subject="İşıq", from_whom="Rəşad", text="Yanmır"
    )
    held = hold(house, 2, case)
    client = as_user(house.clerk_a)
    page = body(client.get(reverse("office:arrivals")))
    for expected in ("takes no part in the case", "its number stands in the subject", case.number_text, "70", "yad2@"):
        assert expected in page
    join = act_address(registry.resource("cases.envelope"), actions.join_envelope, held)
    assert f'action="{join}"' in page
    answer = client.post(join, {"case": case.uid, "next": address("held")})
    assert (answer.status_code, answer.headers["Location"]) == (302, address("held"))
    held.refresh_from_db()
    assert (held.disposition, held.case) == ("reply", case)


@pytest.mark.django_db
def test_a_letter_without_a_case_is_read_whole_on_its_own_page(house: World, as_user: SignIn) -> None:
    envelope = arrive(house, laid_out())
    Envelope.objects.filter(pk=envelope.pk).update(disposition="held", held_for="stranger", case=None)
    client = as_user(house.clerk_a)
    page = body(client.get(entry_address(envelope)))
    expected = (
        "Səbəbini bildirin.",
        "siyahı.csv",
        reverse("office:attachment", args=(envelope.uid, 2)),
        reverse("office:letter_hypertext", args=(envelope.uid,)),
        reverse("office:letter_file", args=(envelope.uid,)),
        address("held"),
        "The sender takes no part in the case",
        "no mail server is named",
        "Azərbaycanca",
    )
    for words in expected:
        assert words in page
    assert ">stranger<" not in page
    assert client.get(reverse("office:letter_file", args=(envelope.uid,))).status_code == 200


@pytest.mark.django_db
def test_a_letter_that_went_out_is_read_as_the_one_who_got_it_reads_it(house: World, as_user: SignIn) -> None:
    case = actions.open_by_hand_case(
        Actor(house.clerk_a), unit=house.unit_a, subject="İşıq", from_whom="Rəşad", text="Yanmır"
    )
    sent = EmailMessage()
    sent.set_content("Lampa dəyişdirildi.")
    envelope = actions.keep_sent_envelope(
        operator_actor(), case=case, raw=sent.as_bytes(), message_id="<a@b.example>", subject="Cavab"
    )
    page = body(as_user(house.clerk_a).get(entry_address(envelope)))
    assert "Lampa dəyişdirildi." in page
    assert "As it went (" in page
    assert "As it came" not in page


@pytest.mark.django_db
def test_a_letter_without_a_subject_is_named_in_words(house: World, as_user: SignIn) -> None:
    envelope = hold(house, 1, subject="")
    assert envelope.sha256[:12] not in str(envelope)
    client = as_user(house.clerk_a)
    assert "Letter without a subject" in body(client.get(reverse("office:cases_envelope_list")))


@pytest.mark.django_db
def test_a_letter_too_large_asks_for_the_limit_before_it_is_read_again(house: World, as_user: SignIn) -> None:
    large = hold(house, 1, disposition="oversize", held_for="")
    broken = hold(house, 2, disposition="unreadable", held_for="")
    client = as_user(house.clerk_a)
    replay = [act_address(registry.resource("cases.envelope"), actions.replay_envelope, one) for one in (large, broken)]
    page = body(client.get(address("oversize")))
    assert f'href="{replay[0]}"' in page
    assert f'action="{replay[0]}"' not in page
    assert 'name="megabytes"' in body(client.get(replay[0]))
    assert f'action="{replay[1]}"' in body(client.get(address("unreadable")))


@pytest.mark.django_db
def test_each_queue_counts_and_shows_its_own(house: World, as_user: SignIn) -> None:
    hold(house, 1)
    for number, values in enumerate(
        (
            {"disposition": "unreadable", "held_for": ""},
            {"disposition": "oversize", "held_for": ""},
            {"disposition": "set-aside", "held_for": "", "note": "Reklam, siyahı"},
            {"disposition": "", "held_for": ""},
            {"disposition": "withheld", "direction": "out", "recipient_email": "robot@example.test", "held_for": ""},
            # A mail about to leave waits for nobody.
            {"disposition": "", "direction": "out", "held_for": ""},
        ),
        start=2,
    ):
        hold(house, number, **values)
    client = as_user(house.clerk_a)
    response = client.get(reverse("office:arrivals"))
    assert [tab["count"] for tab in response.context["tabs"]] == [1] * 6
    assert "Reklam, siyahı" in body(client.get(address("aside")))
    withheld = body(client.get(address("withheld")))
    assert "robot@example.test" in withheld
    assert "send_withheld_envelope" in withheld
    assert "yad5@example.test" in body(client.get(address("waiting")))


@pytest.mark.django_db
def test_the_neighbour_sees_none_of_it_and_readers_get_no_acts(house: World, as_user: SignIn) -> None:
    case = actions.open_by_hand_case(
        Actor(house.clerk_b), unit=house.unit_b, subject="Başqa iş", from_whom="Leyla", text="Mətn"
    )
    hold(house, 1, case)
    neighbour = as_user(house.clerk_b).get(reverse("office:arrivals"))
    assert sum(tab["count"] for tab in neighbour.context["tabs"]) == 0
    assert "Nothing waits for a decision" in body(neighbour)
    mine = body(as_user(house.clerk_a).get(reverse("office:arrivals")))
    assert "not open to you" in mine
    assert "Başqa iş" not in mine
    inspector = body(as_user(house.inspector).get(reverse("office:arrivals")))
    assert "yad1@example.test" in inspector
    assert "/act/" not in inspector
    assert "nz-arrival__acts" not in inspector, "no empty column of acts"
    assert as_user(house.techadmin).get(reverse("office:arrivals")).status_code == 403
    assert as_user(house.inspector).get(reverse("office:by_hand")).status_code == 403


@pytest.mark.django_db
def test_many_rows_cost_the_questions_of_few(house: World, as_user: SignIn) -> None:
    case = actions.open_by_hand_case(
        Actor(house.clerk_a), unit=house.unit_a, subject="İşıq", from_whom="Rəşad", text="Yanmır"
    )
    first = hold(house, 1, case)
    client = as_user(house.clerk_a)

    def questions(**query: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(address("held", **query)).status_code == 200
        return len(caught)

    questions()
    few = questions()
    fields = {f.name: getattr(first, f.name) for f in Envelope._meta.concrete_fields if f.name not in {"id", "uid"}}
    many = [Envelope(**{**fields, "sha256": f"{n:064}", "identity": f"many {n}"}) for n in range(120)]
    Envelope.objects.bulk_create(many)
    assert questions() <= few + 1
    third = client.get(address("held", page="3"))
    assert len(third.context["rows"]) == 21


# Pages of attachments and letters


@pytest.mark.django_db
def test_attachments_show_their_marks_and_their_text_and_run_nothing(house: World, as_user: SignIn) -> None:
    envelope = arrive(house, laid_out())
    run_pending()
    client = as_user(house.clerk_a)
    page = body(client.get(entry_address(envelope.case)))
    assert "a program: kept, not opened" in page
    text = reverse("office:attachment_text", args=(envelope.uid, 2))
    assert text in page
    assert reverse("office:attachment_text", args=(envelope.uid, 3)) not in page
    shown = client.get(text)
    assert "Məktəb 3" in body(shown)
    assert "script-src 'self'" in shown.headers["Content-Security-Policy"]
    assert reverse("office:attachment", args=(envelope.uid, 2)) in body(shown)


@pytest.mark.django_db
def test_a_letter_in_hypertext_is_shown_cleaned(house: World, as_user: SignIn) -> None:
    envelope = arrive(house, laid_out())
    client = as_user(house.clerk_a)
    at = reverse("office:letter_hypertext", args=(envelope.uid,))
    assert at in body(client.get(entry_address(envelope.case)))
    page = client.get(at)
    shown = body(page).partition('class="nz-mail"')[2].partition("</div>\n")[0]
    assert "<b>idarə</b>" in shown
    assert "(https://evil.example/bank)" in shown
    assert 'rel="noopener noreferrer nofollow"' in shown
    for forbidden in (
        "<script",
        "alert",
        "<form",
        "<input",
        "javascript:",
        "onclick",
        "onerror",
        "style=",
        "spy.example",
    ):
        assert forbidden not in shown
    assert "1 picture from elsewhere was not loaded" in body(page)
    picture = reverse("office:picture", args=(envelope.uid, 1))
    assert f'src="{picture}"' in shown
    given = client.get(picture)
    assert (given.headers["Content-Type"], given.content) == ("image/png", PNG)
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in given.headers["Content-Security-Policy"]
    # Whatever is no picture by its bytes is no picture.
    assert client.get(reverse("office:picture", args=(envelope.uid, 2))).status_code == 404


@pytest.mark.django_db
def test_pages_of_a_letter_are_closed_to_the_neighbour(house: World, as_user: SignIn) -> None:
    envelope = arrive(house, laid_out())
    neighbour = as_user(house.clerk_b)
    for route, args in (
        ("attachment_text", (envelope.uid, 2)),
        ("letter_hypertext", (envelope.uid,)),
        ("picture", (envelope.uid, 1)),
        ("receipt", (envelope.case.uid if envelope.case else "",)),
    ):
        assert neighbour.get(reverse(f"office:{route}", args=args)).status_code == 404


def test_what_is_nested_too_deep_is_not_cleaned_for_minutes() -> None:
    with pytest.raises(TooDeep):
        clean("<div>" * 10_000, lambda identifier: "")


def test_words_of_flags_speak_of_flags_there_are() -> None:
    assert set(FLAG_WORDS) <= set(FLAGS) | {code for code, _words in registering_flags()}


# Receipts and by hand


@pytest.mark.django_db
def test_every_case_has_a_receipt_on_paper(house: World, as_user: SignIn) -> None:
    case = actions.open_by_hand_case(
        Actor(house.clerk_a), unit=house.unit_a, subject="Küçədə işıq", from_whom="Rəşad Quliyev", text="Yanmır"
    )
    client = as_user(house.clerk_a)
    at = reverse("office:receipt", args=(case.uid,))
    assert at in body(client.get(entry_address(case)))
    paper = client.get(at)
    assert paper.headers["Content-Type"] == "application/pdf"
    words = " ".join(pypdf.PdfReader(io.BytesIO(paper.content)).pages[0].extract_text().split())
    hour = case.registered_at.astimezone(house.institution.tzinfo).strftime("%H:%M")
    for expected in (case.number_text, "Küçədə işıq", "Rəşad Quliyev", str(case.due_on.year), hour):
        assert expected in words
    assert client.get(at).content == paper.content


@pytest.mark.django_db
def test_the_four_ways_lead_to_their_forms(house: World, as_user: SignIn) -> None:
    client = as_user(house.clerk_a)
    doors = client.get(reverse("office:by_hand")).context["doors"]
    assert len(doors) == 4
    for door in doors:
        assert client.get(door["url"]).status_code == 200
    sent = client.post(
        doors[1]["url"],
        {"phone": "+994 12 555 12 12", "called_at": "2026-11-20T10:15", "subject": "Su", "text": "Yoxdur",
         "unit": house.unit_a.uid},
    )  # fmt: skip
    case = Case.objects.get(channel="phone")
    assert sent.headers["Location"] == entry_address(case)
    assert case.arrived_at.astimezone(house.institution.tzinfo).strftime("%d %H:%M") == "20 10:15"


@pytest.mark.django_db
def test_a_scan_is_given_back_as_it_was(house: World, as_user: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    case = actions.open_by_scan_case(
        Actor(house.clerk_a), unit=house.unit_a, subject="Ərizə", from_whom="Rəşad",
        file=SimpleUploadedFile("ərizə.pdf", b"%PDF-1.4\n"),
    )  # fmt: skip
    Attachment.objects.update(state="marked", marks=["archive-bomb"], text="Oxunan söz")
    client = as_user(house.clerk_a)
    page = body(client.get(entry_address(case)))
    assert str(attachments.mark_words()["archive-bomb"]) in page
    envelope = case.envelopes.get()
    given = client.get(reverse("office:attachment", args=(envelope.uid, 1)))
    assert given.content == b"%PDF-1.4\n"
    assert "attachment" in given.headers["Content-Disposition"]
    assert "Oxunan söz" in body(client.get(reverse("office:attachment_text", args=(envelope.uid, 1))))
