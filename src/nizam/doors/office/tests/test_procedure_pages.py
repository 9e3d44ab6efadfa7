# SPDX-License-Identifier: EUPL-1.2
"""The page of a procedure: drawn, told, edited with its faults shown, narrowed at the article; a case's kind chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from nizam.kit.actions import Actor
from nizam.kit.screens.addresses import entry_address
from nizam.kit.testing.world import World
from nizam.spine.cases import actions
from nizam.spine.cases.models import Case, NarrowedDuty, Procedure
from nizam.spine.charters.actions import load_charter
from nizam.spine.charters.models import Provision, ProvisionCapability
from nizam.spine.org.days import today_in
from nizam.spine.plans.coverage import cover
from nizam.spine.plans.periods import quarter_of

pytestmark = pytest.mark.django_db

CHARTER = """\
ŞÖBƏ HAQQINDA ƏSASNAMƏ
1. Ümumi müddəalar
1.1. Şöbə vətəndaşların müraciətlərinə baxır.
1.2. Şöbə yazışmanı aparır.
"""
SignIn = Callable[[Any], Client]


@pytest.fixture
def world(world: World) -> World:
    """The small world with what every institution is given."""
    return world


def procedure_of(world: World, code: str = "appeal") -> Procedure:
    return Procedure.objects.get(institution=world.institution, code=code, current=True)


def act(obj: Any, name: str) -> str:
    return f"{entry_address(obj)}act/{name}/"


@pytest.fixture
def duty(world: World) -> Provision:
    """A confirmed duty of unit A that demands citizens' appeals."""
    charter = load_charter(
        Actor(world.head_a), institution=world.institution, raw=CHARTER.encode(), file_name="n.txt", unit=world.unit_a
    )
    found = charter.provisions.get(text__contains="müraciətlərinə")
    found.nature = "duty"
    found.save()
    links = ProvisionCapability.objects.filter(provision=found)
    links.update(state="refused")
    if not links.filter(capability="citizen-petitions").update(state="confirmed"):
        links.create(
            institution=world.institution,
            unit=world.unit_a,
            provision=found,
            capability="citizen-petitions",
            state="confirmed",
        )
    return found


@pytest.mark.parametrize("code", ["appeal", "information-request", "helpdesk-request"])
def test_the_page_shows_steps_terms_outcomes_and_numbers(world: World, as_user: SignIn, code: str) -> None:
    page = as_user(world.head_a).get(entry_address(procedure_of(world, code)))
    text = page.content.decode()
    assert page.status_code == 200
    assert '<svg class="nz-flow"' in text
    for step in procedure_of(world, code).steps:
        assert text.count(step["title"]["en"]) >= 1
    if code == "appeal":
        assert "15 working days from registration" in text
        assert "art. 10.1" in text
        assert "30 working days more" in text
        assert "The next one is M-1/" in text
        assert "is not accepted and not considered" in text
        assert "a conclusion for the file" in text
    if code == "information-request":
        assert "uncertain" in text


def test_a_text_is_taken_out_as_a_file(world: World, as_user: SignIn) -> None:
    procedure = procedure_of(world)
    page = as_user(world.clerk_a).get(f"/office/files/procedures/{procedure.uid}/")
    assert page.content.decode() == procedure.toml
    assert "appeal-1.toml" in page["Content-Disposition"]
    assert as_user(world.stranger).get(f"/office/files/procedures/{procedure.uid}/").status_code == 404


def test_a_faulty_text_is_shown_with_its_faults_and_lines_and_keeps_what_was_written(
    world: World, as_user: SignIn
) -> None:
    procedure, head = procedure_of(world), as_user(world.head_a)
    wrong = procedure.toml.replace('paper = "refusal"', 'paper = "medal"')
    place = wrong.splitlines().index('paper = "medal"') + 1
    for data in ({"text": wrong}, {"text": wrong, "look": "1"}):
        text = head.post(act(procedure, "edit_procedure"), data).content.decode()
        assert "1 fault in this text" in text
        assert f"Line {place}:" in text
        assert "outcome 3: paper" in text
        assert "paper = &quot;medal&quot;" in text
    assert procedure_of(world) == procedure


