# SPDX-License-Identifier: EUPL-1.2
"""Messages leave at least once under one key, the hopeless ones are set aside in sight, people are told once."""

import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from nizam.kit.actions import Actor
from nizam.kit.errors import NotVisible, Refused
from nizam.kit.ports import ports
from nizam.kit.tasks import tasks
from nizam.spine.org.models import Institution, Role, RoleGrant, Unit, User
from nizam.spine.outbox.actions import drop_message, retry_message
from nizam.spine.outbox.delivery import (
    Undeliverable,
    anything_due,
    deliver_due,
    forget_deliverer,
    register_deliverer,
)
from nizam.spine.outbox.models import Message, Notification
from nizam.spine.outbox.queries import dead_letters, is_watching, latest_notifications, unread_count
from nizam.spine.outbox.sending import mark_read, notify_watchers, unwatch, watch


@pytest.fixture
def door():
    """A door that keeps what it is given and fails as often as told."""
    state = SimpleNamespace(given=[], failures=[])

    def deliver(delivery):
        state.given.append(delivery)
        if state.failures:
            raise state.failures.pop(0)
        return {"at": "door"}

    register_deliverer("test", deliver)
    yield state
    forget_deliverer("test")


@pytest.fixture
def people(db):
    found = {}
    for code in ("numune", "basqa"):
        found[code] = Institution.objects.create(
            code=code, name={"tr": code}, country="TR", zone="Europe/Istanbul", languages=["tr"]
        )
    role = Role.objects.create(code="keeper", name={"en": "k"}, permissions=["outbox.*", "org.view_*"])
    for name, code in (("deniz", "numune"), ("cem", "basqa")):
        found[name] = User.objects.create(username=name, institution=found[code], language="tr")
        RoleGrant.objects.create(user=found[name], role=role, institution=found[code], starts=timezone.now().date())
    return SimpleNamespace(**found, actor=Actor(found["deniz"]))


def put(key="k", **values):
    return ports.outbox.put(**{"kind": "test", "key": key, "payload": {"n": 1}, **values})


def make_due():
    Message.objects.update(next_try_at=timezone.now())


@pytest.mark.django_db
def test_a_key_put_twice_is_delivered_once(door):
    assert put() == put()
    assert (deliver_due(), deliver_due()) == (1, 0)
    [delivery] = door.given
    assert (delivery.key, delivery.payload) == ("k", {"n": 1})
    message = Message.objects.get()
    assert (message.state, message.receipt, message.tries) == ("sent", {"at": "door"}, 1)
    assert message.sent_at is not None
    put()
    assert deliver_due() == 0


@pytest.mark.django_db
def test_a_message_without_a_key_is_refused():
    with pytest.raises(ValueError):
        put(key="")


@pytest.mark.django_db
def test_a_message_goes_with_the_act_that_is_rolled_back(door):
    with transaction.atomic():
        put()
        transaction.set_rollback(True)
    assert not anything_due()


@pytest.mark.django_db
def test_a_failed_delivery_waits_and_is_tried_again_under_the_same_key(door):
    door.failures = [OSError("no route")]
    put()
    assert deliver_due() == 0
    message = Message.objects.get()
    assert (message.state, message.last_error) == ("waiting", "OSError: no route")
    assert message.next_try_at > timezone.now() + timedelta(seconds=5)
    assert deliver_due() == 0
    make_due()
    assert deliver_due() == 1
    assert [delivery.key for delivery in door.given] == ["k", "k"]


@pytest.mark.django_db
def test_after_five_tries_it_is_dead_and_in_sight_and_can_be_tried_again(door, people):
    door.failures = [OSError("no route")] * 5
    put(institution_id=people.numune.pk)
    for _ in range(7):
        deliver_due()
        make_due()
    assert len(door.given) == 5
    [message] = dead_letters(people.deniz)
    assert (message.state, message.tries) == ("dead", 5)
    assert not dead_letters(people.cem).exists()
    with pytest.raises(NotVisible):
        retry_message(Actor(people.cem), message)
    message = retry_message(people.actor, message)
    assert (message.state, message.tries) == ("waiting", 0)
    assert deliver_due() == 1
    message.refresh_from_db()
    with pytest.raises(Refused):
        retry_message(people.actor, message)
    assert [entry.action for entry in ports.journal.history(message)] == ["outbox.retry_message"]


