# SPDX-License-Identifier: EUPL-1.2
"""Repeats are marked; what is no correspondence is set aside and restored; what failed is read again, once."""

from __future__ import annotations

import datetime as dt
import importlib.util
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nizam.foundations import messages
from nizam.kit.actions import Actor
from nizam.kit.errors import NotAllowed, NotVisible, Refused
from nizam.kit.ports import ports
from nizam.spine.cases import actions
from nizam.spine.cases.envelopes import keep
from nizam.spine.cases.intake import reading, register
from nizam.spine.cases.models import Attachment, Case, CaseLink, Envelope
from nizam.spine.org.models import Mailbox, TakenNumber

_spec = importlib.util.spec_from_file_location("letters", Path(__file__).with_name("letters.py"))
assert _spec is not None
assert _spec.loader is not None
letters = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(letters)

pytestmark = pytest.mark.django_db
ARRIVED = dt.datetime(2026, 11, 16, 6, 0, tzinfo=dt.UTC)
OURS = "muraciet@nizami.example"
AGAIN = "Hörmətli idarə! Yenə yazıram: məktəbimizdə hələ də internet yoxdur, iki həftədir. Cavabınız bizi qane etmir."
OTHERWISE = "Salam. Küçəmizdəki ağaclar quruyub, onların kəsilməsinə icazə verilsin və yenisi əkilsin."


def arrive(operator: Any, world: Any, raw: bytes, at: dt.datetime = ARRIVED, box: Any = None) -> Envelope:
    envelope, _new = keep(operator, world.institution, raw, door="mail", at=at, mailbox=box)
    register(operator, [envelope])
    envelope.refresh_from_db()
    return envelope


def letter(number: int, text: str = AGAIN, **values: str) -> bytes:
    raw: bytes = letters.letter(message_id=f"<r{number}@example.org>", text=text, **values)
    return raw


def answer(case: Case, at: dt.datetime = ARRIVED) -> None:
    Case.objects.filter(pk=case.pk).update(state="answered", answered_at=at)


def test_the_same_person_in_the_same_matter_after_the_answer_is_a_repeat(operator: Any, world: Any) -> None:
    first = arrive(operator, world, letters.letter()).case
    while_open = arrive(operator, world, letter(1))
    assert (while_open.disposition, while_open.case.marks) == ("new", [])
    answer(first)
    again = arrive(operator, world, letter(2, sender="aygun@EXAMPLE.org"))
    assert (again.disposition, again.case.marks) == ("new", ["repeat"])
    assert again.case.number_text
    assert again.case.due_on
    link = CaseLink.objects.get(relation="repeat")
    assert (link.case, link.other) == (again.case, first)
    assert first.number_text in link.reason
    assert arrive(operator, world, letter(3, OTHERWISE, subject="Ağaclar")).case.marks == []
    assert arrive(operator, world, letter(4, sender="Başqa <b@example.org>")).case.marks == []


def test_after_the_term_has_run_out_it_is_a_repeat_too(operator: Any, world: Any) -> None:
    first = arrive(operator, world, letters.letter()).case
    late = ARRIVED + dt.timedelta(days=90)
    assert first.due_on < late.date()
    assert arrive(operator, world, letter(1), at=late).case.marks == ["repeat"]


def test_a_copy_is_no_repeat(operator: Any, world: Any) -> None:
    first = arrive(operator, world, letters.letter())
    answer(first.case)
    assert arrive(operator, world, b"Received: by other\r\n" + letters.letter()).disposition == "duplicate"
    assert CaseLink.objects.count() == 0


def test_three_answers_within_a_year_are_hinted_at_and_decided_by_nobody_but_a_person(
    operator: Any, world: Any
) -> None:
    days = dt.timedelta(days=1)
    for number in range(3):
        answer(arrive(operator, world, letter(number), at=ARRIVED + number * days).case, ARRIVED + number * days)
    fourth = arrive(operator, world, letter(4), at=ARRIVED + 30 * days).case
    assert fourth.marks == ["repeat", "repeat-without-consideration?"]
    assert (fourth.state, fourth.due_on is not None) == ("new", True)
    Case.objects.filter(pk__lt=fourth.pk).update(answered_at=ARRIVED - 400 * days)
    assert arrive(operator, world, letter(5), at=ARRIVED + 31 * days).case.marks == ["repeat"]


def test_only_azerbaijan_leaves_repeats_without_consideration(operator: Any, world: Any) -> None:
    world = replace(world, institution=world.other_institution)
    for number in range(3):
        answer(arrive(operator, world, letter(number)).case)
    assert arrive(operator, world, letter(4)).case.marks == ["repeat"]


def test_a_letter_that_names_an_answered_matter_in_its_text_repeats_it(operator: Any, world: Any) -> None:
    first = arrive(operator, world, letters.letter()).case
    answer(first)
    text = f"{OTHERWISE} Sizin {first.number_text} nömrəli cavabınız məni qane etmədi."
    named = arrive(operator, world, letter(1, text))
    assert (named.disposition, named.case.marks) == ("new", ["repeat"])
    reply = arrive(operator, world, letter(2, text, subject="Re: cavab"))
    assert (reply.disposition, reply.case) == ("reply", first)


