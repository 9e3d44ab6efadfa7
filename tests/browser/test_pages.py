# SPDX-License-Identifier: EUPL-1.2
"""Every page, wide and narrow, light and dark: nothing sticks out, nothing is forbidden, axe finds nothing serious."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from browser_office import (
    ADVISER,
    CLERK,
    HEAD,
    HEIGHT,
    LEADER,
    NARROW,
    TECHNICIAN,
    WIDE,
    Office,
    faults,
    keep_picture,
    listen,
    overflow,
)
from playwright.sync_api import Browser, BrowserContext, Page

AT_WORK = True

# Name of the page, who looks at it (nobody: not signed in), the status it answers with.
PAGES = [
    ("sign-in", "", 200),
    ("today", HEAD, 200),
    ("desks", CLERK, 200),
    ("cases", CLERK, 200),
    ("documents", CLERK, 200),
    ("assets", HEAD, 200),
    ("people", HEAD, 200),
    ("envelopes", CLERK, 200),
    ("letter", CLERK, 200),
    ("charters", HEAD, 200),
    ("case", HEAD, 200),
    ("answered-case", HEAD, 200),
    ("new-case", CLERK, 200),
    ("charter", HEAD, 200),
    ("asset", HEAD, 200),
    ("history", CLERK, 200),
    ("report", HEAD, 200),
    ("structure", HEAD, 200),
    ("assign", CLERK, 200),
    ("register", CLERK, 200),
    ("by-hand", CLERK, 200),
    ("arrivals", CLERK, 200),
    ("arrivals-aside", CLERK, 200),
    ("attachment", CLERK, 200),
    ("laid-out", CLERK, 200),
    ("case-with-files", CLERK, 200),
    ("import", HEAD, 200),
    ("export", HEAD, 200),
    ("transfers", HEAD, 200),
    ("account", HEAD, 200),
    ("find", HEAD, 200),
    ("components", HEAD, 200),
    ("keys", HEAD, 200),
    ("health", TECHNICIAN, 200),
    ("draft", ADVISER, 200),
    ("approvals", HEAD, 200),
    ("papers", LEADER, 200),
    ("plan", LEADER, 200),
    ("calendar-list", HEAD, 200),
    ("report-draft", HEAD, 200),
    ("missing", HEAD, 404),
    ("forbidden", ADVISER, 403),
]


# All looks at one width follow each other: the first is examined whole, the others can only differ in colours.
VIEWS = ((WIDE, "light"), (WIDE, "dark"), (WIDE, "contrast"), (NARROW, "light"), (NARROW, "dark"))
# Further pages are made of the same components: each colour is looked at once, and whether the narrow layout holds.
# Colours are shared by all pages, and the pages above are looked at in the dark at every run.
IN_HAND_VIEWS = (
    pytest.param(((WIDE, "light"), (NARROW, "light")), id="light"),
    pytest.param(((WIDE, "dark"),), id="dark", marks=pytest.mark.slow),
)


def show(page: Page, width: int, scheme: str) -> None:
    """Give `page` a width in pixels and a look: light, dark, or light with high contrast."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.emulate_media(
        color_scheme="dark" if scheme == "dark" else "light",
        contrast="more" if scheme == "contrast" else "no-preference",
        reduced_motion="reduce",
    )


def look(page: Page, name: str, axe: str, *, width: int, scheme: str) -> None:
    """Assert that `page`, shown so, is fit to work with."""
    assert findings(page, name, axe, width=width, scheme=scheme) == [], f"{name}, {width} px, {scheme}"


def findings(page: Page, name: str, axe: str, *, width: int, scheme: str, layout_only: bool = False) -> list[str]:
    """Return what is wrong with `page`, shown so; with `layout_only` axe is left out."""
    # A change of scheme is painted, and its transitions end, some frames later.
    page.evaluate(ALL_IN_SIGHT)
    page.wait_for_function(SETTLED, arg="dark" if scheme == "dark" else "light")
    keep_picture(page, f"{name}-{width}-{scheme}")
    found = [] if layout_only else faults(page, axe, colours_only=scheme != "light")
    if wider := overflow(page):
        found.append(f"wider than {width} px: {wider}")
    light = page.evaluate(LUMINANCE)
    if not (light < 0.1 if scheme == "dark" else light > 0.8):
        found.append(f"a ground of luminance {light}")
    return found


# What is out of sight keeps its old colours when the scheme changes under it, so nothing is left out of sight.
ALL_IN_SIGHT = """() => {
  if (document.adoptedStyleSheets.length) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { content-visibility: visible !important; }");
  document.adoptedStyleSheets = [sheet];
}"""

SETTLED = """async (scheme) => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  await frame();
  await frame();
  await Promise.allSettled(document.getAnimations().map((one) => one.finished));
  return matchMedia(`(prefers-color-scheme: ${scheme})`).matches;
}"""

# Relative luminance (WCAG 2.2) of the ground the words of the page stand on.
LUMINANCE = """() => {
  let one = document.querySelector("main") || document.body;
  let colour = "";
  for (; one; one = one.parentElement) {
    colour = getComputedStyle(one).backgroundColor;
    if (!/^rgba\\(.*, 0\\)$/.test(colour)) break;
  }
  const parts = (one ? colour : "rgb(255, 255, 255)").match(/[\\d.]+/g).slice(0, 3).map(Number);
  const [r, g, b] = parts.map((p) => p / 255).map((p) => (p <= 0.04045 ? p / 12.92 : ((p + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}"""


