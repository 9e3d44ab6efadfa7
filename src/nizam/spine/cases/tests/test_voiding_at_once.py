# SPDX-License-Identifier: EUPL-1.2
"""A case voided at the moment in which its answer is signed: one of the two holds, and neither waits for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from nizam.kit.actions import Actor
from nizam.kit.equipment import equip
from nizam.kit.errors import NizamError
from nizam.kit.testing.world import build_world
from nizam.spine.cases import actions
from nizam.spine.cases.models import Case, CaseDocument, Procedure
from nizam.spine.records.actions import sign_document
from nizam.spine.records.models import Document
from nizam.spine.records.tests.offices import draft

TURNS = 6


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("signs_the_case", [False, True])
def test_an_answer_is_signed_or_its_case_is_voided(signs_the_case: bool) -> None:
    world = build_world()
    equip(world.institution)
    procedure = Procedure.objects.filter(institution=world.institution, current=True).first()
    assert procedure is not None
    for _turn in range(TURNS):
        now = timezone.now()
        place = {"institution": world.institution, "unit": world.unit_a}
        case = Case.objects.create(
            **place, procedure=procedure, subject="Wi-Fi", state="assigned", registered_at=now, registered_on=now.date()
        )
        paper = draft(world.clerk_a, world.unit_a)
        CaseDocument.objects.create(**place, case=case, document=paper, role="answer")
        begin = threading.Barrier(2)
        told: list[str] = []

        def run(call: Callable[[], Any], begin: threading.Barrier = begin, told: list[str] = told) -> None:
            begin.wait(30)
            try:
                call()
                told.append("done")
            except NizamError:
                told.append("refused")
            finally:
                connections.close_all()

        def sign(case: Case = case, paper: Document = paper) -> None:
            if signs_the_case:
                actions.sign_answer_case(Actor(world.head_a), Case.objects.get(pk=case.pk))
            else:
                sign_document(Actor(world.head_a), Document.objects.get(pk=paper.pk))

        def void(case: Case = case) -> None:
            actions.void_case(Actor(world.head_a), Case.objects.get(pk=case.pk), reason="x")

        threads = [threading.Thread(target=run, args=(call,)) for call in (sign, void)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert sorted(told) == ["done", "refused"]
        case.refresh_from_db()
        paper.refresh_from_db()
        assert (paper.state, case.voided_at is None) in {("signed", True), ("voided", False)}
        assert (paper.state == "signed") == paper.signatures.exists()
