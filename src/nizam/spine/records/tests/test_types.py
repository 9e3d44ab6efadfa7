# SPDX-License-Identifier: EUPL-1.2
"""Document types and the file plan: shipped, edited here, loaded."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from nizam.kit.actions import Actor
from nizam.kit.testing.world import World
from nizam.spine.org.models import NumberSeries
from nizam.spine.org.numbers import format_number
from nizam.spine.records.actions import load_fileclass
from nizam.spine.records.models import DocumentType, FileClass
from nizam.spine.records.types import TypeFault, install_classes, install_types, read_file_plan, read_types

PLAN = """
[[class]]
code = "702.03"
title = { tr = "Yazılım geliştirme" }
retention = 10
law = "Standart dosya planı"

[[class]]
code = "01-01"
title = { tr = "Dilekçeler" }
retention = "permanent"
"""


def test_a_new_institution_has_the_types_and_an_example_plan(world: World) -> None:
    types = {row.code: row for row in DocumentType.objects.filter(institution=world.institution)}
    assert {"letter", "answer", "interim-answer", "refusal", "memorandum", "report"} <= types.keys()
    assert types["refusal"].requires[-2:] == ["appeal", "signatory"]
    plan = FileClass.objects.filter(institution=world.institution)
    assert plan.count() == 8
    assert all(row.example and row.retention == "" for row in plan)


def test_what_an_institution_edited_itself_stays(world: World) -> None:
    own = DocumentType.objects.get(institution=world.institution, code="answer")
    own.chain = [{"members": ["unit-head"]}]
    own.full_clean()
    own.save()
    DocumentType.objects.filter(institution=world.institution, code="letter").update(template="old", digest="")
    kept = DocumentType.objects.get(institution=world.institution, code="receipt")
    install_types(world.institution)
    own.refresh_from_db()
    assert own.chain == [{"members": ["unit-head"]}]
    revision = kept.revision
    kept.refresh_from_db()
    assert kept.revision == revision


def test_a_wrong_way_of_approval_is_refused(world: World) -> None:
    own = DocumentType.objects.get(institution=world.institution, code="answer")
    for chain in ([{"members": []}], [{"members": ["somebody"]}], [{"members": ["unit-head"], "quorum": 0}], "no"):
        own.chain = chain
        with pytest.raises(ValidationError):
            own.full_clean()


def test_every_fault_of_a_text_is_named() -> None:
    with pytest.raises(TypeFault) as raised:
        read_file_plan(
            '[[class]]\ncode = "1"\ntitle = "x"\nretention = -3\n\n[[class]]\ncode = "1"\ntitle = {az = "y"}\n'
        )
    assert [place for place, _sentence in raised.value.faults] == ["1.retention", "1.title", "1"]
    with pytest.raises(TypeFault) as raised:
        read_types('[[type]]\ncode = "A b"\nkind = "sideways"\ncolour = 3\ntitle = {az = "y"}\nsource = "s"\n')
    assert [place for place, _sentence in raised.value.faults] == ["A b.colour", "A b.code", "A b.kind", "A b.template"]
    with pytest.raises(TypeFault):
        read_file_plan("code =")


def test_a_loaded_plan_takes_the_place_of_the_example(world: World) -> None:
    head = Actor(user=world.head_a)
    load_fileclass(Actor(user=world.leader), institution=world.institution, text=PLAN, source="Order 1")
    standing = {row.code: row for row in FileClass.objects.standing().filter(institution=world.institution)}
    assert standing.keys() == {"702.03", "01-01"}
    assert (standing["702.03"].retention, standing["702.03"].source) == ("10 years", "Order 1")
    assert standing["01-01"].retention == "permanently"
    install_classes(world.institution)
    assert FileClass.objects.standing().filter(institution=world.institution).count() == 2
    with pytest.raises(ValidationError):
        load_fileclass(head, institution=world.institution, text="[[class]]\ncode = 3", source="x")


def test_numbers_may_name_the_class_and_the_state_code(world: World) -> None:
    form = "E-{state_code}-{class}-{n}"
    assert format_number(form, 1, 2026, file_class="702.03", state_code="24312041") == "E-24312041-702.03-1"
    series = NumberSeries.objects.get(institution=world.institution, code="outgoing")
    series.form = form
    series.full_clean()
    series.form = "{n}-{colour}"
    with pytest.raises(ValidationError):
        series.full_clean()
