# SPDX-License-Identifier: EUPL-1.2
"""Where the quoted earlier letter begins under a reply, in the languages of the region. For a screen only."""

import re
from itertools import islice
from typing import Final

_LEAD: Final = re.compile(
    r"^(?![ \t]*>)[^\n]{0,300}"
    r"\b(?:wrote|yazdı|yazıb|yazmışdır|yozdi|yozgan|ёзди|ёзган|пишет|писал|писала|писал\(а\)|написал|написала|написал\(а\))"
    r"[ \t]*:[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
# A date or an address must stand in it: "The minister wrote:" in a letter is no quotation of mail.
_MOMENT: Final = re.compile(r"\d{1,2}:\d{2}|\b\d{4}\b")
_DIVIDER: Final = re.compile(
    r"^[ \t]*-{2,}[ \t]*(?:original message|or[iı]j[iı]nal (?:ileti|mesaj)|özgün ileti|orijinal məktub|asl xabar"
    r"|асл хабар|исходное сообщение)[ \t]*-{2,}[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_BLOCK: Final = re.compile(
    r"^(?:_{10,}\s*\n)?\*?(?:From|Kimden|Gönderen|Kimdən|Kimdan|Кимдан|От|От кого)\s*:\*?[^\n]*\n"
    r"(?:[^\n]*\n){0,2}?"
    r"\*?(?:Sent|Date|Gönderildi|Gönderilme|Tarih|Göndərilib|Tarix|Yuborildi|Sana|Юборилди|Сана|Отправлено|Дата)\s*:\*?",
    re.MULTILINE,
)
_FORWARDED: Final = re.compile(r"-{3,}[^\n-]+-{3,}\s*\Z")
_QUOTED: Final = re.compile(r"^[ \t]*>", re.MULTILINE)
_SIGNATURE: Final = re.compile(r"^-- ?$", re.MULTILINE)


def quoted_from(text: str) -> int | None:
    """Offset at which the quoted letter begins.

    None when there is no quotation, nothing stands before it, it is a forwarded letter (which is what the sender wants
    read), or the answer is written between its lines.
    """
    starts = [match.start() for pattern in (_DIVIDER, _BLOCK) if (match := pattern.search(text))]
    starts = [start for start in starts if not _FORWARDED.search(text[max(0, start - 200) : start])]
    for match in islice(_LEAD.finditer(text), 20):
        start = _lead_start(text, match)
        if start is not None and _runs_to_end(text[match.end() :]):
            starts.append(start)
            break
    first = _QUOTED.search(text)
    if first and _runs_to_end(text[first.start() :]):
        starts.append(first.start())
    start = min(starts, default=0)
    return start if text[:start].strip() else None


def _lead_start(text: str, match: re.Match[str]) -> int | None:
    """Where the lead-in begins: on its own line, or on the line before when that one holds the date."""
    if _MOMENT.search(match.group()):
        return match.start()
    before = text.rfind("\n", 0, max(0, match.start() - 1)) + 1
    if _MOMENT.search(text[before : match.start()][-300:]):
        return before
    return match.start() if "@" in match.group() else None


def _runs_to_end(rest: str) -> bool:
    """Whether only a signature follows the ">" lines; without such lines all is quotation."""
    signature = _SIGNATURE.search(rest)
    lines = [line for line in (rest[: signature.start()] if signature else rest).split("\n") if line.strip()]
    marked = [line.lstrip().startswith(">") for line in lines]
    return not any(marked) or all(marked)
