# SPDX-License-Identifier: EUPL-1.2
"""Adding, changing and acting: rights, validators, inputs by type, and that a refused act writes nothing."""

from __future__ import annotations

import base64
import datetime
import json
import uuid
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nizam.doors.api import inputs
from nizam.doors.api.tests.programs import Program, refused
from nizam.kit.actions import Input, action
from nizam.kit.equipment import equip
from nizam.kit.registry import registry
from nizam.kit.testing.world import World
from nizam.spine.assets.models import Asset
from nizam.spine.cases.models import Procedure
from nizam.spine.org.models import Absence, Person, Position, RoleGrant, Unit

pytestmark = pytest.mark.django_db


def asset_body(world: World, **values: Any) -> dict[str, Any]:
    """Return what adds an asset to unit A."""
    return {"unit": str(world.unit_a.uid), "inventory_number": "77", "name": "Printer", **values}


@pytest.fixture
def asset(world: World) -> Asset:
    """Return an asset of unit A."""
    return Asset.objects.create(institution=world.institution, unit=world.unit_a, inventory_number="1", name="Printer")


def test_an_entry_is_added_by_its_declared_fields(world: World, program: Any) -> None:
    holder = Person.objects.create(institution=world.institution, family_name="Əliyeva", given_name="Aynur")
    head = program("head_a")
    body = asset_body(world, holder=str(holder.uid), acquired_on="2026-02-03", state="in-use")
    answer = head.post("assets/asset/", body)
    assert answer.status_code == 201, answer.content
    kept = Asset.objects.get(inventory_number="77")
    assert answer.headers["Location"] == f"/api/v1/assets/asset/{kept.uid}/"
    assert kept.acquired_on == datetime.date(2026, 2, 3)
    assert kept.holder == holder
    assert kept.institution == world.institution  # not named: the account's own
    read = head.get(answer.headers["Location"])
    assert read.json() == answer.json()
    assert read.headers["ETag"] == answer.headers["ETag"]


def test_adding_needs_the_right_before_anything_is_looked_at(world: World, program: Any) -> None:
    refused(program("clerk_a").post("assets/asset/", {"nonsense": 1}), 403, "not-allowed")
    refused(program("head_a", "assets.view_asset").post("assets/asset/", asset_body(world)), 403)
    assert not Asset.objects.exists()


def test_nothing_is_added_out_of_the_own_sight(world: World, program: Any) -> None:
    head = program("head_a")
    refused(head.post("assets/asset/", asset_body(world, unit=str(world.unit_b.uid))), 403, "out-of-sight")
    refused(head.post("assets/asset/", asset_body(world, confidentiality=3)), 403, "out-of-sight")
    assert not Asset.objects.exists()


def test_a_thing_that_may_not_be_seen_cannot_be_chosen(world: World, program: Any) -> None:
    alien = Person.objects.create(institution=world.other_institution, family_name="Karimova", given_name="Lola")
    head = program("head_a")
    hidden = refused(head.post("assets/asset/", asset_body(world, holder=str(alien.uid))), 422, "invalid")
    missing = refused(head.post("assets/asset/", asset_body(world, holder=str(uuid.uuid4()))), 422, "invalid")
    assert hidden == missing
    assert set(hidden["errors"]) == {"holder"}
    assert not Asset.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"name": 7}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"state": "lost"}, "state"),
        ({"acquired_on": "03.02.2026"}, "acquired_on"),
        ({"acquired_on": "20260203"}, "acquired_on"),
        ({"acquired_on": "2026-02-30"}, "acquired_on"),
        ({"confidentiality": True}, "confidentiality"),
        ({"confidentiality": 9}, "confidentiality"),
        ({"confidentiality": 10**30}, "confidentiality"),
        ({"confidentiality": 1.5}, "confidentiality"),
        ({"holder": 5}, "holder"),
        ({"holder": {"title": "Aynur"}}, "holder"),
    ],
)
def test_wrong_values_are_named_by_field(world: World, program: Any, values: dict[str, Any], field: str) -> None:
    problem = refused(program("head_a").post("assets/asset/", asset_body(world, **values)), 422, "invalid")
    assert set(problem["errors"]) == {field}
    assert not Asset.objects.exists()


