# SPDX-License-Identifier: EUPL-1.2
"""Procedures of an institution: shipped, edited here, taken in and out; cases under them and put under another one."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest

from nizam.kit.actions import Actor
from nizam.kit.errors import NotAllowed, Refused
from nizam.kit.ports import ports
from nizam.kit.procedures import read_procedure, read_procedures
from nizam.spine.cases import actions
from nizam.spine.cases.models import Case, Procedure
from nizam.spine.cases.procedures import installing, known_acts, known_roles, newer_shipped, spec_of, term_of
from nizam.spine.org.actions import operator_actor
from nizam.spine.org.models import Institution, NumberSeries, TakenNumber

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 22)


def current(world: Any, code: str = "appeal") -> Procedure:
    return Procedure.objects.get(institution=world.institution, code=code, current=True)


def open_case(world: Any, code: str = "appeal") -> Case:
    return actions.open_by_hand_case(
        Actor(user=world.clerk_a),
        procedure=current(world, code),
        unit=world.unit_a,
        subject="Küçə işığı",
        from_whom="Rəşad Quliyev",
        text="Küçəmizdə işıq yanmır.",
        details={"wanted": "Müqavilənin surəti"} if code == "information-request" else None,
    )


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


@pytest.fixture
def renewed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Ship procedures of which one has a changed text."""

    def ship(code: str, old: str, new: str) -> None:
        files = []
        for _read, text in read_procedures(installing.FOLDER):
            said = changed(text, old, new) if f'code = "{code}"' in text.splitlines()[0:5] else text
            files.append((read_procedure(said, code), said))
        monkeypatch.setattr(installing, "read_procedures", lambda folder: files)

    return ship


def test_what_is_shipped_names_acts_and_roles_there_are_and_no_article(world: Any) -> None:
    found = read_procedures(installing.FOLDER)
    assert {read.code for read, _text in found} == {
        *("appeal", "information-request", "media-inquiry", "official-letter"),
        *("assignment", "internal-request", "helpdesk-request"),
    }
    for read, text in found:
        read_procedure(text, read.code, acts=known_acts(), roles=known_roles())
        assert read.steps
        assert "provision" not in text
        assert "article" not in text


@pytest.mark.parametrize(
    ("code", "variant", "kind", "figures"),
    [
        ("appeal", "application", "base", {"AZ": "15 working-day", "UZ": "15 calendar-day", "TR": "30 calendar-day"}),
        ("appeal", "complaint", "study", {"AZ": "30 working-day", "UZ": "1 month", "TR": ""}),
        ("appeal", "proposal", "base", {"AZ": "15 working-day", "UZ": "1 month", "TR": "30 calendar-day"}),
        ("appeal", "complaint", "extension", {"AZ": "30 working-day", "UZ": "1 month", "TR": ""}),
        ("appeal", "", "forwarding", {"AZ": "3 working-day", "UZ": "5 calendar-day", "TR": ""}),
        ("information-request", "", "base", {"AZ": "7 working-day", "UZ": "15 calendar-day", "TR": "15 working-day"}),
        ("information-request", "urgent", "base", {"AZ": "24 hour", "UZ": "15 calendar-day", "TR": "15 working-day"}),
        ("information-request", "danger", "base", {"AZ": "48 hour-on-working-days"}),
        ("information-request", "media", "base", {"AZ": "7 working-day", "UZ": "7 calendar-day"}),
        ("information-request", "", "fee", {"AZ": "", "UZ": "", "TR": "15 working-day"}),
        ("information-request", "", "defect", {"AZ": "5 working-day"}),
        ("information-request", "", "extension", {"AZ": "", "TR": "30 working-day"}),
        ("media-inquiry", "", "base", {"AZ": "", "UZ": "7 calendar-day", "TR": ""}),
        ("official-letter", "", "base", {"AZ": "", "UZ": "", "TR": ""}),
        ("helpdesk-request", "", "base", {"AZ": "", "UZ": "", "TR": ""}),
    ],
)
def test_the_figures_of_the_law_by_kind_and_country(
    code: str, variant: str, kind: str, figures: dict[str, str]
) -> None:
    read = next(read for read, _text in read_procedures(installing.FOLDER) if read.code == code)
    for country, figure in figures.items():
        found = read.term_in(country, DAY, variant, kind)
        assert (f"{found.term.amount} {found.term.unit}" if found else "") == figure, country


def test_citizens_appeals_are_numbered_apart_from_clerical_work(world: Any) -> None:
    series = {row.code: row.series.code for row in Procedure.objects.filter(institution=world.institution)}
    clerical = {series[code] for code in ("official-letter", "assignment", "internal-request")}
    assert series["appeal"] not in clerical


