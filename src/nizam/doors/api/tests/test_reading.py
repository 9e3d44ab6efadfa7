# SPDX-License-Identifier: EUPL-1.2
"""Lists and entries: what is seen and what is hidden, pages by key, filters, fields, validators."""

from __future__ import annotations

import base64
import datetime
import string
import uuid
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nizam.doors.api.tests.programs import Program, refused
from nizam.kit.testing.world import World
from nizam.spine.assets.models import Asset
from nizam.spine.cases.models import AddressHealth, Party
from nizam.spine.org.models import Absence, Appointment, Person, Position

pytestmark = pytest.mark.django_db


def make_asset(world: World, number: str, unit: Any = None, **values: Any) -> Asset:
    """Return a new asset of unit A, or of `unit`."""
    unit = unit or world.unit_a
    values.setdefault("name", f"Printer {number}")
    return Asset.objects.create(institution=unit.institution, unit=unit, inventory_number=number, **values)


def make_person(institution: Any, family: str, unit: Any = None) -> Person:
    """Return a new person."""
    return Person.objects.create(institution=institution, unit=unit, family_name=family, given_name="Aynur")


def numbers(response: Any) -> set[str]:
    """Return the inventory numbers on a page."""
    assert response.status_code == 200, response.content
    return {item["inventory_number"] for item in response.json()["items"]}


def test_a_list_shows_the_own_unit_within_clearance_and_nothing_else(world: World, program: Any) -> None:
    make_asset(world, "A-open")
    make_asset(world, "A-confidential", confidentiality=2)
    make_asset(world, "A-secret", confidentiality=3)
    make_asset(world, "B-open", world.unit_b)
    make_asset(world, "C-open", world.other_unit)
    assert numbers(program("head_a").get("assets/asset/")) == {"A-open", "A-confidential"}
    assert numbers(program("clerk_b").get("assets/asset/")) == {"B-open"}
    assert numbers(program("leader").get("assets/asset/")) == {"A-open", "A-confidential", "A-secret", "B-open"}
    assert numbers(program("stranger").get("assets/asset/")) == {"C-open"}


def test_an_entry_outside_the_scope_reads_like_one_that_never_was(world: World, program: Any) -> None:
    hidden = make_asset(world, "B-1", world.unit_b)
    head = program("head_a")
    answer = head.get(f"assets/asset/{hidden.uid}/")
    refused(answer, 404)
    assert answer.content == head.get(f"assets/asset/{uuid.uuid4()}/").content
    assert program("clerk_b").get(f"assets/asset/{hidden.uid}/").json()["inventory_number"] == "B-1"


def test_a_list_without_the_right_is_403_and_an_entry_404(world: World, program: Any) -> None:
    asset = make_asset(world, "A-1")
    reduced = program("head_a", "org.*")
    assert "assets.view_asset" in refused(reduced.get("assets/asset/"), 403, "not-allowed")["detail"]
    refused(reduced.get(f"assets/asset/{asset.uid}/"), 404)


def test_nobody_is_answered_without_sign_in(world: World) -> None:
    asset = make_asset(world, "A-1")
    anonymous = Program()
    for path in ("assets/asset/", f"assets/asset/{asset.uid}/", "openapi.json"):
        answer = anonymous.get(path)
        refused(answer, 401)
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="nizam"'


def test_related_things_are_named_only_where_the_reader_may_see_them(world: World, program: Any) -> None:
    own = make_person(world.institution, "Əliyeva", world.unit_a)
    alien = make_person(world.other_institution, "Karimova", world.other_unit)
    make_asset(world, "1", holder=own)
    make_asset(world, "2", holder=alien)
    make_asset(world, "3")
    answer = program("head_a").get("assets/asset/?fields=inventory_number,holder,unit")
    assert answer.json()["items"] == [
        {"inventory_number": "1", "holder": {"uid": str(own.uid), "title": "Əliyeva Aynur"}, "unit": unit_of(world)},
        {"inventory_number": "2", "holder": None, "unit": unit_of(world)},
        {"inventory_number": "3", "holder": None, "unit": unit_of(world)},
    ]
    assert str(alien.uid) not in answer.content.decode()
    assert "Karimova" not in answer.content.decode()