def test_unknown_members_are_400(world: World, program: Any, asset: Asset) -> None:
    head = program("head_a")
    for name in ("id", "uid", "revision", "voided_at", "colour"):
        assert set(refused(head.post("assets/asset/", asset_body(world, **{name: 1})), 400)["errors"]) == {name}
    tag = head.get(f"assets/asset/{asset.uid}/").headers["ETag"]
    refused(head.patch(f"assets/asset/{asset.uid}/", {"void_reason": "x"}, If_Match=tag), 400)
    asset.refresh_from_db()
    assert asset.revision == 1


def test_a_taken_number_is_refused_in_words(world: World, program: Any, asset: Asset) -> None:
    problem = refused(program("head_a").post("assets/asset/", asset_body(world, inventory_number="1")), 422)
    assert problem["detail"] == "This inventory number is taken."


def test_a_change_needs_the_validator_that_was_read(world: World, program: Any, asset: Asset) -> None:
    head = program("head_a")
    path = f"assets/asset/{asset.uid}/"
    refused(head.patch(path, {"name": "Scanner"}), 428, "if-match-missing")
    tag = head.get(path).headers["ETag"]
    changed = head.patch(path, {"name": "Scanner"}, If_Match=tag)
    assert changed.status_code == 200
    assert changed.json()["name"] == "Scanner"
    assert changed.headers["ETag"] != tag
    for stale in (tag, "W/" + changed.headers["ETag"], '"other"'):
        refused(head.patch(path, {"name": "Lost"}, If_Match=stale), 412, "changed")
    assert head.patch(path, {"note": "new"}, If_Match=f'"x", {changed.headers["ETag"]}').status_code == 200
    assert head.patch(path, {"state": "in-use"}, If_Match="*").json()["name"] == "Scanner"
    asset.refresh_from_db()
    assert (asset.name, asset.note, asset.state) == ("Scanner", "new", "in-use")


def test_an_empty_change_changes_nothing(world: World, program: Any, asset: Asset) -> None:
    answer = program("head_a").patch(f"assets/asset/{asset.uid}/", {}, If_Match="*")
    assert answer.status_code == 200
    asset.refresh_from_db()
    assert asset.revision == 1


def test_what_was_read_can_be_written_back(world: World, program: Any, asset: Asset) -> None:
    holder = Person.objects.create(institution=world.institution, family_name="Əliyeva", given_name="Aynur")
    asset.holder = holder
    asset.save(update_fields=["holder"])
    head = program("head_a")
    path = f"assets/asset/{asset.uid}/"
    answer = head.get(f"{path}?fields=name,serial_number,state,unit,holder,acquired_on")
    again = head.patch(path, answer.json(), If_Match=answer.headers["ETag"])
    assert again.status_code == 200, again.content
    assert again.json()["holder"]["uid"] == str(holder.uid)
    assert head.patch(path, {"holder": None}, If_Match="*").json()["holder"] is None


def test_changing_is_404_outside_the_scope_and_403_inside(world: World, program: Any, asset: Asset) -> None:
    path = f"assets/asset/{asset.uid}/"
    refused(program("clerk_b").patch(path, {"name": "x"}, If_Match="*"), 404)
    refused(program("clerk_a").patch(path, {"name": "x"}, If_Match="*"), 403)
    refused(program("stranger").post(f"{path}acts/void_asset/", {"reason": "x"}), 404)
    refused(program("clerk_a").post(f"{path}acts/void_asset/", {"reason": "x"}), 403)
    refused(program("head_a").patch(path, {"unit": str(world.unit_b.uid)}, If_Match="*"), 403, "out-of-sight")
    asset.refresh_from_db()
    assert (asset.name, asset.unit, asset.voided_at) == ("Printer", world.unit_a, None)


def test_an_act_is_done_with_its_inputs_and_once(world: World, program: Any, asset: Asset) -> None:
    head = program("head_a")
    path = f"assets/asset/{asset.uid}/acts/void_asset/"
    assert set(refused(head.post(path), 422, "invalid")["errors"]) == {"reason"}
    refused(head.post(path, {"reason": "Broken", "why": ""}), 400)
    refused(head.post(path, {"reason": "Broken"}, If_Match='"stale"'), 412)
    tag = head.get(f"assets/asset/{asset.uid}/").headers["ETag"]
    done = head.post(path, {"reason": "Broken"}, If_Match=tag)
    assert done.status_code == 200
    assert done.json()["voided_at"] is not None
    assert done.headers["ETag"] != tag
    refused(head.post(path, {"reason": "Again"}), 409, "state")
    refused(head.patch(f"assets/asset/{asset.uid}/", {"name": "x"}, If_Match="*"), 409, "state")
    asset.refresh_from_db()
    assert asset.void_reason == "Broken"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("named", [True, False])
