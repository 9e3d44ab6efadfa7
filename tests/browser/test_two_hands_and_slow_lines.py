# SPDX-License-Identifier: EUPL-1.2
"""Two people at one draft, a line that is lost while one writes, and scripts that come late or never."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from browser_office import CLERK, HEAD, Office, listen
from playwright.sync_api import BrowserContext, Page, Route, expect

# Signs of life come every five seconds.
NEXT_BEAT = 15_000
TEXT = ".ProseMirror"
MENU = "#wagtail-sidebar > *"
SCRIPTS = re.compile(r"\.js(\?|$)|/jsi18n/")
CLERKS_NAME, HEADS_NAME = "Sarpkaya", "Yaldız"
DRAFT = "Bilgisayar sınıfı için kullanılmış bilgisayar talebi"
SAVE = "form[data-draft] button[type=submit]:not([name]):not([tabindex])"

At = Callable[..., Page]


@pytest.fixture
def at(office: Office, signed_in: Callable[..., BrowserContext]) -> Iterator[At]:
    """Return what opens a page of somebody, in a browser of his own."""
    contexts: list[BrowserContext] = []

    def open_page(login: str, address: str = "", **options: Any) -> Page:
        context = signed_in(login, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        if address:
            page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def draft(office: Office, signed_in: Callable[..., BrowserContext]) -> str:
    """Return where a draft of the demonstration is written: three paragraphs, nobody at it."""
    context = signed_in(CLERK, java_script_enabled=False)
    page = context.new_page()
    page.goto(office.url("documents"))
    page.locator("main tbody a", has_text=DRAFT).first.click()
    found = f"{page.url}act/change_document/"
    page.goto(found)
    if "editor/editor.js" not in page.content():
        pytest.skip("the editor is not built: npm run build makes it")
    context.close()
    return found


def paragraphs(page: Page) -> list[str]:
    """Return the paragraphs that stand in the editor."""
    page.locator(TEXT).wait_for()
    return page.locator(f"{TEXT} > p").all_inner_texts()


def add(page: Page, place: int, words: str) -> None:
    """Write `words` at the end of a paragraph."""
    paragraph = page.locator(f"{TEXT} > p").nth(place)
    paragraph.scroll_into_view_if_needed()
    box = paragraph.bounding_box()
    assert box is not None
    # Behind the last word of the last line.
    paragraph.click(position={"x": box["width"] - 2, "y": box["height"] - 4})
    page.keyboard.insert_text(words)


def save(page: Page) -> int:
    """Press the button that saves; return the status of the page that comes."""
    with page.expect_navigation() as coming:
        page.locator(SAVE).click()
    return int(coming.value.status)


def test_two_hands_at_one_draft_lose_nothing(at: At, office: Office, draft: str) -> None:
    clerk, head = at(CLERK), at(HEAD)
    heard = [listen(clerk, office), listen(head, office)]
    clerk.goto(draft)
    head.goto(draft)
    first, second, third = paragraphs(clerk)
    assert paragraphs(head) == [first, second, third]
    for one, other in ((clerk, HEADS_NAME), (head, CLERKS_NAME)):
        expect(one.locator("[data-draft-others]")).to_contain_text(other, timeout=NEXT_BEAT)
    # Each in a paragraph of his own: the two are brought together.
    add(clerk, 0, " Kolay gelsin.")
    add(head, 2, " Teslimi depo yapar.")
    assert save(clerk) == 200
    expect(head.locator("[data-draft-newer]")).to_contain_text(CLERKS_NAME, timeout=NEXT_BEAT)
    assert save(head) == 200
    both = [f"{first} Kolay gelsin.", second, f"{third} Teslimi depo yapar."]
    head.goto(draft)
    assert paragraphs(head) == both
    clerk.goto(draft)
    assert paragraphs(clerk) == both
    # Both in the same paragraph: who saves later is shown both, and nothing is written over.
    add(clerk, 1, " Sekizi de sağlamdır.")
    add(head, 1, " İkisi yedektir.")
    assert save(clerk) == 200
    assert save(head) == 409
    told = head.locator(".nz-draft__sides pre")
    assert told.all_inner_texts() == [f"{second} İkisi yedektir.", f"{second} Sekizi de sağlamdır."]
    assert paragraphs(head) == [both[0], f"{second} İkisi yedektir.", both[2]]
    clerk.goto(draft)
    assert paragraphs(clerk) == [both[0], f"{second} Sekizi de sağlamdır.", both[2]]
    # He goes away without choosing, and finds his words when he comes again.
    head.goto(office.url("today"))
    head.goto(draft)
    assert paragraphs(head)[1] == f"{second} İkisi yedektir."
    add(head, 1, " Sekizi de sağlamdır.")
    assert save(head) == 200
    clerk.reload()
    assert paragraphs(clerk)[1] == f"{second} İkisi yedektir. Sekizi de sağlamdır."
    assert [one.errors for one in heard] == [[], []]


def test_words_written_while_the_line_was_lost_are_offered_again(at: At, draft: str) -> None:
    page = at(CLERK, draft)
    before = paragraphs(page)
    page.context.set_offline(True)
    add(page, 0, " Hat kesikken yazıldı.")
    expect(page.locator("[data-draft-state]")).to_have_attribute("data-kind", "due", timeout=NEXT_BEAT)
    # The window is shut while nothing can be sent, and opened when the line is back.
    page.close()
    context = at(CLERK).context
    again = page.context.new_page()
    page.context.set_offline(False)
    again.goto(draft)
    expect(again.locator("[data-draft-state]")).not_to_be_empty()
    assert paragraphs(again) == [f"{before[0]} Hat kesikken yazıldı.", *before[1:]]
    # They go to the office by themselves then, so that another computer has them too.
    other = context.pages[0]
    expect(again.locator("[data-draft-state]")).to_have_attribute("data-kind", "", timeout=NEXT_BEAT)
    other.goto(draft)
    assert paragraphs(other)[0] == f"{before[0]} Hat kesikken yazıldı."
    with other.expect_navigation():
        other.locator("button[name=discard]").click()
    assert paragraphs(other) == before


class Held:
    """Scripts that do not come until they are let through."""

    def __init__(self, page: Page, which: re.Pattern[str] = SCRIPTS) -> None:
        self.waiting: list[Route] = []
        self.open = False
        page.route(which, lambda route: route.continue_() if self.open else self.waiting.append(route))

    def come(self) -> None:
        """Let them through, those of now and those that are asked for later."""
        self.open = True
        for route in self.waiting:
            route.continue_()


def test_page_is_worked_with_before_its_scripts_have_come(at: At, office: Office) -> None:
    page = at(CLERK)
    held = Held(page)
    page.goto(office.url("today"), wait_until="commit")
    page.locator("main tbody tr", has_text="Gise ekrani").locator("a[href$='/act/assign_case/']").click()
    # Sent with a fault, it comes back with a summary, which a script gives the focus when it comes in time.
    page.locator("main form.nz-form button[type=submit]").first.click()
    page.locator("#nz-summary").wait_for()
    option = page.locator("main select[name=unit] option", has_text="Ağ ve Sistem").first
    page.select_option("main select[name=unit]", str(option.get_attribute("value")))
    page.fill("main [name=order]", "Yazılar betikler gelmeden yazıldı.")
    page.locator("main [name=order]").focus()
    assert len(held.waiting) > 10
    assert not page.locator(MENU).count()
    # They come while somebody writes: the focus and the words stay where they are.
    held.come()
    page.wait_for_load_state()
    assert page.locator(MENU).count()
    page.keyboard.press("End")
    page.keyboard.insert_text(" Kalanı sonra.")
    assert page.input_value("main [name=order]") == "Yazılar betikler gelmeden yazıldı. Kalanı sonra."
    assert page.input_value("main select[name=unit]") == option.get_attribute("value")


def test_menu_that_never_comes_has_a_door_in_its_place(at: At, office: Office) -> None:
    page = at(CLERK, viewport={"width": 360, "height": 700})
    page.route(SCRIPTS, lambda route: route.abort())
    page.goto(office.url("cases"))
    # Nothing lies over the page where the menu would be.
    page.locator("main tbody th a").first.click(trial=True)
    door = page.locator(".nz-late a")
    expect(door).to_be_visible()
    door.click()
    page.wait_for_url(office.url("desks"))
    page.unroute(SCRIPTS)
    page.goto(office.url("cases"))
    page.wait_for_selector(MENU, state="attached")
    expect(page.locator(".nz-late")).to_be_hidden()


def test_draft_written_before_the_editor_comes_is_in_it(at: At, draft: str) -> None:
    page = at(CLERK)
    held = Held(page)
    page.goto(draft, wait_until="commit")
    field = page.locator("textarea[name=body]")
    field.wait_for()
    kept = field.input_value()
    field.fill(f"{kept}\n\nBetiklerden **önce**")
    page.fill("[name=addressee]", "Kuyubaşı İlkokulu Müdürlüğüne")
    field.focus()
    page.keyboard.press("Control+End")
    held.come()
    # While he writes in it, the field stays; nothing he writes goes elsewhere.
    expect(page.locator("[data-draft-state]")).not_to_be_empty()
    page.keyboard.insert_text(" ve sonra")
    assert field.is_visible()
    page.locator("[name=subject]").focus()
    last = paragraphs(page)[-1]
    assert last == "Betiklerden önce ve sonra"
    assert page.locator(f"{TEXT} strong").inner_text() == "önce"
    assert page.input_value("[name=addressee]") == "Kuyubaşı İlkokulu Müdürlüğüne"
    assert save(page) == 200
    page.goto(draft)
    assert paragraphs(page)[-1] == last


def test_draft_is_saved_as_a_plain_form_where_the_editor_never_comes(at: At, draft: str) -> None:
    page = at(CLERK)
    # The editor alone is lost, then every script.
    for lost in (re.compile(r"/editor\.js"), SCRIPTS):
        page.route(lost, lambda route: route.abort())
        page.goto(draft)
        field = page.locator("textarea[name=body]")
        words = f"{field.input_value()}\n\nDüz alanda yazıldı."
        field.fill(words)
        assert save(page) == 200
        page.unroute(lost)
        page.goto(draft)
        # The field holds the marks of what is bold, the editor shows it so.
        assert "\n\n".join(paragraphs(page)) == words.replace("**", "")
