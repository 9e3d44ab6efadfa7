# SPDX-License-Identifier: EUPL-1.2
"""Attachments of what arrived: noted with the letter, read apart in the background, never run."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from nizam.foundations import language, messages
from nizam.foundations.extraction import Limits, extract
from nizam.kit.actions import Actor, action
from nizam.kit.ports import ports
from nizam.spine.cases.envelopes import storable
from nizam.spine.cases.models import Attachment, Envelope
from nizam.spine.cases.suggestions import units_for
from nizam.spine.records.blobs import BlobDamaged, read_bytes

READ_TASK: Final = "cases.read_attachments"
# A reading that ended its worker so often is not begun again.
TRIES: Final = 2
# More files of one letter are kept and not opened: nobody reads them, and a robot would fill the queue with them.
READ_OF_ONE_LETTER: Final = 100
# A picture within the text, smaller than this, is a logo or a line, and nothing that could be read.
SMALL_PICTURE_BYTES: Final = 10_000
LIMITS: Final = Limits(seconds=90.0, cpu_seconds=60, characters=300_000)

# A letter has its files noted when it says something of its own; of these, the letters people work on are read.
NOTED: Final = frozenset({"new", "reply", "held", "set-aside", "unreadable"})
READ: Final = frozenset({"new", "reply", "held"})

# What systems start when it is opened. Bytes tell more than names; both are asked.
_PROGRAMS: Final = re.compile(
    r"apk|app|appx|bat|class|cmd|com|cpl|deb|dll|dmg|elf|exe|gadget|hta|inf|jar|jnlp|"
    r"lnk|msc|msi|msix|msp|pif|reg|rpm|scf|scr|sys|url|vbe|xll"
)
_SCRIPTS: Final = re.compile(r"bash|csh|js|jse|ksh|mjs|php|pl|ps1|ps2|psm1|py|pyc|rb|sct|sh|vb|vbs|wsc|wsf|wsh")
_PROGRAM_BYTES: Final = (
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"L\x00\x00\x00\x01\x14\x02\x00",
    b"dex\n",
)
_SHELL: Final = re.compile(rb"(?:\xef\xbb\xbf)?#!\s*/")


def mark_words() -> Mapping[str, Any]:
    """Return every mark an attachment can carry, in words."""
    return {
        "archive-bomb": _("an archive bomb: not unpacked further"),
        "broke-down": _("its reading broke down; what was read before is kept"),
        "bytes-gone": _("its bytes are missing or damaged here"),
        "charset-guessed": _("its alphabet was guessed"),
        "damaged": _("damaged or cut off"),
        "encrypted": _("closed by a password"),
        "entities-refused": _("holds a document type that is not read"),
        "given-up": _("its reading was given up after several tries"),
        "macros-not-run": _("holds macros: they were not run"),
        "mojibake-repaired": _("wrong letters were set right"),
        "needs-ocr": _("a picture of text that nothing here can read"),
        "nested-too-deep": _("files lie too deep inside each other"),
        "no-text": _("holds no text"),
        "not-confined": _("not opened: this machine cannot confine the reading"),
        "out-of-memory": _("its reading took too much memory and was ended"),
        "out-of-time": _("its reading took too long and was ended"),
        "program": _("a program: kept, not opened"),
        "read-by-ocr": _("read from a picture: may be misread"),
        "replaced": _("some letters could not be read"),
        "script": _("a script: kept, not opened"),
        "too-large": _("too large to be read"),
        "too-long": _("its text was cut"),
        "too-many-files": _("one of very many files of this letter: not opened"),
        "too-many-pages": _("only the first pages were read"),
        "too-many-parts": _("only the first files in it were read"),
        "uncertain-ocr": _("read from a picture with little certainty"),
        "unsupported": _("of a type that is not read"),
    }


def refusal_of(name: str, content: bytes) -> str:
    """Return the mark of a file that is never opened (`program` or `script`), or an empty string."""
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if _PROGRAMS.fullmatch(extension) or content.startswith(_PROGRAM_BYTES):
        return "program"
    if _SCRIPTS.fullmatch(extension) or _SHELL.match(content):
        return "script"
    return ""


def note_attachments(envelope: Envelope, message: messages.Message | None) -> list[Attachment]:
    """Give a letter that was registered a row for each attachment, once, and queue the reading of their text.

    Runs inside the registering act. A copy, a bounce or an automatic answer has none, and neither has what could not be
    read at all.
    """
    if message is None or not message.attachments or envelope.disposition not in NOTED:
        return []
    if envelope.attachments.exists():
        return []
    rows = [
        _row(envelope, place, a.name, a.content_type, a.content, a.sha256, inline=a.inline)
        for place, a in enumerate(message.attachments, start=1)
    ]
    return _noted(envelope, rows)


def note_file(envelope: Envelope, *, name: str, content_type: str, content: bytes) -> Attachment:
    """Give an envelope that is one file itself (a scan) its row, and queue the reading of its text."""
    row = _row(envelope, 1, name, content_type, content, envelope.sha256, inline=False)
    return _noted(envelope, [row])[0]


def _row(
    envelope: Envelope, place: int, name: str, content_type: str, content: bytes, sha256: str, *, inline: bool
) -> Attachment:
    mark = refusal_of(name, content)
    if not mark and place > READ_OF_ONE_LETTER:
        mark = "too-many-files"
    is_small = inline and content_type.startswith("image/") and len(content) < SMALL_PICTURE_BYTES
    return Attachment(
        institution=envelope.institution,
        unit=envelope.unit,
        confidentiality=envelope.confidentiality,
        envelope=envelope,
        ordinal=place,
        name=storable(name)[:255],
        content_type=storable(content_type)[:120],
        size=len(content),
        sha256=sha256,
        inline=inline,
        state="refused" if mark else "read" if is_small else "waiting",
        marks=[mark] if mark else [],
    )


def _noted(envelope: Envelope, rows: list[Attachment]) -> list[Attachment]:
    Attachment.objects.bulk_create(rows)
    if envelope.disposition in READ and any(row.state == "waiting" for row in rows):
        ask_to_read(envelope)
    return rows


def ask_to_read(envelope: Envelope) -> None:
    """Queue the reading of an envelope's attachments, unless it waits or runs already."""
    ports.jobs.enqueue(READ_TASK, {"envelope": str(envelope.uid)}, key=f"{READ_TASK}:{envelope.uid}")


