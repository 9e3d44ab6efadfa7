# SPDX-License-Identifier: EUPL-1.2
"""The page of a scan tells how far its reading is, and what came of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from nizam.kit.actions import Actor
from nizam.kit.screens.addresses import entry_address
from nizam.kit.testing.world import World
from nizam.spine.jobs.models import Job
from nizam.spine.jobs.worker import run_pending
from nizam.spine.records.actions import bring_scannedpaper
from nizam.spine.records.models import ScannedPaper

SignIn = Callable[[Any], Client]


@pytest.fixture
def scan(world: World) -> ScannedPaper:
    made = io.BytesIO()
    Image.new("L", (600, 800), 255).save(made, "PNG")
    found: ScannedPaper = bring_scannedpaper(Actor(world.clerk_a), file=SimpleUploadedFile("skan.png", made.getvalue()))
    return found


def test_a_scan_is_followed_until_it_is_read(world: World, scan: ScannedPaper, as_user: SignIn) -> None:
    browser = as_user(world.clerk_a)
    asked = reverse("office:scan_progress", args=(scan.uid,))
    page = browser.get(entry_address(scan))
    assert page.context["progress"]["at_work"]
    assert asked in page.content.decode()
    Job.objects.update(progress_done=3, progress_total=60)
    told = browser.get(asked).json()
    assert (told["at_work"], told["done"], told["total"]) == (True, 3, 60)
    assert as_user(world.head_a).get(asked).status_code == 404
    run_pending()
    assert not browser.get(asked).json()["at_work"]
    page = browser.get(entry_address(scan)).content.decode()
    assert asked not in page
    assert "confirm_scannedpaper" in page


def test_a_scan_whose_reading_ended_says_so(world: World, scan: ScannedPaper, as_user: SignIn) -> None:
    Job.objects.update(state="failed")
    page = as_user(world.clerk_a).get(entry_address(scan)).content.decode()
    assert "was not read to its end" in page
    assert "drop_scannedpaper" in page
