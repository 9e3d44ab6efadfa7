# SPDX-License-Identifier: EUPL-1.2
"""A draft is mended act by act, each can be taken back, and a charter in force stays as it is."""

from __future__ import annotations

import random
from typing import Any

import pytest

from nizam.kit.actions import Actor
from nizam.kit.errors import NotAllowed, Refused
from nizam.spine.charters import actions
from nizam.spine.charters.models import Charter, Provision

pytestmark = pytest.mark.django_db

TEXT = """NÜMUNƏ ŞÖBƏSİNİN ƏSASNAMƏSİ

1. Ümumi müddəalar

1.1. Şöbə idarənin struktur bölməsidir və qanunun
1.2. bəndinə uyğun fəaliyyət göstərir.

2. Şöbənin vəzifələri

2.1. vətəndaşların müraciətlərinə baxır; 2.2. serverlərin ehtiyat nüsxələrini çıxarır.
2.4. elektron poçtun fasiləsiz işini təmin edir.
"""


@pytest.fixture
def draft(operator: Any, world: Any) -> Charter:
    charter: Charter = actions.load_charter(
        operator, institution=world.institution, raw=TEXT.encode(), file_name="numune.txt", at_once=False
    )
    return charter


def told(charter: Charter) -> list[tuple[Any, ...]]:
    """Return all that reading and mending decide of the text."""
    return [
        (p.ordinal, p.number, p.level, p.kind, p.text, p.line, p.citation, p.parent and p.parent.number, p.nature,
         tuple(p.doubts), tuple(sorted(p.capabilities.values_list("capability", "state"))))
        for p in charter.provisions.filter(voided_at=None).order_by("ordinal")
    ]  # fmt: skip


def article(charter: Charter, number: str) -> Provision:
    return charter.provisions.get(number=number, voided_at=None)


def test_a_draft_is_not_in_force_and_its_gaps_are_doubtful(draft: Charter) -> None:
    assert (draft.draft, draft.in_force) == (True, False)
    assert "gap" in article(draft, "2.4.").doubts
    assert draft.printed == TEXT


def test_joining_puts_the_words_as_printed_at_the_end_of_the_one_above(operator: Any, draft: Charter) -> None:
    below = article(draft, "1.2.")
    actions.bind_provision(operator, below, capability="training")
    actions.join_provision(operator, below)
    above = article(draft, "1.1.")
    assert above.text.endswith("qanunun 1.2. bəndinə uyğun fəaliyyət göstərir.")
    assert above.capabilities.get(capability="training").state == "confirmed"
    rows = told(draft)
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    assert "1.2." not in {row[1] for row in rows}


def test_the_first_article_has_nothing_above(operator: Any, draft: Charter) -> None:
    with pytest.raises(Refused):
        actions.join_provision(operator, article(draft, "1."))


def test_splitting_gives_the_rest_its_number_level_line_and_proposals(operator: Any, draft: Charter) -> None:
    whole = article(draft, "2.4.")
    actions.word_provision(operator, whole, text=whole.text + " 2.5. serverlərin ehtiyat nüsxələrini çıxarır.")
    whole.refresh_from_db()
    actions.split_provision(operator, whole, at=whole.text.index("2.5."))
    rest = article(draft, "2.5.")
    assert (rest.text, rest.level, rest.ordinal) == (
        "serverlərin ehtiyat nüsxələrini çıxarır.",
        whole.level,
        whole.ordinal + 1,
    )
    assert rest.parent.number == "2."
    assert rest.capabilities.filter(capability="backup-archiving").exists()


@pytest.mark.parametrize("at", [0, -3, 10_000])
def test_a_split_leaves_words_on_both_sides(operator: Any, draft: Charter, at: int) -> None:
    with pytest.raises(Refused):
        actions.split_provision(operator, article(draft, "1.1."), at=at)


def test_levels_change_what_stands_under_what(operator: Any, draft: Charter) -> None:
    actions.raise_provision(operator, article(draft, "2.1."))
    assert article(draft, "2.1.").kind == "chapter"
    assert article(draft, "2.4.").parent.number == "2.1."
    with pytest.raises(Refused):
        actions.raise_provision(operator, article(draft, "2.1."))


def test_a_new_number_is_cited_and_settles_the_doubt(operator: Any, draft: Charter) -> None:
    actions.number_provision(operator, article(draft, "2.4."), number="2.3.")
    mended = article(draft, "2.3.")
    assert (mended.citation, mended.doubts) == ("2.3", [])


def test_every_mending_is_taken_back_one_by_one(operator: Any, draft: Charter) -> None:
    chance = random.Random(7)
    states = [told(draft)]
    for _ in range(40):
        rows = list(draft.provisions.filter(voided_at=None).order_by("ordinal"))
        one = chance.choice(rows)
        try:
            match chance.randrange(6):
                case 0:
                    actions.join_provision(operator, one)
                case 1:
                    actions.split_provision(operator, one, at=len(one.text) // 2)
                case 2:
                    actions.raise_provision(operator, one)
                case 3:
                    actions.lower_provision(operator, one)
                case 4:
                    actions.number_provision(operator, one, number=f"{chance.randrange(9)}.")
                case _:
                    actions.drop_provision(operator, one)
        except Refused:
            continue
        rows = told(draft)
        assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
        states.append(rows)
    assert len(states) > 20
    while len(states) > 1:
        assert told(draft) == states.pop()
        actions.undo_charter(operator, draft)
    assert told(draft) == states[0]
    with pytest.raises(Refused):
        actions.undo_charter(operator, draft)


def test_in_force_nothing_is_mended(operator: Any, draft: Charter) -> None:
    actions.enforce_charter(operator, draft)
    draft.refresh_from_db()
    assert (draft.draft, draft.in_force) == (False, True)
    before = told(draft)
    for act in (actions.join_provision, actions.raise_provision, actions.lower_provision, actions.drop_provision):
        with pytest.raises(Refused, match="read through"):
            act(operator, article(draft, "2.1."))
    assert told(draft) == before


def test_a_clerk_mends_nothing(world: Any, draft: Charter) -> None:
    with pytest.raises(NotAllowed):
        actions.join_provision(Actor(user=world.clerk_a), article(draft, "1.2."))


def test_a_file_is_read_only_for_who_may_load_it(world: Any) -> None:
    class Untouched:
        name = "numune.txt"

        def read(self) -> bytes:
            raise AssertionError("a file was read for somebody who may not load it")

    with pytest.raises(NotAllowed):
        actions.load_charter(Actor(user=world.clerk_a), institution=world.institution, raw=Untouched())