@pytest.fixture
def box(world: Any) -> Mailbox:
    return Mailbox.objects.create(
        institution=world.institution, address=OURS, filter_mark="X-Spam-Flag: YES", aside_lists=True
    )


SPAM = b"X-Spam-Flag: YES\r\n"
ROUND = b"List-Id: Offers <offers.shop.example>\r\n"


@pytest.mark.parametrize(("mark", "said"), [(SPAM, "X-Spam-Flag: YES"), (ROUND, "offers.shop.example")])
def test_a_mailboxs_rule_sets_aside_before_registration(
    operator: Any, world: Any, box: Mailbox, mark: bytes, said: str
) -> None:
    aside = arrive(operator, world, mark + letters.letter(), box=box)
    assert (aside.disposition, aside.case) == ("set-aside", None)
    assert said in aside.note
    assert TakenNumber.objects.count() == 0
    restored = actions.restore_envelope(operator, aside)
    assert (restored.disposition, restored.note) == ("new", "")
    assert restored.case.number_text == "M-1/2026"
    with pytest.raises(Refused):
        actions.restore_envelope(operator, restored)


def test_without_a_rule_or_in_doubt_it_is_registered(operator: Any, world: Any, box: Mailbox) -> None:
    plain = Mailbox.objects.create(institution=world.institution, address="adi@nizami.example")
    first = arrive(operator, world, ROUND + SPAM + letters.letter(), box=plain)
    assert first.disposition == "new"
    reply = ROUND + letters.letter(message_id="<2@example.org>", references="<1@example.org>", text="Əlavə.")
    assert arrive(operator, world, reply, box=box).disposition == "reply"
    assert arrive(operator, world, SPAM + letter(3, OTHERWISE), box=box).disposition == "new"
    quoting = ROUND + letter(4, sender="yad@example.com", subject=first.case.number_text)
    assert arrive(operator, world, quoting, box=box).disposition == "held"
    unmarked = b"X-Spam-Flag: NO\r\n" + letter(5, sender="x@example.com")
    assert arrive(operator, world, unmarked, box=box).disposition == "new"


def test_a_clerk_sets_aside_with_the_number_voided_and_a_reason(operator: Any, world: Any) -> None:
    clerk = Actor(user=world.clerk_a)
    envelope = arrive(operator, world, letters.letter(text="Ucuz kreditlər! Yalnız bu gün."))
    Envelope.objects.update(unit=world.unit_a)
    Case.objects.update(unit=world.unit_a)
    envelope.refresh_from_db()
    case = envelope.case
    with pytest.raises(Refused):
        actions.set_aside_envelope(clerk, envelope, reason=" ")
    with pytest.raises(NotVisible):
        actions.set_aside_envelope(Actor(user=world.clerk_b), envelope, reason="reklam")
    with pytest.raises(NotAllowed):
        actions.set_aside_envelope(Actor(user=world.inspector), envelope, reason="reklam")
    aside = actions.set_aside_envelope(clerk, envelope, reason="reklam")
    assert (aside.disposition, aside.note, aside.case) == ("set-aside", "reklam", None)
    case.refresh_from_db()
    number = TakenNumber.objects.get()
    assert case.voided_at is not None
    assert number.voided_at is not None
    assert "reklam" in case.void_reason
    assert "reklam" in number.void_reason
    assert next(iter(ports.journal.history(case))).action == "cases.void_case"
    restored = actions.restore_envelope(clerk, aside)
    assert restored.case.number_text == "M-2/2026"


def test_what_was_worked_on_is_not_set_aside(operator: Any, world: Any) -> None:
    envelope = arrive(operator, world, letters.letter())
    arrive(operator, world, letters.letter(message_id="<2@example.org>", references="<1@example.org>", text="Əlavə."))
    with pytest.raises(Refused):
        actions.set_aside_envelope(operator, envelope, reason="reklam")
    other = arrive(operator, world, letter(7, OTHERWISE))
    actions.assign_case(operator, other.case, unit=world.unit_b)
    other.refresh_from_db()
    with pytest.raises(Refused):
        actions.set_aside_envelope(operator, other, reason="reklam")


def test_a_held_letter_is_set_aside_or_given_a_case(operator: Any, world: Any) -> None:
    held = arrive(operator, world, letters.letter(sender="scanner@nizami.example"))
    assert (held.disposition, held.held_for) == ("held", "machine-made")
    aside = actions.set_aside_envelope(operator, held, reason="boş skan")
    assert (aside.disposition, aside.held_for, Case.objects.count()) == ("set-aside", "", 0)
    restored = actions.restore_envelope(operator, aside)
    assert restored.disposition == "new"
    second = arrive(operator, world, letter(1, sender="scanner@nizami.example"))
    assert actions.part_envelope(operator, second).case.number_text == "M-2/2026"
    assert second.held_for == ""


