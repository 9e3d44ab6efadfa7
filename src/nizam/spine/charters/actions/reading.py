# SPDX-License-Identifier: EUPL-1.2
"""Reading a charter's file: at once where it is a text, in the background page by page where it is a PDF or a scan.

The file is kept before it is read, so that a killed reading is begun again and a stopped one may be.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nizam.foundations import charter_text, language
from nizam.foundations.charter_text import exporting
from nizam.kit.actions import Actor, action
from nizam.kit.errors import Refused
from nizam.kit.ports import JournalEntry, ports
from nizam.kit.screens.addresses import entry_address
from nizam.kit.tasks import Cancelled, JobRun
from nizam.kit.texts import TranslatedText
from nizam.kit.turns import write_transaction
from nizam.spine.charters.actions.dividing import propose_bindings
from nizam.spine.charters.actions.structure import propose_structure
from nizam.spine.charters.actions.texts import arrange, proposals_for, proposed_links, proposed_nature
from nizam.spine.charters.actions.versions import compare, repeal
from nizam.spine.charters.learning import learned_by
from nizam.spine.charters.models import Charter, Provision, ProvisionCapability

READ_TASK = "charters.read"
# What the fault of a file may say, as codes.
UNREADABLE, NO_PROVISIONS = "unreadable", "no-provisions"


class UnreadableFile(Exception):
    """No articles come of a file; `fault` says why, as a charter keeps it."""

    def __init__(self, code: str, said: str = "", marks: Iterable[str] = ()) -> None:
        super().__init__(said or code)
        self.fault: dict[str, Any] = {"code": code, "said": said, "marks": list(marks)}


@dataclass(frozen=True)
class ReadFile:
    """What was read from a charter's file: the text that lines are counted in, a title, and the provisions."""

    text: str
    title: str
    provisions: tuple[charter_text.Provision, ...]


def digest_of(raw: bytes) -> str:
    """Return the digest of the bytes, by which a file is known."""
    return hashlib.sha256(raw).hexdigest()


def read_file(
    raw: bytes, name: str, languages: Iterable[str], *, progress: Callable[[int, int | None], None] | None = None
) -> ReadFile:
    """Return what a file says: its provisions as they were if it was exported from here, else read as a printed text.

    `progress` is told of the pages read, see `charter_text.decode`. Raises UnreadableFile.
    """
    try:
        restored = exporting.restore(raw)
        if restored is not None:
            return ReadFile(restored.text, restored.title, restored.provisions)
        text = charter_text.decode(raw, languages=tuple(languages), progress=progress)
    except charter_text.CharterTextError as error:
        raise UnreadableFile(UNREADABLE, str(error), getattr(error, "marks", ())) from error
    provisions = tuple(charter_text.parse(text))
    if not provisions:
        raise UnreadableFile(NO_PROVISIONS)
    return ReadFile(text, proposed_title(text, name), provisions)


def proposed_title(text: str, file_name: str) -> str:
    """Return the first line of the text that is long enough to be a title, else the file's name."""
    for line in text.splitlines()[:40]:
        words = " ".join(line.split()).strip("#* ")
        if len(words) > 15:
            return words[:200]
    return file_name


def fault_words(fault: dict[str, Any]) -> str:
    """Return in the reader's language why a file could not be read; empty for none."""
    if not fault:
        return ""
    if fault.get("code") == NO_PROVISIONS:
        return _("No numbered article was found in this file.")
    return _("The file could not be read as text: %(fault)s") % {"fault": fault.get("said", "")}


def begin_reading(actor: Actor, charter: Charter) -> None:
    """Queue the reading of the charter's file, in the transaction that runs."""
    charter.job = ports.jobs.enqueue(
        READ_TASK,
        {"charter": str(charter.uid)},
        user=actor.user,
        key=f"{READ_TASK}:{charter.uid}",
        title=_("Reading of %(file)s") % {"file": charter.file_name},
    )
    charter.reading, charter.fault = "waiting", {}
    charter.save(update_fields=["job", "reading", "fault"])


