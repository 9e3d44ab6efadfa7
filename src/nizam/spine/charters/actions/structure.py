# SPDX-License-Identifier: EUPL-1.2
"""What a charter tells of the institution: proposed when it is loaded, and done when a person confirms it."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from nizam.foundations import charter_text
from nizam.foundations.charter_text import structure as told
from nizam.foundations.language import fold
from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import NotAllowed, Refused
from nizam.kit.registry import registry
from nizam.kit.texts import TranslatedText
from nizam.spine.charters.actions.dividing import propose_bindings
from nizam.spine.charters.actions.texts import standing
from nizam.spine.charters.models import Charter, CharterProposal, Provision, ReportDeadline
from nizam.spine.org.actions import open_unit
from nizam.spine.org.models import Position, Unit

LONGEST_CODE = 60


def as_read(provision: Provision) -> charter_text.Provision:
    """Return the article as the library of charters knows it."""
    return charter_text.Provision(
        provision.number or None,
        provision.level,
        provision.kind,
        provision.text,
        provision.line,
        tuple(provision.doubts),
        provision.expected,
    )


def propose_structure(charter: Charter) -> int:
    """Propose what the articles tell of the institution; return how many. What was proposed before is not again."""
    text = standing(charter)
    known = {(one.kind, one.subject_folded) for one in charter.proposals.all()}
    rows = []
    for one in told.tell([as_read(provision) for provision in text]):
        key = (one.kind, fold(one.subject))
        if key in known:
            continue
        known.add(key)
        row = CharterProposal(
            institution=charter.institution,
            unit=charter.unit,
            charter=charter,
            provision=text[one.place],
            kind=one.kind,
            subject=one.subject[:300],
            values=one.values,
            reasons=[one.words],
            line=text[one.place].line,
        )
        row.save()
        rows.append(row)
    return len(rows)


@action(
    "charters.confirm_charterproposal",
    title=_("Confirm"),
    primary=True,
    fields={
        "parent": Input(
            label=_("Under which unit"),
            kind="model",
            model="org.unit",
            required=False,
            help=_("For a unit: where it stands. For a post: the unit it belongs to. Left empty, the charter's unit"),
        )
    },
    available=lambda proposal: proposal.state != "confirmed",
)
def confirm_charterproposal(actor: Actor, proposal: CharterProposal, *, parent: Unit | None = None) -> CharterProposal:
    """Confirm what the charter tells, and do it: a unit or a post is opened, a report's deadline is kept.

    A unit or post of that name that stands already is taken instead. Who answers to whom and named systems are kept
    as confirmed. Raises NotAllowed where the actor may not open units or posts.
    """
    proposal.result = _DOING[proposal.kind](actor, proposal, parent)
    proposal.state = "confirmed"
    proposal.save(update_fields=["result", "state"])
    return proposal


@action("charters.refuse_charterproposal", title=_("Refuse"), available=lambda proposal: proposal.state == "proposed")
def refuse_charterproposal(actor: Actor, proposal: CharterProposal) -> CharterProposal:
    """Refuse what was read from the charter; it is not proposed again."""
    proposal.state = "refused"
    proposal.save(update_fields=["state"])
    return proposal


def _place_for(proposal: CharterProposal, parent: Unit | None) -> Unit:
    found = parent or proposal.charter.unit
    if found is None:
        roots = Unit.objects.filter(institution=proposal.institution, parent=None, voided_at__isnull=True)
        found = roots.order_by("pk").first()
    if found is None or found.institution_id != proposal.institution_id:
        raise Refused(_("Say under which unit it stands."), code="no-unit")
    return found


def unit_called(proposal: CharterProposal, name: str) -> Unit | None:
    """Return the standing unit of the institution that is called so, in whatever case and script."""
    wanted = fold(name)
    for unit in Unit.objects.filter(institution=proposal.institution, voided_at__isnull=True):
        if wanted in {fold(one) for one in unit.name.values()}:
            return unit
    return None


def _open_unit(actor: Actor, proposal: CharterProposal, parent: Unit | None) -> Any:
    found = unit_called(proposal, proposal.subject)
    if found is None:
        name = TranslatedText({proposal.charter.text_language(): proposal.subject})
        place = _place_for(proposal, parent)
        found = open_unit(actor, code=_free_code(proposal), name=name, parent=place)
        propose_bindings(proposal.charter)
    return found.uid


def _free_code(proposal: CharterProposal) -> str:
    base = slugify(fold(proposal.subject))[: LONGEST_CODE - 4].strip("-") or "unit"
    taken = set(Unit.objects.filter(institution=proposal.institution).values_list("code", flat=True))
    return next(code for code in (base, *(f"{base}-{n}" for n in range(2, 1000))) if code not in taken)


def _open_post(actor: Actor, proposal: CharterProposal, parent: Unit | None) -> Any:
    named = proposal.values.get("unit", "")
    unit = parent or (unit_called(proposal, named) if named else None) or _place_for(proposal, None)
    wanted = fold(proposal.subject)
    for post in Position.objects.filter(unit=unit, voided_at__isnull=True):
        if wanted in {fold(one) for one in post.title.values()}:
            return post.uid
    adding = registry.resource("org.position").generated("add")
    if adding is None:
        raise NotAllowed("org.add_position")
    title = TranslatedText({proposal.charter.text_language(): proposal.subject})
    made = adding(actor, institution=proposal.institution, unit=unit, title=title, is_head=proposal.kind == "head")
    return made.uid


def _keep_deadline(actor: Actor, proposal: CharterProposal, parent: Unit | None) -> Any:
    if proposal.provision is None:
        raise Refused(_("No article says this."), code="no-article")
    row = ReportDeadline(
        institution=proposal.institution,
        unit=parent or proposal.charter.unit,
        provision=proposal.provision,
        every=proposal.values.get("every", 1),
        period=proposal.values.get("period", "month"),
        words=" ".join(proposal.reasons)[:300],
    )
    row.full_clean()
    row.save()
    return row.uid


def _keep(actor: Actor, proposal: CharterProposal, parent: Unit | None) -> Any:
    return None


_DOING = {
    "unit": _open_unit,
    "post": _open_post,
    "head": _open_post,
    "answers-to": _keep,
    "deadline": _keep_deadline,
    "system": _keep,
}
