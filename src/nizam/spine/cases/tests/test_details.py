# SPDX-License-Identifier: EUPL-1.2
"""What a procedure asks is answered when a matter is taken in or later, checked, kept with the case, and told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from nizam.kit.actions import Actor
from nizam.kit.errors import Refused
from nizam.kit.registry import registry
from nizam.kit.screens.filters import search_condition
from nizam.kit.transfer.exports import small_export
from nizam.spine.cases import actions
from nizam.spine.cases.details import answers_of, open_questions
from nizam.spine.cases.models import Case, Procedure
from nizam.spine.journal.models import Event

pytestmark = pytest.mark.django_db

FORM = """
[[field]]
code = "place"
label = { en = "Place" }

[[field]]
code = "seen-on"
label = { en = "Seen on" }
kind = "date"

[[field]]
code = "screens"
label = { en = "Screens" }
kind = "number"
required = false

[[field]]
code = "answer-by"
label = { en = "Answer by" }
kind = "choice"
required = false
choices = [{ code = "post", title = { en = "Post", az = "Poçt" } }, { code = "phone", title = { en = "Telephone" } }]

[[field]]
code = "urgent"
label = { en = "Urgent" }
kind = "flag"
required = false
"""


@pytest.fixture
def clerk(world: Any) -> Actor:
    return Actor(world.clerk_a)


@pytest.fixture
def asking(world: Any) -> Procedure:
    """A procedure of the institution whose form asks all kinds of questions, and whose one outcome needs an answer."""
    return edited(world, 'code = "done"\n', 'code = "done"\nneeds = ["seen-on"]\n')


def edited(world: Any, old: str, new: str) -> Procedure:
    row = Procedure.objects.get(institution=world.institution, code="internal-request", current=True)
    made: Procedure = actions.edit_procedure(Actor(world.head_a), row, text=row.toml.replace(old, new) + FORM)
    return made


def called(clerk: Actor, world: Any, procedure: Procedure, details: dict[str, Any] | None = None) -> Case:
    """Take a matter in that somebody told on the telephone."""
    case: Case = actions.open_by_phone_case(
        clerk,
        unit=world.unit_a,
        phone="0501234567",
        subject="Ekran",
        text="Yanmır",
        procedure=procedure,
        details=details,
    )
    return case


def test_a_phoned_in_matter_answers_what_its_procedure_asks(clerk: Actor, world: Any, asking: Procedure) -> None:
    given = {
        "place": "  Otaq   12 ",
        "seen-on": date(2026, 11, 9),
        "screens": "3",
        "answer-by": "post",
        "urgent": False,
    }
    case = called(clerk, world, asking, given)
    case.refresh_from_db()
    assert case.details == {
        "place": "Otaq 12", "seen-on": "2026-11-09", "screens": 3, "answer-by": "post", "urgent": False
    }  # fmt: skip
    assert open_questions(case) == []
    with translation.override("az"):
        told = {one.label: one.words for one in answers_of(case)}
    assert told["Answer by"] == "Poçt"
    assert "2026" in told["Seen on"]
    letter = case.envelopes.get().text
    assert "Place: Otaq 12" in letter
    assert letter.endswith("Yanmır")


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, {"details.place", "details.seen-on"}),
        ({"place": " ", "seen-on": "2026-02-30"}, {"details.place", "details.seen-on"}),
        ({"place": "x", "seen-on": "2026-02-03", "screens": "many"}, {"details.screens"}),
        ({"place": "x", "seen-on": "2026-02-03", "answer-by": "pigeon"}, {"details.answer-by"}),
        ({"place": "x", "seen-on": "2026-02-03", "urgent": "1"}, {"details.urgent"}),
        ({"place": "x" * 501, "seen-on": "2026-02-03"}, {"details.place"}),
        ({"place": "x", "seen-on": "2026-02-03", "colour": "red"}, {"details"}),
    ],
)
def test_what_does_not_answer_is_refused_at_its_question(
    clerk: Actor, world: Any, asking: Procedure, given: dict[str, Any], wrong: set[str]
) -> None:
    with pytest.raises(ValidationError) as refused:
        called(clerk, world, asking, given)
    assert set(refused.value.message_dict) == wrong
    assert not Case.objects.exists()


def test_a_question_that_the_channel_asks_by_itself_is_asked_once(clerk: Actor, world: Any) -> None:
    assignment = Procedure.objects.get(institution=world.institution, code="assignment", current=True)
    given = {"unit": world.unit_a, "from_whom": "Nazirlik", "subject": "Tapşırıq", "procedure": assignment}
    with pytest.raises(ValidationError) as refused:
        actions.open_by_post_case(clerk, **given, their_date=date(2026, 11, 9))
    assert set(refused.value.message_dict) == {"their_number"}
    case = actions.open_by_post_case(clerk, **given, their_date=date(2026, 11, 9), their_number="04-12/77")
    assert case.details == {"their-number": "04-12/77", "their-date": "2026-11-09"}
    assert case.envelopes.get().text.count("04-12/77") == 1


def test_what_is_not_known_yet_is_filled_in_later_and_not_emptied_again(
    clerk: Actor, world: Any, asking: Procedure
) -> None:
    case = called(clerk, world, Procedure.objects.get(institution=world.institution, code="appeal", current=True))
    actions.classify_case(clerk, case, procedure=asking, reason="Daxili")
    assert [one.code for one in open_questions(case)] == ["place", "seen-on"]
    with pytest.raises(Refused) as refused:
        actions.close_case(clerk, case, outcome="done")
    assert "Seen on" in str(refused.value.reasons[0])
    actions.complete_case(clerk, case, details={"seen-on": "2026-11-09"})
    assert [one.code for one in open_questions(case)] == ["place"]
    with pytest.raises(ValidationError) as emptied:
        actions.complete_case(clerk, case, details={"seen-on": ""})
    assert set(emptied.value.message_dict) == {"details.seen-on"}
    with pytest.raises(Refused):
        actions.complete_case(clerk, case, details={"seen-on": "2026-11-09"})
    assert actions.close_case(clerk, case, outcome="done").state == "closed"
    event = Event.objects.filter(action="cases.complete_case").get()
    assert "2026-11-09" not in event.body


def test_answers_are_found_exported_and_outlive_another_procedure(clerk: Actor, world: Any, asking: Procedure) -> None:
    case = called(clerk, world, asking, {"place": "Şəki, Otaq 12", "seen-on": "2026-11-09"})
    resource = registry.resource("cases.case")
    for words in ("SEKI", "otaq 12"):
        assert Case.objects.filter(search_condition(resource, words)).get() == case
    with translation.override("en"):
        file = b"".join(small_export(resource, clerk, "", "csv")[1]).decode()
    assert "Place: Şəki, Otaq 12; Seen on: " in file
    other = Procedure.objects.get(institution=world.institution, code="helpdesk-request", current=True)
    actions.classify_case(clerk, case, procedure=other, reason="Texniki")
    # Both procedures ask for a place, so only the other answer is one of former days.
    told = {one.code: (one.label, one.words) for one in answers_of(case)}
    assert told["place"][1] == "Şəki, Otaq 12"
    assert told["seen-on"][0] == "Seen on"


def test_answers_cost_no_query_for_each_row(clerk: Actor, world: Any, asking: Procedure, client: Client) -> None:
    client.force_login(world.clerk_a)
    resource = registry.resource("cases.case")
    client.post("/office/r/cases/case/columns/", {"column": ["number_text", "told_details"]})
    answers = {"place": "Şəki", "seen-on": "2026-11-09"}

    def costs() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as of_list:
            assert "Place: Şəki" in client.get("/office/r/cases/case/").content.decode()
        with CaptureQueriesContext(connection) as of_export:
            b"".join(small_export(resource, clerk, "", "csv")[1])
        return len(of_list), len(of_export)

    called(clerk, world, asking, answers)
    costs()
    one = costs()
    for _number in range(5):
        called(clerk, world, asking, answers)
    assert costs() == one


def test_an_answer_of_another_kind_does_not_go_along_and_no_row_keeps_it(
    clerk: Actor, world: Any, asking: Procedure
) -> None:
    case = called(clerk, world, asking, {"place": "x", "seen-on": "2026-11-09"})
    text = asking.toml.replace('label = { en = "Place" }', 'label = { en = "Place" }\nkind = "number"')
    numbered = actions.load_procedure(
        Actor(world.head_a),
        institution=world.institution,
        raw=text.replace('code = "internal-request"', 'code = "numbered"').encode(),
    )
    actions.classify_case(clerk, case, procedure=numbered, reason="x")
    assert case.details == {"seen-on": "2026-11-09"}
    case.details = {"place": "x"}
    with pytest.raises(ValidationError):
        case.full_clean()


def test_the_shipped_procedures_need_nothing_of_what_comes_by_mail_alone(world: Any) -> None:
    mailed = next(p for p in Procedure.objects.filter(institution=world.institution) if "mail" in p.default_for)
    case = Case(institution=world.institution, procedure=mailed)
    assert open_questions(case) == []
