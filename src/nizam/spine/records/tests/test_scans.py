# SPDX-License-Identifier: EUPL-1.2
"""Papers printed, signed by hand and scanned find their documents by the QR that was printed on them."""

from __future__ import annotations

import io
import random
from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from nizam.foundations.extraction import Codes
from nizam.kit.actions import Actor
from nizam.kit.equipment import equip
from nizam.kit.errors import NotVisible, Refused
from nizam.kit.ports import ports
from nizam.kit.testing.world import World, build_world
from nizam.spine.jobs.worker import run_pending
from nizam.spine.records import blobs, paper
from nizam.spine.records.actions import (
    bring_scannedpaper,
    compose_document,
    confirm_scannedpaper,
    drop_scannedpaper,
    scans,
    sign_document,
)
from nizam.spine.records.actions.scans import verification_code
from nizam.spine.records.blobs import read_bytes
from nizam.spine.records.models import Blob, Document, ScannedPaper

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = build_world()
    world.institution.public_address = "https://idare.example.az"
    world.institution.save(update_fields=["public_address"])
    equip(world.institution)
    return world


def signed(world: World, subject: str) -> Document:
    draft = compose_document(
        Actor(world.head_a),
        institution=world.institution,
        unit=world.unit_a,
        subject=subject,
        addressee="Leyla Əliyeva",
        body="Yazınız alındı.\n\nHörmətlə",
        language="az",
    )
    document: Document = sign_document(Actor(world.head_a), draft)
    return document


def photographed(document: Document, *, turn: float = 0, noise: int = 0) -> Image.Image:
    """Draw the issued paper as a scanner sees it: at 150 dots per inch, turned, with dust."""
    with pypdfium2.PdfDocument(read_bytes(document.versions.get(role="paper").blob)) as paper:
        picture = paper[0].render(scale=150 / 72, grayscale=True).to_pil()
    picture = picture.rotate(turn, expand=True, fillcolor=255)
    chance = random.Random(3)
    for _speck in range(noise):
        picture.putpixel((chance.randrange(picture.width), chance.randrange(picture.height)), chance.choice((0, 255)))
    return picture


def scan(*pages: Image.Image) -> Any:
    made = io.BytesIO()
    if len(pages) == 1:
        pages[0].save(made, "PNG")
        return SimpleUploadedFile("skan.png", made.getvalue())
    pages[0].save(made, "PDF", resolution=150, save_all=True, append_images=pages[1:])
    return SimpleUploadedFile("skan.pdf", made.getvalue())


def brought(actor: Actor, file: Any) -> ScannedPaper:
    """Return the first paper of a scan that was brought and read."""
    scan: ScannedPaper = bring_scannedpaper(actor, file=file)
    assert (scan.state, ScannedPaper.objects.get(pk=scan.pk).document) == ("reading", None)
    run_pending()
    return ScannedPaper.objects.get(pk=scan.pk)


def test_a_turned_and_dusty_paper_finds_its_document(world: World) -> None:
    document = signed(world, "Cavab")
    clerk = Actor(world.clerk_a)
    found = brought(clerk, scan(photographed(document, turn=183, noise=20_000)))
    assert (found.document, found.state) == (document, "found")
    assert document.versions.count() == 1
    assert confirm_scannedpaper(clerk, found).state == "attached"
    version = document.versions.get(role="scan")
    assert (version.media_type, version.ordinal) == ("image/png", 2)
    with pytest.raises(Refused):
        confirm_scannedpaper(clerk, found)


def test_several_papers_in_one_scan_are_parted(world: World) -> None:
    first, second = signed(world, "Birinci"), signed(world, "İkinci")
    blank = Image.new("L", (600, 800), 255)
    brought(Actor(world.clerk_a), scan(photographed(first), blank, photographed(second, turn=180)))
    rows = list(ScannedPaper.objects.order_by("first_page"))
    assert [(row.document, row.pages) for row in rows] == [(first, "1–2"), (second, "3")]
    assert len(pypdfium2.PdfDocument(read_bytes(rows[0].blob))) == 2
    for row in rows:
        entries = list(ports.journal.history(row))
        entry = next(entry for entry in entries if entry.action == "records.bring_scannedpaper")
        assert entry.actor_name == world.clerk_a.display_name
        assert entry.changes["first_page"][1] == row.first_page
        # Whoever reads the journal would open the paper with it.
        assert row.code
        assert row.code not in str([entry.changes for entry in entries])
    assert sorted(Blob.objects.filter(scans__in=rows).values_list("references", flat=True)) == [1, 1]


