# SPDX-License-Identifier: EUPL-1.2
"""The keyboard does everything: the next step of a case is reached by Tab, focus is seen, `?` tells the keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from browser_office import CLERK, HEIGHT, WIDE, Office, keep_picture
from playwright.sync_api import BrowserContext, Page

# More stops than any page of the demonstration has before its next step.
STOPS = 60


@pytest.fixture
def page(signed_in: Callable[..., BrowserContext]) -> Iterator[Page]:
    """A page of the clerk."""
    context = signed_in(CLERK, viewport={"width": WIDE, "height": HEIGHT})
    yield context.new_page()
    context.close()


def open_page(page: Page, office: Office, name: str) -> None:
    page.goto(office.url(name))
    page.wait_for_selector(".sidebar")


def test_tab_reaches_the_next_step_and_focus_is_always_seen(page: Page, office: Office) -> None:
    open_page(page, office, "new-case")
    unseen = []
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
              const one = document.activeElement, style = getComputedStyle(one);
              const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
                || style.boxShadow !== "none";
              return {name: `${one.tagName} ${one.textContent.trim().slice(0, 40)}`, ring,
                      reached: one.classList.contains("nz-next")};
            }"""
        )
        if not stop["ring"]:
            unseen.append(stop["name"])
        if stop["reached"]:
            break
    else:
        pytest.fail("Tab does not reach the next step")
    assert unseen == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/act/assign_case/")


def test_first_tab_offers_to_skip_the_menu(page: Page, office: Office) -> None:
    open_page(page, office, "today")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"


def test_question_mark_tells_the_keys_and_gives_focus_back(page: Page, office: Office) -> None:
    open_page(page, office, "cases")
    page.focus("main .nz-table tbody a")
    page.keyboard.press("?")
    keys = page.locator("dialog.nz-keys")
    assert keys.is_visible()
    told = keys.locator("kbd").all_inner_texts()
    keep_picture(page, "keys-dialog")
    page.keyboard.press("Escape")
    assert not keys.is_visible()
    assert page.evaluate("document.activeElement.closest('.nz-table') !== null")
    assert {"?", "/", "g", "j", "k", "Enter"} <= set(told)


def test_rows_are_walked_and_opened(page: Page, office: Office) -> None:
    open_page(page, office, "cases")
    addresses = page.eval_on_selector_all(".nz-table tbody th a", "all => all.map((one) => one.href)")
    for key, place in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.href") == addresses[place], f"after {key}"
    page.keyboard.press("Enter")
    page.wait_for_url(addresses[1])


def test_two_keys_go_to_today_and_to_cases(page: Page, office: Office) -> None:
    open_page(page, office, "new-case")
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url(office.url("today"))
    page.wait_for_selector(".sidebar")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url(office.url("cases"))


def test_f_goes_to_the_search_and_letters_typed_there_are_letters(page: Page, office: Office) -> None:
    open_page(page, office, "cases")
    page.keyboard.press("f")
    assert page.evaluate("document.activeElement.id") == "nz-q"
    page.keyboard.type("?gtj/")
    assert page.input_value("#nz-q") == "?gtj/"
    assert page.url == office.url("cases")


def test_slash_leads_to_a_number_and_back_to_what_was_opened(page: Page, office: Office) -> None:
    open_page(page, office, "new-case")
    number = page.locator(".kit-number__text").first.inner_text()
    open_page(page, office, "cases")
    page.keyboard.press("/")
    options = page.locator("#nz-jump [role=option]")
    options.first.wait_for()
    assert number in options.first.inner_text()
    page.keyboard.type(number.lower())
    page.wait_for_function("document.querySelector('#nz-jump [aria-selected=true]') !== null")
    keep_picture(page, "jump")
    page.keyboard.press("Enter")
    page.wait_for_url(office.url("new-case"))


def test_who_switched_single_keys_off_is_left_alone(page: Page, office: Office) -> None:
    open_page(page, office, "account")
    page.uncheck("[name=keyboard_shortcuts]")
    page.locator("form.nz-form").first.locator("button[type=submit]").click()
    page.wait_for_load_state()
    open_page(page, office, "cases")
    page.keyboard.press("?")
    assert not page.locator("dialog.nz-keys").is_visible()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.tagName") == "BODY"
