# SPDX-License-Identifier: EUPL-1.2
"""A working week told in a browser that runs no scripts: letters, papers, plans and what each person keeps for himself.

What is asserted after a step is what stands on the page that comes: the words, the state, the number.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from browser_office import ADVISER, CLERK, HEAD, LEADER, Office
from playwright.sync_api import BrowserContext, Locator, Page
from pypdf import PdfReader

# Without scripts a page is ready once it is read; its pictures need not have come.
READ: Final = "domcontentloaded"
TODAY = datetime.now(ZoneInfo("Europe/Istanbul")).date()
TOMORROW = TODAY + timedelta(days=1)
SUBJECT = "Okullarda kaç yazıcı var?"


class Plain:
    """Somebody at a page without scripts, doing what its links and forms offer."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.set_default_timeout(20_000)

    @property
    def words(self) -> str:
        """What the page says, each run of blanks as one."""
        return " ".join(self.page.locator("main").inner_text().split())

    def part(self, selector: str, *, hidden: bool = False) -> str:
        """What a part of the page says, with what is folded away where `hidden` is set."""
        found = self.page.locator(f"main {selector}")
        return " ".join(" ".join(found.all_text_contents() if hidden else found.all_inner_texts()).split())

    def at(self, address: str) -> Plain:
        """Go to a page."""
        self.page.goto(address, wait_until=READ)
        return self

    def follow(self, href: str) -> Plain:
        """Follow the first link of the page whose address holds `href`, out of the menu it may stand in."""
        link = self.page.locator(f"a[href*='{href}']")
        found = self.page.locator("main").locator(link).first
        if not found.is_visible():
            self.page.locator("main details").filter(has=link).last.locator("summary").first.click()
        with self.page.expect_navigation(wait_until=READ):
            found.click()
        return self

    def act(self, act: str, **values: str | list[str] | bool) -> Plain:
        """Take an act of the page, fill its form in and send it; it must be done."""
        self.follow(f"/act/{act}/")
        return self.fill(**values)

    def fill(self, **values: str | list[str] | bool) -> Plain:
        """Fill the form of the page in as given, by the words of what is chosen, and send it; it must be done."""
        form = self.page.locator("main form.nz-form").first
        for name, words in values.items():
            fields = form.locator(f"[name='{name}']")
            kind = fields.first.evaluate("(one) => one.tagName === 'SELECT' ? 'select' : one.type")
            if kind == "select":
                option = (
                    fields.locator("option", has_text=str(words)).and_(form.locator("option:not([value=''])")).first
                )
                fields.select_option(str(option.get_attribute("value")))
            elif words is True:
                fields.check()
            elif isinstance(words, list):
                for one in words:
                    form.locator("label", has_text=one).locator(f"[name='{name}']").check()
            else:
                fields.fill(str(words))
        return self.press(form.locator("button[type=submit]:not([name])").last)

    def press(self, button: Locator) -> Plain:
        """Press a button, and read what comes: a form that was refused says so above itself."""
        with self.page.expect_navigation(wait_until=READ) as coming:
            button.click()
        assert coming.value.status == 200, f"{self.page.url}: {self.part('.nz-summary, .nz-notice--danger')}"
        return self

    def file(self, link: str) -> tuple[str, str]:
        """Return the type and the text of the file behind the first such link."""
        href = str(self.page.locator(f"main a[href*='{link}']").first.get_attribute("href"))
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(self.page.url))
        answer = self.page.context.request.get(origin + href)
        assert answer.status == 200
        sheets = PdfReader(io.BytesIO(answer.body())).pages
        return answer.headers["content-type"], " ".join(" ".join(one.extract_text() for one in sheets).split())


@pytest.fixture
def at(office: Office, signed_in: Callable[..., BrowserContext]) -> Callable[[str], Plain]:
    """Return what seats somebody, by sign-in name, at a browser without scripts."""
    return lambda login: Plain(signed_in(login, java_script_enabled=False).new_page())


