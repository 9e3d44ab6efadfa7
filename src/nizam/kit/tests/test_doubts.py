# SPDX-License-Identifier: EUPL-1.2
"""Every mark of an uncertain date says why; holidays are named as the reader names them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import translation

from nizam.foundations.calendars import COUNTRIES, LawRule, LawTerm, doubt_text, law_rules, law_terms
from nizam.kit.deadlines import explain
from nizam.kit.doubts import doubt_words, doubts_of
from nizam.kit.procedures.words import rule_words, start_words

pytestmark = pytest.mark.one_engine


LANGUAGES = ("az", "uz", "tr", "en")
ROWS = [row for country in COUNTRIES for row in (*law_terms(country), *law_rules(country))]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_what_people_read_of_the_laws_tables_is_there_in_four_languages(row: LawTerm | LawRule) -> None:
    told = set()
    for language in LANGUAGES:
        with translation.override(language):
            words = doubt_words(row.doubt)
            # A rule without words of its own would show its code.
            shown = rule_words(row) if isinstance(row, LawRule) else start_words()[row.term.start]
        told.add(words)
        assert shown
        assert not isinstance(row, LawRule) or shown != row.rule
        assert bool(words) == row.uncertain
        assert words != row.doubt or not row.doubt
    assert len(told) == (len(LANGUAGES) if row.uncertain else 1)


def test_a_doubt_is_read_in_the_readers_language_and_words_of_people_as_they_are() -> None:
    with translation.override("tr"):
        assert doubt_words("article-not-read") == "madde metni okunmadı"
        assert doubts_of({"doubts": ["figure:uz-information-media"]})[0].count("okunan sayfa") == 1
    with translation.override("en"):
        assert doubt_words("Bizim şübhəmiz") == "Bizim şübhəmiz"
    assert doubt_text("article-not-read", "uz-Cyrl") == doubt_text("article-not-read", "uz")
    assert doubt_text("article-not-read", "ru") == doubt_text("article-not-read", "en")


def test_a_day_that_counts_as_another_is_explained_with_the_article() -> None:
    law = {"act": "OʻRQ-445", "article": "23", "version": ""}
    step = {"code": "after-hours", "day": "2026-10-02", "until": "2026-10-05", "detail": "closed", "law": law}
    (words,) = explain({"steps": [step]})
    assert "after office hours" in words
    assert "OʻRQ-445, art. 23" in words
    (off,) = explain({"steps": [{**step, "detail": "weekend"}]})
    assert "day off" in off


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("figure:tr-information-fee", "“kesilir”"),
        ("figure:uz-information-base", "uzdkp.uz"),
        ("figure:uz-appeal-registration", "speaks of registering"),
        ("figure:no-such-term", "still to be verified"),
        ("figure:", "still to be verified"),
        ("half-day", "half day"),
        ("six-day-week", "six-day week"),
        ("estimated", "not announced yet"),
        ("no-article", "No article"),
    ],
)
def test_each_doubt_is_a_sentence(code: str, words: str) -> None:
    (sentence,) = doubts_of({"uncertain": True, "doubts": [code]})
    assert words in sentence
    assert sentence.endswith(".")


def test_clock_of_earlier_days_says_at_least_that_it_is_uncertain() -> None:
    assert len(doubts_of({"uncertain": True})) == 1
    assert doubts_of({"uncertain": False, "doubts": []}) == []
    assert doubts_of(None) == []


def left_out(**more: Any) -> dict[str, Any]:
    day = date(2026, 3, 20).isoformat()
    step = {"code": "left-out", "day": day, "until": day, "count": 1, "detail": "holiday", "name": "Ramazan Bayramı"}
    return {"steps": [{**step, **more}], "country": "TR"}


def test_public_holiday_bears_the_readers_name_and_a_decision_its_own() -> None:
    with translation.override("en"):
        assert "Eid al-Fitr" in explain(left_out())[0]
        assert "Valinin kararı" in explain(left_out(detail="leave", name="Valinin kararı"))[0]
    with translation.override("tr"):
        assert "Ramazan Bayramı" in explain(left_out())[0]


def test_extension_names_its_article_and_a_forwarding_its_body() -> None:
    law = {"act": "Law on appeals", "article": "10.2", "version": ""}
    day = datetime(2026, 3, 5, tzinfo=UTC).date().isoformat()
    steps = [
        {"code": "extended", "day": day, "until": day, "count": 5, "unit": "working-day", "name": "why", "law": law},
        {"code": "forwarded", "day": day, "until": day, "name": "Ministry"},
    ]
    extended, forwarded = explain({"steps": steps})
    assert "Law on appeals, art. 10.2" in extended
    assert "to Ministry" in forwarded