def test_a_series_that_is_there_already_numbers_the_first_procedures(world: Any) -> None:
    founded = Institution.objects.create(
        code="quba", name={"az": "Quba İdarəsi"}, country="AZ", zone="Asia/Baku", languages=["az"]
    )
    code = current(world).series.code
    own = NumberSeries.objects.create(institution=founded, code=code, title={"az": "Öz sırası"}, form="Q-{n}/{year}")
    installing.install_procedures(founded)
    first = Procedure.objects.filter(institution=founded)
    assert first.get(code="appeal").series == own
    assert first.count() == Procedure.objects.filter(institution=world.institution).count()
    assert NumberSeries.objects.filter(institution=founded, code=code).count() == 1


def test_a_changed_shipped_text_becomes_a_version_and_running_cases_keep_theirs(world: Any, renewed: Any) -> None:
    case = open_case(world)
    renewed("appeal", "M-{n}/{year}", "M-{n}/{yy}")
    installing.install_procedures(world.institution)
    installing.install_procedures(world.institution)
    assert current(world).version == 2
    assert Procedure.objects.filter(institution=world.institution, code="appeal").count() == 2
    assert Case.objects.get(pk=case.pk).procedure.version == 1


def test_what_was_edited_here_stays_in_use_until_the_shipped_version_is_taken(world: Any, renewed: Any) -> None:
    head = Actor(user=world.head_a)
    mine = actions.edit_procedure(
        head, current(world), text=changed(current(world).toml, "Citizen's appeal", "Appeal to us")
    )
    assert (mine.version, mine.own, newer_shipped(mine)) == (2, True, None)
    renewed("appeal", "M-{n}/{year}", "M-{n}/{yy}")
    installing.install_procedures(world.institution)
    installing.install_procedures(world.institution)
    assert current(world) == mine
    offered = newer_shipped(mine)
    assert (offered.version, offered.own, offered.current) == (3, False, False)
    actions.renew_procedure(head, mine)
    assert current(world) == offered
    with pytest.raises(Refused):
        actions.renew_procedure(head, current(world))


def test_an_edited_text_is_judged_and_only_who_may_edits(world: Any) -> None:
    before = current(world)
    with pytest.raises(NotAllowed):
        actions.edit_procedure(Actor(user=world.clerk_a), before, text=before.toml)
    head = Actor(user=world.head_a)
    with pytest.raises(Refused) as refused:
        actions.edit_procedure(head, before, text=before.toml + '\n[[step]]\ncode = "x"\nwho = "king"\n')
    assert [str(reason).partition(": ")[2] for reason in refused.value.reasons] == [
        "step 7: title: is missing",
        "step 7: no step leads here",
        "step 7: who: there is no role “king”",
    ]
    with pytest.raises(Refused, match="code of a procedure stays"):
        actions.edit_procedure(head, before, text=changed(before.toml, 'code = "appeal"', 'code = "other"'))
    with pytest.raises(Refused, match="in use already"):
        actions.edit_procedure(head, before, text=before.toml.replace("\n", "\r\n"))
    assert current(world) == before


def test_a_procedure_taken_out_and_taken_in_elsewhere_is_equal(world: Any) -> None:
    operator = operator_actor(os_user="test")
    for row in Procedure.objects.filter(institution=world.institution):
        text = changed(row.toml, f'code = "{row.code}"', f'code = "{row.code}-x"')
        there = actions.load_procedure(operator, institution=world.other_institution, raw=text.encode())
        again = actions.load_procedure(operator, institution=world.institution, raw=there.toml.encode())
        assert (again.toml, again.digest) == (there.toml, there.digest)
        assert spec_of(again) == spec_of(there)
        assert (again.version, again.own) == (1, True)


def test_a_case_begins_as_the_first_kind_with_its_term_and_the_next_step(world: Any) -> None:
    case = open_case(world)
    assert (case.variant, case.marks, case.step) == ("application", [], "assign")
    assert case.clock is not None
    assert (case.clock["term"]["code"], case.law["article"]) == ("az-appeal-base", "10.1")


def test_steps_follow_what_was_done(world: Any) -> None:
    case, head, clerk = open_case(world), Actor(user=world.head_a), Actor(user=world.clerk_a)
    actions.assign_case(head, case, unit=world.unit_a)
    assert case.step == "answer"
    actions.answer_case(clerk, case, body="Hörmətli Rəşad, işıq təmir edildi.")
    assert case.step == "sign"
    actions.sign_answer_case(head, case)
    assert case.step == "close"
    actions.close_case(head, case, outcome="satisfied")
    assert (case.step, Case.objects.get(pk=case.pk).step) == ("", "")