def test_a_paper_without_a_readable_code_is_asked_for(world: World) -> None:
    document = signed(world, "Cavab")
    clerk = Actor(world.clerk_a)
    unread = brought(clerk, scan(Image.new("L", (600, 800), 255)))
    assert unread.state == "unknown"
    with pytest.raises(Refused):
        confirm_scannedpaper(clerk, unread)
    assert confirm_scannedpaper(clerk, unread, document=document).document == document
    other = brought(clerk, scan(Image.new("L", (600, 801), 255)))
    assert drop_scannedpaper(clerk, other, reason="boş").state == "dropped"


def test_a_code_out_of_sight_reads_as_unknown(world: World) -> None:
    document = signed(world, "Cavab")
    other = Actor(world.clerk_b)
    found = brought(other, scan(photographed(document)))
    assert (found.state, found.document) == ("unknown", None)
    with pytest.raises(NotVisible):
        confirm_scannedpaper(other, found, document=document)
    assert not ScannedPaper.objects.visible_to(world.clerk_a).exists()


def test_what_is_no_scan_is_refused(world: World) -> None:
    with pytest.raises(Refused):
        bring_scannedpaper(Actor(world.clerk_a), file=SimpleUploadedFile("x.pdf", b"salam"))
    assert not ScannedPaper.objects.exists()


def test_what_cannot_be_read_stays_with_the_reason(world: World) -> None:
    clerk = Actor(world.clerk_a)
    unread = brought(clerk, SimpleUploadedFile("x.pdf", b"%PDF-1.7 salam"))
    assert unread.state == "unread"
    assert "PDF, PNG" in unread.note
    with pytest.raises(Refused):
        confirm_scannedpaper(clerk, unread, document=signed(world, "Cavab"))
    assert drop_scannedpaper(clerk, unread, reason="x").state == "dropped"


def test_a_reading_that_ended_its_worker_again_and_again_is_given_up(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scans, "TRIES", 0)
    assert "given up" in brought(Actor(world.clerk_a), scan(Image.new("L", (600, 800), 255))).note


@pytest.mark.django_db(transaction=True)
def test_a_scan_is_read_while_nothing_is_locked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    locked: list[bool] = []
    for module, name in ((scans, "read_codes"), (scans, "cut_parts"), (blobs, "_make_durable")):
        real = getattr(module, name)

        def noting(*given: Any, real: Any = real, **more: Any) -> Any:
            locked.append(connection.in_atomic_block)
            return real(*given, **more)

        monkeypatch.setattr(module, name, noting)
    two = scan(photographed(signed(world, "Birinci")), photographed(signed(world, "İkinci")))
    locked.clear()
    brought(Actor(world.clerk_a), two)
    assert len(locked) > 2
    assert not any(locked)


def test_both_halves_of_the_reading_share_one_limit_of_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []
    clock = [0.0]
    monkeypatch.setattr(scans.time, "monotonic", lambda: clock[0])

    def read(raw: bytes, *, limits: Any, progress: Any) -> Codes:
        given.append(limits.seconds)
        clock[0] += 80
        codes = ((1, f"https://a.az/p/{'2' * 20}"), (2, f"https://a.az/p/{'3' * 20}"))
        return Codes(codes, 2, "application/pdf", ())

    def cut(raw: bytes, parts: Any, *, limits: Any) -> list[bytes]:
        given.append(limits.seconds)
        return [b"a", b"b"]

    monkeypatch.setattr(scans, "read_codes", read)
    monkeypatch.setattr(scans, "cut_parts", cut)
    assert [part.raw for part in scans.parts_of_scan(b"%PDF-")] == [b"a", b"b"]
    assert given == [60, 10]


def test_a_signature_is_typeset_before_previews(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    typeset = paper.typeset

    def noting(*given: Any, **more: Any) -> bytes:
        asked.append((more["urgent"], more["timeout_seconds"]))
        return typeset(*given, **more)

    monkeypatch.setattr(paper, "typeset", noting)
    signed(world, "Cavab")
    assert asked == [(True, paper.ISSUE_SECONDS)]


def test_only_our_own_addresses_are_codes() -> None:
    assert verification_code("https://a.az/p/23456789abcdefghjkmn") == "23456789abcdefghjkmn"
    assert verification_code("https://a.az/q/23456789abcdefghjkmn") == ""
    assert verification_code("WIFI:S:x") == ""
