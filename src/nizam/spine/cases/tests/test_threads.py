# SPDX-License-Identifier: EUPL-1.2
"""A letter finds its case rung by rung; whether it joins is a question of its own."""

from __future__ import annotations

import datetime as dt
import importlib.util
import uuid
from pathlib import Path
from typing import Any

import pytest

from nizam.spine.cases import actions
from nizam.spine.cases.envelopes import keep
from nizam.spine.cases.intake import register
from nizam.spine.cases.intake.numbers import NumberForms
from nizam.spine.cases.models import AddressHealth, Case, CaseLink, Envelope
from nizam.spine.cases.reply_addresses import case_of_address, reply_address
from nizam.spine.org.models import Mailbox

_spec = importlib.util.spec_from_file_location("letters", Path(__file__).with_name("letters.py"))
assert _spec is not None
assert _spec.loader is not None
letters = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(letters)

pytestmark = pytest.mark.django_db
ARRIVED = dt.datetime(2026, 11, 16, 6, 0, tzinfo=dt.UTC)
OURS = "muraciet@nizami.example"
STRANGER = "Yad <yad@example.com>"


@pytest.fixture
def box(world: Any, settings: Any, tmp_path: Path) -> Mailbox:
    settings.NIZAM_HOME = tmp_path
    return Mailbox.objects.create(institution=world.institution, address=OURS)


def arrive(
    operator: Any, world: Any, raw: bytes, at: dt.datetime = ARRIVED, to: tuple[str, ...] = (), box: Any = None
) -> Envelope:
    envelope, _new = keep(operator, world.institution, raw, door="mail", at=at, delivered_to=to, mailbox=box)
    register(operator, [envelope])
    envelope.refresh_from_db()
    return envelope


def other(number: int, **values: str) -> bytes:
    """A letter of the first sender that points at nothing."""
    text = values.pop("text", f"Yol barədə tamam başqa məsələ, sıra {number}.")
    return letters.letter(message_id=f"<other{number}@example.org>", text=text, **values)


def test_a_reply_address_leads_to_its_case_and_no_made_up_one_does(operator: Any, world: Any, box: Mailbox) -> None:
    case = arrive(operator, world, letters.letter()).case
    address = reply_address(case, box)
    local, _at, domain = address.rpartition("@")
    assert domain == "nizami.example"
    assert local.startswith("muraciet+c")
    assert len(local) <= 64
    assert case_of_address(world.institution, address) == case
    assert case_of_address(world.other_institution, address) is None
    # What a reader confuses: capitals, l and I for 1, o for 0.
    for right, wrong in (("1", "l"), ("1", "I"), ("0", "o"), ("0", "O")):
        head, plus, tag = address.partition("+c")
        assert case_of_address(world.institution, head + plus + tag.replace(right, wrong)) == case
    assert case_of_address(world.institution, address.upper()) == case
    for place in (len("muraciet+c") + 3, len(local) - 1):
        made_up = address[:place] + ("2" if address[place] != "2" else "3") + address[place + 1 :]
        assert case_of_address(world.institution, made_up) is None
    assert case_of_address(world.institution, OURS) is None
    assert case_of_address(world.institution, "muraciet+c1.2@nizami.example") is None


def test_the_check_hangs_on_a_key_of_the_home(
    operator: Any, world: Any, box: Mailbox, settings: Any, tmp_path: Path
) -> None:
    case = arrive(operator, world, letters.letter()).case
    address = reply_address(case, box)
    key = tmp_path / "keys" / "reply-address-key"
    assert key.stat().st_mode & 0o077 == 0
    key.write_bytes(b"another")
    assert case_of_address(world.institution, address) is None


def test_only_servers_that_deliver_them_are_given_keyed_addresses(operator: Any, world: Any, box: Mailbox) -> None:
    case = arrive(operator, world, letters.letter()).case
    fetched = Mailbox(institution=world.institution, address=OURS, arrives_by="imap")
    assert reply_address(case, fetched) == OURS
    fetched.plus_addresses = True
    assert reply_address(case, fetched) == reply_address(case, box) != OURS
    box.address = f"{'u' * 40}@nizami.example"
    assert reply_address(case, box) == box.address


@pytest.mark.parametrize("where", ["envelope", "To", "Cc", "Delivered-To"])
def test_a_letter_to_the_reply_address_joins_wherever_the_address_stands(
    operator: Any, world: Any, box: Mailbox, where: str
) -> None:
    case = arrive(operator, world, letters.letter()).case
    arrive(operator, world, other(1))
    address = reply_address(case, box)
    raw = other(2) if where == "envelope" else f"{where}: {address}\r\n".encode() + other(2)
    joined = arrive(operator, world, raw, to=(address,) if where == "envelope" else ())
    assert (joined.disposition, joined.case) == ("reply", case)
    strange = arrive(operator, world, other(3, sender=STRANGER), to=(address,))
    assert (strange.disposition, strange.held_for) == ("held", "stranger")
    assert strange.guesses[0] == {
        "case": str(case.uid),
        "score": strange.guesses[0]["score"],
        "reason": "reply-address",
    }


