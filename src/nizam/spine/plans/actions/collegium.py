# SPDX-License-Identifier: EUPL-1.2
"""What the collegium gets and decides."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action, is_visible
from nizam.kit.errors import Refused
from nizam.spine.charters.models import Provision
from nizam.spine.org.models import Person, Unit
from nizam.spine.plans.events import ItemDecided
from nizam.spine.plans.models import CollegiumItem, Measure
from nizam.spine.records.models import Document


def _stands(item: Any) -> bool:
    return item.voided_at is None


@action(
    "plans.attach_collegiumitem",
    title=_("Add a document"),
    available=_stands,
    fields={"document": Input(label=_("Document"), kind="model", model="records.document")},
)
def attach_collegiumitem(actor: Actor, item: CollegiumItem, *, document: Document) -> CollegiumItem:
    """Lay a document before the collegium with a question. Raises Refused for one out of the actor's sight."""
    if not is_visible(actor.user, document):
        raise Refused(_("Only what is open to you can be laid before the collegium."), code="document")
    item.documents.add(document)
    item.save(update_fields=["place"])
    return item


@action(
    "plans.decide_collegiumitem",
    title=_("Record a decision"),
    emits=ItemDecided,
    primary=True,
    available=_stands,
    fields={
        "decision": Input(label=_("Decision"), kind="long-text"),
        "due_on": Input(label=_("To be done by"), kind="date"),
        "person": Input(label=_("Who owes it"), kind="model", model="org.person", required=False),
        "unit": Input(label=_("Unit that owes it"), kind="model", model="org.unit", required=False),
        "provision": Input(label=_("Article"), kind="model", model="charters.provision", required=False),
    },
)
def decide_collegiumitem(
    actor: Actor,
    item: CollegiumItem,
    *,
    decision: str,
    due_on: date,
    person: Person | None = None,
    unit: Unit | None = None,
    provision: Provision | None = None,
) -> Measure:
    """Record a decision on a question: it is a measure from then on, with owner and term, and leads back here.

    A question may get several. Raises Refused without an owner.
    """
    if person is None and unit is None:
        raise Refused(_("A decision needs an owner: a person or a unit."), code="owner")
    measure = Measure(
        institution=item.institution,
        item=item,
        what=decision,
        due_on=due_on,
        person=person,
        unit=unit or (person.unit if person is not None else None),
        provision=provision,
    )
    measure.full_clean()
    measure.save()
    item.state = "decided"
    item.save(update_fields=["state"])
    return measure