def contents_of(envelope: Envelope) -> list[bytes]:
    """Return the bytes of every attachment by place, the first one first. Raises BlobDamaged, FileNotFoundError."""
    raw = read_bytes(envelope.blob)
    if envelope.door == "mail":
        return [attachment.content for attachment in messages.read(raw).attachments]
    return [raw]


def read_waiting(
    actor: Actor, envelope: Envelope, begin: Callable[[Attachment], bool], done: Callable[[Attachment], None]
) -> None:
    """Read the text of every waiting attachment of `envelope`, one after the other, each within the limits.

    `begin` is called before each and tells whether it may be opened (False: it is given up); `done` after each.
    """
    waiting = list(envelope.attachments.filter(state="waiting").order_by("ordinal"))
    try:
        contents: Sequence[bytes] = contents_of(envelope) if waiting else []
    except (BlobDamaged, FileNotFoundError):
        contents = []
    for attachment in waiting:
        attachment.envelope = envelope
        if not begin(attachment):
            text, marks = "", ["given-up"]
        elif attachment.ordinal > len(contents):
            text, marks = "", ["bytes-gone"]
        else:
            text, marks = _read(attachment, contents[attachment.ordinal - 1])
        read_attachment(actor, attachment, text=text, marks=marks)
        done(attachment)


def _read(attachment: Attachment, content: bytes) -> tuple[str, list[str]]:
    same = Attachment.objects.filter(
        institution=attachment.institution_id, sha256=attachment.sha256, state="read", name=attachment.name
    )
    known = same.exclude(pk=attachment.pk).values_list("text", "marks").first()
    if known is not None:
        return known[0], list(known[1])
    envelope = attachment.envelope
    wanted = dict.fromkeys(code for code in (envelope.language, *envelope.institution.languages) if code)
    found = extract(
        content, name=attachment.name, content_type=attachment.content_type, limits=LIMITS, languages=tuple(wanted)
    )
    return found.text, list(found.marks)


# Marks that tell how the text was read, and not that something of it is missing.
_HARMLESS: Final = frozenset({"charset-guessed", "mojibake-repaired", "read-by-ocr", "no-text"})


@action(
    "cases.read_attachment",
    title=_("Note what is written in it"),
    available=lambda attachment: attachment.state == "waiting",
)
def read_attachment(actor: Actor, attachment: Attachment, *, text: str, marks: Sequence[str]) -> Attachment:
    """Keep what was read of an attachment. The text of a scan is the letter's own, and brings its suggested units."""
    attachment.text = storable(text).strip()
    attachment.marks = list(marks)
    attachment.state = "read" if _HARMLESS.issuperset(marks) else "marked"
    attachment.save(update_fields=["text", "marks", "state"])
    if attachment.envelope.door == "scan" and attachment.text:
        _take_scan(attachment.envelope, attachment)
    return attachment


def _take_scan(envelope: Envelope, attachment: Attachment) -> None:
    """Put what was read of a scan under the clerk's own words; read once more, it stands there already."""
    if attachment.text in envelope.text:
        return
    words = f"{envelope.subject}\n{attachment.text}"[:20_000]
    envelope.text = "\n\n".join(part for part in (envelope.text, attachment.text) if part)
    envelope.language = language.identify(words).language or envelope.language
    envelope.flags = sorted({*envelope.flags, "read-by-ocr"} if "read-by-ocr" in attachment.marks else envelope.flags)
    envelope.save(update_fields=["text", "language", "flags"])
    case = envelope.case
    if case is not None and case.state == "new" and not case.suggestions:
        case.suggestions = units_for(case.institution, words)
        case.save(update_fields=["suggestions"])


@action(
    "cases.reread_attachment",
    title=_("Read it again"),
    available=lambda attachment: attachment.state in ("read", "marked"),
)
def reread_attachment(actor: Actor, attachment: Attachment) -> Attachment:
    """Have an attachment read once more, for example after a reader of pictures was installed."""
    attachment.state = "waiting"
    attachment.save(update_fields=["state"])
    ask_to_read(attachment.envelope)
    return attachment
