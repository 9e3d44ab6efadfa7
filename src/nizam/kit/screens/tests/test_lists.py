# SPDX-License-Identifier: EUPL-1.2
"""Lists: search however a word is spelled, filters, order, columns, views, pages, and acts on many rows."""

from __future__ import annotations

import itertools

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from nizam.kit.registry import registry
from nizam.kit.screens.addresses import entry_address, list_address, screen_address
from nizam.kit.screens.columns import text_of
from nizam.kit.screens.paging import COUNTED, PAGE, page_of
from nizam.spine.org.models import NumberSeries, Person, Position, SavedView, Unit

PERSON = registry.resource("org.person")
POSITION = registry.resource("org.position")
SERIES = registry.resource("org.numberseries")
UNIT = registry.resource("org.unit")


@pytest.fixture
def people(world):
    names = [
        ("Şükürov", "İlqar"),
        ("Əliyeva", "Ülkər"),
        ("Çınar", "Oğuz"),
        ("Gʻaniyev", "Sherzod"),
        ("Ismayılov", "Ayxan"),
    ]
    return [
        Person.objects.create(
            institution=world.institution,
            unit=world.unit_a if i % 2 else world.unit_b,
            family_name=family,
            given_name=given,
        )
        for i, (family, given) in enumerate(names)
    ]


def shown(response):
    return [row["cells"][0].text for row in response.context["rows"]]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("sukurov", "Şükürov İlqar"),
        ("ŞÜKÜROV", "Şükürov İlqar"),
        ("ilqar şükür", "Şükürov İlqar"),
        ("şükür ilq", "Şükürov İlqar"),
        ("eliyeva", "Əliyeva Ülkər"),
        ("CINAR", "Çınar Oğuz"),
        ("g'aniyev", "Gʻaniyev Sherzod"),
        ("ИСМАЙЫЛОВ", "Ismayılov Ayxan"),
    ],
)
def test_search_finds_every_spelling(world, people, as_user, typed, found):
    assert shown(as_user(world.clerk_a).get(list_address(PERSON, q=typed))) == [found]


def test_all_words_must_match(world, people, as_user):
    response = as_user(world.clerk_a).get(list_address(PERSON, q="sukurov ayxan"))
    assert shown(response) == []
    assert "Nothing matches" in response.content.decode()


def test_filters_narrow_and_can_be_taken_off(world, people, as_user):
    client = as_user(world.clerk_a)
    response = client.get(list_address(PERSON, unit=world.unit_a))
    assert set(shown(response)) == {"Əliyeva Ülkər", "Gʻaniyev Sherzod"}
    chips = {chip.label: chip for chip in response.context["chips"]}
    assert chips["Unit"].value == "Network department"
    without = client.get(f"{list_address(PERSON)}?{chips['Unit'].without}")
    assert "Şükürov İlqar" not in shown(response)
    assert len(shown(without)) > len(shown(response))


def test_filter_offers_only_visible_rows_and_hidden_ones_find_nothing(world, people, as_user):
    client = as_user(world.clerk_a)
    response = client.get(list_address(PERSON, unit=world.other_unit))
    offered = {label for one in response.context["filters"] for _value, label in one.options}
    assert str(world.other_unit) not in offered
    assert shown(response) == []
    assert shown(client.get(list_address(PERSON) + "?unit=nonsense")) == []


def test_order_is_the_alphabets(world, people, as_user):
    client = as_user(world.clerk_a)
    rising = shown(client.get(list_address(PERSON, order="full_name")))
    assert rising == ["Çınar Oğuz", "Əliyeva Ülkər", "Gʻaniyev Sherzod", "Ismayılov Ayxan", "Şükürov İlqar"]
    assert shown(client.get(list_address(PERSON, order="-full_name"))) == rising[::-1]


def test_voided_rows_are_hidden_until_asked_for(world, people, as_user):
    Person.objects.filter(pk=people[0].pk).update(voided_at="2026-01-01T00:00Z", void_reason="twice")
    client = as_user(world.clerk_a)
    assert "Şükürov İlqar" not in shown(client.get(list_address(PERSON)))
    assert "Şükürov İlqar" in shown(client.get(list_address(PERSON, voided="all")))
    assert shown(client.get(list_address(PERSON, voided="only"))) == ["Şükürov İlqar"]


def test_chosen_columns_are_remembered_for_oneself(world, people, as_user):
    client = as_user(world.clerk_a)
    client.post(screen_address(PERSON, "columns"), {"column": ["full_name", "phone", "no_such"]})
    assert [h["column"].name for h in client.get(list_address(PERSON)).context["headings"]] == ["full_name", "phone"]
    assert len(as_user(world.clerk_b).get(list_address(PERSON)).context["headings"]) == 4
    client.post(screen_address(PERSON, "columns"), {"reset": "1"})
    assert len(client.get(list_address(PERSON)).context["headings"]) == 4


