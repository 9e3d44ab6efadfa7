# SPDX-License-Identifier: EUPL-1.2
"""A head imports a charter, mends what was read wrongly by keyboard, confirms what it demands, puts it into force."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser_office import HEAD, HEIGHT, NARROW, WIDE, Office, faults, keep_picture, listen, overflow
from playwright.sync_api import BrowserContext, Page

CHARTER = """ÇINAROVA BELEDİYESİ ARŞİV VE VERİ MÜDÜRLÜĞÜ GÖREV YÖNETMELİĞİ

BİRİNCİ BÖLÜM
Genel Hükümler

MADDE 1- (1) Bu yönetmelik, Arşiv ve Veri Müdürlüğünün görevlerini düzenler.

MADDE 2- (1) Müdürlük, Belediye Başkanına bağlıdır. Müdürlük şu birimlerden oluşur:
a) Dijital Arşiv Servisi,
b) Veri Yedekleme Servisi.

İKİNCİ BÖLÜM
Görevler

MADDE 3- (1) Müdürlüğün görevleri şunlardır:
a) sunucuların yedeklerini almak ve veri kurtarma çalışmalarını yapmak,
b) vatandaşlardan gelen dilekçelere cevap vermek,
e) evrak kayıt işlemlerini yürütmek ve her çeyrek sonunda faaliyet raporu sunmak.

MADDE 5- (1) Bu yönetmelik meclis kararıyla yürürlüğe girer.
"""

# What is out of sight keeps the colours of the scheme before.
ALL_IN_SIGHT = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { content-visibility: visible !important; }");
  document.adoptedStyleSheets = [sheet];
}"""


@pytest.fixture
def page(signed_in: Callable[..., BrowserContext]) -> Iterator[Page]:
    """A page of the head of department."""
    context = signed_in(HEAD, viewport={"width": WIDE, "height": HEIGHT})
    yield context.new_page()
    context.close()


def bring_in(page: Page, office: Office, tmp_path: Path, text: str, name: str) -> None:
    """Load a file on the screen, not to be in force at once."""
    file = tmp_path / name
    file.write_text(text, "utf-8")
    page.goto(office.url("charters"))
    page.locator("main a[href*=load_charter]").first.click()
    page.set_input_files("input[type=file]", file)
    if page.locator("select[name=institution]").count():
        page.select_option("select[name=institution]", index=1)
    page.locator("form.nz-form button[type=submit]").click()
    page.wait_for_url("**/reading/")
    page.wait_for_selector(".sidebar")


def chosen(page: Page) -> str:
    return page.locator(".nz-part--chosen .nz-part__text").inner_text()


def settled(page: Page) -> None:
    """Wait until the act under way is answered and shown."""
    page.wait_for_selector("#nz-articles:not([aria-busy])")


def press(page: Page, key: str) -> None:
    page.keyboard.press(key)
    settled(page)


