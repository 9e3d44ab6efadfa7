# SPDX-License-Identifier: EUPL-1.2
"""What the demonstration suggests for its letters is what a person would choose, mostly, and never certain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from nizam.kit.testing.plugin import restore_database
from nizam.site.demo import build_demo
from nizam.site.demo.scenario import read_scenarios
from nizam.spine.cases.models import Case, RoutingLesson
from nizam.spine.cases.suggestions import router_of
from nizam.spine.charters.models import ProvisionBinding
from nizam.spine.org.models import Institution

SURE = 0.99
# Of letters that nobody has taken up yet, what their reader would choose.
CHOSEN = {
    "spravka": "umumi-sobe",
    "kompyuter-kurs": "reqemsal-xidmetler",
    "zapis": "kitobxonlar",
    "printer-oquvchi": "raqamlashtirish",
    "kardes-sehir-ekran": "teknik-destek",
    "lise-staj": "teknik-destek",
}


@pytest.fixture(scope="module")
def _demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        build_demo()
        yield
        restore_database()


@pytest.mark.usefixtures("_demo")
def test_letters_of_the_demonstration_are_suggested_to_whom_a_person_would_choose() -> None:
    told = {}
    for scenario in read_scenarios():
        for case in Case.objects.filter(institution__code=scenario.code):
            entry = next(one for one in (*scenario.letters, *scenario.by_hand) if one.subject == case.subject)
            chosen = CHOSEN.get(entry.key, case.unit.code)
            for suggestion in case.suggestions:
                assert suggestion["confidence"] < SURE, entry.key
                assert suggestion["unit"] != scenario.code, f"{entry.key} is suggested to the root"
            told[entry.key] = case.suggestions[0]["unit"] == chosen if case.suggestions else None
    answers = [right for right in told.values() if right is not None]
    assert len(answers) < len(told), "of some letters nothing is known"
    assert len(answers) >= 0.7 * len(told)
    assert sum(answers) >= 0.7 * len(answers), told


@pytest.mark.usefixtures("_demo")
def test_units_are_told_apart_even_before_the_charter_is_divided() -> None:
    right = 0
    scenarios = read_scenarios()
    for scenario in scenarios:
        institution = Institution.objects.get(code=scenario.code)
        ProvisionBinding.objects.filter(institution=institution).update(state="refused")
        RoutingLesson.objects.filter(institution=institution).update(voided_at=timezone.now())
        router = router_of(institution)
        for letter in scenario.letters:
            if letter.work:
                units = router.rank(letter.subject + "\n" + letter.text).units
                right += bool(units) and units[0].code == letter.work.unit
                assert not units or units[0].code != scenario.code or units[0].confidence < SURE
    assert right >= 0.5 * sum(letter.work is not None for scenario in scenarios for letter in scenario.letters)
