# SPDX-License-Identifier: EUPL-1.2
"""Judging what an article is and demands: its nature, its capabilities."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.kit.catalogue import capabilities, capability_codes
from nizam.kit.errors import Refused
from nizam.spine.charters.models import Provision, ProvisionCapability, provision_natures


@action(
    "charters.confirm_provisioncapability",
    title=_("Confirm"),
    primary=True,
    available=lambda link: link.state != "confirmed",
)
def confirm_provisioncapability(actor: Actor, link: ProvisionCapability) -> ProvisionCapability:
    """Confirm that the article demands this capability; from now on it counts in coverage and reports."""
    link.state = "confirmed"
    link.save(update_fields=["state"])
    return link


@action("charters.refuse_provisioncapability", title=_("Refuse"), available=lambda link: link.state != "refused")
def refuse_provisioncapability(actor: Actor, link: ProvisionCapability) -> ProvisionCapability:
    """Refuse a proposal; it is not proposed again."""
    link.state = "refused"
    link.save(update_fields=["state"])
    return link


def _catalogue_choices() -> list[tuple[str, Any]]:
    return [(code, str(entry.title)) for code, entry in capabilities().items()]


@action(
    "charters.bind_provision",
    title=_("Bind a capability"),
    fields={"capability": Input(label=_("Capability"), kind="choice", choices=_catalogue_choices)},
)
def bind_provision(actor: Actor, provision: Provision, *, capability: str) -> Provision:
    """Say that the article demands a capability; a link that was refused or voided holds again."""
    if capability not in capability_codes():
        raise Refused(_("The catalogue has no such capability."), code="unknown-capability")
    ProvisionCapability.objects.update_or_create(
        provision=provision,
        capability=capability,
        defaults={
            "institution": provision.institution,
            "unit": provision.unit,
            "state": "confirmed",
            "confidence": 1.0,
            "voided_at": None,
            "void_reason": "",
        },
    )
    return provision


@action(
    "charters.judge_provision",
    title=_("Set the nature"),
    fields={"nature": Input(label=_("Nature"), kind="choice", choices=provision_natures)},
)
def judge_provision(actor: Actor, provision: Provision, *, nature: str) -> Provision:
    """Say whether the article is a duty, right, responsibility, rule or structure."""
    provision.nature = nature
    provision.full_clean()
    provision.save(update_fields=["nature"])
    return provision
