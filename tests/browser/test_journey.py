# SPDX-License-Identifier: EUPL-1.2
"""A letter through the whole office, in three languages: received, assigned, drafted, sent back, mended, issued, told.

In one of the three the people have only a keyboard.
"""

from __future__ import annotations

import email
import email.policy
import io
import smtplib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from browser_office import HEIGHT, WIDE, Office, keep_picture, listen
from playwright.sync_api import BrowserContext, Page
from pypdf import PdfReader
from test_law_and_mail import Background

# More stops than any page has before what is looked for.
STOPS = 250


@dataclass(frozen=True)
class House:
    """One institution of the demonstration: who works there, what a citizen writes, and what is answered."""

    code: str
    mailbox: str
    clerk: str
    adviser: str
    head: str
    subject: str
    letter: str
    unit: str
    draft: str
    remark: str
    mended: str
    keyboard: bool = False


HOUSES = (
    House(
        code="regional-inkisaf",
        mailbox="muraciet@regional-inkisaf.example.org",
        clerk="karguzar.az",
        adviser="mutexessis.az",
        head="mudir.az",
        subject="Məktəbdə şəbəkə kəsilir",
        letter="Salam. Üç gündür məktəbimizdə şəbəkə və internet kəsilir, kommutatoru yoxlamağınızı xahiş edirəm.",
        unit="Şəbəkə və serverlər sektoru",
        draft="Şəbəkə yoxlanıldı.",
        remark="Kommutatorun nə vaxt dəyişdirildiyini yazın.",
        mended="Şəbəkə yoxlanıldı. Kommutator noyabrın 20-də dəyişdirildi, bağlantı bərpa olundu.",
    ),
    House(
        code="bogiston-akm",
        mailbox="murojaat@bogiston-akm.example.org",
        clerk="ishyurituvchi.uz",
        adviser="mutaxassis.uz",
        head="boshliq.uz",
        subject="Ikkinchi qavatda internet uzilib qolyapti",
        letter="Assalomu alaykum. Ikkinchi qavatda uch kundan beri tarmoq va Wi-Fi yoʻq, kompyuterlarni tekshiring.",
        unit="Axborot texnologiyalari va raqamlashtirish xizmati",
        draft="Tarmoq tekshirildi.",
        remark="Nosozlik qachon bartaraf etilganini yozing.",
        mended="Tarmoq tekshirildi. Nosozlik 20-noyabr kuni bartaraf etildi, Wi-Fi yana ishlamoqda.",
    ),
    House(
        code="cinarova",
        mailbox="bilgiislem@cinarova.example.org",
        clerk="kalem.tr",
        adviser="uzman.tr",
        head="mudur.tr",
        subject="Kütüphanede kablosuz internet kesik",
        letter="Üç gündür kütüphanedeki ücretsiz kablosuz internet kesik, ağ anahtarını kontrol eder misiniz?",
        unit="Ağ ve Sistem Servisi",
        draft="Ağ kontrol edildi.",
        remark="Arızanın ne zaman giderildiğini yazınız.",
        mended="Ağ kontrol edildi. Arıza 20 Kasım günü giderildi, ağ yeniden çalışıyor.",
        keyboard=True,
    ),
)


