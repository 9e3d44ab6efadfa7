# SPDX-License-Identifier: EUPL-1.2
"""Chromium before a live office that holds the demonstration.

The demonstration is built once a worker and copied in for each module, so that a module may change what it likes.
Nothing asks the database while Playwright runs: what a test needs to know stands in `Office`.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from nizam.kit.testing.plugin import restore_database

# Import mode `importlib` leaves sys.path alone; what these tests share stands beside them.
sys.path.insert(0, str(Path(__file__).parent))
from browser_office import ARGUMENTS, AXE, CHROMIUM, Office


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands beside this file."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def demonstration(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Office]:
    """Build the demonstration, keep it in a file, and return the file with the addresses of its things."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"Chromium is missing at {CHROMIUM}: apt-get install chromium brings it")
    if not AXE.exists():
        pytest.skip(f"axe-core is missing at {AXE}: npm ci brings it")
    from django.conf import settings
    from django.db import connections

    from nizam.site.demo import build_demo

    kept = tmp_path_factory.mktemp("demonstration") / "demo.sqlite3"
    with django_db_blocker.unblock():
        build_demo()
        paths = {**_paths(), **_arrivals()}
        connections.close_all()
        with (
            contextlib.closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as source,
            contextlib.closing(sqlite3.connect(kept)) as target,
        ):
            source.backup(target)
        restore_database()
    return kept, Office("", paths)


def _paths() -> dict[str, str]:
    from django.urls import reverse

    from nizam.kit.registry import registry
    from nizam.kit.screens.addresses import act_address, entry_address
    from nizam.spine.assets.models import Asset
    from nizam.spine.cases.models import Case
    from nizam.spine.charters.models import Charter
    from nizam.spine.org.models import Institution

    here = Institution.objects.get(code="cinarova")
    cases = Case.objects.filter(institution=here)
    new = cases.filter(state="new").order_by("number_text").first()
    cases_resource = registry.resource("cases.case")

    def act(name: str, *subject: Any) -> str:
        found = cases_resource.action(name)
        assert found is not None, name
        return act_address(cases_resource, found, *subject)

    stranger = Case.objects.exclude(institution=here).first()
    return {
        **{
            name: reverse(f"office:{route}")
            for name, route in {
                "today": "home",
                "desks": "desks",
                "cases": "cases_case_list",
                "documents": "records_document_list",
                "assets": "assets_asset_list",
                "people": "org_person_list",
                "envelopes": "cases_envelope_list",
                "charters": "charters_charter_list",
                "report": "report",
                "structure": "institution_tree",
                "add-asset": "assets_asset_add",
                "import": "assets_asset_import",
                "export": "assets_asset_export",
                "transfers": "transfers",
                "account": "account",
                "find": "find",
                "components": "components",
            }.items()
        },
        "keys": reverse("office:keys"),
        "health": reverse("office_health"),
        "sign-in": reverse("wagtailadmin_login"),
        "case": entry_address(cases.filter(state="assigned").order_by("number_text").first()),
        "answered-case": entry_address(cases.filter(state="answered").first()),
        "new-case": entry_address(new),
        "charter": entry_address(Charter.objects.filter(institution=here).order_by("pk").first()),
        "asset": entry_address(Asset.objects.filter(institution=here).order_by("pk").first()),
        "history": entry_address(new) + "history/",
        "assign": act("assign_case", new),
        "register": act("open_by_hand_case"),
        "missing": entry_address(stranger),
        "forbidden": reverse("office:assets_asset_add"),
    }