def test_what_an_act_prepares_is_prepared_before_anything_is_locked(
    world: World, program: Any, asset: Asset, monkeypatch: pytest.MonkeyPatch, named: bool
) -> None:
    prepared: list[Any] = []
    act = registry.resource("assets.asset").action("void_asset")
    monkeypatch.setattr(
        act, "prepare", lambda actor, obj, **given: (prepared.append((obj, connection.in_atomic_block)), given)[1]
    )
    head = program("head_a")
    tag = head.get(f"assets/asset/{asset.uid}/").headers["ETag"] if named else "*"
    done = head.post(f"assets/asset/{asset.uid}/acts/void_asset/", {"reason": "Broken"}, If_Match=tag)
    assert done.status_code == 200
    assert prepared == [(asset, False)]
    refused(head.post(f"assets/asset/{asset.uid}/acts/void_asset/", {"reason": "Broken"}), 409, "state")
    assert len(prepared) == 1, "nothing is reckoned for an act that something stands against"


def test_an_act_that_makes_something_answers_where_it_stands(world: World, program: Any) -> None:
    admin = program("techadmin")
    body = {"code": "post", "name": {"az": "Dəftərxana", "en": "Post room"}, "parent": str(world.root.uid)}
    made = admin.post("org/unit/acts/open_unit/", body)
    assert made.status_code == 201, made.content
    unit = Unit.objects.get(code="post")
    assert made.headers["Location"] == f"/api/v1/org/unit/{unit.uid}/"
    assert made.json()["name"] == body["name"]
    assert unit.parent == world.root
    alien = admin.post("org/unit/acts/open_unit/", {**body, "code": "x", "parent": str(world.other_unit.uid)})
    assert set(refused(alien, 422)["errors"]) == {"parent"}
    wrong = admin.post("org/unit/acts/open_unit/", {**body, "code": "y", "name": {"xx": "Post"}})
    assert set(refused(wrong, 422)["errors"]) == {"name"}


def test_a_rule_of_the_office_is_409_with_its_code(world: World, program: Any) -> None:
    admin = program("techadmin")
    path = f"org/unit/{world.root.uid}/acts/move_unit/"
    problem = refused(admin.post(path, {"parent": str(world.unit_a.uid)}), 409, "circle")
    assert problem["detail"] == "A unit cannot stand under itself."
    assert Unit.objects.get(pk=world.root.pk).parent is None


def test_choices_flags_and_days_of_an_act(world: World, program: Any) -> None:
    admin = program("techadmin")
    body = {
        "user": str(world.clerk_b.uid),
        "role": "inspector",
        "institution": str(world.institution.uid),
        "unit": str(world.unit_a.uid),
        "subtree": False,
        "starts": "2026-03-01",
    }
    for name, value in (("role", "king"), ("subtree", "no"), ("starts", "tomorrow"), ("user", "clerk_b")):
        wrong = admin.post("org/rolegrant/acts/grant_role/", {**body, name: value})
        assert set(refused(wrong, 422)["errors"]) == {name}
    assert admin.post("org/rolegrant/acts/grant_role/", body).status_code == 201
    grant = RoleGrant.objects.get(user=world.clerk_b, role__code="inspector")
    assert (grant.unit, grant.subtree, grant.starts, grant.ends) == (
        world.unit_a,
        False,
        datetime.date(2026, 3, 1),
        None,
    )
    refused(admin.post("org/rolegrant/acts/grant_role/", {**body, "role": "operator"}), 403)


def test_acts_that_need_more_than_their_inputs_have_no_address(world: World, program: Any) -> None:
    refused(program("head_a").post("cases/envelope/acts/keep_envelope/"), 404)


