# SPDX-License-Identifier: EUPL-1.2
"""A letter that is not ours goes to the competent body within the law's own term, and who wrote is told."""

from __future__ import annotations

from datetime import date

import pytest

from nizam.kit.errors import Refused
from nizam.kit.ports import ports
from nizam.spine.cases import actions
from nizam.spine.cases.models import CalendarDay, Case, Forwarding, Party
from nizam.spine.cases.tests.matters import Office, office
from nizam.spine.jobs.worker import run_pending

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 2)
THURSDAY = date(2026, 3, 5)


def forward(here: Office, case: Case, **more: object) -> Forwarding:
    values = {"body_name": "Təhsil Nazirliyi", "whole": True, "reason": "Məktəblərə o baxır", **more}
    actions.forward_case(here.clerk, case, **values)
    return Forwarding.objects.order_by("-pk")[0]


@pytest.mark.parametrize(
    ("country", "procedure", "due_on"),
    [
        ("AZ", "appeal", THURSDAY),
        # Five working days: 3 to 6 March (4), 9 March is off, 10 March (5).
        ("AZ", "information-request", date(2026, 3, 10)),
        ("UZ", "appeal", date(2026, 3, 7)),
        ("TR", "appeal", None),
    ],
)
def test_each_country_states_its_own_term_from_the_registration(
    country: str, procedure: str, due_on: date | None
) -> None:
    here = office(country)
    row = forward(here, here.matter(MONDAY, procedure))
    assert row.due_on == due_on
    assert row.law is not None
    assert row.law["act"]
    assert row.body.kind == "institution"


def test_whole_matter_ends_the_clock_when_sent_and_the_case_when_its_writer_is_told() -> None:
    here = office("AZ")
    case = here.matter(MONDAY)
    row = forward(here, case)
    assert Case.objects.get().due_on == date(2026, 4, 2)
    actions.send_forwarding(here.clerk, row, number="12/345", on=THURSDAY)
    case = Case.objects.get()
    assert (case.due_on, case.state) == (None, "new")
    assert case.clock["steps"][-1]["code"] == "forwarded"
    assert case.clock["steps"][-1]["name"] == "Təhsil Nazirliyi"
    assert Forwarding.objects.get().notified_at is None
    actions.tell_forwarding(here.clerk, Forwarding.objects.get(), on=THURSDAY)
    case = Case.objects.get()
    assert (case.state, case.outcome) == ("closed", "forwarded")
    assert case.closed_at is not None
    assert "12/345" in next(iter(ports.journal.history(case))).reason


def test_letter_on_several_matters_goes_in_extracts_and_stays_open() -> None:
    here = office("AZ")
    case = here.matter(MONDAY)
    for name, extract in (("Təhsil Nazirliyi", "Məktəb haqqında"), ("Səhiyyə Nazirliyi", "Xəstəxana haqqında")):
        row = forward(here, case, body_name=name, whole=False, extract=extract)
        assert row.due_on == THURSDAY
        assert row.law["code"] == "az-appeal-forwarding-several"
        actions.send_forwarding(here.clerk, row, number="1", on=THURSDAY)
        actions.tell_forwarding(here.clerk, Forwarding.objects.get(pk=row.pk), on=THURSDAY)
    case = Case.objects.get()
    assert (case.state, case.due_on) == ("new", date(2026, 4, 2))
    assert Forwarding.objects.count() == 2


def test_forwarding_names_a_body_and_either_the_whole_or_a_part() -> None:
    here = office("AZ")
    case = here.matter(MONDAY)
    for wrong in (
        {"body_name": ""},
        {"whole": False},
        {"extract": "bir hissə"},
    ):
        with pytest.raises(Refused):
            forward(here, case, **wrong)
    forward(here, case)
    with pytest.raises(Refused):
        forward(here, case, body_name="Başqası")
    assert Forwarding.objects.count() == 1


def test_typed_name_of_a_known_body_is_that_body() -> None:
    here = office("AZ")
    for _time in range(2):
        forward(here, here.matter(MONDAY))
    assert Party.objects.filter(kind="institution").count() == 1


def test_decision_is_taken_back_only_before_it_was_sent() -> None:
    here = office("AZ")
    case = here.matter(MONDAY)
    row = forward(here, case)
    actions.withdraw_forwarding(here.clerk, row, reason="Bizimdir")
    second = forward(here, case)
    actions.send_forwarding(here.clerk, second, number="2", on=THURSDAY)
    with pytest.raises(Refused):
        actions.withdraw_forwarding(here.clerk, second, reason="Bizimdir")


def test_term_to_forward_moves_with_the_calendar() -> None:
    here = office("AZ")
    row = forward(here, here.matter(MONDAY))
    CalendarDay(institution=here.institution, day=date(2026, 3, 4), working=False, reason="Qərar").save()
    run_pending()
    assert Forwarding.objects.get(pk=row.pk).due_on == date(2026, 3, 6)


def test_request_for_information_ends_by_its_own_outcome() -> None:
    here = office("AZ")
    row = forward(here, here.matter(MONDAY, "information-request"))
    actions.send_forwarding(here.clerk, row, number="3", on=THURSDAY)
    actions.tell_forwarding(here.clerk, Forwarding.objects.get(), on=THURSDAY)
    assert Case.objects.get().outcome == "not-held"
