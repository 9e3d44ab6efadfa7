# SPDX-License-Identifier: EUPL-1.2
"""What comes by hand is kept first, in words or bytes, and becomes a case like any letter."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

from nizam.foundations.typesetting import fonts_available
from nizam.foundations.typesetting.fonts import FONTS
from nizam.kit.actions import Actor
from nizam.kit.errors import Refused
from nizam.spine.cases import actions
from nizam.spine.cases.models import Attachment, Case, Envelope, Party
from nizam.spine.charters.models import Charter, Provision
from nizam.spine.jobs.queue import claim
from nizam.spine.jobs.runs import Run, execute, settle
from nizam.spine.records.blobs import read_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(world: Any) -> Actor:
    return Actor(world.clerk_a)


def counter(clerk: Actor, world: Any, **given: Any) -> Case:
    """Register something at the counter."""
    known = {"unit": world.unit_a, "subject": "Küçədə işıq", "from_whom": "Rəşad  Quliyev", "text": "İşıq yanmır."}
    case: Case = actions.open_by_hand_case(clerk, **{**known, **given})
    return case


def kept(case: Case) -> tuple[Envelope, str]:
    """Return the envelope of a case and what was kept of it."""
    envelope = case.envelopes.get()
    return envelope, read_bytes(envelope.blob).decode()


def test_the_counter_keeps_the_words_and_opens_a_case(clerk: Actor, world: Any) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    case = counter(clerk, world, phone="(050) 123-45-67", spoken=True, arrived_at=yesterday)
    envelope, raw = kept(case)
    assert (case.channel, case.procedure.code, case.number_text) == ("counter", "appeal", "M-1/2026")
    assert (case.arrived_at, case.language) == (yesterday, "az")
    assert case.registered_at > yesterday
    assert (envelope.door, envelope.disposition, envelope.kept_at) == ("counter", "new", yesterday)
    for expected in ("Rəşad", "0501234567", "Küçədə işıq", "İşıq yanmır.", world.clerk_a.username):
        assert expected in raw
    assert envelope.text.endswith("İşıq yanmır.")
    assert len(envelope.text) > len("İşıq yanmır.")
    assert case.party is not None
    assert (case.party.name, case.party.phone) == ("Rəşad Quliyev", "0501234567")


def test_a_call_has_its_number_and_its_time(clerk: Actor, world: Any) -> None:
    at = timezone.now() - timedelta(hours=2)
    case = actions.open_by_phone_case(
        clerk, unit=world.unit_a, phone="+994 12 555-12-12", subject="Su", text="Su yoxdur", called_at=at
    )
    assert (case.channel, case.arrived_at, case.party.phone) == ("phone", at, "+994125551212")
    assert "+994 12 555-12-12" in kept(case)[0].text


def test_a_letter_by_post_has_the_senders_number_stamp_and_sheets(clerk: Actor, world: Any) -> None:
    case = actions.open_by_post_case(
        clerk, unit=world.unit_a, from_whom="Maliyyə Nazirliyi", subject="Hesabat barədə", their_number="04-12/77",
        their_date=date(2026, 11, 9), stamped_on=date(2026, 11, 11), sheets=5,
    )  # fmt: skip
    envelope, raw = kept(case)
    assert case.channel == "paper"
    for expected in ("04-12/77", "9", "11", "5"):
        assert expected in envelope.text
        assert expected in raw


def test_units_are_suggested_as_for_mail(clerk: Actor, world: Any) -> None:
    charter = Charter(
        institution=world.institution, title={"az": "Əsasnamə"}, language="az", file_name="e.txt", sha256="0" * 64,
        source=b"e", in_force=True,
    )  # fmt: skip
    charter.save()
    for place, (unit, text) in enumerate(
        (
            (world.unit_a, "internet şəbəkəsinin və serverlərin işini təmin edir"),
            (world.unit_b, "qəzetlərə cavab verir"),
        )
    ):
        Provision(
            institution=world.institution, charter=charter, ordinal=place, number=f"3.{place}.", level=1,
            kind="article", nature="duty", text=text, line=place, unit=unit,
        ).save()  # fmt: skip
    case = counter(clerk, world, subject="İnternet şəbəkəsi", text="İnternet şəbəkəsi və server işləmir")
    assert case.suggestions[0]["unit"] == "a"
    assert case.suggestions[0]["reasons"]


def test_a_known_person_is_known_again_and_nobody_else_is(clerk: Actor, world: Any) -> None:
    def party(**given: Any) -> Party:
        found = counter(clerk, world, **given).party
        assert found is not None
        return found

    first = party(phone="0501234567", postal_address="Bakı, Nizami 5")
    # The same telephone and name, however written; what was not known is filled in, what was stays.
    again = party(from_whom="RƏŞAD QULİYEV", phone="050 123 45 67", email="rashad@example.org", postal_address="Gəncə")
    assert again.pk == first.pk
    assert (again.email, again.postal_address) == ("rashad@example.org", "Bakı, Nizami 5")
    assert party(from_whom="R. Quliyev", email="Rashad@Example.org").pk == first.pk
    assert party(from_whom="rəşad quliyev", postal_address="BAKI,  Nizami 5").pk == first.pk
    # A family shares its telephone, many share a name, an office shares its extension.
    assert party(from_whom="Leyla Quliyeva", phone="0501234567").pk != first.pk
    assert party().pk != first.pk
    assert party(phone="123").pk != party(phone="123").pk


def test_the_future_other_institutions_and_no_addresses_are_refused(clerk: Actor, world: Any) -> None:
    with pytest.raises(ValidationError) as future:
        counter(clerk, world, arrived_at=timezone.now() + timedelta(hours=1))
    assert "arrived_at" in future.value.error_dict
    with pytest.raises(ValidationError) as address:
        counter(clerk, world, email="nobody@")
    assert "email" in address.value.error_dict
    assert not Case.objects.exists()
    assert not Envelope.objects.exists()


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def scan(clerk: Actor, world: Any, name: str, content: bytes, **given: Any) -> Case:
    """Register a scan."""
    known = {"unit": world.unit_a, "subject": "Ərizə", "from_whom": "Rəşad Quliyev"}
    case: Case = actions.open_by_scan_case(clerk, file=upload(name, content), **{**known, **given})
    return case


def work() -> None:
    while (job := claim("test")) is not None:
        run = Run(job)
        outcome = execute(run)
        settle(run, outcome)
        assert outcome.kind == "done", outcome.error


def test_a_scan_is_kept_as_it_is_and_its_text_is_read_afterwards(clerk: Actor, world: Any) -> None:
    if not fonts_available():
        pytest.skip("the fonts of the house are not installed")
    picture = Image.new("L", (1600, 500), 255)
    font = ImageFont.truetype(str(next(FONTS.glob("*Sans*egular*"))), 60)
    ImageDraw.Draw(picture).text((60, 120), "Serverin otağında soyutma işləmir", font=font, fill=0)
    buffer = BytesIO()
    picture.save(buffer, "PNG", dpi=(300, 300))
    raw = buffer.getvalue()
    case = scan(clerk, world, "../../ərizə.png", raw, text="Qapıya qoyulub")
    envelope = case.envelopes.get()
    assert read_bytes(envelope.blob) == raw
    row = Attachment.objects.get()
    assert (row.name, row.content_type, row.state) == ("ərizə.png", "image/png", "waiting")
    work()
    envelope.refresh_from_db()
    row.refresh_from_db()
    assert "read-by-ocr" in row.marks
    assert envelope.text.startswith("Qapıya qoyulub")
    assert "otağında" in envelope.text


def test_a_scan_is_what_scanners_write_and_comes_once(clerk: Actor, world: Any) -> None:
    with pytest.raises(Refused) as refused:
        scan(clerk, world, "ərizə.pdf", b"MZ\x90")
    assert refused.value.code == "no-scan"
    case = scan(clerk, world, "a.pdf", b"%PDF-1.4\n")
    with pytest.raises(Refused) as again:
        scan(clerk, world, "b.pdf", b"%PDF-1.4\n")
    assert again.value.code == "known"
    assert case.number_text in str(again.value.reasons[0])
    assert Case.objects.count() == 1