def unit_of(world: World) -> dict[str, str]:
    """Return unit A as a reference."""
    return {"uid": str(world.unit_a.uid), "title": "Network department"}


def test_a_right_on_the_row_alone_does_not_name_what_it_points_to(world: World, program: Any) -> None:
    make_asset(world, "1", holder=make_person(world.institution, "Əliyeva"))
    answer = program("head_a", "assets.*").get("assets/asset/?fields=holder,unit")
    assert answer.json()["items"] == [{"holder": None, "unit": None}]


def test_row_ids_never_leave_the_house(world: World, program: Any) -> None:
    person = make_person(world.institution, "Əliyeva")
    position = Position.objects.create(institution=world.institution, unit=world.unit_a, title={"en": "Clerk"})
    starts = datetime.date(2026, 1, 5)
    row = Appointment.objects.create(institution=world.institution, person=person, position=position, starts=starts)
    shown = program("techadmin").get(f"org/appointment/{row.uid}/").json()
    assert shown == {
        "uid": str(row.uid),
        "person": {"uid": str(person.uid), "title": "Əliyeva Aynur"},
        "position": {"uid": str(position.uid), "title": "Clerk"},
        "starts": "2026-01-05",
        "ends": None,
        "acting": False,
        "voided_at": None,
    }


def walk(program: Program, path: str) -> list[str]:
    """Return the uids of every page, following the Link header."""
    found: list[str] = []
    following: str | None = path
    while following:
        answer = program.get(following)
        assert answer.status_code == 200, answer.content
        found += [item["uid"] for item in answer.json()["items"]]
        link = answer.headers.get("Link")
        assert (link is None) == (answer.json()["next_cursor"] is None)
        following = link.partition(">")[0].removeprefix("<") if link else None
    return found


def test_450_rows_are_walked_whole_once_each_while_others_write(world: World, program: Any) -> None:
    rows = [
        Asset(institution=world.institution, unit=world.unit_a, inventory_number=str(n), name=f"Printer {n}")
        for n in range(450)
    ]
    Asset.objects.bulk_create(rows)
    make_asset(world, "hidden", world.unit_b)
    expected = [str(row.uid) for row in Asset.objects.filter(unit=world.unit_a).order_by("uid")]
    head = program("head_a")
    assert walk(head, "assets/asset/?limit=70&fields=uid") == expected
    assert walk(head, "assets/asset/?limit=200") == expected
    assert walk(head, "assets/asset/?limit=150") == expected  # the last page is exactly full
    first = head.get("assets/asset/?limit=200").json()
    Asset.objects.filter(uid=first["items"][199]["uid"]).update(voided_at=datetime.datetime.now(datetime.UTC))
    late = make_asset(world, "late")
    rest = walk(head, f"assets/asset/?limit=200&cursor={first['next_cursor']}")
    assert rest == [*expected[200:], str(late.uid)]


def test_pages_are_neither_counted_nor_skipped_and_cost_the_same_for_many_rows(world: World, program: Any) -> None:
    holder = make_person(world.institution, "Əliyeva")
    head = program("head_a")

    def queries() -> list[str]:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert head.get("assets/asset/?limit=200").status_code == 200
        return [query["sql"] for query in caught.captured_queries]

    make_asset(world, "first", holder=holder)
    queries()  # notes the use of the token
    few = queries()
    for n in range(30):
        make_asset(world, str(n), holder=holder)
    many = queries()
    assert len(few) == len(many)
    assert not any("OFFSET" in sql or "COUNT(" in sql for sql in many)


def test_voided_entries_are_listed_only_when_asked_for(world: World, program: Any) -> None:
    make_asset(world, "stands")
    make_asset(world, "voided", voided_at=datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC), void_reason="lost")
    head = program("head_a")
    assert numbers(head.get("assets/asset/")) == {"stands"}
    assert numbers(head.get("assets/asset/?include_voided=false")) == {"stands"}
    answer = head.get("assets/asset/?include_voided=true&fields=inventory_number,voided_at")
    assert {item["inventory_number"]: item["voided_at"] for item in answer.json()["items"]} == {
        "stands": None,
        "voided": "2026-05-01T00:00:00Z",
    }