def work_off() -> None:
    """Do what waits in the background, in a thread of its own: Playwright's has a running loop."""
    from django.db import connection

    from nizam.spine.jobs.worker import run_pending

    def run() -> None:
        run_pending()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()


def test_a_letter_is_worked_through(office: Office, at: Callable[[str], Plain]) -> None:
    clerk, adviser, head = at(CLERK), at(ADVISER), at(HEAD)
    clerk.at(office.url("register")).fill(
        procedure="Bilgi edinme", unit="Kalem", subject=SUBJECT, from_whom="Nazlı Pınarcı", text="Sayısını rica ederim."
    )
    # What the procedure asks comes with the next page, and all that was written stands there.
    assert clerk.page.input_value("[name=subject]") == SUBJECT
    clerk.fill(**{"details.wanted": "Okulların yazıcı sayısı"})
    case, number = clerk.page.url, clerk.part(".kit-number__text")
    assert re.fullmatch(r"S-\d+/\d{4}", number)
    assert "Okulların yazıcı sayısı" in clerk.part("#details")

    # The head: what is to be done, by whom, until when, under control; questions, terms, words for the house.
    head.at(case).act(
        "resolve_case",
        text="Okul okul sayılsın.",
        unit="Ağ ve Sistem",
        person="Ermişoğlu",
        co_units=["Teknik Destek"],
        due_on=f"{TOMORROW}",
        under_control=True,
    )
    assert re.search(
        rf"{TOMORROW.day:02} \w+ {TOMORROW.year} tarihine kadar takipte: Yaldız Kerem", head.part("#control")
    )
    assert "Okul okul sayılsın." in head.part("#events")
    assert "Birlikte çalışanlar Teknik Destek Servisi" in head.part("#who")
    head.act("order_task", person="Gedikbaş", order="Envanteri çıkarın.")
    assert re.search("Gedikbaş Onur için iş açık .* Envanteri çıkarın.", head.part("#events"))
    head.page.fill("#note-text", "Bilginize: @ermişoğlu")
    head.press(head.page.locator("#note button"))
    assert "bildirildi: Ermişoğlu Tolga Bilginize: @ermişoğlu" in head.part("#events")
    watch = head.page.locator("main form[action$='/watch/'] button")
    head.press(watch)
    assert watch.inner_text() == "İzlemeyi bırak"
    head.act("suspend_case", reason="Ücret", note="Fotokopi ücreti bekleniyor.")
    assert "süre durdu" in head.part(".nz-case__head")
    assert "Ücret ödenene kadar" in head.part("#events")
    assert "İşin neyi beklediği başvurana bildirilecek" in head.part("#clock")
    head.act("resume_case", reason="Ücret ödendi.")
    assert "15 iş günü" in head.part(".nz-case__head")
    head.act("extend_case", ground="başka bir birimde", reason="Okullardan sorulacak.", told_on=f"{TODAY}")
    assert "30 iş günü" in head.part(".nz-case__head")
    head.act("ask_case", question="Hangi okullar?")
    assert "süre durdu" in head.part(".nz-case__head")
    assert "Bildirmenizi rica ettiğimiz husus: Hangi okullar?" in head.part("#events", hidden=True)
    head.act("resume_case", reason="Bütün okullar.")

    # A part becomes a case of its own, goes back, stands alone again, and is voided as a mistake.
    head.act("split_case", subject="Toner talebi", extract="Toner de istiyoruz.")
    assert head.page.url != case
    part = head.part(".kit-number__text")
    assert part != number
    assert "Toner de istiyoruz." in head.part("#events")
    head.act("join_case", other=SUBJECT, reason="Aynı başvuru.")
    assert "Kapandı" in head.part(".nz-case__head")
    assert f"{number} {SUBJECT} O işle birleştirildi: Aynı başvuru." in head.words
    head.act("reopen_case", reason="Ayrı bir iş.")
    assert "Kapandı" not in head.part(".nz-case__head")
    head.act("link_case", other=SUBJECT, reason="Aynı kişiden.")
    assert f"{number} {SUBJECT} İlgili: Aynı kişiden." in head.words
    head.act("void_case", reason="Yanlışlıkla ayrıldı.")
    assert "İptal edildi: Yanlışlıkla ayrıldı." in head.words
    assert "sonraki adım" not in head.words

    # The answer: drafted in the plain field, sent back with a remark, agreed, signed, handed over.
    adviser.at(case).act("answer_case", body="Yedi yazıcı vardır.")
    adviser.follow("/records/document/")
    paper = adviser.page.url
    adviser.act("submit_document", signatory="Yaldız", step1_person1="Sarpkaya")
    assert "Parafta" in adviser.part(".nz-case__head")
    clerk.at(paper).act("return_document", remark="Hangi okullarda?")
    adviser.at(paper)
    assert re.search("Sarpkaya Gülten İade edildi .* Hangi okullarda?", adviser.part("#approval"))
    adviser.act("change_document", body="Yedi yazıcı vardır: altısı Çınar, biri **Meşe** okulunda.")
    assert "altısı Çınar, biri Meşe okulunda." in adviser.words
    adviser.act("submit_document", signatory="Yaldız", step1_person1="Sarpkaya")
    clerk.at(paper).act("agree_document")
    assert "imza bekliyor" in clerk.part(".nz-case__head")
    head.at(paper).act("sign_document")
    issued = head.part(".kit-number__text")
    kind, text = head.file("/files/papers/")
    assert kind == "application/pdf"
    assert all(words in text for words in (issued, number, "altısı Çınar, biri Meşe okulunda."))
    head.act("hand_over_document", door="Elden", proof="Nazlı Pınarcı imzaladı.")
    assert "Elden teslim edildi Nazlı Pınarcı" in head.words

    # The task is done, the head takes it off control, and the whole is printed.
    adviser.at(case).follow("/act/complete_task/").fill(note="Hepsi sayıldı.")
    head.at(case)
    assert "Rapor tarihi" in head.part("#control")
    head.act("release_resolution", reason="Cevap verildi.")
    assert "Takipten çıkarıldı" in head.words
    head.at(case)
    assert not head.part("#control")
    head.follow("/print/").fill(notes=True)
    work_off()
    head.page.reload()
    kind, text = head.file("/file/")
    assert kind == "application/pdf"
    for words in (
        number,
        issued,
        "Sayısını rica ederim.",
        "Okul okul sayılsın.",
        "Hepsi sayıldı.",
        "Bilginize: @ermişoğlu",
    ):
        assert words in text
    head.at(case).act("close_case", outcome="Bilgi verildi", reason="Cevap elden verildi.")
    assert "Kapandı süresinde kapandı" in head.part(".nz-case__head")
    head.act("reopen_case", reason="İtiraz etti.")
    assert "Havale edildi süresinde cevaplanan" in head.part(".nz-case__head")


