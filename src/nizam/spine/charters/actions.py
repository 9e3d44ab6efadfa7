# SPDX-License-Identifier: EUPL-1.2
"""Loading a charter, and confirming what its articles demand."""

from __future__ import annotations

import hashlib
import re
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from nizam.foundations import charter_text, language
from nizam.kit.actions import Actor, Input, action
from nizam.kit.catalogue import capability_codes, propose
from nizam.kit.errors import Refused
from nizam.kit.texts import TranslatedText
from nizam.spine.charters.models import Charter, Provision, ProvisionCapability, provision_natures
from nizam.spine.org.models import Institution, Unit


class SupportsRead(Protocol):
    """A named file, such as an uploaded one."""

    name: str

    def read(self) -> bytes:
        """Return its bytes."""


# The capability codes that order the text itself and demand no work.
STRUCTURAL = frozenset({"document-structure", "org-structure"})


@action(
    "charters.load_charter",
    title=_("Load a charter"),
    creates=True,
    primary=True,
    fields={
        "institution": Input(label=_("Institution"), kind="model", model="org.institution"),
        "unit": Input(label=_("Unit it binds"), kind="model", model="org.unit", required=False),
        "raw": Input(
            label=_("File"),
            kind="file",
            help=_("A text, HTML or Word file (.txt, .html, .docx) with the charter's numbered articles"),
        ),
        "title": Input(label=_("Title"), required=False, help=_("Left empty, it is proposed from the text")),
        "confirm": Input(label=_("Confirm the first proposal for each article"), kind="flag", required=False),
    },
)
def load_charter(
    actor: Actor,
    *,
    institution: Institution,
    raw: bytes | SupportsRead,
    file_name: str = "",
    title: str = "",
    unit: Unit | None = None,
    confirm: bool = False,
) -> Charter:
    """Load a charter's file: the bytes are kept, its provisions read, capabilities proposed with their reasons.

    `raw` is the file's bytes, or an uploaded file. `confirm` confirms each article's first proposal at once, in the
    actor's name. Loading the same file again is refused. Raises Refused for a file without text or provisions.
    """
    if not isinstance(raw, bytes):
        file_name, raw = file_name or raw.name, raw.read()
    digest = hashlib.sha256(raw).hexdigest()
    if Charter.objects.filter(institution=institution, sha256=digest).exists():
        raise Refused(_("This file is loaded already."), code="already-loaded")
    try:
        text = charter_text.decode(raw)
    except charter_text.CharterTextError as error:
        raise Refused(
            _("The file could not be read as text: %(fault)s") % {"fault": error}, code="unreadable"
        ) from error
    provisions = charter_text.parse(text)
    if not provisions:
        raise Refused(_("No numbered article was found in this file."), code="no-provisions")
    identified = language.identify(" ".join(p.text for p in provisions)[:20000])
    code = identified.language or institution.main_language
    charter = Charter(
        institution=institution,
        unit=unit,
        title=TranslatedText({code: title or proposed_title(text, file_name)}),
        language=code,
        file_name=file_name[:255],
        sha256=digest,
        source=raw,
        version=Charter.objects.filter(institution=institution, unit=unit).count() + 1,
    )
    charter.full_clean(exclude=["source"])
    charter.save()
    _save_provisions(charter, provisions, confirm=confirm)
    return charter


def proposed_title(text: str, file_name: str) -> str:
    """Return the first line of the text that is long enough to be a title, else the file's name."""
    for line in text.splitlines()[:40]:
        words = " ".join(line.split()).strip("#* ")
        if len(words) > 15:
            return words[:200]
    return file_name


def _save_provisions(charter: Charter, provisions: list[charter_text.Provision], *, confirm: bool) -> None:
    parents: dict[int, Provision] = {}
    for ordinal, read in enumerate(provisions, start=1):
        depth = 3 if read.level == 8 else 0 if read.level == 9 else read.level
        parent = next((parents[d] for d in range(depth - 1, -1, -1) if d in parents), None)
        proposals = propose(read.text) if read.level in (1, 2, 3) else []
        provision = Provision(
            institution=charter.institution,
            unit=charter.unit,
            charter=charter,
            parent=parent,
            ordinal=ordinal,
            number=(read.number or "")[:60],
            citation=citation(read.number or "", parent)[:120],
            level=read.level,
            kind=read.kind,
            nature=_proposed_nature(read, proposals),
            text=read.text,
            line=read.line,
        )
        provision.save()
        if read.level <= 3:
            parents = {d: p for d, p in parents.items() if d < read.level} | {read.level: provision}
        for place, proposal in enumerate(proposals):
            ProvisionCapability.objects.create(
                institution=charter.institution,
                unit=charter.unit,
                provision=provision,
                capability=proposal.code,
                state="confirmed" if confirm and place == 0 else "proposed",
                confidence=proposal.confidence,
                reasons=list(proposal.reasons),
            )


def citation(number: str, parent: Provision | None) -> str:
    """Return how an article is cited: `3.0.4` names itself, `a)` and `(1)` are named with what they stand under."""
    own = number.strip(" .-*–—:•")
    if parent is None or re.search(r"\d\D+\d|[^\W\d]{3,}", own):
        return own
    above = parent.citation if parent.level > 0 else ""
    return " ".join(part for part in (above, own) if part) if own else ""


def _proposed_nature(read: charter_text.Provision, proposals: list[Any]) -> str:
    if read.level == 0:
        return "structure"
    if proposals and proposals[0].code in STRUCTURAL:
        return "structure"
    return "duty" if proposals else "rule"


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
    from nizam.kit.catalogue import capabilities

    return [(code, str(entry.title)) for code, entry in capabilities().items()]


@action(
    "charters.bind_provision",
    title=_("Bind a capability"),
    fields={"capability": Input(label=_("Capability"), kind="choice", choices=_catalogue_choices)},
)
def bind_provision(actor: Actor, provision: Provision, *, capability: str) -> Provision:
    """Say that the article demands a capability."""
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