@pytest.mark.parametrize(
    ("form", "text", "found"),
    [
        ("M-{n}/{year}", "Re: M-12/2026 üzrə", ["M-12/2026"]),
        ("M-{n}/{year}", "m – 12 / 2026", ["M-12/2026"]),
        ("M-{n}/{year}", "М-012/2026 (kirill)", ["M-12/2026"]),
        ("M-{n}/{year}", "AM-12/2026, M-12/20261, M-12/2026-3, M-12/20", []),
        ("M-{n:4}/{yy}", "M-12/26 və M-0013/26", ["M-0012/26", "M-0013/26"]),
        ("{n}/{year}", "Answer no. 5/2026: su", ["5/2026"]),
        ("{n}/{year}", "12/2026 tarixli", []),
        ("{n}/{year}", "№ 7/2026", ["7/2026"]),
    ],
)
def test_numbers_are_found_as_people_write_them(form: str, text: str, found: list[str]) -> None:
    assert NumberForms([form]).in_subject(text) == found


def test_numbers_without_letters_count_in_no_text() -> None:
    assert NumberForms(["{n}/{year}"]).in_body("№ 7/2026") == []
    assert len(NumberForms(["M-{n}/{year}"]).in_body(" ".join(f"M-{n}/2026" for n in range(1, 500)))) == 20


def test_a_number_in_subject_or_text_leads_to_its_case(operator: Any, world: Any) -> None:
    case = arrive(operator, world, letters.letter()).case
    by_subject = arrive(operator, world, other(1, subject=f"Re: {case.number_text} su"))
    by_text = arrive(operator, world, other(2, text=f"Mənim {case.number_text} nömrəli işim haqqında."))
    assert {(e.disposition, e.case) for e in (by_subject, by_text)} == {("reply", case)}
    unknown = arrive(operator, world, other(3, subject="M-999/2026"))
    assert unknown.disposition == "new"
    strange = arrive(operator, world, other(4, sender=STRANGER, subject=case.number_text))
    assert (strange.disposition, strange.held_for, strange.case) == ("held", "stranger", None)


def test_two_numbers_are_no_thread(operator: Any, world: Any) -> None:
    first = arrive(operator, world, letters.letter()).case
    second = arrive(operator, world, other(1)).case
    both = arrive(operator, world, other(2, subject=f"{first.number_text}, {second.number_text}"))
    assert both.disposition == "new"


def test_the_number_of_our_answer_leads_to_the_case(operator: Any, world: Any) -> None:
    from nizam.kit.actions import Actor

    case = arrive(operator, world, letters.letter()).case
    head = Actor(user=world.leader)
    actions.answer_case(operator, case, body="Cavab")
    actions.sign_answer_case(head, case)
    number = case.papers.get().document.number_text
    reply = arrive(operator, world, other(1, subject=f"Re: Answer no. {number}: su"))
    assert (reply.disposition, reply.case) == ("reply", case)


def test_our_own_letter_decides_before_anybody_elses(operator: Any, world: Any) -> None:
    first = arrive(operator, world, letters.letter()).case
    second = arrive(operator, world, other(1)).case
    actions.keep_sent_envelope(operator, case=second, raw=b"x", message_id="ours@nizami.nizam.invalid", subject="x")
    refs = "<ours@nizami.nizam.invalid> <1@example.org>"
    reply = arrive(operator, world, other(2, references=refs))
    assert reply.case == second != first


def test_whom_we_wrote_to_may_join(operator: Any, world: Any) -> None:
    case = arrive(operator, world, letters.letter()).case
    sent = actions.keep_sent_envelope(operator, case=case, raw=b"x", message_id="o@nizami.nizam.invalid", subject="x")
    sent.recipient_email = "Body@elsewhere.example"
    sent.save()
    reply = arrive(operator, world, other(1, sender="body@ELSEWHERE.example", references="<o@nizami.nizam.invalid>"))
    assert (reply.disposition, reply.case) == ("reply", case)


def test_a_reply_joins_a_closed_case_without_opening_it(
    operator: Any, world: Any, django_capture_on_commit_callbacks: Any
) -> None:
    case = arrive(operator, world, letters.letter()).case
    actions.close_case(operator, case, outcome="satisfied", reason="Şifahi")
    reply = letters.letter(message_id="<2@example.org>", references="<1@example.org>", text="Yenə də yoxdur.")
    joined = arrive(operator, world, reply)
    case.refresh_from_db()
    assert (joined.disposition, joined.case, case.state) == ("reply", case, "closed")