def test_translated_texts_and_constraints(world: World, program: Any) -> None:
    admin = program("techadmin")
    body = {"unit": str(world.unit_a.uid), "title": {"az": "Mühəndis"}}
    assert admin.post("org/position/", body).json()["title"] == {"az": "Mühəndis"}
    assert set(refused(admin.post("org/position/", {**body, "title": "Engineer"}), 422)["errors"]) == {"title"}
    assert (
        refused(admin.post("org/position/", {"title": {"en": "Lost"}}), 422)["detail"]
        == "A position belongs to a unit."
    )
    assert Position.objects.count() == 1
    person = Person.objects.create(institution=world.institution, family_name="Əliyeva", given_name="Aynur")
    upside_down = {"person": str(person.uid), "starts": "2026-05-04", "ends": "2026-05-03"}
    assert refused(admin.post("org/absence/", upside_down), 422)["detail"] == "The end lies before the start."
    assert not Absence.objects.exists()


def test_every_act_over_the_api_is_in_the_journal(world: World, program: Any, asset: Asset) -> None:
    from nizam.kit.ports import ports

    program("head_a").patch(f"assets/asset/{asset.uid}/", {"name": "Scanner"}, If_Match="*")
    entry = next(iter(ports.journal.history(asset)))
    assert entry.action == "assets.change_asset"


def test_sentences_come_in_the_language_asked_for(world: World, program: Any) -> None:
    answer = program("head_a").post("assets/asset/", asset_body(world, name=""), Accept_Language="tr")
    assert answer.headers["Content-Language"] == "tr"
    assert refused(answer, 422)["errors"]["name"] == ["Bu alan boş olamaz."]


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b'{"name": NaN}', 400),
        (b'{"name": 1e999}', 400),
        (b"\xff\xfe", 400),
        (b'{"name": "\\ud800"}', 400),
        (b'{"name": "a\\u0000b"}', 400),
        (b"[" * 100_000, 400),
        (b'{"name": ' + b"[" * 60 + b"]" * 60 + b"}", 400),
        (b'{"name": ' + b"9" * 5000 + b"}", 400),
        (b"{}" + b" " * inputs.BODY_LIMIT, 413),
    ],
)
def test_bodies_that_cannot_be_read(world: World, program: Any, raw: bytes, status: int) -> None:
    refused(program("head_a").call("POST", "assets/asset/", raw), status)


def test_only_json_is_taken_and_given(world: World, program: Any, asset: Asset) -> None:
    head = program("head_a")
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        refused(head.call("POST", "assets/asset/", b"name=x", Content_Type=kind), 415)
    refused(head.post("assets/asset/", asset_body(world), Content_Encoding="gzip"), 415)
    merge = json.dumps({"name": "Scanner"}).encode()
    path = f"assets/asset/{asset.uid}/"
    assert head.call("PATCH", path, merge, Content_Type="application/merge-patch+json", If_Match="*").status_code == 200
    for accepted in ("application/json", "*/*", "application/*", "text/html, application/problem+json"):
        assert head.get(path, Accept=accepted).status_code == 200
    refused(head.get(path, Accept="text/html"), 406)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "LOOK"])
def test_other_methods_are_405_and_say_which_are_not(world: World, program: Any, method: str) -> None:
    answer = program("head_a").call(method, "assets/asset/")
    refused(answer, 405)
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize("path", ["", "assets/", "assets/asset", "assets/asset/7/", "org/apitoken/", "x" * 300])
def test_addresses_that_nothing_has_are_problems_not_pages(world: World, program: Any, path: str) -> None:
    refused(program("head_a").get(path), 404)
    refused(Program().post(path), 404)


