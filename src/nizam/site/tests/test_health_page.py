# SPDX-License-Identifier: EUPL-1.2
"""The page of health: for who looks after the machine, the gravest first, each finding with its cure."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from nizam.kit.testing.world import World
from nizam.site import health_page
from nizam.site.maintenance.examine import Diagnosis


@pytest.mark.django_db
def test_findings_stand_gravest_first_with_their_cure(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = [
        Diagnosis("clock", "ok", "The clock runs."),
        Diagnosis("keys", "warn", "Keys are open.", "Close them."),
        Diagnosis("space", "fail", "The disk is full.", "Make room."),
    ]
    asked: list[bool] = []

    def examine(*, thorough: bool) -> list[Diagnosis]:
        asked.append(thorough)
        return seen

    monkeypatch.setattr(health_page, "examine", examine)
    client = Client()
    client.force_login(world.techadmin)
    page = client.get(reverse("office_health"))
    codes = [one["found"].code for one in page.context["findings"]]
    assert codes == ["space", "keys", "clock"]
    text = page.content.decode()
    assert "1 thing is broken" in text
    assert "Make room." in text
    client.get(reverse("office_health"), {"thorough": "1"})
    assert asked == [False, True]


@pytest.mark.django_db
def test_the_real_examination_is_shown_and_clerks_are_refused(world: World) -> None:
    client = Client()
    client.force_login(world.techadmin)
    page = client.get(reverse("office_health"))
    assert {"database", "migrations", "mail"} <= {one["found"].code for one in page.context["findings"]}
    assert "integrity" not in {one["found"].code for one in page.context["findings"]}
    assert len(page.context["queues"]) == 4
    client.force_login(world.clerk_a)
    assert client.get(reverse("office_health")).status_code == 403