def run_reading(run: JobRun, uid: str) -> dict[str, int]:
    """Read the file of the charter `uid` and store what came of it in one transaction; a repeated run begins anew.

    Nothing is stored of a charter that was stopped, voided or read meanwhile.
    """
    charter = Charter.objects.select_related("institution", "supersedes").get(uid=uid)
    if charter.reading != "waiting":
        return {"provisions": charter.provisions.count()}
    read, fault = None, {}
    try:
        read = read_file(bytes(charter.source), charter.file_name, charter.institution.languages, progress=run.progress)
    except UnreadableFile as error:
        fault = error.fault
    with write_transaction():
        still = Charter.objects.filter(pk=charter.pk, reading="waiting", voided_at__isnull=True)
        if not still.update(updated_at=timezone.now()):
            raise Cancelled(READ_TASK)
        # The reading took minutes, in which others may have changed the charter.
        charter.refresh_from_db()
        if read is None:
            charter.reading, charter.fault = "unreadable", fault
            charter.save(update_fields=["reading", "fault"])
        else:
            settle_reading(charter, read)
        _tell(run.user, charter)
    return {"provisions": 0 if read is None else len(read.provisions)}


def _tell(user: Any, charter: Charter) -> None:
    """Write the end of the reading into the journal, and tell who waits for it."""
    ports.journal.write(
        JournalEntry(
            actor=Actor(user=user, door="office"),
            action="charters.load_charter",
            obj=charter,
            changes={"reading": ("waiting", charter.reading)},
            personal=frozenset(),
            reason=fault_words(charter.fault),
        )
    )
    if charter.is_read:
        sentence = _("“%(file)s” is read: its articles can be read through.")
    else:
        sentence = _("“%(file)s” could not be read.")
    text = sentence % {"file": charter.file_name}
    ports.outbox.notify(user, text=text, url=entry_address(charter), key=f"charter-read:{charter.uid}")


def settle_reading(charter: Charter, read: ReadFile) -> None:
    """Store what was read of the charter, with everything it proposes; do what was wished for this moment."""
    wishes = charter.wishes
    identified = language.identify(" ".join(p.text for p in read.provisions)[:20000])
    code = identified.language or charter.institution.main_language
    title: Any = TranslatedText({code: wishes.get("title") or read.title or charter.file_name})
    charter.title, charter.language, charter.printed = title, code, read.text
    charter.reading, charter.fault = "read", {}
    at_once = bool(wishes.get("at_once"))
    charter.draft, charter.in_force = not at_once, at_once
    charter.full_clean(exclude=["source"])
    charter.save()
    _save_provisions(charter, read.provisions, confirm=bool(wishes.get("confirm")))
    propose_structure(charter)
    propose_bindings(charter)
    if charter.supersedes is not None:
        compare(charter)
        if at_once:
            repeal(charter.supersedes)


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
            expected=one.expected[:60],
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


@action(
    "charters.stop_charter",
    title=gettext_lazy("Stop reading"),
    available=lambda charter: charter.at_work,
    otherwise=gettext_lazy("The file of this charter is not being read."),
)
def stop_charter(actor: Actor, charter: Charter) -> Charter:
    """Stop the reading of the charter's file; the file stays, and may be read again."""
    charter.reading = "stopped"
    charter.save(update_fields=["reading"])
    ports.jobs.cancel(charter.job)
    return charter


@action(
    "charters.reread_charter",
    title=gettext_lazy("Read again"),
    primary=True,
    available=lambda charter: not charter.is_read and not charter.at_work and charter.voided_at is None,
    otherwise=gettext_lazy("The file of this charter is read, or being read."),
)
def reread_charter(actor: Actor, charter: Charter) -> Charter:
    """Read the charter's file again, after its reading was stopped, failed or found nothing.

    Refuses while the reading before has not yet come to a halt.
    """
    if charter.job is not None and not charter.job.is_finished:
        raise Refused(gettext_lazy("The reading is just being stopped. Try again in a moment."), code="stopping")
    begin_reading(actor, charter)
    return charter