def test_files_and_numbers_of_an_act_are_typed() -> None:
    @action(
        "assets.weigh_asset",
        title="Weigh",
        fields={
            "scan": Input(label="Scan", kind="file"),
            "pieces": Input(label="Pieces", kind="number"),
            "weight": Input(label="Weight", kind="number"),
            "at": Input(label="At", kind="datetime", required=False),
        },
    )
    def weigh_asset(actor: Any, obj: Any, *, scan: Any, pieces: int, weight: Any, at: Any = None) -> Any:
        return obj

    raw = "çek".encode()
    body = {
        "scan": {"name": "../../scan.txt", "content": base64.b64encode(raw).decode(), "type": "text/plain"},
        "pieces": 3,
        "weight": "2.50",
        "at": "2026-05-04T10:00:00+04:00",
    }
    values = inputs.act_values(weigh_asset, None, body)
    assert values["scan"].name == "scan.txt"
    assert values["scan"].read() == raw
    assert values["pieces"] == 3
    assert str(values["weight"]) == "2.50"
    assert values["at"] == datetime.datetime(2026, 5, 4, 6, tzinfo=datetime.UTC)
    assert inputs.takes_file(weigh_asset)
    for name, value in (
        ("scan", "text"),
        ("scan", {"name": "..", "content": ""}),
        ("scan", {"name": "a", "content": "é"}),
        ("pieces", "3"),
        ("weight", "NaN"),
        ("at", "2026-05-04T10:00:00"),
    ):
        with pytest.raises(inputs.Problem) as caught:
            inputs.act_values(weigh_asset, None, {**body, name: value})
        assert caught.value.status == 422
        assert set(caught.value.errors) == {name}


def test_an_objection_that_yields_asks_for_its_reason(world: World, program: Any, asset: Asset) -> None:
    from nizam.kit.registry import registry

    void = registry.resource("assets.asset").generated("void")
    assert void is not None
    path = f"assets/asset/{asset.uid}/acts/void_asset/"
    head = program("head_a")
    refused(head.post(path, {"reason": "Broken", "override_reason": "x"}), 400)  # nobody objects
    objection = (lambda actor, obj: ["Somebody still holds it."], True)
    void.objections.append(objection)
    try:
        problem = refused(head.post(path, {"reason": "Broken"}), 409, "overridable")
        assert problem["detail"] == "Somebody still holds it."
        assert head.post(path, {"reason": "Broken", "override_reason": "Burnt"}).status_code == 200
    finally:
        void.objections.remove(objection)


_json = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=40),
        st.dates().map(str),
        st.uuids().map(str),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=5,
)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    target=st.sampled_from(["assets/asset/", "org/absence/", "org/delegation/", "org/unit/acts/open_unit/"]),
    values=st.dictionaries(
        st.sampled_from(["inventory_number", "name", "acquired_on", "state", "starts", "ends", "may_sign", "code"]),
        _json,
        max_size=5,
    ),
    things=st.booleans(),
)
def test_no_body_whatever_makes_the_program_fail(
    world: World, program: Any, target: str, values: dict[str, Any], things: bool
) -> None:
    if not hasattr(world.leader, "programs"):
        world.leader.programs = {"assets": program("head_a"), "org": program("techadmin")}
        Person.objects.create(institution=world.institution, family_name="Əliyeva", given_name="Aynur")
    known: dict[str, Any] = {}
    if things:
        person = str(Person.objects.get().uid)
        known = {
            "assets/asset/": {"unit": str(world.unit_a.uid)},
            "org/absence/": {"person": person},
            "org/delegation/": {"principal": person, "deputy": person},
            "org/unit/acts/open_unit/": {"parent": str(world.root.uid)},
        }[target]
    answer = world.leader.programs[target.partition("/")[0]].post(target, {**values, **known})
    assert answer.status_code in (201, 400, 409, 422), answer.content
    if answer.status_code != 201:
        refused(answer, answer.status_code)


def test_a_call_answers_its_procedures_questions_or_each_is_named(world: World, program: Any) -> None:
    equip(world.institution)
    media = Procedure.objects.get(institution=world.institution, code="media-inquiry", current=True)
    clerk = program("clerk_a")
    body = {"phone": "0501234567", "subject": "Müsahibə", "text": "Zəng", "unit": str(world.unit_a.uid)}
    body["procedure"] = str(media.uid)
    path = "cases/case/acts/open_by_phone_case/"
    assert set(refused(clerk.post(path, body), 422)["errors"]) == {"details.outlet"}
    assert set(refused(clerk.post(path, {**body, "details": "Səda"}), 422)["errors"]) == {"details"}
    answers = {"outlet": "Səda", "publication-day": "2026-11-30"}
    made = clerk.post(path, {**body, "details": answers})
    assert made.status_code == 201, made.content
    assert made.json()["details"] == answers
    changed = clerk.post(f"cases/case/{made.json()['uid']}/acts/complete_case/", {"details": {"outlet": "Xəbər"}})
    assert changed.json()["details"] == {**answers, "outlet": "Xəbər"}