class Hand:
    """Somebody at a page: with a mouse, or with the keyboard alone."""

    def __init__(self, context: BrowserContext, office: Office, *, keyboard: bool) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.heard = listen(self.page, office)
        self.office = office
        self.keyboard = keyboard

    def go(self, path: str) -> None:
        """Open a page by its address."""
        self.page.goto(path if path.startswith("http") else self.office.url(path))
        self.page.wait_for_selector("main")

    def reach(self, selector: str) -> None:
        """Bring the focus to the first thing that is `selector`, by Tab alone."""
        wanted = self.page.locator(selector).first.element_handle()
        # From where the focus is, once round at most.
        for _ in range(STOPS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("(wanted) => document.activeElement === wanted", wanted):
                return
        pytest.fail(f"Tab does not reach {selector} on {self.page.url}")

    def press(self, selector: str) -> None:
        """Follow a link or press a button, and wait for the page that comes."""
        if self.keyboard:
            self.reach(selector)
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")
        else:
            with self.page.expect_navigation():
                self.page.locator(selector).first.click()
        self.page.wait_for_selector("main")

    def choose(self, act: str) -> None:
        """Take an act of the page: its next step, else the one in the menu of acts."""
        link = f'main a[href*="/act/{act}/"]'
        self.page.wait_for_selector(link, state="attached")
        found = self.page.locator(link).first
        if not found.is_visible():
            menu = "main details.nz-menu > summary"
            if self.keyboard:
                self.reach(menu)
                self.page.keyboard.press("Enter")
            else:
                self.page.locator(menu).first.click()
        self.press(link)

    def write(self, selector: str, text: str) -> None:
        """Put `text` where something stands."""
        if self.keyboard:
            self.reach(selector)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.insert_text(text)
        else:
            self.page.locator(selector).first.fill(text)

    def pick(self, selector: str) -> None:
        """Choose the first of several answers."""
        if self.keyboard:
            self.reach(selector)
            self.page.keyboard.press("ArrowDown")
        else:
            self.page.locator(selector).select_option(index=1)

    def write_draft(self, text: str) -> None:
        """Put `text` in place of a draft's: in the editor, where scripts have put one in place of the field."""
        editor = "main .ProseMirror"
        if not self.page.locator(editor).count():
            self.write("main textarea[name=body]", text)
            return
        if self.keyboard:
            self.reach(editor)
        else:
            self.page.locator(editor).click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def send(self) -> None:
        """Send the form of the page."""
        self.press("main form.nz-form button[type=submit]:not([name])")


class Citizen:
    """The mail server of whoever wrote: what comes for them lies here."""

    def __init__(self) -> None:
        self.letters: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take a letter."""
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 taken"


@pytest.fixture
def citizen(settings: Any) -> Iterator[Citizen]:
    """Somebody with a mail server, to which the office's relay hands over."""
    known = Citizen()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(known, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield known
    server.stop()


def away(work: Callable[[], Any]) -> Any:
    """Do what asks the database in a thread of its own: Playwright's has a running loop. Return what it gave."""
    from django.db import connection

    given: list[Any] = []
    faults: list[BaseException] = []

    def run() -> None:
        try:
            given.append(work())
        except BaseException as fault:  # noqa: BLE001  (raised again where somebody waits for it)
            faults.append(fault)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(120)
    if faults:
        raise faults[0]
    assert given, "it did not end"
    return given[0]


def open_mailbox(house: House) -> None:
    from nizam.kit.registry import registry
    from nizam.spine.org.actions import operator_actor
    from nizam.spine.org.models import Institution, Mailbox

    if not Mailbox.objects.filter(address=house.mailbox).exists():
        registry.resource("org.mailbox").generated("add")(
            operator_actor(door="mail"), institution=Institution.objects.get(code=house.code), address=house.mailbox
        )


def deliver() -> int:
    from nizam.spine.outbox.delivery import deliver_due

    return int(deliver_due(1000))


@pytest.fixture
def listener(office: Office) -> Iterator[Background]:
    running = Background()
    yield running
    running.end()


@pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.code)
def test_a_letter_through_the_office(
    office: Office,
    signed_in: Callable[..., BrowserContext],
    listener: Background,
    citizen: Citizen,
    house: House,
) -> None:
    away(lambda: open_mailbox(house))
    sender = f"vatandas@{house.code}.example.net"
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, house.mailbox, house.subject
    message["Message-ID"] = f"<yol-1@{house.code}.example.net>"
    message.set_content(house.letter)
    with smtplib.SMTP("127.0.0.1", listener.port, local_hostname="relay.example", timeout=30) as smtp:
        assert smtp.send_message(message) == {}
    listener.work_off()

    def at(login: str) -> Hand:
        context = signed_in(login, viewport={"width": WIDE, "height": HEIGHT})
        return Hand(context, office, keyboard=house.keyboard)

    clerk, adviser, head = at(house.clerk), at(house.adviser), at(house.head)
    row = f'main a:has-text("{house.subject}")'
    # The clerk finds the letter in Today and takes the suggested unit.
    clerk.go("today")
    clerk.press(row)
    case = clerk.page.url
    first = clerk.page.locator(".nz-suggestion").first
    assert house.unit in first.inner_text()
    clerk.press(".nz-suggestion form[action*=assign_case] button")
    # The adviser writes and hands in.
    adviser.go("today")
    adviser.press(row)
    adviser.choose("answer_case")
    adviser.write("textarea[name=body]", house.draft)
    adviser.send()
    adviser.press("main .nz-next")
    paper = adviser.page.url
    adviser.choose("submit_document")
    adviser.send()
    # The head sends it back with a remark.
    head.go("today")
    head.press(f'main a[href="{urlsplit(paper).path}"]')
    head.choose("return_document")
    head.write("textarea[name=remark]", house.remark)
    keep_picture(head.page, f"journey-{house.code}-sent-back")
    head.send()
    # The adviser reads it, mends the text and hands it in again.
    adviser.go("today")
    adviser.press(f'main a[href="{urlsplit(paper).path}"]')
    assert house.remark in adviser.page.locator("main").inner_text()
    adviser.choose("change_document")
    adviser.write_draft(house.mended)
    keep_picture(adviser.page, f"journey-{house.code}-mended")
    adviser.send()
    adviser.go(paper)
    assert house.mended in adviser.page.locator("main").inner_text()
    adviser.choose("submit_document")
    adviser.send()
    # The head signs: number and date are taken, the paper goes out.
    head.go("today")
    head.press(f'main a[href="{urlsplit(paper).path}"]')
    head.choose("sign_document")
    head.send()
    keep_picture(head.page, f"journey-{house.code}-signed")
    away(deliver)
    (mail,) = [one for one in citizen.letters if one["To"] == sender]
    (pdf,) = mail.iter_attachments()
    assert pdf.get_content_type() == "application/pdf"
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.get_content())).pages).split())
    assert house.mended in words
    head.go(paper)
    number = head.page.locator("main .kit-number").first.inner_text().split()[0]
    assert number in words
    # The quarter's report counts the case under its article; the head draws it up and freezes it.
    head.go(case)
    article = head.page.locator(".nz-panel__article a").first.inner_text()
    head.go("report")
    line = head.page.locator("section.nz-reportline", has=head.page.locator("h3 a", has_text=article)).first
    keep_picture(head.page, f"journey-{house.code}-report")
    head.press(f'#{line.get_attribute("id")} a[href*="figure=came"]')
    assert house.subject in head.page.locator("main article").inner_text()
    head.go("report")
    head.press('main form[action*="/act/draft_report/"] button')
    head.choose("sign_report")
    head.send()
    frozen = head.page.url
    told = head.page.locator("main article").inner_text()
    keep_picture(head.page, f"journey-{house.code}-frozen")
    head.press('main a[href="?figure=all"]')
    listed = head.page.locator("main article").inner_text()
    assert house.subject in listed
    cases_of_report = head.page.url
    # What becomes of the case later does not alter it.
    head.go(case)
    head.choose("close_case")
    head.pick("main select[name=outcome]")
    head.send()
    head.go(frozen)
    assert head.page.locator("main article").inner_text() == told
    head.go(cases_of_report)
    assert head.page.locator("main article").inner_text() == listed
    assert head.heard.errors == adviser.heard.errors == clerk.heard.errors == []
    assert head.heard.strangers == adviser.heard.strangers == clerk.heard.strangers == []
    for one in (clerk, adviser, head):
        one.page.context.close()
