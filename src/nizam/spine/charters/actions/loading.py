# SPDX-License-Identifier: EUPL-1.2
"""Loading a charter's file: its bytes are kept, then its articles read and what they demand proposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from nizam.foundations import charter_text
from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Refused
from nizam.kit.texts import TranslatedText
from nizam.spine.charters.actions.reading import (
    ReadFile,
    UnreadableFile,
    begin_reading,
    digest_of,
    fault_words,
    read_file,
    settle_reading,
)
from nizam.spine.charters.models import Charter
from nizam.spine.org.models import Institution, Unit


class SupportsRead(Protocol):
    """A named file, such as an uploaded one."""

    name: str

    def read(self) -> bytes:
        """Return its bytes."""


@dataclass(frozen=True)
class TakenFile:
    """A charter's file as it was given, with what it says where that is read at once."""

    raw: bytes
    name: str
    read: ReadFile | None


def take_file(
    actor: Actor,
    obj: None,
    *,
    institution: Institution,
    raw: bytes | SupportsRead | TakenFile,
    file_name: str = "",
    **others: Any,
) -> dict[str, Any]:
    """Take the file in before anything is locked, and read it unless it is one of pages. Returns what `load_charter`
    takes.

    Raises Refused for a file that is loaded already, or a text that is unreadable or has no provisions.
    """
    if not isinstance(raw, TakenFile):
        if not isinstance(raw, bytes):
            file_name, raw = file_name or raw.name, raw.read()
        _refuse_loaded(institution, digest_of(raw))
        try:
            read = None if charter_text.has_pages(raw) else read_file(raw, file_name, institution.languages)
        except UnreadableFile as error:
            raise Refused(fault_words(error.fault), code=error.fault["code"]) from error
        raw = TakenFile(raw, file_name, read)
    return {"institution": institution, "raw": raw, **others}


def _refuse_loaded(institution: Institution, digest: str) -> None:
    if Charter.objects.filter(institution=institution, sha256=digest).exists():
        raise Refused(_("This file is loaded already."), code="already-loaded")


@action(
    "charters.load_charter",
    title=_("Load a charter"),
    creates=True,
    primary=True,
    prepare=take_file,
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
    raw: TakenFile,
    title: str = "",
    unit: Unit | None = None,
    confirm: bool = False,
    supersedes: Charter | None = None,
    at_once: bool = True,
) -> Charter:
    """Load a charter's file: the bytes are kept, its provisions read, capabilities proposed with their reasons.

    `raw` is the file's bytes with its `file_name`, or an uploaded file. A text is read before the act. A PDF or a scan
    is read in the background, and the charter returned has no articles yet: `reading` says how far that is, see
    `actions.reading`. `confirm` confirms each article's first proposal at once, in the actor's name. A charter that is
    not in force `at_once` is a draft: it is read through, mended and put into force with `enforce_charter`.
    `supersedes` is the version before; it stays in force as long as the new one is a draft, and what it binds is bound
    where no `unit` is named. Loading the same file again is refused.
    """
    if supersedes is not None:
        if supersedes.institution_id != institution.pk:
            raise Refused(_("A version follows a charter of the same institution."), code="other-institution")
        if not supersedes.is_read:
            raise Refused(_("The version before is not read yet."), code="unread")
        unit = unit or supersedes.unit
    digest = digest_of(raw.raw)
    _refuse_loaded(institution, digest)
    charter = Charter(
        institution=institution,
        unit=unit,
        title=TranslatedText({institution.main_language: title or raw.name}),
        file_name=raw.name[:255],
        sha256=digest,
        source=raw.raw,
        supersedes=supersedes,
        in_force=False,
        draft=True,
        reading="waiting",
        wishes={"title": title, "confirm": confirm, "at_once": at_once},
        version=supersedes.version + 1 if supersedes is not None else 1,
    )
    charter.full_clean(exclude=["source"])
    charter.save()
    if raw.read is None:
        begin_reading(actor, charter)
    else:
        settle_reading(charter, raw.read)
    return charter
