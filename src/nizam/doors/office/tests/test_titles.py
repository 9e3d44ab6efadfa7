# SPDX-License-Identifier: EUPL-1.2
"""A title never names what is closed to its reader; and every chooser finds its rows by the words of their titles."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address, list_address, screen_address
from nizam.kit.testing.samples import make_sample
from nizam.kit.titles import title_fields, title_of, titles
from nizam.spine.org.models import Absence, Appointment, Delegation, Person, Position, RoleGrant, User
from nizam.spine.outbox.models import Watch

pytestmark = pytest.mark.django_db
CLOSED = "Gizlinski"
DAY = dt.date(2026, 11, 16)


@pytest.fixture
def rows(world):
    """Rows of the open register that each name one closed person (or account)."""
    here = {"institution": world.institution, "unit": world.unit_a}
    closed = Person.objects.create(**here, family_name=CLOSED, given_name="X", confidentiality=3)
    known = Person.objects.create(**here, family_name="Open", given_name="Person")
    account = User.objects.create_user(
        "plain-login", institution=world.institution, person=closed, language="en", confidentiality=0
    )
    hidden = User.objects.create_user(f"{CLOSED.lower()}-login", institution=world.institution, confidentiality=3)
    post = Position.objects.create(**here, title={"en": "Engineer"}, is_head=True)
    return [
        Appointment.objects.create(**here, person=closed, position=post, starts=DAY),
        Delegation.objects.create(**here, principal=closed, deputy=known, starts=DAY, ends=DAY),
        Absence.objects.create(**here, person=known, substitute=closed, starts=DAY, ends=DAY),
        Absence.objects.create(**here, person=closed, starts=DAY, ends=DAY),
        RoleGrant.objects.create(**here, user=hidden, role=RoleGrant.objects.first().role, starts=DAY),
        account,
    ]


def body(response):
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    return raw.decode().casefold()


def addresses(row):
    """Yield every page about a row, and those where it may be chosen or found."""
    resource = registry.resource_of(type(row))
    yield from (entry_address(row, screen) for screen in ("entry", "history", "change"))
    yield from (act_address(resource, act, row) for act in resource.actions if not act.creates)
    yield list_address(resource)
    yield screen_address(resource, "choose")
    yield screen_address(resource, "add")
    yield from (reverse(f"api:org_{resource.name}_{kind}", args=a) for kind, a in (("list", ()), ("entry", (row.uid,))))


@pytest.mark.parametrize("who", ["head_a", "techadmin"])
def test_nothing_names_what_is_closed_to_the_reader(world, rows, as_user, who):
    client = as_user(getattr(world, who))
    for row in rows:
        assert CLOSED.casefold() not in str(row).casefold()
        for address in filter(None, addresses(row)):
            answer = client.get(address)
            assert answer.status_code in {200, 302, 403, 404, 405, 409}, address
            assert CLOSED.casefold() not in body(answer), address
        exported = client.post(f"{list_address(registry.resource_of(type(row)))}export/", {"form": "csv"})
        assert CLOSED.casefold() not in body(exported), row
    for address in (
        reverse("office:institution_tree"),
        f"{reverse('office:find')}?{urlencode({'q': CLOSED})}".replace(CLOSED, "plain"),
        reverse("office:role", args=[rows[4].role.code]),
    ):
        assert CLOSED.casefold() not in body(client.get(address)), address


def test_who_may_see_the_person_reads_the_whole_title(world, rows, as_user):
    page = body(as_user(world.leader).get(entry_address(rows[0])))
    assert f"{CLOSED} x – engineer".casefold() in page
    assert title_of(world.leader, rows[1]) == f"Open Person → {CLOSED} X"
    assert title_of(world.head_a, rows[1]) == "Open Person → not open to you"
    assert title_of(world.head_a, rows[3]).startswith("not open to you: ")


def test_a_chooser_does_not_tell_a_closed_name_by_finding(world, rows, as_user):
    for resource, row in ((registry.resource_of(type(row)), row) for row in rows[:3]):
        asked = f"{screen_address(resource, 'choose')}?{urlencode({'q': CLOSED})}"
        assert as_user(world.head_a).get(asked).json()["results"] == []
        found = as_user(world.leader).get(asked).json()["results"]
        assert (str(row.uid) in {one["uid"] for one in found}) is (CLOSED in title_of(world.leader, row))


def test_titles_cost_a_question_for_each_kind_of_thing_and_not_for_each_row(world, rows):
    def cost(some):
        user = User.objects.get(pk=world.head_a.pk)
        titles(user, [])
        user.has_perm("org.view_person")
        with CaptureQueriesContext(connection) as captured:
            titles(user, some)
        return len(captured)

    many = [
        Appointment.objects.create(
            institution=world.institution, unit=world.unit_a, person=p, position=rows[0].position, starts=DAY
        )
        for p in Person.objects.all()
    ]
    assert cost(many) == cost([rows[0]]) <= 4


def test_every_title_that_is_declared_names_fields(world):
    declared = {r.key: title_fields(r.model) for r in registry.resources if title_fields(r.model)}
    assert {"org.appointment", "org.delegation", "org.absence", "org.rolegrant", "org.access", "outbox.watch"} <= set(
        declared
    )
    assert {"cases.coexecutor", "cases.caselink", "cases.routinglesson", "cases.suspension"} <= set(declared)
    assert declared["outbox.watch"] == ("kind_title", "about") == title_fields(Watch)


def choosable():
    """Return every resource that some form, filter or act chooses from."""
    found = set()
    for resource in registry.resources:
        found |= {given.model for act in resource.actions for given in act.fields.values() if given.kind == "model"}
        for field in resource.model._meta.concrete_fields:
            if field.is_relation and field.name in {*resource.form, *resource.filters}:
                related = registry.resource_of(field.related_model)
                if related is not None:
                    found.add(related.key)
    return sorted(found)


@pytest.mark.parametrize("key", [*choosable(), "org.appointment", "org.delegation", "org.absence", "org.rolegrant"])
def test_every_chooser_finds_a_row_by_a_word_of_its_title(world, as_user, key):
    resource = registry.resource(key)
    reader = world.techadmin if key.startswith("org.") else world.head_a
    row = make_sample(
        resource.model, institution=world.institution, unit=world.unit_a, user=world.clerk_b, marker="Marker"
    )
    if key == "org.institution":
        row = world.institution
    if "." in key and not resource.visible_to(reader).filter(pk=row.pk).exists():
        reader = world.leader
    words = [word.strip(":–→") for word in title_of(reader, row).split()]
    client = as_user(reader)
    found = set()
    for word in filter(lambda word: len(word) > 2, words):
        answer = client.get(f"{screen_address(resource, 'choose')}?{urlencode({'q': word})}")
        found |= {one["uid"] for one in answer.json()["results"]}
    assert str(row.uid) in found, (key, words)
