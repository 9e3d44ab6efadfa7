# SPDX-License-Identifier: EUPL-1.2
"""Watching a case or a paper, and who is told what once an act is committed."""

from __future__ import annotations

import pytest
from django.utils import timezone

from nizam.kit.actions import Actor
from nizam.kit.equipment import equip
from nizam.kit.errors import NotVisible, Refused
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address, list_address
from nizam.kit.testing.world import build_world
from nizam.spine.cases import actions as acts
from nizam.spine.cases.models import Case, Procedure
from nizam.spine.cases.opening import open_case
from nizam.spine.org.models import Person, RoleGrant
from nizam.spine.org.rights import forget_grants
from nizam.spine.outbox.actions import add_watch
from nizam.spine.outbox.models import Notification, Watch
from nizam.spine.records.models import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db):
    """The small world, equipped, with a person behind the second clerk of unit A."""
    world = build_world()
    equip(world.institution)
    return world


@pytest.fixture
def case(office):
    procedure = Procedure.objects.get(institution=office.institution, code="appeal")
    return open_case(
        procedure,
        subject="No internet at school 3",
        channel="counter",
        unit=office.unit_a,
        party=None,
        language_code="az",
        suggestions=[],
    )


def press(client, thing, value):
    return client.post(entry_address(thing, "watch"), {"watch": value}, follow=True)


def told(user):
    return list(Notification.objects.filter(user=user).values_list("text", flat=True))


def test_the_button_begins_and_ends_watching(office, case, as_user):
    client = as_user(office.inspector)
    page = client.get(entry_address(case)).content.decode()
    assert ">Watch<" in page
    assert ">Stop watching<" in press(client, case, "1").content.decode()
    press(client, case, "1")
    (row,) = Watch.objects.visible_to(office.inspector)
    mine = client.get(list_address(registry.resource("outbox.watch"))).content.decode()
    assert "Watched by me" in mine
    assert case.subject in mine
    assert entry_address(case) in mine
    assert ">Watch<" in press(client, case, "0").content.decode()
    assert not Watch.objects.exists()
    press(client, case, "0")
    assert row.user == office.inspector
    assert client.get(entry_address(case, "watch")).url == entry_address(case)


def test_a_watch_is_ones_own_and_of_what_one_sees(office, case, as_user):
    add_watch(Actor(user=office.clerk_a), thing=case)
    assert not Watch.objects.visible_to(office.head_a).exists()
    assert as_user(office.clerk_b).post(entry_address(case, "watch"), {"watch": "1"}).status_code == 404
    with pytest.raises(NotVisible):
        add_watch(Actor(user=office.clerk_b), thing=case)
    resource = registry.resource("outbox.watch")
    row = Watch.objects.get()
    end = act_address(resource, resource.action("void_watch"), row)
    assert as_user(office.head_a).post(end).status_code == 404
    assert as_user(office.clerk_a).post(end).status_code == 302
    assert not Watch.objects.exists()


def test_what_is_out_of_sight_is_not_named_and_can_be_let_go(office, case, as_user):
    add_watch(Actor(user=office.clerk_a), thing=case)
    Case.objects.filter(pk=case.pk).update(unit=office.unit_b)
    client = as_user(office.clerk_a)
    mine = client.get(list_address(registry.resource("outbox.watch"))).content.decode()
    assert case.subject not in mine
    assert "not open to you" in mine
    resource = registry.resource("outbox.watch")
    assert client.post(act_address(resource, resource.action("void_watch"), Watch.objects.get())).status_code == 302
    assert not Watch.objects.exists()


def test_watchers_are_told_after_the_commit_and_the_actor_is_not(office, case, django_capture_on_commit_callbacks):
    for user in (office.head_a, office.inspector, office.leader):
        add_watch(Actor(user=user), thing=case)
    with django_capture_on_commit_callbacks(execute=True):
        acts.assign_case(Actor(user=office.head_a), case, unit=office.unit_a)
        assert told(office.inspector) == []
    assert told(office.inspector) == told(office.leader) == [f"Case {case.number_text} was assigned."]
    assert told(office.head_a) == []
    assert Notification.objects.filter(user=office.inspector).get().url == entry_address(case)
    with django_capture_on_commit_callbacks(execute=True):
        acts.close_case(Actor(user=office.head_a), case, outcome=case.procedure.outcomes[0]["code"], reason="Oral")
    assert f"Case {case.number_text} was closed." in told(office.leader)


def test_a_watcher_who_lost_sight_is_told_nothing(office, case, django_capture_on_commit_callbacks):
    add_watch(Actor(user=office.inspector), thing=case)
    RoleGrant.objects.filter(user=office.inspector).update(voided_at=timezone.now())
    forget_grants(office.inspector)
    with django_capture_on_commit_callbacks(execute=True):
        acts.assign_case(Actor(user=office.head_a), case, unit=office.unit_a)
    assert told(office.inspector) == []


def test_the_person_a_case_is_given_to_is_told_once_in_his_language(office, case, django_capture_on_commit_callbacks):
    person = Person.objects.create(
        institution=office.institution, unit=office.unit_a, family_name="Quliyeva", given_name="Aysel"
    )
    office.clerk_a.person, office.clerk_a.language = person, "en"
    office.clerk_a.save(update_fields=["person", "language"])
    add_watch(Actor(user=office.clerk_a), thing=case)
    with django_capture_on_commit_callbacks(execute=True):
        acts.assign_case(Actor(user=office.head_a), case, unit=office.unit_a, person=person, order="Measure it")
    assert told(office.clerk_a) == [f"Case {case.number_text} was assigned to you."]
    with django_capture_on_commit_callbacks(execute=True):
        acts.assign_case(Actor(user=office.clerk_a), case, unit=office.unit_b, person=person)
    assert len(told(office.clerk_a)) == 1


def test_a_refused_act_tells_nobody(office, case, django_capture_on_commit_callbacks):
    add_watch(Actor(user=office.inspector), thing=case)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(Refused):
        acts.close_case(Actor(user=office.head_a), case, outcome="no-such-outcome")
    assert told(office.inspector) == []


def test_watchers_of_a_case_and_its_answer_hear_of_the_signature(office, case, django_capture_on_commit_callbacks):
    acts.assign_case(Actor(user=office.head_a), case, unit=office.unit_a)
    acts.answer_case(Actor(user=office.head_a), case, body="It works again.")
    paper = Document.objects.get()
    add_watch(Actor(user=office.inspector), thing=case)
    add_watch(Actor(user=office.inspector), thing=paper)
    with django_capture_on_commit_callbacks(execute=True):
        acts.sign_answer_case(Actor(user=office.head_a), case)
    paper.refresh_from_db()
    assert sorted(told(office.inspector)) == [
        f"Case {case.number_text} was answered.",
        f"Document {paper.number_text} was signed and issued.",
    ]


def test_only_what_tells_its_watchers_offers_the_button(office, as_user):
    assert {r.key for r in registry.resources if r.watchable} == {"cases.case", "records.document"}
    page = as_user(office.head_a).get(entry_address(office.unit_a)).content.decode()
    assert 'name="watch"' not in page
