# SPDX-License-Identifier: EUPL-1.2
"""The demonstration's letters arrive over the last weeks, become cases, and its people work on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from nizam.foundations.calendars import WorkingCalendar
from nizam.kit.actions import Actor
from nizam.site.demo.post import compose
from nizam.site.demo.scenario import Letter, Scenario, Work
from nizam.spine.cases.actions import (
    answer_case,
    assign_case,
    close_case,
    complete_task,
    open_by_hand_case,
    order_task,
    sign_answer_case,
)
from nizam.spine.cases.clock import set_clock
from nizam.spine.cases.envelopes import keep
from nizam.spine.cases.intake import register
from nizam.spine.cases.models import Case, Procedure
from nizam.spine.cases.opening import default_procedure
from nizam.spine.cases.working_days import calendar_of
from nizam.spine.org.models import Institution, Person, Unit

# The last letter came this long before the institution appears on anybody's screen.
LEAST_AGE = timedelta(minutes=10)
FARTHEST_DAYS = 120


@dataclass(frozen=True, kw_only=True)
class Staff:
    """Who works here: units by code, people by key, and one actor for each role that has an account."""

    units: dict[str, Unit]
    people: dict[str, Person]
    actors: dict[str, Actor]

    def writer(self, work: Work) -> Actor:
        """Return who writes the answer: the adviser for the adviser's own unit, else the head."""
        adviser = self.actors.get("adviser")
        if adviser is not None and self.people[work.person].pk == adviser.user.person_id:
            return adviser
        return self.actors["head"]


def do_casework(operator: Actor, institution: Institution, scenario: Scenario, staff: Staff) -> None:
    """Keep and register the scenario's letters in the order they came, then do what its people did with them."""
    moments = arrivals(institution, scenario)
    in_order = sorted(scenario.letters, key=lambda letter: moments[letter.key])
    envelopes = [
        keep(
            operator,
            institution,
            compose(scenario, letter, moments),
            door="mail",
            source=f"{letter.key}.eml",
            at=moments[letter.key],
        )[0]
        for letter in in_order
    ]
    register(operator, envelopes)
    for letter, envelope in zip(in_order, envelopes, strict=True):
        if letter.work is not None:
            assert envelope.case is not None, f"{letter.key} became no case: {envelope.disposition}"
            _work_on(envelope.case, letter.work, staff)
    for entry in scenario.by_hand:
        open_by_hand_case(
            staff.actors["clerk"],
            procedure=Procedure.objects.get(institution=institution, code=entry.procedure, current=True),
            unit=staff.units[entry.unit],
            subject=entry.subject,
            from_whom=entry.from_whom,
            text=entry.text,
            channel=entry.channel,
            details=entry.details,
        )


def arrivals(institution: Institution, scenario: Scenario) -> dict[str, datetime]:
    """Return when each letter came, in the institution's zone, counted back from the day of its founding.

    A letter with `due_in` came on a day from which the law's term ends that many days from the founding; where no term
    ends on that very day, a late one ends before it and one to come after it.
    """
    founded = institution.created_at.astimezone(institution.tzinfo)
    procedure = default_procedure(institution, "mail")
    calendar = calendar_of(institution)
    return {
        letter.key: min(_arrival(letter, founded, procedure, calendar), founded - LEAST_AGE)
        for letter in scenario.letters
    }


def _arrival(letter: Letter, founded: datetime, procedure: Procedure, calendar: WorkingCalendar) -> datetime:
    hour = time.fromisoformat(letter.hour)
    if letter.due_in is None:
        day = founded.date() - timedelta(days=letter.age or 0)
        return datetime.combine(day, hour, founded.tzinfo)
    wanted = founded.date() + timedelta(days=letter.due_in)
    last_in_time = None
    for days in range(FARTHEST_DAYS):
        moment = datetime.combine(founded.date() - timedelta(days=days), hour, founded.tzinfo)
        clock = set_clock(procedure, moment, calendar)
        due_on = clock.due_on if clock and clock.due_on else wanted
        if due_on == wanted or (due_on < wanted and letter.due_in < 0):
            return moment
        if due_on < wanted and last_in_time is not None:
            return last_in_time
        last_in_time = moment
    raise ValueError(f"{letter.key}: no day of the last {FARTHEST_DAYS} is due on {wanted}")


def _work_on(case: Case, work: Work, staff: Staff) -> None:
    clerk, head, writer = staff.actors["clerk"], staff.actors["head"], staff.writer(work)
    assign_case(clerk, case, unit=staff.units[work.unit], person=staff.people[work.person], order=work.order)
    for task in work.tasks:
        order_task(head, case, person=staff.people[task["person"]], order=task["order"])
    if work.task_note:
        for ordered in case.tasks.filter(done_at__isnull=True):
            complete_task(writer, ordered, note=work.task_note)
    if work.answer:
        answer_case(writer, case, body=work.answer.strip())
    if work.signed:
        sign_answer_case(head, case)
    if work.outcome:
        close_case(head, case, outcome=work.outcome)
