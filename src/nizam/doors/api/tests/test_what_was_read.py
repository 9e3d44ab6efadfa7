# SPDX-License-Identifier: EUPL-1.2
"""Who signs, agrees or approves answers for what he read: a program says what that was, and nothing else is done."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from nizam.doors.api.tests.programs import refused
from nizam.kit.actions import Actor
from nizam.kit.equipment import equip
from nizam.kit.registry import registry
from nizam.kit.testing.world import World
from nizam.spine.cases.models import Case, CaseDocument, Procedure
from nizam.spine.plans.models import Measure, Plan
from nizam.spine.records.actions import change_document
from nizam.spine.records.models import Document
from nizam.spine.records.tests.offices import draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def equipped(world: World) -> None:
    """Give the institution its number series and procedures."""
    equip(world.institution)


def generated(key: str, verb: str) -> Any:
    act = registry.resource(key).generated(verb)
    assert act is not None
    return act


def rewrite(user: Any, paper: Document, body: str) -> None:
    change_document(Actor(user), paper, subject=paper.subject, addressee=paper.addressee, body=body)


def test_a_paper_is_signed_as_it_was_read(world: World, program: Any) -> None:
    paper = draft(world.clerk_a, world.unit_a)
    head = program("head_a")
    address = f"records/document/{paper.uid}/acts/sign_document/"
    tag = head.get(f"records/document/{paper.uid}/").headers["ETag"]
    for missing in ({}, {"If_Match": "*"}):
        refused(head.post(address, **missing), 428, "if-match-missing")
    rewrite(world.clerk_a, paper, "Words that nobody who signs has read.")
    for stale in (tag, f'"{"0" * 32}.1"'):
        refused(head.post(address, If_Match=stale), 412, "changed")
    assert Document.objects.get().state == "draft"
    tag = head.get(f"records/document/{paper.uid}/").headers["ETag"]
    signed = head.post(address, If_Match=tag)
    assert signed.json()["state"] == "signed"
    assert signed.headers["ETag"] != tag


def test_the_answer_of_a_case_is_signed_by_the_tag_of_its_paper(world: World, program: Any) -> None:
    procedure = Procedure.objects.filter(institution=world.institution, current=True).first()
    case = Case.objects.create(
        institution=world.institution,
        unit=world.unit_a,
        procedure=procedure,
        subject="Wi-Fi",
        state="assigned",
        registered_at=timezone.now(),
        registered_on=timezone.now().date(),
    )
    paper = draft(world.clerk_a, world.unit_a)
    CaseDocument.objects.create(
        institution=world.institution, unit=world.unit_a, case=case, document=paper, role="answer"
    )
    head = program("head_a")
    address = f"cases/case/{case.uid}/acts/sign_answer_case/"
    refused(head.post(address, If_Match=head.get(f"cases/case/{case.uid}/").headers["ETag"]), 412, "changed")
    tag = head.get(f"records/document/{paper.uid}/").headers["ETag"]
    assert head.post(address, If_Match=tag).json()["state"] == "answered"


def test_a_plan_is_approved_with_the_measures_that_were_read(world: World, program: Any) -> None:
    leader = Actor(world.leader)
    plan: Plan = generated("plans.plan", "add")(leader, institution=world.institution, title="Plan", period="2027-Q1")
    for what in ("Three trainings", "A new switch"):
        generated("plans.measure", "add")(
            leader, institution=world.institution, plan=plan, what=what, due_on=plan.ends, unit=world.unit_a
        )
    head = program("leader")
    address = f"plans/plan/{plan.uid}/acts/approve_plan/"

    def tags() -> str:
        read = [f"plans/plan/{plan.uid}/", *(f"plans/measure/{one.uid}/" for one in Measure.objects.all())]
        return ", ".join(head.get(path).headers["ETag"] for path in read)

    refused(head.post(address, If_Match=head.get(f"plans/plan/{plan.uid}/").headers["ETag"]), 412, "changed")
    stale = tags()
    generated("plans.measure", "change")(leader, Measure.objects.first(), what="Nine trainings")
    refused(head.post(address, If_Match=stale), 412, "changed")
    assert head.post(address, If_Match=tags()).status_code == 200
    plan.refresh_from_db()
    assert plan.approved_by == world.leader


def test_a_draft_is_changed_from_the_text_that_was_read(world: World, program: Any) -> None:
    paper = draft(world.clerk_a, world.unit_a)
    clerk = program("clerk_a")
    address = f"records/document/{paper.uid}/acts/change_document/"
    body = {"subject": "About the network", "addressee": "Nazirlik", "body": "Mine"}
    refused(clerk.post(address, body), 428, "if-match-missing")
    tag = clerk.get(f"records/document/{paper.uid}/").headers["ETag"]
    rewrite(world.clerk_a, paper, "Theirs")
    refused(clerk.post(address, body, If_Match=tag), 412, "changed")
    assert Document.objects.get().body == "Theirs"
    tag = clerk.get(f"records/document/{paper.uid}/").headers["ETag"]
    assert clerk.post(address, body, If_Match=tag).json()["body"] == "Mine"