def test_joining_is_within_one_institution_and_makes_a_participant(operator: Any, world: Any) -> None:
    first = arrive(operator, world, letters.letter())
    held = arrive(operator, world, letter(1, sender="yad@example.com", references="<1@example.org>"))
    foreign = arrive(operator, replace(world, institution=world.other_institution), letters.letter()).case
    with pytest.raises(Refused):
        actions.join_envelope(operator, held, case=foreign)
    joined = actions.join_envelope(operator, held, case=first.case)
    assert (joined.disposition, joined.unit) == ("reply", first.case.unit)
    more = arrive(operator, world, letter(2, "Bir də.", sender="yad@example.com", references="<1@example.org>"))
    assert more.disposition == "reply"


def test_a_letter_too_large_is_described_and_read_with_a_higher_limit(
    operator: Any, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "OVERSIZE_BYTES", 1_000)
    raw = letter(1, "uzun " * 1_000)
    large = arrive(operator, world, raw)
    assert (large.disposition, large.error) == ("oversize", "oversize")
    assert (large.subject, large.sender_email, large.message_id) == (
        "İnternet bağlantısı işləmir", "aygun@example.org", "r1@example.org",
    )  # fmt: skip
    assert large.sent_at is not None
    assert large.text == ""
    assert actions.replay_envelope(operator, large).disposition == "oversize"
    for wrong in (0, -1, 501):
        with pytest.raises(Refused):
            actions.replay_envelope(operator, large, megabytes=wrong)
    read = actions.replay_envelope(operator, large, megabytes=1)
    assert (read.disposition, read.error) == ("new", "")
    assert read.text.startswith("uzun")
    with pytest.raises(Refused):
        actions.replay_envelope(operator, read, megabytes=1)
    assert Case.objects.count() == 1


def test_what_no_program_reads_is_given_a_case_or_set_aside_by_a_person(
    operator: Any, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = arrive(operator, world, b"To: idare@example.net\r\nSubject: yalniz movzu\r\n\r\n")
    assert silent.disposition == "unreadable"
    assert actions.set_aside_envelope(operator, silent, reason="boş").disposition == "set-aside"
    assert actions.restore_envelope(operator, silent).disposition == "unreadable"
    opened = actions.part_envelope(operator, silent)
    assert (opened.disposition, opened.error, opened.case.subject) == ("new", "", "yalniz movzu")
    monkeypatch.setattr(reading, "OVERSIZE_BYTES", 1_000)
    large = arrive(operator, world, letter(1, "uzun " * 1_000))
    opened = actions.part_envelope(operator, large)
    assert (opened.case.party.email, opened.case.subject) == ("aygun@example.org", "İnternet bağlantısı işləmir")


def test_after_the_reader_is_mended_a_letter_is_registered_once(
    operator: Any, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = letters.letter()
    whole = messages.read(raw)
    blind = replace(whole, readable=False, sender=None, text="")
    monkeypatch.setattr(messages, "read", lambda *a, **k: blind)
    lost = arrive(operator, world, raw)
    assert lost.disposition == "unreadable"
    assert actions.replay_envelope(operator, lost).disposition == "unreadable"
    monkeypatch.undo()
    assert actions.replay_envelope(operator, lost).disposition == "new"
    copy = arrive(operator, world, b"Received: by other\r\n" + raw)
    assert copy.duplicate_of == lost
    assert Case.objects.count() == 1


def test_a_held_letter_read_again_joins_what_it_now_may(operator: Any, world: Any) -> None:
    reply = letters.letter(message_id="<2@example.org>", references="<1@example.org>", Auto_Submitted="auto-generated")
    held = arrive(operator, world, reply)
    assert held.held_for == "machine-unthreaded"
    first = arrive(operator, world, letters.letter())
    again = actions.replay_envelope(operator, held)
    assert (again.disposition, again.case, again.held_for, again.guesses) == ("auto-reply", first.case, "", [])


def test_a_letter_that_only_forwards_is_read_by_what_it_carries(operator: Any, world: Any) -> None:
    raw = (
        b"From: Amil <amil@example.org>\r\nSubject: Fwd\r\nMessage-ID: <f@example.org>\r\n"
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        + letters.letter()
        + b"\r\n--b--\r\n"
    )
    envelope = arrive(operator, world, raw)
    assert envelope.disposition == "new"
    assert "only-forwards" in envelope.flags
    assert "internet yoxdur" in envelope.text
    assert envelope.case.language == "az"


def test_the_files_of_a_machines_letter_are_there_for_the_clerk(operator: Any, world: Any) -> None:
    part = b"Content-Type: text/plain\r\nContent-Disposition: attachment; filename=skan.txt\r\n\r\nsu\r\n"
    raw = (
        b"From: sistem@example.org\r\nAuto-Submitted: auto-generated\r\nMessage-ID: <m@example.org>\r\n"
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nBax\r\n--b\r\n" + part + b"--b--\r\n"
    )
    held = arrive(operator, world, raw)
    assert held.held_for == "machine-unthreaded"
    assert Attachment.objects.get(envelope=held).name == "skan.txt"
    opened = actions.part_envelope(operator, held)
    assert Attachment.objects.get(envelope=opened).unit == opened.unit
