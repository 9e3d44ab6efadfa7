# SPDX-License-Identifier: EUPL-1.2
"""Every mark of an uncertain date says why; holidays are named as the reader names them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import translation

from nizam.foundations.calendars import COUNTRIES, law_terms
from nizam.kit.deadlines import explain
from nizam.kit.doubts import FIGURES, doubts_of


def test_every_doubt_of_a_figure_is_there_to_be_translated() -> None:
    stated = {term.doubt for country in COUNTRIES for term in law_terms(country) if term.doubt}
    assert stated
    assert stated <= set(FIGURES)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("figure:tr-information-fee", "“kesilir”"),
        ("figure:uz-information-base", "uzdkp.uz"),
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
