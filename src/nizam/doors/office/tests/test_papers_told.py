# SPDX-License-Identifier: EUPL-1.2
"""Who is told of papers on their way: those named, and who stands for them on that day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from nizam.kit.testing.world import World
from nizam.spine.org.days import today_in
from nizam.spine.outbox.models import Notification
from nizam.spine.records.actions import (
    agree_document,
    fail_signature_document,
    return_document,
    sign_document,
    submit_document,
)
from nizam.spine.records.tests.offices import acts_as, away, delegate, draft, employee, give_person, steps

pytestmark = pytest.mark.django_db(transaction=True)


def told(user: Any) -> list[str]:
    rows = Notification.objects.filter(user=user).order_by("pk")
    return [str(row.text) for row in rows]


def test_those_whose_word_is_wanted_are_told_and_who_stands_for_them(world: World) -> None:
    author = employee(world, "author", "adviser", world.unit_a)
    one = employee(world, "one", "adviser", world.unit_b)
    substitute = employee(world, "substitute", "adviser", world.unit_b)
    deputy = employee(world, "deputy", "adviser", world.unit_b)
    bystander = employee(world, "bystander", "adviser", world.unit_a)
    give_person(world.leader, "Leader")
    today = today_in(world.institution)
    away(one, substitute, today, today)
    delegate(world.leader, deputy, today, today + dt.timedelta(days=1))
    paper = draft(author, world.unit_a)
    submit_document(acts_as(author), paper, steps=steps([one]), signatory=world.leader.person)
    assert told(one) == told(substitute) == ["A paper waits for your approval."]
    assert told(deputy) == told(world.leader) == []
    return_document(acts_as(substitute), paper, remark="Again")
    assert told(author) == ["A paper of yours was sent back with remarks."]
    submit_document(acts_as(author), paper, steps=steps([one]), signatory=world.leader.person)
    agree_document(acts_as(one), paper)
    assert told(world.leader) == told(deputy) == ["A paper waits for your signature."]
    sign_document(acts_as(deputy), paper)
    fail_signature_document(acts_as(world.leader), paper, reason="Wrong seal")
    assert told(author)[-1] == "The signature of a paper of yours failed: it is a draft again."
    assert told(bystander) == []