def test_view_is_saved_applied_and_forgotten(world, people, as_user):
    client = as_user(world.clerk_a)
    query = f"unit={world.unit_a.uid}&order=-full_name&page=1"
    client.post(screen_address(PERSON, "views"), {"name": "Ours", "query": query})
    (view,) = client.get(list_address(PERSON)).context["views"]
    assert view["name"] == "Ours"
    assert shown(client.get(list_address(PERSON) + view["url"])) == ["Gʻaniyev Sherzod", "Əliyeva Ülkər"]
    assert as_user(world.clerk_b).get(list_address(PERSON)).context["views"] == []
    assert as_user(world.clerk_b).post(screen_address(PERSON, "views"), {"forget": view["uid"]}).status_code == 404
    client.post(screen_address(PERSON, "views"), {"forget": view["uid"]})
    assert not SavedView.objects.exists()


def test_a_view_keeps_its_columns_and_can_be_shared_and_open_the_list(world, people, as_user):
    person = people[0]
    Person.objects.filter(pk=person.pk).update(unit=world.unit_a)
    world.clerk_a.person = Person.objects.get(pk=person.pk)
    world.clerk_a.save()
    client, head, neighbour = as_user(world.clerk_a), as_user(world.head_a), as_user(world.clerk_b)
    query = f"unit={world.unit_a.uid}&columns=full_name,phone"
    given = {"name": "Ours", "query": query, "shared": "1", "opens_first": "1"}
    client.post(screen_address(PERSON, "views"), given)
    opened = client.get(list_address(PERSON), follow=True)
    assert [h["column"].name for h in opened.context["headings"]] == ["full_name", "phone"]
    assert opened.context["chips"]
    # The whole list stays a door away, and nobody else's list opens with it.
    assert not client.get(list_address(PERSON, whole="1")).context["chips"]
    (seen,) = head.get(list_address(PERSON)).context["views"]
    assert (seen["name"], seen["own"]) == ("Ours", False)
    assert len(shown(head.get(list_address(PERSON) + seen["url"]))) == len(shown(opened))
    assert head.post(screen_address(PERSON, "views"), {"forget": seen["uid"]}).status_code == 403
    assert neighbour.get(list_address(PERSON)).context["views"] == []
    # Who stands in no unit shares with nobody, and is told so.
    refused = neighbour.post(screen_address(PERSON, "views"), {"name": "N", "query": "q=a", "shared": "1"}, follow=True)
    assert "stands in no unit" in refused.content.decode()
    assert SavedView.objects.count() == 1


def test_empty_list_teaches_the_first_step(world, as_user):
    text = as_user(world.techadmin).get(list_address(POSITION)).content.decode()
    assert "Nothing here yet" in text
    assert screen_address(POSITION, "add") in text
    assert screen_address(POSITION, "add") not in as_user(world.clerk_a).get(list_address(POSITION)).content.decode()


def test_numbered_pages_hold_every_row_once(world, as_user):
    _many(world, PAGE + 7)
    client = as_user(world.clerk_a)
    first = client.get(list_address(PERSON))
    second = client.get(list_address(PERSON) + first.context["next_page"])
    assert first.context["page"].words == "57 rows"
    assert len(shown(first)) == PAGE
    assert len(set(shown(first)) | set(shown(second))) == PAGE + 7
    assert second.context["next_page"] == ""


def test_past_what_is_counted_pages_are_walked_by_key(world, as_user):
    NumberSeries.objects.bulk_create(
        [
            NumberSeries(institution=world.institution, title={"en": "Letters"}, code=f"s-{i * 7919 % 10007:05}")
            for i in range(COUNTED + 1)
        ]
    )
    client = as_user(world.clerk_a)
    with CaptureQueriesContext(connection) as asked:
        first = client.get(list_address(SERIES))
    assert first.context["page"].words == "more than 1,000 rows"
    second = client.get(list_address(SERIES) + first.context["next_page"])
    back = client.get(list_address(SERIES) + second.context["previous_page"])

    def codes(response):
        return [row["object"].code for row in response.context["rows"]]

    own = NumberSeries.objects.filter(institution=world.institution)
    assert codes(first) + codes(second) == sorted(own.values_list("code", flat=True))[: 2 * PAGE]
    assert codes(back) == codes(first)
    assert first.context["previous_page"] == ""
    assert not any("OFFSET" in query["sql"] for query in asked.captured_queries)


