# SPDX-License-Identifier: EUPL-1.2
"""Several people deciding on one paper at the same moment: every word counts once, and one signature stands."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from nizam.kit.errors import NizamError
from nizam.kit.testing.world import World
from nizam.spine.org.models import SeriesYear, TakenNumber
from nizam.spine.records.actions import agree_document, return_document, sign_document, submit_document
from nizam.spine.records.models import ApprovalMember, Document
from nizam.spine.records.tests.offices import acts_as, draft, employee, steps

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 4


def at_once(*calls: Callable[[], Any]) -> list[str]:
    """Run calls in threads that begin together; return "done" or the name of what refused each."""
    begin = threading.Barrier(len(calls))
    results = [""] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        begin.wait(30)
        try:
            call()
            results[place] = "done"
        except NizamError as error:
            results[place] = type(error).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, call)) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_all_of_a_step_agree_at_once(world: World) -> None:
    author = employee(world, "author", "adviser", world.unit_a)
    people = [employee(world, f"member{n}", "adviser", world.unit_b) for n in range(PEOPLE)]
    paper = draft(author, world.unit_a)
    submit_document(acts_as(author), paper, steps=steps(people))
    # Each read the paper before any of them decided.
    mine = [(acts_as(one), Document.objects.get(pk=paper.pk)) for one in people]
    results = at_once(*(lambda actor=actor, row=row: agree_document(actor, row) for actor, row in mine))
    assert results == ["done"] * PEOPLE
    paper.refresh_from_db()
    assert paper.state == "approved"
    assert ApprovalMember.objects.filter(document=paper, decision="agreed").count() == PEOPLE
    assert paper.rounds.get().state == "agreed"


def test_the_last_word_and_a_sending_back_do_not_both_hold(world: World) -> None:
    author = employee(world, "author", "adviser", world.unit_a)
    one = employee(world, "one", "adviser", world.unit_b)
    two = employee(world, "two", "adviser", world.unit_b)
    paper = draft(author, world.unit_a)
    submit_document(acts_as(author), paper, steps=steps([one, two, 1]))
    first, second = Document.objects.get(pk=paper.pk), Document.objects.get(pk=paper.pk)
    actors = acts_as(one), acts_as(two)
    results = at_once(
        lambda: agree_document(actors[0], first), lambda: return_document(actors[1], second, remark="Not so")
    )
    assert sorted(result == "done" for result in results) == [False, True]
    paper.refresh_from_db()
    assert paper.state == ("approved" if results[0] == "done" else "draft")
    assert ApprovalMember.objects.filter(document=paper).exclude(decision="").count() == 1


def test_a_paper_is_signed_once_however_many_sign_it(world: World) -> None:
    author = employee(world, "author", "adviser", world.unit_a)
    paper = draft(author, world.unit_a)
    mine = [(acts_as(user), Document.objects.get(pk=paper.pk)) for user in (world.head_a, world.leader)]
    results = at_once(*(lambda actor=actor, row=row: sign_document(actor, row) for actor, row in mine))
    assert sorted(results) == ["Refused", "done"]
    assert TakenNumber.objects.filter(subject_uid=paper.uid).count() == 1
    assert SeriesYear.objects.get(series__code="outgoing", series__institution=world.institution).last == 1
    assert paper.signatures.count() == 1
