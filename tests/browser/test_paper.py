# SPDX-License-Identifier: EUPL-1.2
"""What Chromium prints: A4, numbered sheets, who printed them, nothing of the shell."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from browser_office import HEAD, Office
from playwright.sync_api import BrowserContext
from pypdf import PdfReader

A4_POINTS = (595, 842)


@pytest.mark.parametrize("name", ["case", "cases", "charter", "report"])
def test_sheets_are_numbered_and_say_who_printed_them(
    office: Office, signed_in: Callable[..., BrowserContext], name: str
) -> None:
    context = signed_in(HEAD, color_scheme="dark")
    page = context.new_page()
    page.goto(office.url(name))
    page.wait_for_selector(".sidebar")
    title = page.locator("h1").first.inner_text()
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    context.close()
    sheets = [re.sub(r"\s+", " ", sheet.extract_text()) for sheet in paper.pages]
    assert all(
        abs(float(size) - wanted) < 2
        for sheet in paper.pages
        for size, wanted in zip((sheet.mediabox.width, sheet.mediabox.height), A4_POINTS, strict=True)
    )
    for number, text in enumerate(sheets, start=1):
        assert f"{number} / {len(sheets)}" in text
        assert re.search(r"(Yaldız Kerem|mudur\.tr) · \d", text)
    whole = " ".join(sheets)
    assert title.split()[0] in whole
    assert "Outbox" not in whole