def test_a_good_text_is_drawn_before_it_is_saved(world: World, as_user: SignIn) -> None:
    procedure, head = procedure_of(world), as_user(world.head_a)
    text = procedure.toml.replace('en = "Assignment to a unit"', 'en = "Referral by the head"')
    looked = head.post(act(procedure, "edit_procedure"), {"text": text, "look": "1"}).content.decode()
    assert "What this text says" in looked
    assert ">Referral by the head</text>" in looked
    assert procedure_of(world).version == 1
    assert head.post(act(procedure, "edit_procedure"), {"text": text.replace("\n", "\r\n")}).status_code == 302
    made = procedure_of(world)
    assert (made.version, made.own, made.toml) == (2, True, text)
    page = head.get(f"{entry_address(made)}?against=1").content.decode()
    assert "<ins>" in page
    assert "Referral" in page
    assert as_user(world.clerk_a).post(act(made, "edit_procedure"), {"text": text}).status_code == 403


def test_an_article_is_left_out_at_its_place_and_its_cases_no_longer_stand_there(
    world: World, as_user: SignIn, duty: Provision
) -> None:
    procedure, head = procedure_of(world), as_user(world.head_a)
    actions.open_by_hand_case(
        Actor(world.clerk_a), procedure=procedure, unit=world.unit_a, subject="x", from_whom="y", text="z"
    )
    period = quarter_of(today_in(world.institution))

    def came() -> int:
        coverage = cover(world.head_a, world.institution, period)
        assert coverage.total.came == 1
        return next(line.figures.came for line in coverage.lines if line.provision == duty)

    assert came() == 1
    assert duty.text in head.get(entry_address(procedure)).content.decode()
    here = f"{entry_address(procedure)}#p-{duty.uid}"
    answer = head.post(
        act(procedure, "narrow_procedure"), {"provision": duty.uid, "reason": "Başqa şöbə baxır", "next": here}
    )
    assert (answer.status_code, answer["Location"]) == (302, here)
    assert came() == 0
    assert "Başqa şöbə baxır" in head.get(entry_address(procedure)).content.decode()
    assert "Başqa şöbə baxır" in head.get(f"{entry_address(procedure)}history/").content.decode()
    head.post(act(procedure, "widen_procedure"), {"provision": duty.uid})
    assert came() == 1
    assert NarrowedDuty.objects.filter(voided_at=None).count() == 0


def test_the_kind_of_a_matter_is_chosen_in_words(world: World, as_user: SignIn) -> None:
    case: Case = actions.open_by_hand_case(
        Actor(world.clerk_a), procedure=procedure_of(world), unit=world.unit_a, subject="x", from_whom="y", text="z"
    )
    clerk = as_user(world.clerk_a)
    form = clerk.get(act(case, "classify_case")).content.decode()
    assert '<optgroup label="Information request">' in form
    assert "Collective appeal (Citizen&#x27;s appeal)" in form
    other = procedure_of(world, "information-request")
    data = {"variant": f"{other.uid}/media", "marks": [], "reason": "Jurnalist yazır"}
    assert clerk.post(act(case, "classify_case"), data).status_code == 302
    case.refresh_from_db()
    assert (case.procedure, case.variant) == (other, "media")
    page = clerk.get(entry_address(case)).content.decode()
    assert "Information request</a>: Journalist" in page
    assert "next step: Assignment to a unit" in page
    wrong = {"variant": f"{other.uid}/media", "marks": ["anonymous"], "reason": "x"}
    assert clerk.post(act(case, "classify_case"), wrong).status_code == 409


def test_an_edited_procedure_is_offered_the_newer_shipped_version(world: World, as_user: SignIn) -> None:
    procedure, head = procedure_of(world), Actor(world.head_a)
    mine = actions.edit_procedure(head, procedure, text=procedure.toml.replace("Citizen's appeal", "Appeal"))
    shipped = Procedure.objects.get(pk=procedure.pk)
    Procedure.objects.filter(pk=shipped.pk).update(version=3)
    page = as_user(world.head_a).get(entry_address(mine)).content.decode()
    assert "A newer shipped version (3) lies beside" in page
    assert as_user(world.head_a).post(act(mine, "renew_procedure")).status_code == 302
    assert procedure_of(world).version == 3


def test_the_page_of_a_case_tells_what_the_law_says_of_its_marks(world: World, as_user: SignIn) -> None:
    case: Case = actions.open_by_hand_case(
        Actor(world.clerk_a), procedure=procedure_of(world), unit=world.unit_a, subject="x", from_whom="y", text="z"
    )
    actions.classify_case(Actor(world.clerk_a), case, marks="anonymous", reason="Ad və ünvan yoxdur")
    page = as_user(world.clerk_a).get(entry_address(case)).content.decode()
    assert "Anonymous appeal: is not accepted and not considered" in page
    assert "art. 6.3, 6.4" in page
    assert "Ends as: Not considered (anonymous)" in page
