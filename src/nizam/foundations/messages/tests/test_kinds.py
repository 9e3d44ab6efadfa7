# SPDX-License-Identifier: EUPL-1.2
"""Letters, failure notices, reports and automatic answers; where the quotation begins."""

import pytest

from nizam.foundations.messages import Message, read


def report(report_type: bytes, *parts: bytes, subject: bytes = b"Report") -> Message:
    head = (
        b"From: MAILER-DAEMON@x.y\nSubject: " + subject + b"\nContent-Type: multipart/report; boundary=b; report-type="
    )
    text = b"\n\n--b\n\nSomething happened.\n"
    return read(head + report_type + text + b"".join(b"--b\n" + part + b"\n" for part in parts) + b"--b--\n")


def status(action: bytes) -> bytes:
    fields = b"Reporting-MTA: dns; x.y\n\nFinal-Recipient: rfc822; a@b.c\n" + action + b"\nStatus: 5.1.1\n"
    return b"Content-Type: message/delivery-status\n\n" + fields


RETURNED = b"Content-Type: message/rfc822\n\nSubject: ours\nMessage-ID: <ours@x.y>\n\nbody"
RETURNED_HEADER = b"Content-Type: text/rfc822-headers\n\nX: y\nMessage-ID: none\nMessage-ID: <ours@x.y>"


@pytest.mark.parametrize("returned", [RETURNED, RETURNED_HEADER])
def test_failed_delivery(returned: bytes) -> None:
    message = report(b'"delivery-status"', status(b"Action: Failed (for good)"), returned)
    assert message.kind == "bounce"
    assert message.bounce_of == "ours@x.y"
    assert message.text == "Something happened."


@pytest.mark.parametrize("action", [b"delayed", b"delivered", b"relayed"])
def test_other_delivery_reports(action: bytes) -> None:
    assert report(b"delivery-status", status(b"Action: " + action)).kind == "delivery-report"


def test_delivery_status_outside_a_report() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + status(b"Action: failed") + b"\n--b--\n"
    assert read(raw).kind == "bounce"


def test_report_without_a_status_is_told_by_its_subject() -> None:
    assert report(b"delivery-status", subject=b"Undelivered Mail Returned to Sender").kind == "bounce"
    assert report(b"delivery-status", subject=b"Success").kind == "delivery-report"
    assert report(b"delivery-status").bounce_of is None


def test_returned_letter_without_an_identifier() -> None:
    nameless = b"Content-Type: message/rfc822\n\nSubject: ours\nMessage-ID:"
    assert report(b"delivery-status", status(b"Action: failed"), nameless).bounce_of is None


def test_read_receipt() -> None:
    receipt = (
        b"Content-Type: message/disposition-notification\n\nOriginal-Message-ID: <ours@x.y>\nDisposition: x; displayed"
    )
    message = report(b"disposition-notification", receipt)
    assert message.kind == "delivery-report"
    assert message.bounce_of == "ours@x.y"
    assert report(b"x", receipt).kind == "delivery-report"


@pytest.mark.parametrize(
    "header, kind",
    [
        (b"Auto-Submitted: auto-replied (vacation)", "auto-reply"),
        (b"Auto-Submitted: auto-generated; owner=x", "auto-reply"),
        (b"Auto-Submitted: no", "message"),
        (b"Precedence: auto_reply", "auto-reply"),
        (b"Precedence: Bulk", "auto-reply"),
        (b"Precedence: list", "message"),
        (b"X-Autoreply: yes", "auto-reply"),
        (b"X-Autorespond: x", "auto-reply"),
        (b"Return-Path: <>", "message"),
        (b"Return-Path: <>\nX-Failed-Recipients: a@b.c", "bounce"),
        (b"Return-Path: <>\nSubject: Teslim edilemedi", "bounce"),
        (b"X-Failed-Recipients: a@b.c", "message"),
        (b"Subject: Delivery failed: my parcel", "message"),
        (b"Subject: Otomatik cevap", "message"),
    ],
)
def test_automatic_mail_from_people(header: bytes, kind: str) -> None:
    assert read(b"From: a@b.c\n" + header + b"\n\nx").kind == kind


@pytest.mark.parametrize(
    "header, kind",
    [
        (b"Subject: failure notice", "bounce"),
        (b"Return-Path: <>\nSubject: Hello", "auto-reply"),
        (b"Subject: Hello", "message"),
    ],
)
def test_mail_from_a_postmaster(header: bytes, kind: str) -> None:
    assert read(b"From: Postmaster@b.c\n" + header + b"\n\nx").kind == kind