def test_filters_narrow_and_never_ask_about_what_is_hidden(world: World, program: Any) -> None:
    own = make_person(world.institution, "Əliyeva")
    alien = make_person(world.other_institution, "Karimova")
    make_asset(world, "1", holder=own, state="in-use")
    make_asset(world, "2", holder=alien)
    make_asset(world, "3")
    head = program("head_a")
    assert numbers(head.get(f"assets/asset/?holder={own.uid}")) == {"1"}
    assert numbers(head.get(f"assets/asset/?holder={alien.uid}")) == set()
    assert numbers(head.get("assets/asset/?holder=-")) == {"3"}
    assert numbers(head.get(f"assets/asset/?unit={world.unit_a.uid}&state=in-stock")) == {"2", "3"}
    assert "state" in refused(head.get("assets/asset/?state=lost"), 400)["errors"]
    assert "holder" in refused(head.get("assets/asset/?holder=1"), 400)["errors"]


def test_flags_are_filtered_by_true_and_false(world: World, program: Any) -> None:
    for title, heads in (("Head", True), ("Clerk", False)):
        Position.objects.create(institution=world.institution, unit=world.unit_a, title={"en": title}, is_head=heads)
    admin = program("techadmin")
    for value, title in (("true", "Head"), ("false", "Clerk")):
        items = admin.get(f"org/position/?is_head={value}").json()["items"]
        assert [item["title"] for item in items] == [{"en": title}]
    refused(admin.get("org/position/?is_head=1"), 400)


def test_search_finds_any_spelling(world: World, program: Any) -> None:
    make_asset(world, "1", name="Yazıcı İşçi")
    make_asset(world, "2", name="Server")
    head = program("head_a")
    for words in ("yazici", "YAZICI", "isci yazıcı"):
        assert numbers(head.get(f"assets/asset/?{urlencode({'q': words})}")) == {"1"}
    assert numbers(head.get("assets/asset/?q=nothing")) == set()
    assert numbers(head.get("assets/asset/?q=")) == {"1", "2"}
    refused(head.get(f"assets/asset/?q={'x' * 201}"), 400)
    refused(program("techadmin").get("org/appointment/?q=x"), 400)  # nothing is searched there


@pytest.mark.parametrize(
    "query",
    [
        "colour=red",
        "fields=uid,holder__family_name",
        "fields=id",
        "fields=",
        "limit=0",
        "limit=201",
        "limit=-1",
        "limit=x",
        "limit=٣",
        "cursor=x",
        "cursor=AAAA",
        "state=in-use&state=in-stock",
        "include_voided=yes",
        "q=%00",
        "page=2",
        "format=html",
    ],
)
def test_unknown_and_malformed_parameters_are_400(world: World, program: Any, query: str) -> None:
    name = query.partition("=")[0]
    problem = refused(program("head_a").get(f"assets/asset/?{query}"), 400)
    assert "errors" not in problem or name in problem["errors"]


def test_an_entry_has_a_strong_validator_and_is_not_sent_twice(world: World, program: Any) -> None:
    asset = make_asset(world, "1")
    head = program("head_a")
    path = f"assets/asset/{asset.uid}/"
    answer = head.get(path)
    tag = answer.headers["ETag"]
    assert tag.startswith('"')
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert {"Accept-Language", "Authorization", "Cookie"} <= set(answer.headers["Vary"].split(", "))
    for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        unchanged = head.get(path, If_None_Match=known)
        assert unchanged.status_code == 304
        assert unchanged.content == b""
        assert unchanged.headers["ETag"] == tag
    asset.name = "Scanner"
    asset.save(update_fields=["name"])
    again = head.get(path, If_None_Match=tag)
    assert again.status_code == 200
    assert again.headers["ETag"] != tag
    refused(program("clerk_b").get(path, If_None_Match=tag), 404)


def test_an_entry_takes_fields_and_nothing_else(world: World, program: Any) -> None:
    asset = make_asset(world, "1")
    head = program("head_a")
    assert head.get(f"assets/asset/{asset.uid}/?fields=name,state").json() == {"name": "Printer 1", "state": "in-stock"}
    refused(head.get(f"assets/asset/{asset.uid}/?limit=2"), 400)
    refused(head.get(f"assets/asset/{asset.uid}/?fields=note"), 400)  # not declared for the API


