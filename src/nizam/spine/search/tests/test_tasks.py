# SPDX-License-Identifier: EUPL-1.2
"""The work of the index in the background: after an upgrade, and where something was written past the office."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from nizam.kit.testing.world import World
from nizam.spine.org.models import Person
from nizam.spine.search import tasks
from nizam.spine.search.models import IndexRow
from nizam.spine.search.searching import search

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> Any:
    return SimpleNamespace(progress=lambda *told: None)


def test_what_was_written_past_the_office_is_found_in_the_end(run: Any, world: World) -> None:
    made = Person(institution=world.institution, family_name="Kənardanov", given_name="Test")
    Person.objects.bulk_create([made])
    assert not search(world.leader, "kənardanov", correct=False).hits
    assert tasks.catch_up(run)["indexed"] >= 1
    assert search(world.leader, "kənardanov").hits


def test_columns_and_index_of_older_rules_are_renewed(run: Any, world: World) -> None:
    made = Person.objects.create(institution=world.institution, family_name="Köhnəyev", given_name="Test")
    Person.objects.filter(pk=made.pk).update(language_rules=0, name_folded="")
    IndexRow.objects.filter(object_id=made.pk).update(fingerprint="")
    assert tasks.index_everything(run)["indexed"] >= 2
    made.refresh_from_db()
    assert made.name_folded.startswith("kohneyev")
    assert not IndexRow.objects.filter(fingerprint="").exists()


def test_without_dictionaries_only_columns_are_renewed(run: Any, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "is_refused", lambda: "dictionaries are missing: uz")
    IndexRow.objects.update(fingerprint="")
    assert tasks.index_everything(run)["indexed"] == 0
    assert IndexRow.objects.filter(fingerprint="").exists()
