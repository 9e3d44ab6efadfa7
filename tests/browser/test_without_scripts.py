# SPDX-License-Identifier: EUPL-1.2
"""A letter is registered, assigned, answered, signed and reported in a browser that runs no scripts."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from browser_office import ADVISER, CLERK, HEAD, Office
from playwright.sync_api import BrowserContext, Page
from pypdf import PdfReader

SUBJECT = "Çınar Sokak'ta kablosuz internet çekmiyor"
ANSWER = "Erişim noktası değiştirildi; bağlantı bugünden beri çalışıyor."


def send(page: Page) -> None:
    """Press the first button of the page's form."""
    page.locator("main form.nz-form button[type=submit]").first.click()
    page.wait_for_load_state()


def choose(page: Page, name: str, words: str) -> None:
    """Choose the option of select `name` whose text holds `words`."""
    option = page.locator(f"select[name={name}] option", has_text=words).first
    page.select_option(f"select[name={name}]", str(option.get_attribute("value")))


def test_letter_is_answered_without_scripts(office: Office, signed_in: Callable[..., BrowserContext]) -> None:
    def at(login: str) -> Page:
        return signed_in(login, java_script_enabled=False).new_page()

    clerk = at(CLERK)
    clerk.goto(office.url("today"))
    assert clerk.locator("noscript, .nz-noscript").first.is_visible()
    clerk.locator("main a[href$='/arrivals/by-hand/']").first.click()
    clerk.locator("main a[href$='/act/open_by_hand_case/']").first.click()
    choose(clerk, "procedure", "Dilekçe")
    choose(clerk, "unit", "Kalem")
    clerk.fill("[name=subject]", SUBJECT)
    clerk.fill("[name=from_whom]", "Nazlı Pınarcı")
    clerk.fill("[name=text]", "Üç gündür kablosuz internet çekmiyor. Gereğini rica ederim.")
    send(clerk)
    case = clerk.url
    number = clerk.locator(".kit-number__text").first.inner_text()
    assert re.fullmatch(r"[A-Z]+-\d+/\d{4}", number)
    assert SUBJECT in clerk.locator("main").inner_text()

    clerk.locator(".nz-next").click()
    choose(clerk, "unit", "Ağ ve Sistem")
    choose(clerk, "person", "Ermişoğlu")
    clerk.fill("[name=order]", "Yerinde bakın, cevap taslağı hazırlayın.")
    send(clerk)
    assert clerk.url == case

    adviser = at(ADVISER)
    adviser.goto(office.url("today"))
    adviser.get_by_role("link", name=SUBJECT, exact=True).click()
    adviser.locator("main a[href$='/act/answer_case/']").first.click()
    adviser.fill("[name=body]", ANSWER)
    send(adviser)
    assert ANSWER in adviser.content()

    head = at(HEAD)
    head.goto(case)
    assert urlsplit(str(head.locator(".nz-next").get_attribute("href"))).path.endswith("/act/sign_answer_case/")
    head.locator(".nz-next").click()
    send(head)
    assert head.url == case
    file = head.locator("a[href*='/files/papers/']").first
    answer = head.context.request.get(office.address + str(file.get_attribute("href")))
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/pdf"
    text = " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(answer.body())).pages)
    assert ANSWER in re.sub(r"\s+", " ", text)

    head.goto(office.url("report"))
    assert head.locator(".nz-reportline h3 a").first.is_visible()
    year = datetime.now(ZoneInfo("Europe/Istanbul")).year
    assert str(year) in head.locator(".nz-sheet__head").inner_text()
    # A figure is a door to every case behind it, more than an article's line has room for.
    head.goto(office.url("report") + "?figure=came")
    assert head.locator("main a", has_text=SUBJECT).count() >= 1
    assert number in head.locator("main").inner_text()


def test_menu_of_desks_stands_in_for_the_shell(office: Office, signed_in: Callable[..., BrowserContext]) -> None:
    page = signed_in(CLERK, java_script_enabled=False, viewport={"width": 360, "height": 700}).new_page()
    page.goto(office.url("cases"))
    page.locator("noscript a").click()
    page.goto(office.url("desks"))
    assert page.locator(f"main a[href='{office.paths['cases']}']").count() >= 1
    page.goto(office.url("keys"))
    assert page.locator("main kbd").count() > 5
    # The path of a page, which a script folds, stands open.
    page.goto(office.url("new-case"))
    page.locator(f".w-breadcrumbs a[href='{office.paths['cases']}']").click()
    page.wait_for_url(office.url("cases"))
    assert not page.locator("main button[type=button]:visible").count()
    page.context.close()