def test_plans_are_made_decided_and_reported(office: Office, at: Callable[[str], Plain]) -> None:
    head, leader = at(HEAD), at(LEADER)
    leader.at(office.url("/office/r/plans/plan/add/")).fill(
        title="Çeyrek iş planı", period=f"{TODAY.year}-Q{(TODAY.month + 2) // 3}"
    )
    leader.follow("/measure/add/")
    leader.fill(what="Okul ağlarını yenilemek", person="Yaldız", due_on=f"{TODAY}", target="4", measured_in="okul")
    measure = leader.page.url
    assert re.search(r"Plan Çeyrek iş planı \d{4}-Q\d", leader.words)
    leader.follow("/plans/plan/0").act("approve_plan")
    assert "Durum Onaylandı" in leader.words
    assert "Okul ağlarını yenilemek Açık Yaldız Kerem" in leader.words
    head.at(measure).act("report_measure", how="İki okulda bitti.", value="2")
    assert "Açık 50 %" in head.words
    leader.at(office.url("/office/collegium/")).follow("/collegiumitem/add/")
    leader.fill(question="Sunucu odası taşınsın mı?", sits_on=f"{TODAY}", speaker="Yaldız")
    leader.act("decide_collegiumitem", decision="Keşif yapılsın.", due_on=f"{TODAY}", person="Yaldız")
    assert "Kurul konusu Sunucu odası taşınsın mı?" in leader.words
    decided = leader.page.url
    mine = head.at(office.url("today")).page.locator("main .nz-work", has_text="Üstlendikleriniz")
    assert [urlsplit(one).path for one in (measure, decided)] == [
        one.get_attribute("href") for one in mine.locator("li a").all()
    ]
    # The report of the quarter: words beside its figures, a number and the paper with the signature.
    head.at(office.url("report")).press(head.page.locator("main form[action*='/act/draft_report/'] button"))
    assert "Taslak" in head.part(".nz-sheet__head")
    written = head.page.locator("main .nz-said__write").first
    written.locator("summary").click()
    written.locator("textarea").fill("Çeyrek sakin geçti.")
    head.press(written.locator("button"))
    assert "Çeyrek sakin geçti." in head.part(".nz-said__text")
    head.act("sign_report")
    assert "imzalayan: Yaldız Kerem" in head.part(".nz-sheet__head")
    assert not written.count()
    kind, text = head.file("form=pdf&language=tr")
    assert kind == "application/pdf"
    issued = str(re.search(r"Sayı \d+/\d{4}", head.part(".nz-sheet__head"))[0])  # type: ignore[index]
    assert issued.removeprefix("Sayı ") in text
    assert all(words in text for words in ("Çeyrek sakin geçti.", "Keşif yapılsın.", "İki okulda bitti."))


