# SPDX-License-Identifier: EUPL-1.2
"""From the charter to a letter's deadline: a charter is imported and mended, a letter comes by SMTP and is decided."""

from __future__ import annotations

import asyncio
import smtplib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser_office import CLERK, HEAD, HEIGHT, WIDE, Office, keep_picture, listen
from playwright.sync_api import BrowserContext
from test_charter_import import CHARTER, bring_in, chosen, press, settled

OURS = "bilgiislem@cinarova.example.org"
# Dotless and dotted letters, in the spelling of the people who write.
LETTER = """From: Şükrü Işık <sukru.isik@example.net>
To: bilgiislem@cinarova.example.org
Subject: Kütüphanede kablosuz internet kesik
Message-ID: <kablosuz-1@example.net>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Üç gündür kütüphanedeki ücretsiz kablosuz internet kesik, ağ kablosunu ve anahtarı kontrol eder misiniz?
""".replace("\n", "\r\n").encode()


class Background:
    """What runs beside the web process: the mail listener, and whoever works off what it queued."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.ready = threading.Event()
        self.port = 0
        self.thread = threading.Thread(target=self._listen)
        self.thread.start()
        assert self.ready.wait(30)

    def _listen(self) -> None:
        from nizam.doors.mail import listener

        def on_ready(port: int) -> None:
            self.port = port
            self.ready.set()

        asyncio.run(listener.listen("127.0.0.1", 0, self.stop, on_ready))

    def work_off(self) -> None:
        """Register what was kept, in a thread: Playwright's own has a running loop."""
        done = threading.Thread(target=self._register)
        done.start()
        done.join(60)
        assert not done.is_alive()

    def _register(self) -> None:
        from django.db import connection

        from nizam.spine.cases.intake import register
        from nizam.spine.cases.models import Envelope
        from nizam.spine.org.actions import operator_actor

        register(operator_actor(door="mail"), Envelope.objects.filter(direction="in", disposition=""))
        connection.close()

    def end(self) -> None:
        self.stop.set()
        self.thread.join(30)


@pytest.fixture
def background(office: Office) -> Iterator[Background]:
    """The listener, taking mail for the institution's own mailbox."""

    def add_mailbox() -> None:
        from django.db import connection

        from nizam.kit.registry import registry
        from nizam.spine.org.actions import operator_actor
        from nizam.spine.org.models import Institution, Mailbox

        if not Mailbox.objects.filter(address=OURS).exists():
            registry.resource("org.mailbox").generated("add")(
                operator_actor(door="mail"), institution=Institution.objects.get(code="cinarova"), address=OURS
            )
        connection.close()

    adding = threading.Thread(target=add_mailbox)
    adding.start()
    adding.join(60)
    running = Background()
    try:
        yield running
    finally:
        running.end()


def test_from_the_charter_to_the_deadline_of_a_letter(
    office: Office, signed_in: Callable[..., BrowserContext], background: Background, tmp_path: Path
) -> None:
    head = signed_in(HEAD, viewport={"width": WIDE, "height": HEIGHT})
    page = head.new_page()
    heard = listen(page, office)
    # The head imports a charter, mends two articles by keyboard and confirms what they demand.
    bring_in(page, office, tmp_path, CHARTER, "arsiv.txt")
    press(page, "n")
    assert chosen(page).startswith("e)")
    page.wait_for_selector(".nz-part--chosen .nz-part__panel")
    page.keyboard.press("#")
    page.wait_for_function("() => document.activeElement.matches('[data-number]')")
    page.keyboard.type("c)")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('.nz-part--chosen .nz-part__text').innerText.startsWith('c)')")
    settled(page)
    press(page, "n")
    press(page, "y")
    assert page.locator(".nz-part--doubtful").count() == 0
    page.locator(".nz-part__text", has_text="b) vatandaşlardan").click()
    settled(page)
    press(page, "c")
    page.wait_for_selector(".nz-part--chosen .nz-part__marks strong")
    page.locator("a.nz-next").click()
    page.locator("form.nz-form button[type=submit]").click()
    page.wait_for_url("**/r/charters/charter/*/")
    # A citizen writes; the letter comes by SMTP and becomes a case.
    with smtplib.SMTP("127.0.0.1", background.port, local_hostname="relay.example", timeout=30) as smtp:
        assert smtp.sendmail("sukru.isik@example.net", [OURS], LETTER, mail_options=["BODY=8BITMIME"]) == {}
    background.work_off()
    # The clerk finds it, sees which unit is suggested and why, and accepts.
    clerk = signed_in(CLERK, viewport={"width": WIDE, "height": HEIGHT})
    desk = clerk.new_page()
    said = listen(desk, office)
    desk.goto(office.url("cases"))
    desk.locator("main .nz-table tr", has_text="Kütüphanede kablosuz internet kesik").locator("th a").click()
    desk.wait_for_selector(".nz-suggestion")
    first = desk.locator(".nz-suggestion").first
    assert "Ağ ve Sistem Servisi" in first.inner_text()
    reasons = " ".join(first.locator(".kit-reasons__list li").all_inner_texts())
    assert any(word in reasons for word in ("kablosuz", "internet", "kütüphane"))
    keep_picture(desk, "letter-arrived")
    first.locator("form[action*=assign_case] button").click()
    desk.wait_for_selector(".nz-suggestion")
    assert desk.locator(".nz-suggestion").first.locator("form[action*=assign_case]").count() == 0
    where = desk.locator("#who .nz-panel", has=desk.get_by_role("heading", name="Nerede"))
    assert "Ağ ve Sistem Servisi" in where.locator("p").first.inner_text()
    # The deadline explains itself: start, days, law and article.
    chip = desk.locator(".nz-case__head details.kit-deadline")
    chip.locator("summary").focus()
    desk.keyboard.press("Enter")
    why: Any = chip.locator(".kit-deadline__why")
    assert why.is_visible()
    told = why.inner_text()
    assert "Dilekçe Hakkının Kullanılmasına Dair Kanun" in told
    assert "30" in told
    keep_picture(desk, "deadline-explained")
    assert heard.errors == []
    assert said.errors == []
    assert heard.strangers == said.strangers == []
    head.close()
    clerk.close()
