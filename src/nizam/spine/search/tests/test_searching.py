# SPDX-License-Identifier: EUPL-1.2
"""Finding things by words: in any spelling, in sight only, in an order that is ours, on both databases alike."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from nizam.kit.actions import Actor
from nizam.kit.registry import registry
from nizam.kit.screens.filters import search_condition
from nizam.kit.testing.world import World
from nizam.spine.org.models import Person, Unit
from nizam.spine.search import searching
from nizam.spine.search.indexing import index_things
from nizam.spine.search.keeping import disagreements, index_all, index_missing, is_behind
from nizam.spine.search.models import IndexedWord, IndexRow
from nizam.spine.search.searching import Narrowing, pending_files, search, things_of
from nizam.spine.search.snippets import Sought, marked, snippet

pytestmark = pytest.mark.django_db


def person(world: World, family: str, given: str = "Test", **more: Any) -> Person:
    return Person.objects.create(institution=world.institution, family_name=family, given_name=given, **more)


def found(user: Any, text: str, **how: Any) -> list[str]:
    answer = search(user, text, **how)
    return [str(thing) for thing in things_of(user, answer.hits).values()]


def names(user: Any, text: str, **how: Any) -> set[str]:
    return set(found(user, text, **how))


SPELLINGS = [
    ("Təhsil şöbəsinin müdiri", ["tehsil sobesi", "TƏHSİL ŞÖBƏSİ", "təhsil şöbə", "müdir təhsil"]),
    (
        "Taʼlim boʻlimi boshligʻi",
        ["талим бўлими", "ta'lim bo'limi", "talim bolimi", "taʻlim boʼlimi", "taʼlim boşliği"],
    ),
    ("Işıkları yakan görevli", ["IŞIK", "ışıkları", "isiklari", "görevli"]),
]


@pytest.mark.parametrize(("title", "queries"), SPELLINGS)
def test_any_spelling_finds(title: str, queries: list[str], world: World) -> None:
    language = {"T": "az", "I": "tr"}.get(title[0], "az")
    if "boʻlimi" in title:
        language = "uz"
    unit(world, title, language)
    for query in queries:
        assert any(title in one for one in found(world.leader, query)), query


def unit(world: World, name: str, language: str = "az") -> Unit:
    code = f"u{Unit.objects.count()}"
    return Unit.objects.create(institution=world.institution, name={language: name}, code=code)


def test_words_phrases_and_exclusions(world: World) -> None:
    for name in ("Arxiv işi", "İşi arxiv", "Arxiv yolu"):
        unit(world, name)
    assert names(world.leader, "arxiv ishi") == {"Arxiv işi", "İşi arxiv"}
    assert names(world.leader, '"işi arxiv"') == {"İşi arxiv"}
    assert names(world.leader, "“işi arxiv”") == {"İşi arxiv"}
    assert names(world.leader, "arxiv -yolu") == {"Arxiv işi", "İşi arxiv"}
    assert names(world.leader, 'arxiv -"işi arxiv"') == {"Arxiv işi", "Arxiv yolu"}
    assert names(world.leader, "-yolu") == set()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        '"',
        '""',
        "-",
        "- -",
        ":",
        "unit:",
        "title:",
        '-"',
        "\0",
        "'; DROP TABLE x",
        "NEAR(a b)",
        "a AND",
        "* ^ {a} : b",
        "\\",
        "a'b\\",
        "🙂",
        "ﷺ",
        "x" * 5000,
        "date:2026-13",
        "42",
        "2026-cı il",
        "17/2026 A4",
        "date:..",
        "number:",
        "а" * 400,
    ],
)
def test_no_input_raises(text: str, world: World) -> None:
    search(world.leader, text)
    search(world.leader, text, typing=True)


def test_fields_narrow(world: World) -> None:
    person(world, "Əliyev", "Vaqif")
    person(world, "Məmmədova", "Vaqif")
    assert names(world.leader, "şəxs:Əliyev") == {"Əliyev Vaqif"}
    today = timezone.now().date()
    assert names(world.leader, f"vaqif date:{today:%Y-%m-%d}") == {"Əliyev Vaqif", "Məmmədova Vaqif"}
    assert names(world.leader, f"vaqif date:{today - timedelta(days=400):%Y-%m}") == set()
    assert names(world.leader, f"vaqif since:{today:%d.%m.%Y}") == {"Əliyev Vaqif", "Məmmədova Vaqif"}
    assert names(world.leader, f"vaqif until:{today - timedelta(days=1):%Y-%m-%d}") == set()
    assert search(world.leader, "vaqif date:yesterday").question.unknown == ("yesterday",)
    assert names(world.leader, "vaqif kind:unit") == set()
    assert names(world.leader, "vaqif kind:person") == {"Əliyev Vaqif", "Məmmədova Vaqif"}


def test_the_exact_form_stands_before_stem_and_fold(world: World) -> None:
    units = {}
    for code, title in (("f", "Sobe"), ("s", "Şöbənin"), ("x", "Şöbə")):
        units[code] = Unit.objects.create(institution=world.institution, name={"az": title}, code=code)
    rows = [hit.object_id for hit in search(world.leader, "şöbə", narrowing=Narrowing(kind="org.unit")).hits]
    ours = [code for key in rows for code, unit in units.items() if unit.pk == key]
    assert ours == ["x", "s", "f"]


def test_a_word_typed_with_an_error_finds_and_says_so(world: World) -> None:
    person(world, "Hüseynzadə")
    answer = search(world.leader, "huseynzade")
    assert answer.hits
    assert not answer.instead
    for wrong in ("Hüseynzdə", "Hüseynzazə", "Hüsyenzadə", "Hüseynnzadə", "Cüseynzadə"):
        answer = search(world.leader, wrong)
        assert answer.instead == {wrong: "huseynzade"}, wrong
        assert answer.hits
    assert not search(world.leader, "Xqzwvvzxq").hits


def test_the_last_word_may_go_on_while_typing(world: World) -> None:
    person(world, "Babayeva")
    assert not search(world.leader, "babay", correct=False).hits
    assert names(world.leader, "babay", typing=True) == {"Babayeva Test"}
    assert names(world.leader, "test baba", typing=True) == {"Babayeva Test"}
    assert not search(world.leader, "babay test", typing=True).hits


def test_what_a_stranger_may_not_see_he_neither_finds_nor_counts_nor_is_offered(world: World) -> None:
    person(world, "Gizlinov")
    for text in ("gizlinov", "Gizlinoff", "giz"):
        for typing in (False, True):
            answer = search(world.stranger, text, typing=typing)
            assert (answer.hits, answer.instead, answer.more) == ([], {}, False)
            assert not answer.kinds + answer.units + answer.years
    assert search(world.leader, "gizlinov").hits
    assert search(world.leader, "Gizlinoff").instead


def test_a_row_follows_its_thing(world: World) -> None:
    unit = Unit.objects.create(institution=world.institution, name={"az": "Qaralama"}, code="q")
    assert search(world.leader, "qaralama").hits
    unit.name = {"az": "Səliqə"}
    unit.save()
    assert not search(world.leader, "qaralama", correct=False).hits
    (hit,) = search(world.leader, "səliqə").hits
    unit.voided_at = timezone.now()
    unit.save()
    assert not search(world.leader, "səliqə", correct=False).hits
    assert not IndexRow.objects.filter(pk=hit.row).exists()
    assert disagreements() == []


def test_index_and_things_are_brought_together(world: World) -> None:
    resource = registry.resource("org.person")
    kind = ContentType.objects.get_for_model(Person)
    made = person(world, "Kənardan")
    gone = IndexRow.objects.get(content_type=kind, object_id=made.pk)
    IndexRow.objects.filter(pk=gone.pk).update(object_id=made.pk + 100_000)
    (one,) = disagreements()
    assert (one.kind, one.not_indexed, one.without_thing) == ("org.person", 1, 1)
    assert is_behind()
    assert sum(index_missing()) == 1
    assert disagreements() == []
    assert not is_behind()
    assert search(world.leader, "kənardan").hits
    sum(index_all())
    assert sum(index_all()) == 0
    Person.objects.filter(pk=made.pk).update(family_name="Dəyişən")
    assert sum(index_all()) == 1
    assert search(world.leader, "dəyişən").hits
    assert index_things(resource, []) == 0


def test_nothing_is_indexed_without_dictionaries(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nizam.spine.search.indexing.dictionaries", lambda: ("dictionaries are missing: az", ""))
    made = person(world, "Lüğətsiz")
    assert not search(world.leader, "lüğətsiz", correct=False).hits
    # Lists are narrowed all the same.
    monkeypatch.setattr("nizam.spine.search.lists.is_refused", lambda: "dictionaries are missing: az")
    resource = registry.resource("org.person")
    assert list(Person.objects.filter(search_condition(resource, "lugetsiz test"))) == [made]
    assert not Person.objects.filter(search_condition(resource, "lugetsiz başqa")).exists()
    monkeypatch.undo()
    assert not Person.objects.filter(search_condition(resource, "lugetsiz")).exists()
    sum(index_missing())
    assert search(world.leader, "lüğətsiz").hits


def test_counts_narrow(world: World) -> None:
    Unit.objects.create(institution=world.institution, name={"az": "Zəfəran"}, code="z1")
    person(world, "Zəfəran")
    answer = search(world.leader, "zəfəran")
    assert sorted(answer.kinds.values()) == [1, 1]
    only = search(world.leader, "zəfəran", narrowing=Narrowing(kind="org.person"))
    assert [hit.object_id for hit in only.hits] == [Person.objects.get(family_name="Zəfəran").pk]
    assert search(world.leader, "zəfəran", narrowing=Narrowing(year=str(timezone.now().year))).hits
    for chosen in (Narrowing(year="1999"), Narrowing(year="x"), Narrowing(unit="x"), Narrowing(kind="no.such")):
        assert not search(world.leader, "zəfəran", narrowing=chosen, correct=False).hits


def test_beyond_the_most_only_the_newest_are_scored(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST_SCORED", 3)
    for place in range(5):
        person(world, "Çoxlu", f"{place}")
    answer = search(world.leader, "çoxlu")
    assert answer.more
    newest = list(Person.objects.filter(family_name="Çoxlu").order_by("-pk").values_list("pk", flat=True)[:3])
    assert sorted(hit.object_id for hit in answer.hits) == sorted(newest)


def test_snippets_mark_words_in_their_spelling(world: World) -> None:
    sought = Sought.of(search(world.leader, "sobe IDARE").question)
    pieces = marked("Bizim Şöbə və İdarə", sought, "az")
    assert [one.text for one in pieces if one.marked] == ["Şöbə", "İdarə"]
    assert "".join(one.text for one in pieces) == "Bizim Şöbə və İdarə"
    unit = Unit(name={"az": "söz " * 200 + "Şöbə haqqında " + "daha " * 200}, institution=world.institution)
    pieces = snippet(registry.resource("org.unit"), unit, sought)
    assert [one.text for one in pieces if one.marked] == ["Şöbə"]
    assert pieces[0].text == "… "
    assert pieces[-1].text == " …"
    assert len("".join(one.text for one in pieces)) < 220
    assert (
        snippet(registry.resource("org.unit"), Unit(name={"az": "başqa"}, institution=world.institution), sought) == []
    )


def test_words_of_a_transaction_rolled_back_are_learnt_again(world: World) -> None:
    person(world, "Unudulmuş")
    assert IndexedWord.objects.filter(word="unudulmus").exists()
    assert pending_files(world.leader) == 0
    assert Actor(user=world.leader)
