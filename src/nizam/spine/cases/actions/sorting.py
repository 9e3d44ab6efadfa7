# SPDX-License-Identifier: EUPL-1.2
"""What a person decides about a letter that arrived: joined, parted, set aside, restored, read again."""

from __future__ import annotations

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Refused
from nizam.spine.cases.actions.reopening import journal_voiding, void_matter
from nizam.spine.cases.attachments import ask_to_read, note_attachments
from nizam.spine.cases.intake.reading import OVERSIZE_BYTES, Prepared, prepare, read_envelope
from nizam.spine.cases.intake.registering import decide, join_case, open_new
from nizam.spine.cases.models import Case, Envelope

MEGABYTE = 1024 * 1024
LARGEST_MEGABYTES = 500


def _is_held(envelope: Envelope) -> bool:
    return envelope.disposition == "held"


def _waits(envelope: Envelope) -> bool:
    return envelope.disposition in ("unreadable", "oversize", "held")


def _may_be_set_aside(envelope: Envelope) -> bool:
    return _waits(envelope) or (envelope.disposition == "new" and is_untouched(envelope))


def is_untouched(envelope: Envelope) -> bool:
    """Tell whether the case a letter opened by itself has seen no work of a person yet."""
    case = envelope.case
    if case is None or case.state != "new" or case.responsible_id is not None or case.voided_at is not None:
        return False
    if envelope.door != "mail" or case.tasks.exists() or case.papers.exists() or case.co_executors.exists():
        return False
    # What was sent by itself, such as a receipt, is no work.
    written = Q(direction="in", disposition__in=("new", "reply")) | Q(direction="out", automatic=False)
    return not Envelope.objects.filter(written, case=case).exclude(pk=envelope.pk).exists()


@action(
    "cases.join_envelope",
    title=_("Join to a case"),
    available=_is_held,
    fields={"case": Input(label=_("Case"), kind="model", model="cases.case")},
)
def join_envelope(actor: Actor, envelope: Envelope, *, case: Case) -> Envelope:
    """Join a held letter to a case; its sender takes part in the case from then on."""
    if case.institution_id != envelope.institution_id:
        raise Refused(_("This case belongs to another institution."), code="other-institution")
    if case.voided_at is not None:
        raise Refused(_("This case was voided."), code="case-voided")
    join_case(envelope, case)
    envelope.attachments.update(unit=case.unit, confidentiality=case.confidentiality)
    return envelope


@action("cases.part_envelope", title=_("Open a case of its own"), available=_waits)
def part_envelope(actor: Actor, envelope: Envelope) -> Envelope:
    """Open a case of its own for a letter that waits, even one that no program could read."""
    open_new(envelope, _read(envelope))
    return envelope


@action(
    "cases.set_aside_envelope",
    title=_("Set aside: no correspondence"),
    available=_may_be_set_aside,
    fields={"reason": Input(label=_("Reason"), kind="long-text")},
    danger=_("A case that it has opened is voided with its number."),
)
def set_aside_envelope(actor: Actor, envelope: Envelope, *, reason: str) -> Envelope:
    """Set a letter aside that is no correspondence, such as advertising; it can be restored."""
    if not reason.strip():
        raise Refused(_("Say why it is no correspondence."), code="reason-missing")
    case = envelope.case
    envelope.case = None
    envelope.held_for = ""
    envelope.disposition = "set-aside"
    envelope.note = reason.strip()[:500]
    envelope.save()
    if case is not None:
        _void(actor, case, envelope.note)
    return envelope


def _void(actor: Actor, case: Case, reason: str) -> None:
    """Void a case that nobody worked on, and its number, both with the reason."""
    with translation.override(case.institution.main_language):
        told = (translate("Its letter was set aside: %(reason)s") % {"reason": reason})[:500]
    void_matter(actor, case, told)
    journal_voiding(actor, case)


@action(
    "cases.restore_envelope",
    title=_("Restore"),
    primary=True,
    available=lambda envelope: envelope.disposition == "set-aside",
)
def restore_envelope(actor: Actor, envelope: Envelope) -> Envelope:
    """Register a letter that was set aside by mistake, by a person or by a rule: it is correspondence."""
    envelope.note = ""
    _decide_again(envelope, _read(envelope), set_aside=False)
    return envelope


@action(
    "cases.replay_envelope",
    title=_("Read again"),
    available=_waits,
    fields={
        "megabytes": Input(
            label=_("Largest size, in megabytes"),
            kind="number",
            required=False,
            help=_("Only for a letter that is too large; empty: as always."),
        )
    },
)
def replay_envelope(actor: Actor, envelope: Envelope, *, megabytes: int | None = None) -> Envelope:
    """Register a letter once more, after what stood in its way was mended, or up to a higher limit of size."""
    if megabytes is not None and not 0 < megabytes <= LARGEST_MEGABYTES:
        raise Refused(
            translate("Between 1 and %(most)s megabytes.") % {"most": LARGEST_MEGABYTES}, code="megabytes-out-of-range"
        )
    limit = max(OVERSIZE_BYTES, int(megabytes) * MEGABYTE) if megabytes else None
    _decide_again(envelope, prepare(envelope, read_envelope(envelope, limit)), set_aside=True)
    return envelope


def _decide_again(envelope: Envelope, prepared: Prepared, *, set_aside: bool) -> None:
    decide(envelope, prepared, set_aside=set_aside)
    if not note_attachments(envelope, prepared.message) and envelope.disposition in ("new", "reply", "held"):
        envelope.attachments.update(unit=envelope.unit, confidentiality=envelope.confidentiality)
        if envelope.attachments.filter(state="waiting").exists():
            ask_to_read(envelope)


def _read(envelope: Envelope) -> Prepared:
    return prepare(envelope, read_envelope(envelope))
