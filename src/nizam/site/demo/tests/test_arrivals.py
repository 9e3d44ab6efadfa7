# SPDX-License-Identifier: EUPL-1.2
"""Letters lie late, due and new on whatever day the demonstration is built, long holidays included."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from nizam.kit.texts import TranslatedText
from nizam.site.demo.casework import arrivals
from nizam.site.demo.scenario import Scenario, read_scenarios
from nizam.spine.cases.clock import set_clock
from nizam.spine.cases.opening import default_procedure
from nizam.spine.org.actions import found_institution, operator_actor


@pytest.mark.django_db
@pytest.mark.parametrize("scenario", read_scenarios(), ids=lambda scenario: scenario.code)
@pytest.mark.parametrize(
    "founded",
    [
        datetime(2026, 1, 2, 6, 0, tzinfo=UTC),
        datetime(2026, 3, 21, 0, 30, tzinfo=UTC),
        datetime(2026, 5, 28, 22, 0, tzinfo=UTC),
        datetime(2026, 11, 7, 12, 0, tzinfo=UTC),
    ],
    ids=lambda moment: moment.date().isoformat(),
)
def test_every_day_has_late_and_due_letters(scenario: Scenario, founded: datetime) -> None:
    institution = found_institution(
        operator_actor(),
        code=scenario.code,
        name=TranslatedText(scenario.name),
        country=scenario.country,
        languages=scenario.languages,
    )
    institution.created_at = founded
    procedure = default_procedure(institution, "mail")
    came = arrivals(institution, scenario)
    today = founded.astimezone(institution.tzinfo).date()
    for letter in scenario.letters:
        moment = came[letter.key]
        assert moment < founded
        clock = set_clock(procedure, moment)
        assert clock is not None
        if letter.due_in is not None and letter.due_in < 0:
            assert clock.due_on < today, letter.key
        elif letter.due_in is not None:
            assert 0 <= (clock.due_on - today).days <= 13, letter.key
    for letter in scenario.letters:
        if letter.reply_to or letter.copy_of:
            assert came[letter.key] > came[letter.reply_to or letter.copy_of], letter.key
