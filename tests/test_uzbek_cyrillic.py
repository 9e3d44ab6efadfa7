# SPDX-License-Identifier: EUPL-1.2
"""The office's own words stand in Cyrillic letters when an Uzbek reader has chosen them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from nizam.kit.registry import registry
from nizam.kit.screens.addresses import entry_address
from nizam.kit.scripts import CYRILLIC, exceptions, in_script
from nizam.kit.testing.plugin import restore_database
from nizam.kit.texts import LANGUAGE_NAMES
from nizam.site.maintenance.examine import versions
from other_routes import OTHER_ROUTES
from pseudo import CODE, INITIALS, NAMES, said
from walks import body, office_steps, resource_keys, signed_in

LOGINS = ("ishyurituvchi.uz", "boshliq.uz")
# What a file of classes holds is told by the names of its fields.
FIELDS = frozenset({"retention", "permanent"})
ENDINGS = frozenset({"docx", "html", "jpg", "json", "png", "tiff", "xml", "Word"})
LATIN = re.compile(r"(?<![^\W_])[A-Za-z][A-Za-zʻʼ'’]+")
# Mail's own words for its parts; codes of programs, of papers' formats and of languages; a book of numbers' prefix.
CODES = re.compile(r"`[^`]*`|\[\[\w+\]\]|“[a-z_-]+”|\b\w+[._:/@=-]\w[\w.:/@=-]*|\b[A-ZÀ-Ý]{1,4}-?\d[\w/-]*")

pytestmark = pytest.mark.one_engine


def values(value: Any) -> Iterator[str]:
    """Yield the strings of a stored value, but for texts in several languages: those are read in Cyrillic letters."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        if not set(value) <= set(LANGUAGE_NAMES):
            for key, one in value.items():
                # Words counted by a lesson are keys.
                yield from [key] if isinstance(one, int) else values(one)
        elif not {"uz", "uz-Cyrl"} & set(value):
            yield from (one for one in value.values() if isinstance(one, str))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from values(one)


def stored_words() -> set[str]:
    """Return every Latin word that the database holds in one language: letters, names of people, numbers."""
    found: set[str] = set()
    kinds = models.CharField | models.TextField | models.JSONField
    for model in apps.get_models():
        if not model.__module__.startswith(("nizam.", "wagtail.")):
            continue
        names = [f.name for f in model._meta.concrete_fields if isinstance(f, kinds) and not f.choices]
        for row in model._default_manager.values_list(*names) if names else ():
            for text in values(list(row)):
                found |= set(LATIN.findall(text))
    return found


@pytest.fixture(scope="module")
def known(django_db_setup: None, django_db_blocker: Any) -> Iterator[set[str]]:
    """Build the demonstration once for the module; return the words that may stand in Latin letters."""
    from nizam.site.demo import build_demo

    with django_db_blocker.unblock():
        build_demo()
        apps.get_model("org", "User").objects.filter(username__in=LOGINS).update(language="uz-Cyrl")
        names = {word for name, _value in versions().items() for word in LATIN.findall(name)}
        shown = {word for _code, name in settings.LANGUAGES for word in LATIN.findall(name)}
        yield stored_words() | set(NAMES) | set(exceptions()) | FIELDS | ENDINGS | names | shown | set(LANGUAGE_NAMES)
        restore_database()


def is_cut(word: str, text: str, known: set[str]) -> bool:
    """Tell whether `word` ends a text that was cut short, and begins a word of the data."""
    return text.rstrip(" …").endswith(word) and any(one.startswith(word) for one in known)


def latin(markup: str, known: set[str]) -> list[str]:
    """Return what a page says in Latin letters that is neither data nor a name, with its place."""
    found = []
    for place, text in said(markup):
        plain = CODES.sub(" ", CODE.sub(" ", html.unescape(text)))
        if INITIALS.match(plain.strip()):
            continue
        strange = sorted(
            {word for word in LATIN.findall(plain) if word not in known and not is_cut(word, plain, known)}
        )
        if strange:
            found.append(f"{place}: {' '.join(text.split())[:100]!r} ({', '.join(strange)})")
    return found


def test_latin_words_are_noticed() -> None:
    page = '<html lang="uz-cyrl"><body><p>Бугун Bugun</p><p lang="uz">Xat</p><p>PDF, SMTP, M-8/2026</p></body></html>'
    assert latin(page, {"PDF", "SMTP"}) == ["p: 'Бугун Bugun' (Bugun)"]


@pytest.mark.django_db
@pytest.mark.usefixtures("accounts_kept")
def test_screens_of_resources_are_in_cyrillic_letters(known: set[str]) -> None:
    found: dict[str, str] = {}
    for login in LOGINS:
        user = apps.get_model("org", "User").objects.get(username=login)
        client = signed_in(user)
        for key in resource_keys():
            resource = registry.resource(key)
            row = resource.visible_to(user).order_by("pk").first()
            if row is None:
                continue
            for step in office_steps(resource, row):
                if step.method != "GET":
                    continue
                answer = client.get(step.address)
                if answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html"):
                    for text in latin(body(answer), known):
                        found.setdefault(text, f"{login}: {step.address}")
    assert not found, "\n".join(f"{text}   at {where}" for text, where in found.items())


@pytest.mark.django_db
@pytest.mark.usefixtures("accounts_kept")
@pytest.mark.parametrize("login", LOGINS)
def test_other_screens_are_in_cyrillic_letters(login: str, known: set[str]) -> None:
    found: dict[str, str] = {}
    client = signed_in(apps.get_model("org", "User").objects.get(username=login))
    # The page of components invents its examples.
    left_out = {"wagtailadmin_logout", "office:components"}
    for row in OTHER_ROUTES:
        if row.about or row.method != "GET" or row.route in left_out:
            continue
        answer = client.get(row.address(lambda name: None))  # type: ignore[arg-type,return-value]
        if answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html"):
            for text in latin(body(answer), known):
                found.setdefault(text, row.key)
    assert not found, "\n".join(f"{text}   at {where}" for text, where in found.items())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "text"), [("cases.case", ""), ("cases.envelope", "text"), ("records.document", "body")]
)
def test_a_text_is_shown_in_the_other_alphabet_on_demand(model: str, text: str, known: set[str]) -> None:
    user = apps.get_model("org", "User").objects.get(username="ishyurituvchi.uz")
    row = registry.resource(model).visible_to(user).filter(language="uz").exclude(subject="").first()
    assert row is not None
    client, address = signed_in(user), entry_address(row)
    first_words = (getattr(row, text) if text else row.subject).split()[:2]
    written, respelled = client.get(address), client.get(address, {"script": "uz-Cyrl"})
    assert "?script=uz-Cyrl" in body(written)
    assert 'id="script"' not in body(written)
    assert 'id="script"' in body(respelled)
    for word in (in_script(word, CYRILLIC) for word in first_words):
        assert word in body(respelled)
    assert 'lang="uz-Cyrl"' in body(respelled)
