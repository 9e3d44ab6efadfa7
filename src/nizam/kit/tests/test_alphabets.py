# SPDX-License-Identifier: EUPL-1.2
"""A page's Uzbek texts in the other alphabet, on demand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation


def shown(markup: str, query: str = "", **values: Any) -> str:
    request = RequestFactory().get(f"/{query}")
    with translation.override("en"):
        return Template("{% load alphabets %}" + markup).render(Context({"request": request, **values}))


TEXT = '<p lang="{% spelled_language language %}">{% spelled text language %}</p>'


@pytest.mark.parametrize(
    ("query", "language", "text", "expected"),
    [
        ("", "uz", "Ariza & xat", '<p lang="uz">Ariza &amp; xat</p>'),
        ("?script=uz-Cyrl", "uz", "Ariza & xat", '<p lang="uz-Cyrl">Ариза &amp; хат</p>'),
        ("?script=uz", "uz-Cyrl", "Ариза", '<p lang="uz">Ariza</p>'),
        ("?script=uz", "uz", "Ariza", '<p lang="uz">Ariza</p>'),
        ("?script=uz-Cyrl", "tr", "Dilekçe", '<p lang="tr">Dilekçe</p>'),
        ("?script=uz-Cyrl", "", "Ariza", '<p lang="">Ariza</p>'),
        ("?script=latin", "uz", "Ariza", '<p lang="uz">Ariza</p>'),
    ],
)
def test_a_text_is_spelled_as_asked(query: str, language: str, text: str, expected: str) -> None:
    assert shown(TEXT, query, language=language, text=text) == expected


def test_without_a_request_a_text_stays_as_it_is() -> None:
    assert Template("{% load alphabets %}{% spelled 'Ariza' 'uz' %}").render(Context()) == "Ariza"
    assert Template("{% load alphabets %}{% script_switch 'uz' %}").render(Context()).strip() == ""


def test_the_switch_leads_there_and_back_and_keeps_the_rest_of_the_address() -> None:
    there = shown("{% script_switch 'uz' %}", "?letters=all")
    assert 'href="?letters=all&amp;script=uz-Cyrl">Show in Cyrillic letters</a>' in there
    assert "As it was written" not in there
    back = shown("{% script_switch 'uz' %}", "?letters=all&script=uz-Cyrl")
    assert 'href="?letters=all">As it was written</a>' in back
    assert "respelled by rule" in back
    assert "Show in" not in back


def test_a_page_in_both_alphabets_offers_both_and_one_without_uzbek_none() -> None:
    both = shown("{% script_switch languages %}", languages=["uz", "uz-Cyrl", "", "ru"])
    assert both.count("Show in") == 2
    assert shown("{% script_switch languages %}", "?script=uz", languages=["ru", "tr", ""]).strip() == ""


def test_the_words_of_the_readers_institution_are_spelled_its_way() -> None:
    request = RequestFactory().get("/?script=uz-Cyrl")
    request.user = SimpleNamespace(institution=SimpleNamespace(own_spellings="Ariza = Мурожаат"))
    page = Template("{% load alphabets %}{% spelled text language %}")
    assert page.render(Context({"request": request, "text": "Ariza xati", "language": "uz"})) == "Мурожаат хати"
