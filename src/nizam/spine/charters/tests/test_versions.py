# SPDX-License-Identifier: EUPL-1.2
"""A new version takes over what hung on the same words, and lists the rest; a charter goes out and comes back equal."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from nizam.kit.actions import Actor
from nizam.kit.errors import NotAllowed, Refused
from nizam.spine.charters import actions
from nizam.spine.charters.exports import FORMS, export_charter
from nizam.spine.charters.models import Charter, Provision, ProvisionChange
from nizam.spine.charters.queries import undecided

pytestmark = pytest.mark.django_db

OLD = """NÜMUNƏ ŞÖBƏSİNİN ƏSASNAMƏSİ

1. Ümumi müddəalar

1.1. Şöbə idarənin struktur bölməsidir.

2. Şöbənin vəzifələri

2.1. vətəndaşların müraciətlərinə qanunla müəyyən olunmuş qaydada baxır;
2.2. serverlərin ehtiyat nüsxələrini hər gün çıxarır və saxlayır;
2.3. elektron poçtun fasiləsiz işini təmin edir.
"""
NEW = OLD.replace("2.1. v", "2.1. saytın məzmununu yeniləyir;\n2.2. v").replace("2.2. serverlərin", "2.3. serverlərin")
NEW = NEW.replace("2.3. elektron poçtun fasiləsiz işini təmin edir.", "").replace("hər gün çıxarır", "hər saat çıxarır")


def load(actor: Actor, world: Any, text: str, **values: Any) -> Charter:
    charter: Charter = actions.load_charter(
        actor, institution=world.institution, raw=text.encode(), file_name="numune.txt", **values
    )
    return charter


def article(charter: Charter, number: str) -> Provision:
    return charter.provisions.get(number=number, voided_at=None)


@pytest.fixture
def old(operator: Any, world: Any) -> Charter:
    charter = load(operator, world, OLD)
    for number, capability in (("2.1.", "citizen-petitions"), ("2.2.", "backup-archiving"), ("2.3.", "training")):
        actions.bind_provision(operator, article(charter, number), capability=capability)
        actions.judge_provision(operator, article(charter, number), nature="duty")
    actions.charge_provision(operator, article(charter, "2.1."), unit=world.unit_a)
    return charter


def test_what_hung_on_the_same_words_is_carried_over_under_the_new_number(
    operator: Any, world: Any, old: Charter
) -> None:
    new = load(operator, world, NEW, supersedes=old, at_once=False)
    carried = article(new, "2.2.")
    assert carried.capabilities.get(capability="citizen-petitions").state == "confirmed"
    assert carried.bindings.get(state="confirmed").unit == world.unit_a
    assert carried.nature == "duty"
    assert new.changes.get(new=carried).kind == "renumbered"


def test_what_hung_on_changed_and_removed_articles_waits_for_a_decision(
    operator: Any, world: Any, old: Charter
) -> None:
    new = load(operator, world, NEW, supersedes=old, at_once=False)
    waiting = new.changes.filter(hung=True, kind__in=("changed", "removed"))
    assert {(change.old.number, change.kind) for change in waiting} == {("2.2.", "changed"), ("2.3.", "removed")}
    assert undecided(new)["changes"] == 2
    changed = waiting.get(kind="changed")
    assert not changed.new.capabilities.filter(state="confirmed").exists()
    actions.decide_provisionchange(operator, changed, decision="carry")
    assert changed.new.capabilities.get(capability="backup-archiving").state == "confirmed"
    removed = waiting.get(kind="removed")
    with pytest.raises(Refused):
        actions.decide_provisionchange(operator, removed, decision="carry")
    actions.decide_provisionchange(operator, removed, decision="drop")
    assert undecided(new)["changes"] == 0
    actions.compare_charter(operator, new)
    assert undecided(new)["changes"] == 0, "what was decided stays decided when compared anew"


def test_nothing_is_decided_about_an_unchanged_article(operator: Any, world: Any, old: Charter) -> None:
    new = load(operator, world, NEW, supersedes=old, at_once=False)
    with pytest.raises(Refused):
        actions.decide_provisionchange(operator, new.changes.filter(kind="unchanged")[0], decision="drop")


def test_the_new_version_in_force_takes_the_old_one_out(operator: Any, world: Any, old: Charter) -> None:
    new = load(operator, world, NEW, supersedes=old, at_once=False)
    old.refresh_from_db()
    assert old.in_force
    actions.enforce_charter(operator, new)
    for charter in (old, new):
        charter.refresh_from_db()
    assert (old.in_force, new.in_force) == (False, True)
    with pytest.raises(Refused):
        actions.enforce_charter(operator, new)


def test_a_mended_draft_is_compared_anew_when_put_into_force(operator: Any, world: Any, old: Charter) -> None:
    new = load(operator, world, NEW, supersedes=old, at_once=False)
    actions.word_provision(
        operator, article(new, "2.3."), text="serverlərin ehtiyat nüsxələrini hər gün çıxarır və saxlayır;"
    )
    actions.enforce_charter(operator, new)
    assert new.changes.get(new=article(new, "2.3.")).kind == "renumbered"
    assert article(new, "2.3.").capabilities.get(capability="backup-archiving").state == "confirmed"


def test_a_version_counts_on_from_the_one_before_and_binds_what_it_bound(operator: Any, world: Any) -> None:
    first = load(operator, world, OLD, unit=world.unit_a)
    other = load(operator, world, OLD + "\n2.9. digər.", unit=world.unit_a)
    second = load(operator, world, NEW, supersedes=first, at_once=False)
    assert (first.version, other.version, second.version) == (1, 1, 2)
    assert second.unit == world.unit_a
    actions.compare_charter(operator, other, supersedes=second)
    assert other.version == 3


def test_a_version_follows_another_charter_of_the_same_institution(operator: Any, world: Any, old: Charter) -> None:
    with pytest.raises(Refused):
        actions.compare_charter(operator, old, supersedes=old)
    with pytest.raises(Refused):
        actions.compare_charter(operator, old)
    with pytest.raises(NotAllowed):
        actions.compare_charter(Actor(user=world.clerk_a), old)
    assert not ProvisionChange.objects.exists()


def told(charter: Charter) -> list[tuple[Any, ...]]:
    rows = charter.provisions.filter(voided_at=None).order_by("ordinal")
    return [(p.ordinal, p.number, p.level, p.kind, p.text, p.citation) for p in rows]


@pytest.mark.parametrize("form", FORMS)
def test_a_mended_charter_goes_out_and_comes_back_equal(operator: Any, world: Any, form: str) -> None:
    draft = load(operator, world, OLD, at_once=False)
    actions.lower_provision(operator, article(draft, "2.2."))
    actions.number_provision(operator, article(draft, "2.3."), number="2.4.")
    made = export_charter(draft, form)
    back = actions.load_charter(
        operator, institution=world.institution, raw=SimpleUploadedFile(made.name, made.raw), at_once=False
    )
    assert told(back) == told(draft)
    assert str(back.title) == str(draft.title)
    assert back.language == draft.language
    assert back.printed.startswith("1. Ümumi müddəalar\n1.1.")