@pytest.mark.parametrize("order", ["phone", "-phone", "unit__name_sort", "-unit__name_sort", "pk", "-created_at"])
def test_walk_by_key_meets_every_row_once_in_order_both_ways(world, monkeypatch, order):
    monkeypatch.setattr("nizam.kit.screens.paging.COUNTED", 5)
    _many(world, 40)
    Person.objects.filter(pk__in=list(Person.objects.values_list("pk", flat=True)[::3])).update(unit=None)
    rows = Person.objects.all()
    walked, page = [], page_of(rows, order, size=7)
    pages = [page]
    while page.after:
        page = page_of(rows, order, after=page.after, size=7)
        pages.append(page)
    walked = [row.pk for page in pages for row in page.rows]
    assert sorted(walked) == sorted(rows.values_list("pk", flat=True))
    assert len(walked) == len(set(walked))
    for earlier, later in itertools.pairwise(pages):
        assert [r.pk for r in page_of(rows, order, before=later.before, size=7).rows] == [r.pk for r in earlier.rows]


def test_list_asks_the_same_number_of_questions_for_one_row_and_many(world, as_user):
    client = as_user(world.clerk_a)
    counts = []
    for amount in (1, 30):
        _many(world, amount)
        client.get(list_address(PERSON))
        with CaptureQueriesContext(connection) as asked:
            client.get(list_address(PERSON))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_shares_stand_below_one_another_with_two_places():
    with translation.override("tr"):
        assert [text_of(value) for value in (0.809, 1.0, 0.0)] == ["0,81", "1,00", "0,00"]


def test_bulk_act_tells_row_by_row_what_was_done(world, as_user):
    users = get_user_model()
    client = as_user(world.techadmin)
    chosen = [str(world.clerk_a.uid), str(world.techadmin.uid), str(world.stranger.uid)]
    asked = client.post(screen_address(registry.resource("org.user"), "bulk"), {"act": "block_user", "uid": chosen})
    assert asked.status_code == 200
    assert users.objects.get(pk=world.clerk_a.pk).is_active
    done = client.post(
        screen_address(registry.resource("org.user"), "bulk"),
        {"act": "block_user", "uid": chosen, "confirmed": "1", "reason": "left"},
    )
    told = {result["name"]: result["reasons"] for result in done.context["results"]}
    assert told == {"clerk_a": [], "techadmin": ["Nobody blocks his own account."]}
    assert done.context["done"] == "1 row done"
    assert not users.objects.get(pk=world.clerk_a.pk).is_active
    assert users.objects.get(pk=world.stranger.pk).is_active


def test_bulk_act_needs_the_right(world, as_user):
    url = screen_address(UNIT, "bulk")
    data = {"act": "close_unit", "uid": [str(world.unit_b.uid)], "confirmed": "1", "reason": "x"}
    assert as_user(world.clerk_a).post(url, data).status_code == 404
    assert Unit.objects.get(pk=world.unit_b.pk).voided_at is None


def test_first_column_leads_to_the_entry_and_references_to_theirs(world, people, as_user):
    text = as_user(world.clerk_a).get(list_address(PERSON)).content.decode()
    assert entry_address(people[0]) in text
    assert entry_address(world.unit_a) in text
    assert f'name="uid" value="{people[0].pk}"' not in text


def test_position_search_reads_every_language(world, as_user):
    Position.objects.create(
        institution=world.institution, unit=world.unit_a, title={"az": "Baş mütəxəssis", "en": "Chief specialist"}
    )
    assert shown(as_user(world.clerk_a).get(list_address(POSITION, q="mutexessis"))) == ["Chief specialist"]


def _many(world, amount):
    Person.objects.bulk_create(
        [
            Person(
                institution=world.institution,
                unit=world.unit_a if i % 3 else world.unit_b,
                family_name=f"Ad{i % 997:03}",
                given_name=f"{i:05}",
                phone=str(i % 4),
            )
            for i in range(amount)
        ],
        batch_size=2000,
    )


def test_bulk_buttons_are_named_by_their_acts(world, people, as_user):
    text = as_user(world.techadmin).get(list_address(PERSON)).content.decode()
    assert 'name="act" value="void_person">Void</button>' in text


def test_of_rows_that_pile_up_the_latest_are_offered_and_few_stand_in_their_order(world, monkeypatch):
    from nizam.kit.screens.filters import offered
    from nizam.spine.cases.models import Party

    for name in ("Ülkər", "Ayxan", "Çınar", "Sərxan"):
        Party.objects.create(institution=world.institution, unit=world.unit_a, name=name)
    rows = Party.objects.visible_to(world.clerk_a)
    assert [row.name for row in offered(rows)] == [row.name for row in rows]
    monkeypatch.setattr("nizam.kit.screens.filters.SHORT_LIST", 2)
    assert [row.name for row in offered(rows)] == ["Sərxan", "Çınar", "Ayxan"]