def test_a_charter_is_imported_mended_by_keyboard_confirmed_and_put_into_force(
    page: Page, office: Office, tmp_path: Path
) -> None:
    heard = listen(page, office)
    bring_in(page, office, tmp_path, CHARTER, "arsiv.txt")
    articles = page.locator(".nz-part").count()
    # The first doubtful article: "e)" after "b)".
    press(page, "n")
    assert chosen(page).startswith("e)")
    lit = page.locator(".nz-lit").all_inner_texts()
    assert any("evrak kayıt" in line for line in lit)
    page.wait_for_selector(".nz-part--chosen .nz-part__panel")
    page.keyboard.press("#")
    page.wait_for_function("() => document.activeElement.matches('[data-number]')")
    page.keyboard.type("c)")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('.nz-part--chosen .nz-part__text').innerText.startsWith('c)')")
    settled(page)
    # The second: "MADDE 5" after "MADDE 3" was printed so; the reader says it is right.
    press(page, "n")
    assert "MADDE 5" in chosen(page)
    press(page, "y")
    assert page.locator(".nz-part--doubtful").count() == 0
    # An article is joined by mistake, and the mending is taken back.
    press(page, "m")
    page.wait_for_function(f"() => document.querySelectorAll('.nz-part').length === {articles - 1}")
    settled(page)
    press(page, "z")
    page.wait_for_function(f"() => document.querySelectorAll('.nz-part').length === {articles}")
    # Capabilities are confirmed one by one.
    for start in ("a) sunucuların", "b) vatandaşlardan"):
        page.locator(".nz-part__text", has_text=start).click()
        settled(page)
        press(page, "c")
        page.wait_for_selector(".nz-part--chosen .nz-part__marks strong")
    press(page, "d")
    assert heard.errors == []
    assert heard.strangers == []
    page.locator("a.nz-next").click()
    page.locator("form.nz-form button[type=submit]").click()
    page.wait_for_url("**/r/charters/charter/*/")
    assert page.locator(".nz-demand strong").count() >= 2
    page.goto(page.url + "reading/")
    assert page.locator("a.nz-next").count() == 0
    press(page, "m")
    assert page.locator(".nz-part").count() == articles


def test_split_happens_at_the_place_chosen_by_keyboard(page: Page, office: Office, tmp_path: Path) -> None:
    bring_in(page, office, tmp_path, CHARTER.replace("VERİ MÜDÜRLÜĞÜ", "BELGE MÜDÜRLÜĞÜ"), "belge.txt")
    articles = page.locator(".nz-part").count()
    page.locator(".nz-part__text", has_text="Müdürlük, Belediye Başkanına bağlıdır").click()
    page.keyboard.press("s")
    page.wait_for_function("() => document.activeElement.matches('[data-breaks] button')")
    page.keyboard.press("Enter")
    page.wait_for_function(f"() => document.querySelectorAll('.nz-part').length === {articles + 1}")
    settled(page)
    assert chosen(page).endswith("bağlıdır.")
    # At the cursor, in the words.
    page.keyboard.press("w")
    page.wait_for_function("() => document.activeElement.matches('[data-text]')")
    page.keyboard.press("Control+Home")
    for _ in range(len("(1) Müdürlük,")):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+Enter")
    page.wait_for_function(f"() => document.querySelectorAll('.nz-part').length === {articles + 2}")
    told = page.locator(".nz-part__text").all_inner_texts()
    assert "Belediye Başkanına bağlıdır." in told


def test_reading_works_without_scripts_and_is_fit_to_work_with(
    signed_in: Callable[..., BrowserContext], page: Page, office: Office, tmp_path: Path, axe: str
) -> None:
    bring_in(page, office, tmp_path, CHARTER.replace("ARŞİV VE", "KAYIT VE"), "kayit.txt")
    address = page.url
    press(page, "n")
    page.wait_for_selector(".nz-part--chosen .nz-part__panel")
    for width, scheme in ((WIDE, "light"), (WIDE, "dark"), (NARROW, "light"), (NARROW, "dark")):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.evaluate(ALL_IN_SIGHT)
        page.wait_for_timeout(300)
        keep_picture(page, f"reading-{width}-{scheme}")
        assert overflow(page) == "", f"{width} px"
        assert faults(page, axe, colours_only=scheme != "light") == [], f"{width} px, {scheme}"
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    page.keyboard.press("?")
    assert {"m", "s", "[", "]", "#", "c"} <= set(page.locator("dialog.nz-keys kbd").all_inner_texts())
    plain = signed_in(HEAD, java_script_enabled=False)
    reader = plain.new_page()
    reader.goto(address)
    articles = reader.locator(".nz-part").count()
    reader.locator(".nz-part__text", has_text="Müdürlük, Belediye Başkanına bağlıdır").click()
    reader.locator(".nz-part--chosen button[formaction*=join_provision]").click()
    assert reader.locator(".nz-part").count() == articles - 1
    reader.locator("button[data-act=undo]").click()
    assert reader.locator(".nz-part").count() == articles
    plain.close()