def test_a_voided_case_is_joined_by_nobody(operator: Any, world: Any) -> None:
    first = arrive(operator, world, letters.letter())
    actions.set_aside_envelope(operator, first, reason="reklam")
    assert arrive(operator, world, other(1, subject="Re: M-1/2026")).held_for == "case-voided"


@pytest.mark.parametrize(
    ("result", "trust", "disposition"),
    [
        ("mx.nizami.example; dmarc=fail", "fail", "held"),
        ("mx.nizami.example; dmarc=pass", "pass", "reply"),
        ("mx.nizami.example; dmarc=none", "none", "reply"),
        ("mx.liar.example; dmarc=fail", "none", "reply"),
    ],
)
def test_the_word_of_the_trusted_server_counts(
    operator: Any, world: Any, box: Mailbox, result: str, trust: str, disposition: str
) -> None:
    first = arrive(operator, world, letters.letter(), box=box)
    assert first.trust == "unknown"
    box.authserv_id = "mx.nizami.example"
    box.save()
    raw = letters.letter(message_id="<2@example.org>", references="<1@example.org>", text="Əlavə edirəm.")
    reply = arrive(operator, world, f"Authentication-Results: {result}\r\n".encode() + raw, box=box)
    assert (reply.trust, reply.disposition) == (trust, disposition)
    # A mailbox fed by another server has its own judge.
    second = Mailbox.objects.create(institution=world.institution, address="other@nizami.example")
    raw = letters.letter(message_id="<3@example.org>", references="<1@example.org>", text="Bir də əlavə edirəm.")
    assert (
        arrive(operator, world, f"Authentication-Results: {result}\r\n".encode() + raw, box=second).trust == "unknown"
    )


def test_a_forged_opening_makes_nobody_a_participant(operator: Any, world: Any, box: Mailbox) -> None:
    box.authserv_id = "mx.nizami.example"
    box.save()
    case = arrive(operator, world, letters.letter()).case
    forged = b"Authentication-Results: mx.nizami.example; dmarc=fail\r\n"
    held = arrive(operator, world, forged + other(1, sender=STRANGER, references="<1@example.org>"), box=box)
    assert held.held_for == "failed-proof"
    opened = arrive(operator, world, forged + other(2, sender=STRANGER, text="Saxta müraciət budur."), box=box)
    assert (opened.disposition, opened.trust) == ("new", "fail")
    Envelope.objects.filter(pk=opened.pk).update(case=case)
    assert arrive(operator, world, other(3, sender=STRANGER, references="<1@example.org>")).held_for == "stranger"


def test_guesses_are_ranked_by_what_speaks_for_them(operator: Any, world: Any) -> None:
    by_subject = arrive(operator, world, other(1, sender="A <a@example.com>", subject="Küçə işıqları")).case
    by_sender = arrive(operator, world, other(2, sender=STRANGER, subject="Başqa")).case
    pointed = arrive(operator, world, letters.letter()).case
    held = arrive(operator, world, other(3, sender=STRANGER, subject="RE: küçə işıqları", references="<1@example.org>"))
    assert [(g["case"], g["reason"]) for g in held.guesses] == [
        (str(pointed.uid), "references"),
        (str(by_sender.uid), "same-sender"),
        (str(by_subject.uid), "same-subject"),
    ]
    scores = [g["score"] for g in held.guesses]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score < 1 for score in scores)


def test_a_message_id_used_again_is_registered_flagged_and_linked(operator: Any, world: Any) -> None:
    first = arrive(operator, world, letters.letter())
    again = arrive(operator, world, letters.letter(sender=STRANGER, text="Tamam başqa sözlər."))
    assert again.disposition == "new"
    assert "message-id-reused" in again.flags
    assert again.earlier == first
    link = CaseLink.objects.get()
    assert (link.case, link.other, link.relation) == (again.case, first.case, "same-id")
    assert link.reason
    # An answer to that identifier goes to the case its sender takes part in.
    reply = arrive(operator, world, other(5, sender=STRANGER, references="<1@example.org>"))
    assert reply.case == again.case


def test_a_copy_with_another_subject_is_a_copy_and_one_with_another_file_is_not(operator: Any, world: Any) -> None:
    first = arrive(operator, world, letters.letter())
    assert arrive(operator, world, letters.letter(subject="[SPAM?] su")).duplicate_of == first
    assert arrive(operator, world, letters.letter(sender="A <AYGUN@Example.org>")).duplicate_of == first
    assert arrive(operator, world, letters.letter(text="Başqa.")).disposition == "new"


