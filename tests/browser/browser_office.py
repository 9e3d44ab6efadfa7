# SPDX-License-Identifier: EUPL-1.2
"""What browser tests ask of a page, and who looks at it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# Without the first two a container cannot start it; the others keep it from calling home.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
HEIGHT = 900
WIDE, NARROW = 1280, 360
CLERK, ADVISER, HEAD, LEADER, TECHNICIAN = "kalem.tr", "uzman.tr", "mudur.tr", "baskan.tr", "teknik.tr"


@dataclass(frozen=True)
class Office:
    """A running office: where it answers, and the addresses of things of the demonstration by name.

    `in_hand` are the pages of work that stands beside letters: name, who looks at it, address.
    """

    address: str
    paths: dict[str, str]
    in_hand: list[tuple[str, str, str]] = field(default_factory=list)

    def url(self, path: str) -> str:
        """Return the full address of `path`, or of the thing called so."""
        return self.address + self.paths.get(path, path)


@dataclass
class Heard:
    """What a page complained of while it was open."""

    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)


def listen(page: Page, office: Office) -> Heard:
    """Collect what goes wrong on `page` from now on: errors, what the policy forbade, requests to other hosts."""
    heard = Heard()
    host = urlsplit(office.address).netloc

    def console(message: Any) -> None:
        # Chromium writes a refused page itself as an error; the tests assert its status instead.
        if message.type == "error" and message.location.get("url") != page.url:
            heard.errors.append(f"{message.text} ({message.location.get('url')})")

    def request(asked: Any) -> None:
        address = urlsplit(asked.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != host:
            heard.strangers.append(asked.url)

    page.on("console", console)
    page.on("pageerror", lambda error: heard.errors.append(str(error)))
    page.on("request", request)
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation',"
        " (e) => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`))"
    )
    return heard


def faults(page: Page, axe: str, *, colours_only: bool = False) -> list[str]:
    """Return the serious and critical faults that axe finds on `page` now, each with its places.

    With `colours_only` it looks at contrast alone, which is all that a change of scheme can harm.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    rules = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}} if colours_only else {}
    found = page.evaluate(
        "async (options) => (await axe.run(document, options)).violations", {"resultTypes": ["violations"], **rules}
    )
    return [
        f"{fault['impact']}: {fault['id']}: " + "; ".join(str(node["target"]) for node in fault["nodes"][:5])
        for fault in found
        if fault["impact"] in {"serious", "critical"}
    ]


def overflow(page: Page) -> str:
    """Return what stands out of the window to the right, or is scrolled sideways on a narrow one, or nothing."""
    return str(
        page.evaluate(
            """() => {
              // The shell hides and scrolls what stands out of `main`, so it is asked too.
              const main = document.querySelector("main");
              const frames = window.innerWidth > 400 ? [] : [...document.querySelectorAll("main *")].filter(
                (one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1
                  && ["auto", "scroll"].includes(getComputedStyle(one).overflowX) && !one.closest(".w-slim-header"));
              if (frames.length) return frames.map((one) => `${one.tagName}.${one.className} scrolls`).join(", ");
              if (document.documentElement.scrollWidth <= window.innerWidth
                && (!main || main.scrollWidth <= main.clientWidth)) return "";
              const wide = [...document.querySelectorAll("body *")].filter(
                (one) => one.getBoundingClientRect().right > window.innerWidth + 1);
              return `${document.documentElement.scrollWidth} px: ` +
                wide.slice(0, 6).map((one) => `${one.tagName}.${one.className}`).join(", ");
            }"""
        )
    )


def keep_picture(page: Page, name: str) -> None:
    """Write a picture of the whole page when NIZAM_SCREENSHOTS names a folder."""
    folder = os.environ.get("NIZAM_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        size = page.viewport_size
        assert size is not None
        # The shell scrolls its main part, so the window is made as high as that.
        height = page.evaluate("Math.max(document.querySelector('main').scrollHeight, document.body.scrollHeight)")
        page.set_viewport_size({"width": size["width"], "height": min(height, 4000)})
        page.screenshot(path=Path(folder) / f"{name}.png")
        page.set_viewport_size(size)
