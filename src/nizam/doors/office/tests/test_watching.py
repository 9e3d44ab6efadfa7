# SPDX-License-Identifier: EUPL-1.2
"""Watching a case or a paper, and who is told what once an act is committed."""

from __future__ import annotations

import pytest
from django.utils import timezone

from nizam.kit.actions import Actor
from nizam.kit.errors import NotVisible, Refused
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address, list_address
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
def case(world):
    procedure = Procedure.objects.get(institution=world.institution, code="appeal")
    return open_case(
        procedure,
        subject="No internet at school 3",
        channel="counter",
        unit=world.unit_a,
        party=None,
        language_code="az",
        suggestions=[],
    )


def press(client, thing, value):
    return client.post(entry_address(thing, "watch"), {"watch": value}, follow=True)


def told(user):
    return list(Notification.objects.filter(user=user).values_list("text", flat=True))


def test_the_button_begins_and_ends_watching(world, case, as_user):
    client = as_user(world.inspector)
    page = client.get(entry_address(case)).content.decode()
    assert ">Watch<" in page
    assert ">Stop watching<" in press(client, case, "1").content.decode()
    press(client, case, "1")
    (row,) = Watch.objects.visible_to(world.inspector)
    mine = client.get(list_address(registry.resource("outbox.watch"))).content.decode()
    assert "Watched by me" in mine
    assert case.subject in mine
    assert entry_address(case) in mine
    assert ">Watch<" in press(client, case, "0").content.decode()
    assert not Watch.objects.exists()
    press(client, case, "0")
    assert row.user == world.inspector
    assert client.get(entry_address(case, "watch")).url == entry_address(case)


def test_a_watch_is_ones_own_and_of_what_one_sees(world, case, as_user):
    add_watch(Actor(user=world.clerk_a), thing=case)
    assert not Watch.objects.visible_to(world.head_a).exists()
    assert as_user(world.clerk_b).post(entry_address(case, "watch"), {"watch": "1"}).status_code == 404
    with pytest.raises(NotVisible):
        add_watch(Actor(user=world.clerk_b), thing=case)
    resource = registry.resource("outbox.watch")
    row = Watch.objects.get()
    end = act_address(resource, resource.action("void_watch"), row)
    assert as_user(world.head_a).post(end).status_code == 404
    assert as_user(world.clerk_a).post(end).status_code == 302
    assert not Watch.objects.exists()


def test_what_is_out_of_sight_is_not_named_and_can_be_let_go(world, case, as_user):
    add_watch(Actor(user=world.clerk_a), thing=case)
    Case.objects.filter(pk=case.pk).update(unit=world.unit_b)
    client = as_user(world.clerk_a)
    mine = client.get(list_address(registry.resource("outbox.watch"))).content.decode()
    assert case.subject not in mine
    assert "not open to you" in mine
    resource = registry.resource("outbox.watch")
    assert client.post(act_address(resource, resource.action("void_watch"), Watch.objects.get())).status_code == 302
    assert not Watch.objects.exists()


def test_watchers_are_told_after_the_commit_and_the_actor_is_not(world, case, django_capture_on_commit_callbacks):
    for user in (world.head_a, world.inspector, world.leader):
        add_watch(Actor(user=user), thing=case)
    with django_capture_on_commit_callbacks(execute=True):
        acts.assign_case(Actor(user=world.head_a), case, unit=world.unit_a)
        assert told(world.inspector) == []
    assert told(world.inspector) == told(world.leader) == [f"Case {case.number_text} was assigned."]
    assert told(world.head_a) == []
    assert Notification.objects.filter(user=world.inspector).get().url == entry_address(case)
    with django_capture_on_commit_callbacks(execute=True):
        acts.close_case(Actor(user=world.head_a), case, outcome=case.procedure.outcomes[0]["code"], reason="Oral")
    assert f"Case {case.number_text} was closed." in told(world.leader)


def test_a_watcher_who_lost_sight_is_told_nothing(world, case, django_capture_on_commit_callbacks):
    add_watch(Actor(user=world.inspector), thing=case)
    RoleGrant.objects.filter(user=world.inspector).update(voided_at=timezone.now())
    forget_grants(world.inspector)
    with django_capture_on_commit_callbacks(execute=True):
        acts.assign_case(Actor(user=world.head_a), case, unit=world.unit_a)
    assert told(world.inspector) == []


def test_the_person_a_case_is_given_to_is_told_once_in_his_language(world, case, django_capture_on_commit_callbacks):
    person = Person.objects.create(
        institution=world.institution, unit=world.unit_a, family_name="Quliyeva", given_name="Aysel"
    )
    world.clerk_a.person, world.clerk_a.language = person, "en"
    world.clerk_a.save(update_fields=["person", "language"])
    add_watch(Actor(user=world.clerk_a), thing=case)
    with django_capture_on_commit_callbacks(execute=True):
        acts.assign_case(Actor(user=world.head_a), case, unit=world.unit_a, person=person, order="Measure it")
    assert told(world.clerk_a) == [f"Case {case.number_text} was assigned to you."]
    with django_capture_on_commit_callbacks(execute=True):
        acts.assign_case(Actor(user=world.clerk_a), case, unit=world.unit_b, person=person)
    assert len(told(world.clerk_a)) == 1


def test_a_refused_act_tells_nobody(world, case, django_capture_on_commit_callbacks):
    add_watch(Actor(user=world.inspector), thing=case)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(Refused):
        acts.close_case(Actor(user=world.head_a), case, outcome="no-such-outcome")
    assert told(world.inspector) == []


def test_watchers_of_a_case_and_its_answer_hear_of_the_signature(world, case, django_capture_on_commit_callbacks):
    acts.assign_case(Actor(user=world.head_a), case, unit=world.unit_a)
    acts.answer_case(Actor(user=world.head_a), case, body="It works again.")
    paper = Document.objects.get()
    Document.objects.filter(pk=paper.pk).update(addressee="Aygün Quliyeva", in_reply_to="M-1/2026")
    add_watch(Actor(user=world.inspector), thing=case)
    add_watch(Actor(user=world.inspector), thing=paper)
    with django_capture_on_commit_callbacks(execute=True):
        acts.sign_answer_case(Actor(user=world.head_a), case)
    paper.refresh_from_db()
    assert sorted(told(world.inspector)) == [
        f"Case {case.number_text} was answered.",
        f"Document {paper.number_text} was signed and issued.",
    ]


def test_only_what_tells_its_watchers_offers_the_button(world, as_user):
    assert {r.key for r in registry.resources if r.watchable} == {"cases.case", "records.document", "plans.measure"}
    page = as_user(world.head_a).get(entry_address(world.unit_a)).content.decode()
    assert 'name="watch"' not in page
