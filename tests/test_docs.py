# SPDX-License-Identifier: EUPL-1.2
"""The documentation and the program say the same: what is declared has its line, what is written leads somewhere.

Settings, commands and API fields are compared beside their code (`site/tests`, `doors/api/tests`).
"""

from __future__ import annotations

import re
import textwrap
import tomllib
from datetime import date
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.utils import translation

from nizam.foundations.messages import FLAGS, SOURCE_ERRORS
from nizam.kit.parts import parts
from nizam.kit.procedures import read_procedures
from nizam.kit.registry import registry
from nizam.site import reference
from nizam.spine.cases.models import dispositions
from nizam.spine.cases.procedures import FOLDER

pytestmark = pytest.mark.one_engine

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = [*sorted(DOCS.rglob("*.md")), *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"))]
KINDS = {"# Security", "# Added", "# Changed", "# Fixed", "# Upgrade"}
ROW = re.compile(r"^\| (.+?) \|$", re.MULTILINE)


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def links(page: Path) -> list[str]:
    """Return what a page links to, but not what stands in its examples."""
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
    return re.findall(r"\]\(([^)\s]+)\)", text)


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


# What is declared has its line


def test_the_kept_reference_pages_are_the_present_ones() -> None:
    made = reference.pages()
    assert {path.name for path in reference.FOLDER.glob("*.md")} == set(made)
    for name, text in made.items():
        assert (reference.FOLDER / name).read_text("utf-8") == text, f"{name}: run make docs"


def test_every_act_has_its_line() -> None:
    page = read("docs/reference/actions.md")
    for act in registry.actions:
        line = next(line for line in page.splitlines() if f"| `{act.permission}` |" in line)
        assert all(f"`{name}`" in line for name in act.fields), act.permission


def test_every_event_has_its_line_and_says_what_it_means() -> None:
    page = read("docs/reference/events.md")
    for event in reference.event_classes():
        assert f"`{event.__module__}.{event.__name__}`" in page
        means = event.__doc__ or ""
        # A dataclass without words of its own is described by its signature.
        assert means, event
        assert not means.startswith(f"{event.__name__}("), event


def test_every_code_of_incoming_mail_has_its_line() -> None:
    page = read("docs/reference/mail-codes.md")
    for code in {*FLAGS, *SOURCE_ERRORS, *(code for code, _title in dispositions() if code)}:
        assert f"| `{code}` |" in page, code


def test_every_part_of_an_installation_has_its_line() -> None:
    page = read("docs/operate.md")
    for name in {"web", *(part.name for part in parts)}:
        assert f"| `{name}` |" in page, name


def test_every_role_has_its_line() -> None:
    roles = tomllib.loads(read("src/nizam/spine/org/roles/roles.toml"))["role"]
    lines = re.findall(r"^\| `([a-z-]+)` \| (\d): ", read("docs/people-and-roles.md"), re.MULTILINE)
    assert {code: int(clearance) for code, clearance in lines} == {c: role["clearance"] for c, role in roles.items()}


def test_every_shipped_procedure_has_its_line_with_form_and_terms() -> None:
    page = read("docs/numbers-and-procedures.md")
    for declared, _text in read_procedures(FOLDER):
        cells = next(row.split(" | ") for row in ROW.findall(page) if row.startswith(f"`{declared.code}`"))
        assert cells[1] == f"`{declared.series.form}`"
        terms = {country: declared.term_in(country, date(2026, 11, 22)) for country in ("AZ", "UZ", "TR")}
        told = [f"{one.term.amount} {one.term.unit.replace('-', ' ')}s" if one else "none" for one in terms.values()]
        assert cells[2:] == told


def test_the_words_are_those_of_the_screens() -> None:
    rows = [row.split(" | ") for row in ROW.findall(read("docs/glossary.md")) if row.startswith("**")]
    assert len(rows) > 25
    catalogues = {
        language: {
            entry.msgid: entry.msgstr
            for entry in polib.pofile(str(reference.PACKAGE / f"site/locale/{language}/LC_MESSAGES/django.po"))
            if not entry.msgctxt
        }
        for language in ("az", "uz", "tr")
    }
    compared = 0
    for _word, _means, code, english, *spoken in rows:
        label = code.strip("`")
        if label.count(".") != 1 or label.split(".")[0] not in apps.app_configs:
            continue
        with translation.override("en"):
            name = str(apps.get_model(label)._meta.verbose_name)
        assert [english, *spoken] == [name, *(catalogue[name] for catalogue in catalogues.values())]
        compared += 1
    assert compared > 20


def test_the_word_list_says_what_screens_say() -> None:
    rows = [row.split(" | ") for row in ROW.findall(read("docs/terms.md")) if row.count(" | ") == 3]
    catalogues = [
        {
            entry.msgid: entry.msgstr or entry.msgstr_plural.get(0)
            for entry in polib.pofile(str(reference.PACKAGE / f"site/locale/{language}/LC_MESSAGES/django.po"))
            if not entry.msgctxt
        }
        for language in ("az", "uz", "tr")
    ]
    compared = 0
    for english, *cells in rows:
        if english != "English":
            assert [re.sub(r" \([AUT]\d [\d./]+\)", "", cell) for cell in cells] == [one[english] for one in catalogues]
            compared += 1
    assert compared > 75


# What is written leads somewhere


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {link}"
        assert target.is_relative_to(ROOT), f"{page.name}: {link}"
        assert not anchor or anchor in anchors(target), f"{page.name}: {link}"


def test_every_page_is_reached_from_the_index() -> None:
    reached = {DOCS / "index.md"}
    waiting = list(reached)
    while waiting:
        page = waiting.pop()
        for link in links(page):
            target = (page.parent / link.partition("#")[0]).resolve()
            if target.suffix == ".md" and target.is_relative_to(DOCS) and target not in reached:
                reached.add(target)
                waiting.append(target)
    assert set(DOCS.rglob("*.md")) == reached


def test_every_recipe_that_is_named_exists() -> None:
    recipes = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    for page in PAGES:
        assert set(re.findall(r"`make ([a-z-]+)`", page.read_text("utf-8"))) <= recipes, page.name


def test_the_pictures_are_small() -> None:
    for path in (DOCS / "images").iterdir():
        assert path.stat().st_size < 200_000, path.name


def test_the_example_of_a_desk_is_the_one_that_is_tested() -> None:
    examples = re.findall(r"^( *)```python\n(.*?)^ *```", read("CONTRIBUTING.md"), re.MULTILINE | re.DOTALL)
    shown = [textwrap.dedent(code) for _indent, code in examples]
    desk = next(code for code in shown if code.startswith("desk = "))
    model = next(code for code in shown if "ScopedModel" in code)
    assert desk in read("tests/lending/desk.py")
    assert model in read("tests/lending/models.py")


def test_every_change_brings_a_fragment_of_a_known_kind() -> None:
    fragments = sorted((ROOT / "changes").glob("*"))
    assert fragments
    for path in fragments:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.md", path.name), path.name
        heading, _, text = path.read_text("utf-8").partition("\n")
        assert heading in KINDS, path.name
        assert text.strip(), path.name