@pytest.mark.django_db
def test_what_a_door_calls_hopeless_is_dead_at_once(door):
    door.failures = [Undeliverable("no such address")]
    put()
    deliver_due()
    message = Message.objects.get()
    assert (message.state, message.last_error) == ("dead", "no such address")


@pytest.mark.django_db
def test_a_kind_nobody_delivers_ends_in_sight(db):
    put(kind="pigeon")
    for _ in range(6):
        deliver_due()
        make_due()
    message = Message.objects.get()
    assert message.state == "dead"
    assert "pigeon" in message.last_error


@pytest.mark.django_db
def test_a_message_of_a_killed_worker_is_handed_out_again(door):
    put()
    Message.objects.update(tries=1, claimed_by="dead", claimed_until=timezone.now() + timedelta(minutes=1))
    assert deliver_due() == 0
    Message.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert deliver_due() == 1
    Message.objects.update(
        state="waiting", tries=5, claimed_by="dead", claimed_until=timezone.now() - timedelta(seconds=1)
    )
    assert deliver_due() == 0
    assert Message.objects.get().state == "dead"


@pytest.mark.django_db
def test_giving_up_needs_a_reason_and_stays_in_the_list(door, people):
    message = put()
    with pytest.raises(ValidationError):
        drop_message(people.actor, message, reason="")
    message = drop_message(people.actor, message, reason="sent by hand")
    assert deliver_due() == 0
    assert (message.state, message.drop_reason) == ("dropped", "sent by hand")
    [entry] = ports.journal.history(message)
    assert entry.reason == "sent by hand"


@pytest.mark.django_db
def test_the_scheduled_task_delivers_what_is_due(door):
    for number in range(25):
        put(key=str(number))

    class Run:
        def progress(self, done, total=None, note=""):
            self.done = done

    assert tasks.get("outbox.deliver").run(Run()) == {"delivered": 25}
    assert len({delivery.key for delivery in door.given}) == 25


def test_a_kind_has_one_deliverer(door):
    with pytest.raises(ValueError):
        register_deliverer("test", lambda delivery: None)


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_two_workers_deliver_each_message_once(door):
    for number in range(30):
        put(key=str(number))
    ready = threading.Barrier(2)

    def work():
        try:
            ready.wait()
            deliver_due()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(delivery.key for delivery in door.given) == sorted(str(number) for number in range(30))


@pytest.mark.django_db
def test_a_notification_is_told_once_until_it_is_read(people):
    user = people.deniz
    for text in ("one", gettext_lazy("two")):
        ports.outbox.notify(user, text=text, url="/x", key="case-1")
    ports.outbox.notify(user, text="x" * 600)
    assert unread_count(user) == 2
    assert sorted(len(row.text) for row in latest_notifications(user)) == [3, 500]
    assert Notification.objects.get(key="case-1").text == "two"
    assert mark_read(user, [Notification.objects.get(key="case-1").uid]) == 1
    ports.outbox.notify(user, text="again", key="case-1")
    assert Notification.objects.filter(key="case-1").count() == 2
    assert mark_read(people.cem) == 0
    assert list(Notification.objects.visible_to(people.cem)) == []
    assert mark_read(user) == 2
    assert unread_count(user) == 0


@pytest.mark.django_db
def test_watchers_are_told_as_long_as_they_may_see_the_thing(people):
    unit = Unit.objects.create(institution=people.numune, code="a", name={"en": "A"})
    for user in (people.deniz, people.deniz, people.cem):
        watch(user, unit)
    assert is_watching(people.deniz, unit)
    assert notify_watchers(unit, text="changed") == 1
    assert notify_watchers(unit, text="changed", but_not=[people.deniz]) == 0
    assert unread_count(people.deniz) == 1
    assert unread_count(people.cem) == 0
    assert unwatch(people.deniz, unit)
    assert not unwatch(people.deniz, unit)
    assert notify_watchers(unit, text="changed") == 0
