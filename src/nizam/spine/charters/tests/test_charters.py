# SPDX-License-Identifier: EUPL-1.2
"""A charter is loaded once, its bytes kept, its articles read, and what they demand proposed and confirmed."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from nizam.kit.actions import Actor
from nizam.kit.errors import NotAllowed, Refused
from nizam.spine.charters import actions
from nizam.spine.charters.models import Charter, Provision, ProvisionCapability

pytestmark = pytest.mark.django_db

CHARTER = """NÜMUNƏ ŞÖBƏSİNİN ƏSASNAMƏSİ

1. Ümumi müddəalar

1.1. Şöbə idarənin struktur bölməsidir.

2. Şöbənin vəzifələri

2.1. vətəndaşların müraciətlərinə qanunvericiliyə uyğun baxır;
2.2. idarənin elektron poçtunun fasiləsiz işini təmin edir;
2.3. serverlərin ehtiyat nüsxələrini çıxarır.
"""


def load(actor: Actor, world: Any, text: str = CHARTER, **kwargs: Any) -> Charter:
    return actions.load_charter(
        actor, institution=world.institution, raw=text.encode(), file_name="numune.txt", **kwargs
    )


def test_loading_keeps_the_bytes_and_reads_the_articles(operator: Any, world: Any) -> None:
    charter = load(operator, world)
    assert bytes(charter.source) == CHARTER.encode()
    assert charter.language == "az"
    numbers = [p.number for p in charter.provisions.all()]
    assert numbers == ["1.", "1.1.", "2.", "2.1.", "2.2.", "2.3."]
    second = charter.provisions.get(number="2.1.")
    assert second.parent.number == "2."
    assert second.reference == "2.1"
    assert second.capabilities.get(capability="citizen-petitions").state == "proposed"


def test_the_same_file_is_refused(operator: Any, world: Any) -> None:
    load(operator, world)
    with pytest.raises(Refused):
        load(operator, world)
    assert Charter.objects.count() == 1


@pytest.mark.parametrize("raw", ["", "only words without any number"])
def test_a_file_without_articles_is_refused(operator: Any, world: Any, raw: str) -> None:
    with pytest.raises(Refused):
        load(operator, world, raw)
    assert not Charter.objects.exists()


def test_a_head_confirms_and_a_clerk_may_not(operator: Any, world: Any) -> None:
    charter = load(operator, world, unit=world.unit_a)
    link = ProvisionCapability.objects.filter(provision__charter=charter).first()
    assert link is not None
    with pytest.raises(NotAllowed):
        actions.confirm_provisioncapability(Actor(user=world.clerk_a), link)
    actions.confirm_provisioncapability(Actor(user=world.head_a), link)
    link.refresh_from_db()
    assert link.state == "confirmed"


def test_a_person_binds_a_capability_of_the_catalogue_only(operator: Any, world: Any) -> None:
    article = load(operator, world).provisions.get(number="1.1.")
    actions.bind_provision(operator, article, capability="training")
    assert article.capabilities.get(capability="training").state == "confirmed"
    with pytest.raises(Refused):
        actions.bind_provision(operator, article, capability="no-such-thing")


def test_a_voided_link_holds_again_when_it_is_bound_again(operator: Any, world: Any) -> None:
    article = load(operator, world).provisions.get(number="1.1.")
    actions.bind_provision(operator, article, capability="training")
    article.capabilities.update(voided_at=timezone.now(), void_reason="by mistake")
    actions.bind_provision(operator, article, capability="training")
    link = article.capabilities.get(capability="training")
    assert (link.state, link.voided_at, link.void_reason) == ("confirmed", None, "")


def test_a_stranger_sees_no_charter(operator: Any, world: Any) -> None:
    load(operator, world)
    assert Provision.objects.visible_to(world.clerk_b).count() == 6
    assert not Provision.objects.visible_to(world.stranger).exists()


@pytest.mark.parametrize(
    ("number", "above", "cited"),
    [
        ("3.0.4.", "3", "3.0.4"),
        ("a)", "MADDE 5 (1)", "MADDE 5 (1) a)"),
        ("Madde 6-", "", "Madde 6"),
        ("•", "1.1", ""),
        ("2)", None, "2)"),
    ],
)
def test_an_article_is_cited_with_what_it_stands_under(number: str, above: str | None, cited: str) -> None:
    parent = None if above is None else Provision(citation=above, level=1 if above else 0)
    assert actions.citation(number, parent) == cited