def test_an_outcome_waits_for_its_paper_unless_a_note_says_why_none_is_needed(world: Any) -> None:
    case, head = open_case(world), Actor(user=world.head_a)
    for outcome, paper in [("satisfied", "an answer"), ("refused", "a reasoned refusal"), ("forwarded", "a notice of")]:
        with pytest.raises(Refused, match=f"This outcome needs {paper}"):
            actions.close_case(head, case, outcome=outcome)
    assert Case.objects.get(pk=case.pk).state == "new"
    actions.close_case(head, case, outcome="satisfied", reason="Qəbulda şifahi cavab verildi")
    other = open_case(world)
    actions.close_case(head, other, outcome="withdrawn")
    assert (case.outcome, other.outcome) == ("satisfied", "withdrawn")


def test_a_task_done_brings_work_on(world: Any) -> None:
    from nizam.spine.org.models import Person

    person = Person.objects.create(institution=world.institution, unit=world.unit_a, family_name="Əliyeva")
    case, head = open_case(world, "helpdesk-request"), Actor(user=world.head_a)
    actions.assign_case(head, case, unit=world.unit_a, person=person, order="Bax")
    assert case.step == "work"
    actions.complete_task(head, case.tasks.get(), note="Baxıldı")
    assert Case.objects.get(pk=case.pk).step == "close"


def test_another_kind_counts_the_term_anew_from_the_same_start_and_keeps_the_number(world: Any) -> None:
    case = open_case(world, "information-request")
    before, number = case.due_on, case.number_text
    actions.classify_case(Actor(user=world.clerk_a), case, variant="urgent", reason="Gecikmə zərər verir")
    case = Case.objects.get(pk=case.pk)
    assert (case.variant, case.marks, case.number_text) == ("urgent", ["urgent"], number)
    assert case.due_on < before
    assert case.clock["term"]["unit"] == "hour"
    assert case.law["article"] == "24.2"
    # What came with the kind goes with it.
    actions.classify_case(
        Actor(user=world.clerk_a), case, variant="ordinary", marks=["defective"], reason="Adi sorğudur"
    )
    assert (case.marks, case.due_on) == (["defective"], before)


def test_another_procedure_voids_the_number_with_its_reason_and_takes_one_of_its_own_series(world: Any) -> None:
    case = open_case(world)
    old = case.number
    actions.classify_case(
        Actor(user=world.clerk_a), case, procedure=current(world, "information-request"), reason="Sorğudur"
    )
    case = Case.objects.get(pk=case.pk)
    assert case.number_text.startswith("S-1/")
    assert case.variant == "ordinary"
    assert case.law["article"] == "24.1, 24.5"
    voided = TakenNumber.objects.get(pk=old.pk)
    assert (voided.void_reason, voided.voided_at is not None) == ("Sorğudur", True)
    entry = next(iter(ports.journal.history(case)))
    assert (entry.action, entry.reason) == ("cases.classify_case", "Sorğudur")
    assert entry.changes["number_text"] == [old.text, case.number_text] or entry.changes["number_text"] == (
        old.text,
        case.number_text,
    )


def test_what_classifying_refuses(world: Any) -> None:
    case, clerk = open_case(world), Actor(user=world.clerk_a)
    elsewhere = Procedure.objects.get(institution=world.other_institution, code="information-request", current=True)
    for arguments, match in [
        ({"variant": "application"}, "already"),
        ({"variant": "sonnet"}, "Kinds within"),
        ({"marks": "golden"}, "no mark"),
        ({"procedure": elsewhere}, "another institution"),
    ]:
        with pytest.raises(Refused, match=match):
            actions.classify_case(clerk, case, reason="x", **arguments)
    actions.classify_case(clerk, case, marks="anonymous, collective", reason="İmza yoxdur")
    assert case.marks == ["collective", "anonymous"]


def test_a_version_without_a_text_still_has_its_term(world: Any) -> None:
    row = current(world)
    Procedure.objects.filter(pk=row.pk).update(toml="")
    found = term_of(Procedure.objects.get(pk=row.pk), day=DAY)
    assert found is not None
    assert (found.term.amount, found.law.article) == (15, "10.1")


def test_codes_of_a_procedure_fit_the_columns_of_a_case() -> None:
    for read, _text in read_procedures(installing.FOLDER):
        codes = itertools.chain((one.code for one in read.variants), (one.code for one in read.outcomes))
        assert all(len(code) <= 40 for code in codes)