ABSENCES = [
    ("Automatic reply: your letter", "I am out of the office until Monday."),
    ("Out of Office", "I am on annual leave and will be back on 3 August."),
    ("Otomatik yanıt: Şikâyet", "Yıllık izindeyim, döndüğümde yanıtlarım."),
    ("OTOMATİK CEVAP", "3 Ağustos'a kadar izinliyim."),
    ("Avtomatik cavab: müraciət", "Avqustun 3-dək məzuniyyətdəyəm."),
    ("Avtomatik javob: murojaat", "3-avgustgacha taʼtildaman."),
    ("Автоматик жавоб: мурожаат", "3 августгача меҳнат таътилидаман."),
    ("Автоответ: обращение", "Я в отпуске до 3 августа."),
]


@pytest.mark.parametrize("subject, text", ABSENCES)
def test_absence_notices_without_any_header_field(subject: str, text: str) -> None:
    raw = f"From: a@b.c\nContent-Type: text/plain; charset=utf-8\nSubject: {subject}\n\n{text}".encode()
    message = read(raw)
    assert message.kind == "auto-reply"
    assert "automatic-by-wording" in message.flags
    quoting = f"\n\n5 Oca 2026 Pzt 10:00 tarihinde Daire <o@x.y> şunu yazdı:\n> {'Uzun mektup. ' * 300}"
    assert read(raw + quoting.encode()).kind == "auto-reply"


@pytest.mark.parametrize(
    "subject, text",
    [
        ("Re: Otomatik yanıt: Şikâyet", "Yıllık izindeyim ama sorunum sürüyor."),
        ("Otomatik yanıt sisteminiz çalışmıyor", "Görevli izinde denildi."),
        ("Out of office hours", "The desk clerk is on leave."),
        ("Otomatik cevap", "Sorunum çözülmedi."),
        ("Автоответ", "Специалист в отпуске. " + "Прошу разобраться в нашем вопросе. " * 40),
    ],
)
def test_letters_that_only_speak_of_absence(subject: str, text: str) -> None:
    message = read(f"From: a@b.c\nSubject: {subject}\n\n{text}".encode())
    assert message.kind == "message"
    assert "automatic-by-wording" not in message.flags


@pytest.mark.parametrize(
    "own, quoted",
    [
        ("Thanks.\n\n", "On Mon, 5 Jan 2026 at 10:00, Office <o@x.y> wrote:\n> old\n> words\n"),
        ("Thanks.\n\n", "On Mon, 5 Jan 2026 at 10:00, A Rather Long Name\n<o@x.y> wrote:\n> old\n"),
        ("Thanks.\n", "Office <o@x.y> wrote:\n> old\n"),
        ("Teşekkürler.\n\n", "5 Oca 2026 Pzt 10:00 tarihinde Daire <o@x.y> şunu yazdı:\n\nold words\n"),
        ("Спасибо.\n", "5 января 2026, 10:00 от Office <o@x.y> писал(а):\n> old\n"),
        ("Rahmat.\n", "2026-01-05 10:00, Office yozdi:\n> old\n\n-- \nKarim\n"),
        ("Sağ ol.\n", "-----Orijinal Mesaj-----\nold"),
        ("Спасибо.\n", "-----Исходное сообщение-----\nold"),
        ("Tamam.\n", "________________________________\nKimden: Daire\nGönderildi: 5 Ocak 2026\nold"),
        ("Bəli.\n", "Kimdən: Daire\nKimə: X\nTarix: 05.01.2026\nold"),
        ("Yes.\n", "> old\n> words"),
    ],
)
def test_where_the_quotation_begins(own: str, quoted: str) -> None:
    message = read(b"Content-Type: text/plain; charset=utf-8\n\n" + (own + quoted).encode())
    assert message.quoted_from is not None
    assert message.text[: message.quoted_from] == own


@pytest.mark.parametrize(
    "text",
    [
        "No quotation here.",
        "> all\n> quoted",
        "On 5 Jan 2026 10:00 A wrote:\n> question\nMy answer to it.\n> question two\nAnswer two.",
        "The minister wrote:\nplease help.",
        "See below.\n\n---------- Forwarded message ----------\nFrom: A <a@b.c>\nDate: Mon, 5 Jan 2026\n\nold",
    ],
)
def test_nothing_to_fold(text: str) -> None:
    assert read(b"\n" + text.encode()).quoted_from is None
