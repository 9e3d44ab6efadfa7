# SPDX-License-Identifier: EUPL-1.2
"""No screen says a word that did not come from the catalogue of messages or from data, to whoever looks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import escape

from nizam.doors.office import components_page
from nizam.kit.declare import Resource
from nizam.kit.registry import registry
from nizam.kit.testing.plugin import restore_database
from nizam.site.maintenance.examine import versions
from other_routes import OTHER_ROUTES
from pseudo import bare, bracketed, data_words, spoken, words
from walks import body, office_steps, resource_keys, signed_in

LOGINS = ("kalem.tr", "mudur.tr", "teknik.tr", "denetci.tr")
# As many rows of a resource are looked at, each in another state where there are states.
ROWS = 3
TELLING = ("state", "kind", "nature", "disposition", "door")

pytestmark = pytest.mark.one_engine


@pytest.fixture(scope="module")
def known(django_db_setup: None, django_db_blocker: Any) -> Iterator[set[str]]:
    """Build the demonstration once for the module and return the words of its data, and of the invented examples."""
    from nizam.site.demo import build_demo

    with django_db_blocker.unblock():
        build_demo()
        yield data_words() | invented_words() | machine_words()
        restore_database()


def machine_words() -> set[str]:
    """Return what the page of health says of the machine: names of programs, versions and folders."""
    found = [f"{name} {value}" for name, value in versions().items() if name != "processors"]
    return words(" ".join([connection.vendor, *Path(settings.NIZAM_HOME).parts, *found]))


def invented_words() -> set[str]:
    """Return the words of the examples that the page of components invents."""
    template = Path(get_template("door_office/components.html").origin.name).read_text("utf-8")
    shown = re.findall(r"""{% (?:person_tag|number|figure) .*?(?:"([^"]+)"|unit="([^"]+)")""", template)
    clock = str(components_page._clock())
    texts = [Path(components_page.__file__).read_text("utf-8"), clock, *(text for pair in shown for text in pair)]
    return set().union(*(words(text) for text in texts))


def user_of(login: str) -> Any:
    """Return the account called `login`."""
    return apps.get_model("org", "User").objects.get(username=login)


def rows_of(resource: Resource, user: Any) -> list[Any]:
    """Return a few rows the reader sees, each in another state where the resource has states."""
    rows = resource.visible_to(user).order_by("pk")
    names = {field.name for field in resource.model._meta.concrete_fields}
    telling = next((name for name in TELLING if name in names), "")
    if not telling:
        return list(rows[:1])
    found: dict[Any, Any] = {}
    for row in rows[:300]:
        found.setdefault(getattr(row, telling), row)
    return list(found.values())[:ROWS]


def asked(client: Any, method: str, address: str, data: Any = None) -> Any:
    """Return an answer; what a sent form changed is taken back."""
    if method == "GET":
        return client.get(address)
    with transaction.atomic():
        answer = client.post(address, data or {})
        transaction.set_rollback(True)
    return answer


def is_page(answer: Any) -> bool:
    """Tell whether people read the answer as a page."""
    return answer.status_code < 500 and answer.get("Content-Type", "").startswith("text/html")


def test_the_language_brackets_what_people_read_and_keeps_what_machines_need() -> None:
    assert bracketed("Save") == "⟦Ｓａｖｅ⟧"
    assert bracketed("%(count)s days of <b>%s</b>") == "⟦%(count)s ｄａｙｓ ｏｆ <b>%s</b>⟧"
    assert bracketed("") == ""


def test_bare_words_are_noticed_wherever_a_page_may_say_them() -> None:
    page = """<html lang="az"><head><title>Bare</title></head><body><p>⟦Ｓａｖｅ⟧ 12</p><p>Əsasnamə</p>
      <input placeholder="Plain"><input type="submit" value="Send"><a aria-label="Open">⟦ａ⟧</a> tail
      <img alt="Picture"><p>⟦Ｓｔａｔｅ: new⟧</p><code>return</code><script>let words</script></body></html>"""
    found = " ".join(bare(page, {"Əsasnamə"}))
    for word in ("Bare", "Plain", "Send", "Open", "tail", "Picture", "new"):
        assert f"({word})" in found, word
    for word in ("Əsasnamə", "return", "words", "Ｓ"):
        assert f"({word})" not in found


@pytest.mark.django_db
@pytest.mark.usefixtures("quick_walk", "accounts_kept")
@pytest.mark.parametrize("key", resource_keys())
def test_no_screen_of_a_resource_has_bare_words(key: str, known: set[str]) -> None:
    resource = registry.resource(key)
    found: dict[str, str] = {}
    # What one reader was shown is the same for the next; a form is sent once, by the first whom it lets.
    answered: set[str] = set()
    with spoken():
        for login in LOGINS:
            user = user_of(login)
            client = signed_in(user)
            for place, row in enumerate(rows_of(resource, user)):
                for step in office_steps(resource, row):
                    again = step.key in answered and (place == 0 or not step.route.endswith("_entry"))
                    if again or (place and not step.about_entry):
                        continue
                    answer = asked(client, step.method, step.address, dict(step.data))
                    assert answer.status_code < 500, f"{login}: {step.key}"
                    if answer.status_code in {200, 400}:
                        answered.add(step.key)
                    if is_page(answer):
                        for text in bare(body(answer), known):
                            found.setdefault(text, f"{login}: {step.method} {step.address}")
    assert not found, "\n".join(f"{text}   at {where}" for text, where in found.items())


@pytest.mark.django_db
@pytest.mark.parametrize("login", LOGINS)
def test_no_other_screen_has_bare_words(login: str, known: set[str]) -> None:
    found: dict[str, str] = {}
    user = user_of(login)
    client = signed_in(user)
    with spoken():
        for row in OTHER_ROUTES:
            if row.about or row.method == "PATCH" or row.route == "wagtailadmin_logout":
                continue
            answer = asked(client, row.method, row.address(lambda name: user.uid), dict(row.data))
            if is_page(answer):
                for text in bare(body(answer), known):
                    found.setdefault(text, row.key)
    assert not found, "\n".join(f"{text}   at {where}" for text, where in found.items())


# What a template is told besides words: which template, of which kind a piece of text is, in which language.
SETTINGS = frozenset({"kind", "lang", "language", "country", "align", "region", "template", "qr", "qr_svg", "crest"})


def strings(value: Any) -> Iterator[str]:
    """Yield the texts among the values of a paper."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            if key not in SETTINGS:
                yield from strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from strings(one)


def bare_texts(texts: Iterator[str], known: set[str]) -> list[str]:
    """Return what stands in `texts` and comes neither from the catalogue, nor from the wording, nor from data."""
    return [found for text in texts for found in bare(f"<html><body><p>{escape(text)}</p></body></html>", known)]


@pytest.mark.django_db
def test_papers_say_only_what_stands_in_wording_catalogue_or_data(known: set[str]) -> None:
    from nizam.spine.cases.models import Case
    from nizam.spine.cases.receipts import receipt_data
    from nizam.spine.records.looks import looks_of
    from nizam.spine.records.models import Document
    from nizam.spine.records.paper import letter_data

    found: list[str] = []
    papers = Document.objects.filter(institution__code="cinarova")
    cases = Case.objects.filter(institution__code="cinarova").exclude(number_text="")
    assert papers
    assert cases
    with spoken():
        for paper in papers:
            data = letter_data(paper, "Müdür", "Ayşe Yıldız", timestamp=0, looks=looks_of(paper))
            found += bare_texts(strings(data), known | words("Müdür Ayşe Yıldız"))
        for case in cases[:5]:
            found += bare_texts(strings(receipt_data(case)), known)
    assert found == []


@pytest.mark.django_db
@pytest.mark.parametrize("login", LOGINS)
def test_the_mail_of_the_day_says_only_what_stands_in_catalogue_or_data(login: str, known: set[str]) -> None:
    from nizam.doors.mail.digests import digest_mail
    from nizam.spine.outbox.digests import digest_of

    user = user_of(login)
    now = timezone.now()
    with spoken():
        mail = digest_mail(user, now.date(), digest_of(user, now), "tr")
        laid_out = str(mail.alternatives[0][0])
        found = [*bare_texts(iter([mail.subject, *mail.body.splitlines()]), known), *bare(laid_out, known)]
    assert found == []
