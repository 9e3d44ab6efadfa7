# SPDX-License-Identifier: EUPL-1.2
"""A document on paper: its values, worded in its language, in its institution's looks, typeset as PDF/A."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

import segno
from django.conf import settings
from django.utils import formats, timezone, translation

from nizam.foundations.language import upper
from nizam.foundations.typesetting import TIMEOUT_SECONDS, filled, labels, paragraphs, typeset, wording
from nizam.foundations.typesetting.marked_text import read_marked_text
from nizam.spine.org.models import Institution, Unit
from nizam.spine.records.looks import Looks, looks_for, looks_of
from nizam.spine.records.models import Document

ISSUE_SECONDS: Final = 10.0
# The rules by which Django writes a day in words know these languages; days of the other papers are in figures.
_DAYS_IN_WORDS: Final = frozenset({"az", "uz", "uz-Cyrl", "en"})


def typeset_document(
    document: Document, *, position: str, name: str, at: datetime, looks: Looks | None = None, issued: bool = False
) -> bytes:
    """Return the paper of `document` as PDF/A, signed by `name` in the post `position`, in `looks`, else those in use.

    One that is `issued` is typeset while others wait to write: it comes before previews, within `ISSUE_SECONDS`.
    Raises TypesettingError.
    """
    chosen = looks if looks is not None else looks_of(document)
    data = letter_data(document, position, name, timestamp=int(at.timestamp()), looks=chosen)
    seconds = ISSUE_SECONDS if issued else TIMEOUT_SECONDS
    return typeset(
        chosen.kind, data, source=chosen.source, layout=chosen.drawn(), timeout_seconds=seconds, urgent=issued
    )


def typeset_sheet(
    kind: str,
    institution: Institution,
    language: str,
    values: Mapping[str, Any],
    *,
    at: datetime,
    unit: Unit | None = None,
    seconds: float = 20,
) -> bytes:
    """Return a paper that is no document (receipt, resolution, task-sheet, register-sheet, report) as PDF/A.

    `values` are what the template takes beside language, institution, labels and title, all in the institution's looks.
    A long one may be given more `seconds`. Raises TypesettingError.
    """
    base = paper_base(institution, language, unit=unit, timestamp=int(at.timestamp()))
    looks = looks_for(institution, kind, language)
    title = wording(kind, language, institution.country, looks.own).title
    data = {**base, "title": title, **values}
    return typeset(kind, data, source=looks.source, layout=looks.drawn(), timeout_seconds=seconds)


def letter_data(document: Document, position: str, name: str, *, timestamp: int, looks: Looks) -> dict[str, Any]:
    """Return what the templates of letters take, worded in the paper's language."""
    institution, language = document.institution, document.language
    named = labels(language)
    issued: date = document.issued_on or timezone.now().astimezone(institution.tzinfo).date()
    values = {
        "institution": institution.name.in_language(language),
        "number": document.number_text,
        "date": paper_day(issued, language),
        "reference": document.in_reply_to,
    }
    said = wording(looks.kind, language, institution.country, looks.own)
    author = document.author
    address = verification_address(document)
    return {
        **paper_base(institution, language, unit=document.unit, timestamp=timestamp),
        "title": filled(said.title, values),
        "number": values["number"],
        "date": values["date"],
        "addressee": [line for line in document.addressee.splitlines() if line.strip()] or [""],
        "references": [line for line in document.in_reply_to.splitlines() if line.strip()],
        "subject": document.subject,
        "opening": paragraphs(filled(said.opening, values)),
        "content": read_marked_text(document.body),
        "ending": paragraphs(filled(said.ending, values)),
        "appeal": filled(said.appeal, values),
        "closing": filled(said.closing, values),
        "signatory": {"position": [position] if position else [], "name": name},
        "executor": executor_lines(author, institution, named) if author else [],
        "attachments": [],
        "verification": filled(named["verification"], {"address": address}) if address else "",
        "qr_svg": qr_svg(address or f"/p/{document.verification_code}") if document.verification_code else "",
    }


def paper_base(institution: Institution, language: str, *, unit: Unit | None, timestamp: int) -> dict[str, Any]:
    """Return the values every template takes: language, country, institution, the names of the parts."""
    address = [
        institution.postal_address,
        ", ".join(part for part in (institution.phone, institution.email, institution.public_address) if part),
    ]
    named = labels(language)
    return {
        "lang": language,
        "country": institution.country,
        "timestamp": timestamp,
        "institution": {
            "name": _name(institution, language),
            "above": ["T.C."] if institution.country == "TR" and language == "tr" else [],
            "unit": unit.name.in_language(language) if unit else "",
            "address": [part for part in address if part],
        },
        "labels": named,
        "qr_alt": named["qr_alt"],
    }


def _name(institution: Institution, language: str) -> str:
    """Return the name as the heading bears it: in capitals in Turkey (decision 2646 of 10.06.2020)."""
    name = institution.name.in_language(language)
    return upper(name, language) if institution.country == "TR" and language == "tr" else name


def executor_lines(author: Any, institution: Institution, named: Mapping[str, str]) -> list[str]:
    """Return who prepared the paper and how to reach him: by the office's phone."""
    phone = filled(named["phone"], {"phone": institution.phone}) if institution.phone else ""
    return [line for line in (author.display_name, phone) if line]


def paper_day(day: date, language: str) -> str:
    """Return a day as papers of `language` write it."""
    if language not in _DAYS_IN_WORDS:
        return f"{day:%d.%m.%Y}"
    with translation.override(language):
        return str(formats.date_format(day, "DATE_FORMAT"))


def verification_address(document: Document) -> str:
    """Return where anybody can check the paper; empty for an office that has no address on the web."""
    public = document.institution.public_address or settings.PUBLIC_ADDRESS
    return f"{public.rstrip('/')}/p/{document.verification_code}" if document.verification_code and public else ""


def qr_svg(address: str) -> str:
    """Return a QR code of `address` as SVG (ISO/IEC 18004, level M: a folded or stamped corner still reads)."""
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, border=0, omitsize=True)
    return drawn.getvalue().decode()