def test_titles_come_in_the_language_asked_for(world: World, program: Any) -> None:
    make_asset(world, "1")
    head = program("head_a")
    for asked, title, answered in (
        ("az", "Şəbəkə şöbəsi", "az"),
        ("de, az;q=0.5, en;q=0.1", "Şəbəkə şöbəsi", "az"),
        ("en-GB", "Network department", "en"),
        ("de", "Network department", "en"),
    ):
        answer = head.get("assets/asset/?fields=unit", Accept_Language=asked)
        assert answer.json()["items"][0]["unit"]["title"] == title
        assert answer.headers["Content-Language"] == answered


def test_properties_are_shown_as_text(world: World, program: Any) -> None:
    shown = program("techadmin").get(f"org/user/{world.clerk_a.uid}/").json()
    assert shown["username"] == "clerk_a"
    assert shown["display_name"] == "clerk_a"
    assert "password" not in shown


def test_reference_data_without_a_scope_is_named(world: World, program: Any) -> None:
    items = program("techadmin").get("org/rolegrant/?fields=user,role").json()["items"]
    assert {"clerk_a": "Clerk", "inspector": "Inspector"}.items() <= {
        item["user"]["title"]: item["role"]["title"] for item in items
    }.items()


def test_head_and_options(world: World, program: Any) -> None:
    asset = make_asset(world, "1")
    head = program("head_a")
    path = f"assets/asset/{asset.uid}/"
    answer = head.call("HEAD", path)
    assert answer.status_code == 200
    assert answer.content == b""
    assert answer.headers["ETag"] == head.get(path).headers["ETag"]
    assert head.call("OPTIONS", path).headers["Allow"] == "GET, HEAD, OPTIONS, PATCH"
    assert head.call("OPTIONS", "assets/asset/").headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    refused(Program().call("OPTIONS", path), 401)


_words = st.text(max_size=60)


def test_a_day_that_is_asked_for_is_a_day_of_the_institution(world: World, program: Any) -> None:
    party = Party.objects.create(institution=world.institution, unit=world.unit_a, name="S.", email="s@example.org")
    # Half past one at night in Baku, and still the day before in Greenwich.
    failed = datetime.datetime(2026, 5, 4, 21, 30, tzinfo=datetime.UTC)
    AddressHealth.objects.create(
        institution=world.institution, address=party.email, address_key=party.email_key, failures=1, failed_at=failed
    )
    leader = program("leader")

    def found(query: str) -> int:
        answer = leader.get(f"cases/addresshealth/?{query}")
        assert answer.status_code == 200, answer.content
        return len(answer.json()["items"])

    assert found("failed_at.from=2026-05-05") == 1
    assert found("failed_at.until=2026-05-04") == 0


_values = st.one_of(
    _words,
    st.text(alphabet=string.ascii_letters + string.digits + "-_=", max_size=30),
    st.uuids().map(str),
    st.binary(max_size=20).map(lambda raw: base64.urlsafe_b64encode(raw).decode()),
    st.integers().map(str),
    st.dates().map(str),
    st.sampled_from(["true", "false", "-", "in-use", "", "uid,name", "%", "_", "\\", "'"]),
)
_names = st.sampled_from(
    [
        "cursor",
        "limit",
        "fields",
        "q",
        "include_voided",
        "unit",
        "state",
        "holder",
        "person",
        "kind",
        "starts.from",
        "x",
    ]
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)
@given(
    resource=st.sampled_from(["assets/asset", "org/absence", "org/person", "cases/case", "charters/provision"]),
    query=st.dictionaries(_names, _values, max_size=4),
)
def test_no_query_whatever_makes_the_program_fail(
    world: World, program: Any, resource: str, query: dict[str, str]
) -> None:
    if not Absence.objects.exists():
        person = make_person(world.institution, "Əliyeva")
        day = datetime.date(2026, 5, 4)
        Absence.objects.create(institution=world.institution, person=person, starts=day, ends=day)
        make_asset(world, "1", holder=person)
        world.head_a.program = program("head_a")
    answer = world.head_a.program.get(f"{resource}/?{urlencode(query, errors='replace')}")
    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        refused(answer, 400)