@pytest.mark.parametrize(("name", "login", "status"), PAGES, ids=[one[0] for one in PAGES])
def test_page_is_fit_to_work_with(
    office: Office,
    chromium: Browser,
    signed_in: Callable[..., BrowserContext],
    axe: str,
    name: str,
    login: str,
    status: int,
) -> None:
    context = signed_in(login) if login else chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    heard = listen(page, office)
    show(page, *VIEWS[0])
    answer = page.goto(office.url(name))
    assert answer is not None
    if login:
        page.wait_for_selector(".sidebar", state="attached")
    assert answer.status == status
    for width, scheme in VIEWS:
        show(page, width, scheme)
        look(page, name, axe, width=width, scheme=scheme)
    context.close()
    assert heard.errors == []
    assert heard.strangers == []


@pytest.mark.parametrize("login", [CLERK, ADVISER, HEAD, LEADER, TECHNICIAN])
@pytest.mark.parametrize("views", IN_HAND_VIEWS)
def test_pages_of_work_in_hand_are_fit_to_work_with(
    office: Office,
    signed_in: Callable[..., BrowserContext],
    axe: str,
    login: str,
    views: tuple[tuple[int, str], ...],
) -> None:
    context = signed_in(login)
    page = context.new_page()
    heard = listen(page, office)
    found = []
    whole = {name for name, *_rest in PAGES}
    for name, _login, address in [one for one in office.in_hand if one[1] == login and one[0] not in whole]:
        show(page, *views[0])
        answer = page.goto(office.url(address))
        assert answer is not None
        if answer.status != 200:
            found.append(f"{name} answers {answer.status}")
        page.wait_for_selector(".sidebar", state="attached")
        for width, scheme in views:
            show(page, width, scheme)
            seen = findings(page, name, axe, width=width, scheme=scheme, layout_only=width == NARROW)
            found += [f"{name}, {width} px, {scheme}: {one}" for one in seen]
    context.close()
    assert not found, "\n".join(found)
    assert heard.errors == []
    assert heard.strangers == []


def test_form_sent_with_faults_names_them_and_keeps_what_was_written(
    office: Office, signed_in: Callable[..., BrowserContext], axe: str
) -> None:
    context = signed_in(HEAD, viewport={"width": WIDE, "height": HEIGHT})
    page = context.new_page()
    heard = listen(page, office)
    page.goto(office.url("add-asset"))
    page.fill("[name=serial_number]", "KEPT-1")
    page.click("form.nz-form button[type=submit]")
    page.wait_for_selector("#nz-summary")
    # The page is there before its program has run.
    page.wait_for_function("() => document.activeElement.id === 'nz-summary'")
    assert page.input_value("[name=serial_number]") == "KEPT-1"
    first = page.locator("#nz-summary a").first
    target = str(first.get_attribute("href"))
    first.click()
    page.wait_for_function("target => location.hash === target", arg=target)
    for width, scheme in VIEWS:
        show(page, width, scheme)
        look(page, "faults", axe, width=width, scheme=scheme)
    context.close()
    assert heard.errors == []


@pytest.mark.parametrize("name", ["cases", "assets"])
def test_menus_of_a_list_open_within_a_narrow_screen(
    office: Office, signed_in: Callable[..., BrowserContext], name: str
) -> None:
    context = signed_in(HEAD, viewport={"width": NARROW, "height": HEIGHT})
    page = context.new_page()
    page.goto(office.url(name))
    menus = page.locator(".nz-tools details.nz-menu > summary")
    assert menus.count() == 4
    for menu in menus.all():
        menu.click()
        assert page.locator(".nz-menu[open]").count() == 1
        box = page.locator(".nz-menu[open] > .nz-menu__sheet").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= NARROW
        assert overflow(page) == ""
    page.locator("details.nz-narrow > summary").click()
    page.locator("details.nz-narrow a").last.click()
    page.wait_for_url("**order=**")
    context.close()


def test_rows_of_a_narrow_list_name_their_values_and_are_chosen_at_once(
    office: Office, signed_in: Callable[..., BrowserContext]
) -> None:
    context = signed_in(HEAD, viewport={"width": NARROW, "height": HEIGHT})
    page = context.new_page()
    page.goto(office.url("cases"))
    headings = page.locator(".nz-table thead th:not(.nz-all)").all_text_contents()
    first = page.locator(".nz-table tbody tr").first
    labels = [str(cell.get_attribute("data-label")) for cell in first.locator("td[data-label]").all()]
    assert labels == [heading.strip(" \n↑↓") for heading in headings[1:]]
    shown = first.locator("td[data-label]").first.evaluate("(cell) => getComputedStyle(cell, '::before').content")
    assert shown == f'"{labels[0]}"'
    page.locator(".nz-all input").check()
    rows = page.locator(".nz-table tbody tr").count()
    assert page.locator("tbody input[name=uid]:checked").count() == rows > 1
    context.close()


def test_components_in_high_contrast(office: Office, signed_in: Callable[..., BrowserContext], axe: str) -> None:
    for more in ({"contrast": "more"}, {"forced_colors": "active"}):
        options: dict[str, Any] = {"viewport": {"width": WIDE, "height": HEIGHT}, **more}
        context = signed_in(TECHNICIAN, **options)
        page = context.new_page()
        page.goto(office.url("components"))
        keep_picture(page, f"components-{next(iter(more))}")
        assert overflow(page) == ""
        if "contrast" in more:
            assert faults(page, axe) == []
        context.close()
