# SPDX-License-Identifier: EUPL-1.2
"""Loading a charter's file: its bytes are kept, its articles read, what they demand proposed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from nizam.foundations import charter_text, language
from nizam.foundations.charter_text import exporting
from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Refused
from nizam.kit.texts import TranslatedText
from nizam.spine.charters.actions.dividing import propose_bindings
from nizam.spine.charters.actions.structure import propose_structure
from nizam.spine.charters.actions.texts import (
    arrange,
    proposals_for,
    proposed_links,
    proposed_nature,
)
from nizam.spine.charters.actions.versions import compare, repeal
from nizam.spine.charters.learning import learned_by
from nizam.spine.charters.models import Charter, Provision, ProvisionCapability
from nizam.spine.org.models import Institution, Unit


class SupportsRead(Protocol):
    """A named file, such as an uploaded one."""

    name: str

    def read(self) -> bytes:
        """Return its bytes."""


@dataclass(frozen=True)
class ReadFile:
    """A charter's file with what was read from it: the text that lines are counted in, and its provisions."""

    raw: bytes
    name: str
    text: str
    title: str
    provisions: tuple[charter_text.Provision, ...]

    @property
    def sha256(self) -> str:
        """The digest of the bytes, by which a file is known."""
        return hashlib.sha256(self.raw).hexdigest()


def read_file(
    *, institution: Institution, raw: bytes | SupportsRead | ReadFile, file_name: str = "", **others: Any
) -> dict[str, Any]:
    """Read the file before anything is locked: a scan may take minutes. Returns what `load_charter` takes.

    A file exported from here gives its provisions as they were; any other is read like a printed text. Raises Refused
    for a file that is loaded already, is unreadable, or has no provisions.
    """
    if not isinstance(raw, ReadFile):
        if not isinstance(raw, bytes):
            file_name, raw = file_name or raw.name, raw.read()
        _refuse_loaded(institution, hashlib.sha256(raw).hexdigest())
        raw = _read(raw, file_name, tuple(institution.languages))
    return {"institution": institution, "raw": raw, **others}


def _refuse_loaded(institution: Institution, digest: str) -> None:
    if Charter.objects.filter(institution=institution, sha256=digest).exists():
        raise Refused(_("This file is loaded already."), code="already-loaded")


def _read(raw: bytes, name: str, languages: tuple[str, ...]) -> ReadFile:
    try:
        restored = exporting.restore(raw)
        if restored is not None:
            return ReadFile(raw, name, restored.text, restored.title, restored.provisions)
        text = charter_text.decode(raw, languages=languages)
    except charter_text.CharterTextError as error:
        raise Refused(
            _("The file could not be read as text: %(fault)s") % {"fault": error}, code="unreadable"
        ) from error
    provisions = tuple(charter_text.parse(text))
    if not provisions:
        raise Refused(_("No numbered article was found in this file."), code="no-provisions")
    return ReadFile(raw, name, text, proposed_title(text, name), provisions)


@action(
    "charters.load_charter",
    title=_("Load a charter"),
    creates=True,
    primary=True,
    prepare=read_file,
    fields={
        "institution": Input(label=_("Institution"), kind="model", model="org.institution"),
        "unit": Input(label=_("Unit it binds"), kind="model", model="org.unit", required=False),
        "raw": Input(
            label=_("File"),
            kind="file",
            help=_(
                "A file with the charter's numbered articles: text, HTML, Word, PDF or a scan (.txt, .html, .docx, "
                ".pdf, .png, .jpg, .tiff), or one that was exported here (.xml, .json, .docx)"
            ),
        ),
        "title": Input(label=_("Title"), required=False, help=_("Left empty, it is proposed from the text")),
        "supersedes": Input(
            label=_("New version of"),
            kind="model",
            model="charters.charter",
            required=False,
            help=_("Its articles are then compared, and what hung on changed ones is listed for decision"),
        ),
        "confirm": Input(label=_("Confirm the first proposal for each article"), kind="flag", required=False),
        "at_once": Input(
            label=_("Put into force at once, without reading it through"),
            kind="flag",
            required=False,
            initial=False,
        ),
    },
)
def load_charter(
    actor: Actor,
    *,
    institution: Institution,
    raw: ReadFile,
    title: str = "",
    unit: Unit | None = None,
    confirm: bool = False,
    supersedes: Charter | None = None,
    at_once: bool = True,
) -> Charter:
    """Load a charter's file: the bytes are kept, its provisions read, capabilities proposed with their reasons.

    `raw` is the file's bytes with its `file_name`, or an uploaded file: `read_file` reads it before the act. `confirm`
    confirms each article's first proposal at once, in the actor's name. A charter that is not in force `at_once` is a
    draft: it is read through, mended and put into force with `enforce_charter`. `supersedes` is the version before; it
    stays in force as long as the new one is a draft. Loading the same file again is refused.
    """
    if supersedes is not None and supersedes.institution_id != institution.pk:
        raise Refused(_("A version follows a charter of the same institution."), code="other-institution")
    _refuse_loaded(institution, raw.sha256)
    provisions = raw.provisions
    identified = language.identify(" ".join(p.text for p in provisions)[:20000])
    code = identified.language or institution.main_language
    charter = Charter(
        institution=institution,
        unit=unit,
        title=TranslatedText({code: title or raw.title or raw.name}),
        language=code,
        file_name=raw.name[:255],
        sha256=raw.sha256,
        source=raw.raw,
        printed=raw.text,
        supersedes=supersedes,
        in_force=at_once,
        draft=not at_once,
        version=Charter.objects.filter(institution=institution, unit=unit).count() + 1,
    )
    charter.full_clean(exclude=["source"])
    charter.save()
    _save_provisions(charter, provisions, confirm=confirm)
    propose_structure(charter)
    propose_bindings(charter)
    if supersedes is not None:
        compare(charter)
        if at_once:
            repeal(supersedes)
    return charter


def proposed_title(text: str, file_name: str) -> str:
    """Return the first line of the text that is long enough to be a title, else the file's name."""
    for line in text.splitlines()[:40]:
        words = " ".join(line.split()).strip("#* ")
        if len(words) > 15:
            return words[:200]
    return file_name


def _save_provisions(charter: Charter, read: Iterable[charter_text.Provision], *, confirm: bool) -> None:
    provisions = [
        Provision(
            institution=charter.institution,
            unit=charter.unit,
            charter=charter,
            ordinal=ordinal,
            number=(one.number or "")[:60],
            level=one.level,
            kind=one.kind,
            text=one.text,
            line=one.line,
            doubts=list(one.doubts),
        )
        for ordinal, one in enumerate(read, start=1)
    ]
    arrange(provisions)
    learned = learned_by(charter.institution)
    links: list[ProvisionCapability] = []
    for provision in provisions:
        provision.nature = proposed_nature(provision)
        proposals = proposals_for(provision, learned)
        provision.save()
        links += proposed_links(provision, proposals, confirm=confirm)
    ProvisionCapability.objects.bulk_create(links, batch_size=200)