def test_each_keeps_what_is_his_own(office: Office, at: Callable[[str], Plain]) -> None:
    clerk, head = at(CLERK), at(HEAD)
    page = clerk.at(office.url("cases") + "?state=new").page
    chips = clerk.part(".nz-chips")
    page.locator("main details:has(#nz-view-name) > summary").click()
    page.fill("#nz-view-name", "Yeni gelenler")
    clerk.press(page.locator("main form:has(#nz-view-name) button[type=submit]"))
    page.goto(office.url("cases") + "?whole=1")
    page.locator("main details:has(#nz-view-name) > summary").click()
    clerk.press(page.get_by_role("link", name="Yeni gelenler"))
    assert clerk.part(".nz-chips") == chips != ""

    clerk.at(office.url("/office/notices/choices/"))
    row = page.locator("main tr", has_text="Biri sizden söz ediyor").locator("input")
    row.last.uncheck()
    page.fill("#digest-time", "07:45")
    clerk.press(page.locator("main form.nz-form button"))
    clerk.at(office.url("/office/notices/choices/"))
    assert [one.is_checked() for one in row.all()] == [True, False]
    assert page.input_value("#digest-time") == "07:45"

    # Two new letters of Today are ticked and given to one unit at once.
    head.at(office.url("today") + "?of=unit")
    new = head.page.locator("main .nz-work", has=head.page.locator("#work-new"))
    for place in (0, 1):
        new.locator("[name=uid]").nth(place).check()
    numbers = [new.locator(".nz-worktable__number").nth(place).inner_text().split()[-1] for place in (0, 1)]
    head.press(new.locator("button[value=assign_case]"))
    head.fill(unit="Yazılım ve Web", person="Tekinalp")
    assert "2 satır tamamlandı" in head.words
    assert all(number in head.words for number in numbers)
    # A number, the Enter key, and one is there.
    head.at(office.url("desks")).page.fill("#nz-find", numbers[0])
    head.page.press("#nz-find", "Enter")
    head.page.wait_for_url("**/find/**")
    head.press(head.page.locator("main a", has_text=numbers[0]).first)
    assert head.part(".kit-number__text") == numbers[0]
    assert "Tekinalp Barış" in head.part("#who")
