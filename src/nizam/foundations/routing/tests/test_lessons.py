# SPDX-License-Identifier: EUPL-1.2
import json
from typing import Any

import pytest

from nizam.foundations.routing import (
    Lesson,
    StoredLessonsError,
    lesson_features,
    lessons_from_json,
    lessons_to_json,
)


def fold(text: str) -> str:
    return text.replace("İ", "i").replace("I", "ı").lower()


def test_a_letter_leaves_its_words_and_not_its_people() -> None:
    letter = (
        "Sayın yetkili,\nEvimizde internet yok. Komşum Ayşe Yılmaz da bağlanamıyor, VPN de çalışmıyor; internet yok.\n"
        "Tel: 0532 111 22 33, ayse@posta.example.org, https://example.org/u/ayse, pasaport U12345678"
    )
    words = lesson_features(letter, fold=fold, stop={"da", "de"})
    assert words["internet"] == 2
    assert words["vpn"] == 1
    assert {"evimizde", "komşum", "bağlanamıyor", "pasaport"} <= set(words)
    told = " ".join(words)
    for private in ("ayşe", "yılmaz", "ayse", "0532", "u12345678", "example"):
        assert private not in told
    assert "da" not in words


def test_a_letter_in_capitals_is_read_whole() -> None:
    assert set(lesson_features("İNTERNET ÇOK YAVAŞ", fold=fold)) == {"internet", "çok", "yavaş"}


def test_no_more_words_than_the_limit_the_frequent_and_long_first() -> None:
    words = lesson_features("su su su bilgisayar ev ağ", fold=fold, limit=2)
    assert words == {"bilgisayar": 1, "su": 3}


LESSONS = [Lesson({"ağ": 2, "yok": 1}, "it", True), Lesson({"köpek": 1}, "vet", False, 0.5)]


def test_lessons_are_read_back_as_they_were_in_an_order_of_their_own() -> None:
    stored = lessons_to_json(LESSONS)
    assert stored == lessons_to_json(reversed(LESSONS))
    assert sorted(lessons_from_json(stored), key=lambda lesson: lesson.unit) == LESSONS
    assert '"köpek"' in stored


def stored(**changes: Any) -> str:
    row: dict[str, Any] = {"words": {"ağ": 1}, "unit": "it", "accepted": True, "weight": 1.0}
    row.update(changes)
    return json.dumps({"version": 1, "lessons": [row]})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": 2, "lessons": []}',
        '{"version": 1, "lessons": 3}',
        '{"version": 1, "lessons": [[]]}',
        stored(words=["ağ"]),
        stored(words={"ağ": "çok"}),
        stored(words={"ağ": 0}),
        stored(weight=0),
        stored(weight=None),
    ],
)
def test_what_was_not_stored_by_this_version_is_refused(text: str) -> None:
    with pytest.raises(StoredLessonsError):
        lessons_from_json(text)