def _arrivals() -> dict[str, str]:
    """Let letters come of which one is held, one is laid out and has files; return the pages they lead to."""
    from email.message import EmailMessage

    from django.urls import reverse

    from nizam.kit.screens.addresses import entry_address
    from nizam.spine.cases import actions, intake
    from nizam.spine.cases.envelopes import keep
    from nizam.spine.cases.models import Attachment, Case, Envelope
    from nizam.spine.org.actions import operator_actor
    from nizam.spine.org.models import Institution

    here = Institution.objects.get(code="cinarova")
    case = Case.objects.filter(institution=here, state="assigned").order_by("number_text").first()
    assert case is not None
    operator = operator_actor()

    def arrive(subject: str, sender: str, message: EmailMessage) -> Envelope:
        message["From"], message["Subject"] = f"{subject} <{sender}>", subject
        message["Message-ID"] = f"<{sender}>"
        envelope, _new = keep(operator, here, message.as_bytes(), door="mail", unit=case.unit)
        intake.register(operator, [envelope])
        envelope.refresh_from_db()
        return envelope

    plain = EmailMessage()
    plain.set_content("Dilekçemin durumu hakkında bilgi rica ederim.")
    held = arrive("Dilekçem", "yabanci@example.test", plain)
    guess = {"case": str(case.uid), "score": 0.7, "reason": "number-in-subject"}
    values = {"disposition": "held", "held_for": "stranger", "guesses": [guess, {**guess, "score": 0.4}]}
    Envelope.objects.filter(pk=held.pk).update(case=None, **values)
    laid_out = EmailMessage()
    laid_out.set_content("Tablo ektedir.")
    laid_out.add_alternative(
        '<h2>Liste</h2><p>Tablo <b>ektedir</b>: <a href="https://example.test/liste">liste</a></p>'
        '<img src="https://example.test/logo.png" alt="amblem"><table><tr><th>Okul</th><td>3</td></tr></table>',
        subtype="html",
    )
    laid_out.add_attachment(b"okul;3\n" * 40, maintype="text", subtype="csv", filename="okullar.csv")
    laid_out.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename="oyun.exe")
    letter = arrive("Okul listesi", "okul@example.test", laid_out)
    Attachment.objects.filter(envelope=letter, ordinal=1).update(
        state="marked", marks=["archive-bomb"], text="okul 3\n" * 40
    )
    actions.assign_case(operator, letter.case, unit=case.unit)
    return {
        "arrivals": reverse("office:arrivals"),
        "arrivals-aside": f"{reverse('office:arrivals')}?queue=aside",
        "by-hand": reverse("office:by_hand"),
        "attachment": reverse("office:attachment_text", args=(letter.uid, 1)),
        "letter": entry_address(held),
        "laid-out": reverse("office:letter_hypertext", args=(letter.uid,)),
        "case-with-files": reverse("office:cases_case_entry", args=(letter.case.uid,)) if letter.case else "",
    }


@pytest.fixture(scope="session")
def demonstration_at_work(demonstration: tuple[Path, Office], django_db_blocker: Any) -> tuple[Path, Office]:
    """Let the people of the demonstration do some of everybody's work; return file and addresses as it does."""
    from django.conf import settings
    from django.db import connections
    from work_in_hand import lay_out

    plain, office = demonstration
    kept = plain.with_name("at_work.sqlite3")
    with django_db_blocker.unblock():
        connections.close_all()
        shutil.copyfile(plain, settings.DATABASES["default"]["NAME"])
        in_hand = lay_out()
        connections.close_all()
        with (
            contextlib.closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as source,
            contextlib.closing(sqlite3.connect(kept)) as target,
        ):
            source.backup(target)
        restore_database()
    paths = {**office.paths, **{name: address for name, _login, address in in_hand}}
    return kept, replace(office, paths=paths, in_hand=in_hand)


@pytest.fixture(scope="module")
def office(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[Office]:
    """Serve a fresh copy of the demonstration, at work where the module has `AT_WORK`."""
    from django.conf import settings
    from django.db import connections
    from pytest_django.live_server_helper import LiveServer

    at_work = getattr(request.module, "AT_WORK", False)
    kept, office = request.getfixturevalue("demonstration_at_work" if at_work else "demonstration")
    with django_db_blocker.unblock():
        connections.close_all()
        shutil.copyfile(kept, settings.DATABASES["default"]["NAME"])
        server = LiveServer("localhost")
        try:
            yield replace(office, address=server.url)
        finally:
            server.stop()
            restore_database()


@pytest.fixture(scope="module")
def chromium(office: Office) -> Iterator[Browser]:
    """Start one Chromium a module."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def signed_in(office: Office, chromium: Browser) -> Callable[..., BrowserContext]:
    """Return what opens a context in which an account is signed in; the form is filled in once an account."""
    from nizam.site.demo import PASSWORD

    states: dict[str, Any] = {}

    def open_context(login: str, **options: Any) -> BrowserContext:
        if login not in states:
            context = chromium.new_context(java_script_enabled=False)
            page = context.new_page()
            page.goto(office.url("sign-in"))
            page.fill("input[name=username]", login)
            page.fill("input[name=password]", PASSWORD)
            page.press("input[name=password]", "Enter")
            page.wait_for_url(office.url("today"))
            states[login] = context.storage_state()
            context.close()
        return chromium.new_context(storage_state=states[login], reduced_motion="reduce", **options)

    return open_context


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the text of axe-core."""
    return AXE.read_text("utf-8")