def test_a_copy_is_seen_by_those_who_see_the_letter(operator: Any, world: Any) -> None:
    first = arrive(operator, world, letters.letter())
    actions.assign_case(operator, first.case, unit=world.unit_b)
    Case.objects.update(confidentiality=1)
    copy = arrive(operator, world, b"Received: by other\r\n" + letters.letter())
    assert (copy.unit, copy.confidentiality) == (world.unit_b, 1)


def test_identities_of_the_version_before_are_known(operator: Any, world: Any) -> None:
    import hashlib

    from nizam.foundations import messages

    raw = letters.letter()
    first = arrive(operator, world, raw)
    read = messages.read(raw)
    former = "\0".join(["1@example.org", "aygun@example.org", read.subject, " ".join(read.text.split())])
    Envelope.objects.filter(pk=first.pk).update(identity=hashlib.sha256(former.encode()).hexdigest())
    assert arrive(operator, world, b"Received: by other\r\n" + raw).duplicate_of == first


def test_without_message_id_thirty_days_part_a_copy_from_a_new_letter(operator: Any, world: Any) -> None:
    def nameless(way: int) -> bytes:
        return f"Received: by way{way}.example\r\n".encode() + letters.letter(message_id=None)

    days = dt.timedelta(days=1)
    first = arrive(operator, world, nameless(1))
    assert arrive(operator, world, nameless(2), at=ARRIVED + 30 * days).duplicate_of == first
    later = arrive(operator, world, nameless(3), at=ARRIVED + 31 * days)
    assert (later.disposition, later.earlier) == ("new", first)
    assert "same-letter-later" in later.flags
    assert CaseLink.objects.get(relation="same-letter").other == first.case
    assert arrive(operator, world, nameless(4), at=ARRIVED + 60 * days).duplicate_of == later
    third = arrive(operator, world, nameless(5), at=ARRIVED + 90 * days)
    assert (third.disposition, third.earlier) == ("new", later)


def test_our_own_letter_come_back_is_known_by_its_identifier(operator: Any, world: Any, box: Mailbox) -> None:
    case = arrive(operator, world, letters.letter()).case
    actions.keep_sent_envelope(operator, case=case, raw=b"x", message_id="o@nizami.nizam.invalid", subject="x")
    back = arrive(operator, world, letters.letter(sender=STRANGER, message_id="<o@nizami.nizam.invalid>"))
    assert (back.disposition, back.case) == ("own", None)
    unknown = letters.letter(sender=STRANGER, message_id=f"<{uuid.uuid4()}@nizami.nizam.invalid>", text="Yalan.")
    assert arrive(operator, world, unknown).held_for == "own-unknown"
    ours = letters.letter(sender=OURS, message_id=f"<{uuid.uuid4()}@nizami.nizam.invalid>", text="Bizim.")
    assert arrive(operator, world, ours).disposition == "own"


def notice(recipient: str, status: str, action: str = "failed", of: str = "<1@example.org>") -> bytes:
    raw: bytes = letters.failure_notice(of)
    return (
        raw.replace(b"x@example.org", recipient.encode())
        .replace(b"5.1.1", status.encode())
        .replace(b"Action: failed", f"Action: {action}".encode())
        .replace(b"dsn-1@", f"{uuid.uuid4()}@".encode())
    )


def test_reports_tell_of_addresses_and_letters_from_them_make_it_good(operator: Any, world: Any) -> None:
    def health() -> AddressHealth:
        return AddressHealth.objects.get(address_key="aygun@example.org")

    case = arrive(operator, world, letters.letter()).case
    bounce = arrive(operator, world, notice("AYGUN@example.org", "4.4.1"))
    assert (bounce.disposition, bounce.case) == ("bounce", case)
    assert (health().failures, health().permanent) == (1, False)
    arrive(operator, world, notice("aygun@example.org", "5.2.2"))
    assert (health().failures, health().permanent) == (2, False)
    arrive(operator, world, notice("aygun@example.org", "5.1.1"))
    assert (health().failures, health().permanent, health().status[:5]) == (3, True, "5.1.1")
    arrive(operator, world, notice("aygun@example.org", "2.0.0", action="relayed"))
    assert health().failures == 3
    away = letters.letter(message_id="<9@example.org>", references="<1@example.org>", Auto_Submitted="auto-replied")
    arrive(operator, world, away)
    assert health().away_at == ARRIVED
    arrive(operator, world, other(1))
    now = health()
    assert (now.failures, now.permanent, now.away_at, now.heard_at) == (0, False, None, ARRIVED)
    case.refresh_from_db()
    assert case.state == "new"
    assert Case.objects.count() == 2


def test_a_report_on_somebody_we_never_wrote_to_says_nothing(operator: Any, world: Any) -> None:
    assert arrive(operator, world, notice("unknown@example.net", "5.1.1")).disposition == "bounce"
    assert AddressHealth.objects.count() == 0
