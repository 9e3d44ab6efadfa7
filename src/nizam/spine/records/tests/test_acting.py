# SPDX-License-Identifier: EUPL-1.2
"""Who holds a post for the time being has that post: its unit and what is below, nothing else of its regular holder."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from nizam.kit.actions import Actor
from nizam.kit.errors import NotAllowed, NotVisible, Refused
from nizam.kit.testing.world import World
from nizam.spine.org.actions import open_access, open_unit, operator_actor
from nizam.spine.org.heads import heads_of, units_headed_by
from nizam.spine.org.models import Position, Role, RoleGrant, Unit
from nizam.spine.org.rights import RoleAccess, acting_holders, units_of
from nizam.spine.outbox.models import Notification
from nizam.spine.records.actions import agree_document, sign_document, submit_document
from nizam.spine.records.models import Document
from nizam.spine.records.queries import may_sign, waiting_for
from nizam.spine.records.tests.offices import DAY, acts_as, appoint, delegate, draft, employee, post, steps

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 18)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = dt.datetime.combine(TODAY, dt.time(9), dt.UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


@pytest.fixture
def archive(world: World) -> Unit:
    unit: Unit = open_unit(operator_actor(), code="archive", name={"en": "Archive"}, parent=world.root)
    return unit


@pytest.fixture
def stacks(archive: Unit) -> Unit:
    unit: Unit = open_unit(operator_actor(), code="stacks", name={"en": "Stacks"}, parent=archive)
    return unit


@pytest.fixture
def head_of_archive(archive: Unit) -> Position:
    return post(archive, "Head of the archive", head=True)


@pytest.fixture
def regular(world: World, archive: Unit, head_of_archive: Position) -> Any:
    """The deputy minister, who heads the small archive too."""
    user = employee(world, "regular", "leadership")
    RoleGrant.objects.create(
        user=user, role=Role.objects.get(code="head"), institution=world.institution, unit=archive, starts=TODAY
    )
    appoint(user, head_of_archive, TODAY - 400 * DAY)
    appoint(user, post(world.root, "Deputy minister"), TODAY - 400 * DAY)
    return user


@pytest.fixture
def archivist(world: World, archive: Unit, regular: Any, head_of_archive: Position) -> Any:
    """Acts as head of the archive; otherwise an adviser there."""
    user = employee(world, "archivist", "adviser", archive)
    appoint(user, head_of_archive, TODAY, TODAY + DAY, acting=True)
    return user


def paper_in(world: World, unit: Unit, *, confidentiality: int = 0, signatory: Any = None) -> Document:
    """Return a paper of `unit` that waits for its signature."""
    author = employee(world, f"author-{unit.code}-{confidentiality}-{Document.objects.count()}", "clerk", unit)
    paper = draft(author, unit)
    submit_document(acts_as(author), paper, signatory=signatory)
    Document.objects.filter(pk=paper.pk).update(confidentiality=confidentiality)
    paper.refresh_from_db()
    return paper


def sees(user: Any, paper: Document) -> bool:
    return Document.objects.visible_to(acts_as(user).user).filter(pk=paper.pk).exists()


def test_what_the_regular_holder_reads_stays_closed_outside_the_unit_of_the_post(
    world: World, archive: Unit, stacks: Unit, archivist: Any, regular: Any
) -> None:
    inside = [paper_in(world, unit, confidentiality=degree) for unit in (archive, stacks) for degree in (0, 3)]
    outside = [
        paper_in(world, unit, confidentiality=degree) for unit in (world.unit_a, world.root) for degree in (0, 3)
    ]
    assert all(sees(regular, paper) for paper in (*inside, *outside))
    assert [sees(archivist, paper) for paper in (*inside, *outside)] == [True] * 4 + [False] * 4
    assert [acts_as(archivist).can("records.sign_document", paper) for paper in (*inside, *outside)] == (
        [True] * 4 + [False] * 4
    )


def test_the_degree_of_the_regular_holder_holds_in_the_unit_of_the_post_alone(
    world: World, archive: Unit, archivist: Any
) -> None:
    papers = [paper_in(world, unit, confidentiality=degree) for unit in (archive, world.unit_a) for degree in (1, 3)]
    cleared = Document.objects.filter(RoleAccess().cleared(acts_as(archivist).user, "records.view_document"))
    assert [paper in cleared for paper in papers] == [True, True, True, False]


def test_the_signature_is_taken_over_where_the_post_is(
    world: World, archive: Unit, stacks: Unit, archivist: Any, regular: Any
) -> None:
    here, below = (paper_in(world, unit, signatory=regular.person) for unit in (archive, stacks))
    there = paper_in(world, world.unit_a, signatory=regular.person)
    # Somebody let the archivist work on the paper of the other unit; that is no signature in another's name.
    open_access(there, user=archivist, reason="joint work", may_act=True)
    user = acts_as(archivist).user
    assert sees(archivist, there)
    assert [may_sign(user, paper) for paper in (here, below, there)] == [True, True, False]
    assert set(waiting_for(user).signature) == {here, below}
    for paper in (here, below):
        sign_document(acts_as(archivist), paper)
    with pytest.raises((NotAllowed, Refused)):
        sign_document(acts_as(archivist), there)


def test_a_right_that_comes_with_the_post_is_not_used_on_what_was_opened_elsewhere(
    world: World, archivist: Any, regular: Any
) -> None:
    nobodys = paper_in(world, world.unit_a)
    open_access(nobodys, user=archivist, reason="joint work", may_act=True)
    assert sees(archivist, nobodys)
    assert not acts_as(archivist).can("records.sign_document", nobodys)
    delegate(regular, archivist, TODAY, TODAY)
    assert acts_as(archivist).can("records.sign_document", nobodys)


def test_the_word_is_asked_of_the_post_and_not_of_its_regular_holders_person(
    world: World, archive: Unit, archivist: Any, regular: Any, head_of_archive: Position
) -> None:
    other = Position.objects.get(title__en="Deputy minister")
    by_person, by_post, by_other = (draft(world.head_a, world.unit_a) for _ in range(3))
    for paper, member in ((by_person, regular), (by_post, head_of_archive), (by_other, other)):
        submit_document(acts_as(world.head_a), paper, steps=steps([member]))
    assert list(waiting_for(acts_as(archivist).user).approval) == [by_post]
    agree_document(acts_as(archivist), by_post)
    for paper in (by_person, by_other):
        with pytest.raises(NotVisible):
            agree_document(acts_as(archivist), paper)
    assert {paper.pk for paper in waiting_for(acts_as(regular).user).approval} == {by_person.pk, by_other.pk}


def test_who_acts_heads_the_unit_of_the_post_and_no_other_of_its_regular_holder(
    world: World, archive: Unit, stacks: Unit, archivist: Any, regular: Any
) -> None:
    appoint(regular, post(world.unit_b, "Head of press", head=True), TODAY)
    for unit in (world.unit_a, stacks):
        RoleGrant.objects.create(
            user=regular, role=Role.objects.get(code="head"), institution=world.institution, unit=unit, starts=TODAY
        )
    units = [archive.pk, stacks.pk, world.unit_a.pk, world.unit_b.pk]
    found = set(heads_of(units, TODAY))
    assert {unit for account, unit in found if account == regular.pk} == set(units)
    assert {unit for account, unit in found if account == archivist.pk} == {archive.pk, stacks.pk}
    assert units_headed_by(acts_as(archivist).user, TODAY) == {archive.pk, stacks.pk}
    assert units_of(acts_as(archivist).user) == {archive.pk, stacks.pk}


def test_only_who_may_sign_there_is_told_that_a_signature_is_wanted(
    world: World, archive: Unit, archivist: Any, regular: Any, django_capture_on_commit_callbacks: Any
) -> None:
    told = []
    for unit in (world.unit_a, archive):
        with django_capture_on_commit_callbacks(execute=True):
            paper_in(world, unit, signatory=regular.person)
        told.append([Notification.objects.filter(user=user).count() for user in (regular, archivist)])
    assert told == [[1, 0], [2, 1]]


def test_acting_holders_are_found_by_the_regular_ones_and_only_on_their_days(
    world: World, archive: Unit, archivist: Any, regular: Any, head_of_archive: Position
) -> None:
    before = employee(world, "before", "adviser", archive)
    appoint(before, head_of_archive, TODAY - 900 * DAY, TODAY - 401 * DAY)
    people = [regular.person.pk, before.person.pk]
    assert acting_holders(people, TODAY) == [(regular.person.pk, archivist.person.pk, archive.path)]
    assert acting_holders(people, TODAY + 2 * DAY) == []
    assert acting_holders([before.person.pk], TODAY) == []
    assert Actor(user=archivist).can("records.agree_document")
