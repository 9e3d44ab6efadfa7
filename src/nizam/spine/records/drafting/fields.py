# SPDX-License-Identifier: EUPL-1.2
"""Fields of phrases and drafts: `[[number]]` and the like, replaced by what they stand for when a text is put in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import formats, timezone, translation
from django.utils.translation import gettext_lazy as _

from nizam.foundations.typesetting.marked_text import escape_marked_text
from nizam.spine.records.models import Document

_TOKEN = re.compile(r"\[\[([a-z_]{1,40})\]\]")
_SPOKEN = frozenset({"az", "uz", "uz-Cyrl", "tr", "en"})


@dataclass(frozen=True)
class Field:
    """One field: its code as written between the brackets, what it is called, and its present value."""

    code: str
    title: Any
    value: str

    @property
    def token(self) -> str:
        """How it is written in a text."""
        return f"[[{self.code}]]"


def fill_fields(text: str, fields: Iterable[Field]) -> str:
    """Return `text` with every field that has a value replaced; the others stay for the reader to see.

    A value enters as plain words, whatever marks it seems to carry.
    """
    values = {field.code: escape_marked_text(field.value).replace("\n", " ") for field in fields if field.value}
    return _TOKEN.sub(lambda found: values.get(found[1], found[0]), text)


def open_fields(text: str) -> list[str]:
    """Return the fields that still stand in `text`, each once, as written."""
    return list(dict.fromkeys(found[0] for found in _TOKEN.finditer(text)))


def document_fields(document: Document) -> list[Field]:
    """Return the fields that every paper has."""
    institution = document.institution
    unit = document.unit.name.in_language(document.language) if document.unit is not None else ""
    today = timezone.now().astimezone(institution.tzinfo).date()
    return [
        Field("addressee", _("Addressee"), document.addressee),
        Field("subject", _("Subject"), document.subject),
        Field("today", _("Today’s date"), written_date(today, document.language)),
        Field("institution", _("Institution"), institution.name.in_language(document.language)),
        Field("unit", _("Unit"), unit),
        Field("phone", _("Telephone"), institution.phone),
    ]


def written_date(day: date | datetime | None, language: str) -> str:
    """Return a day as papers in `language` write it; empty for none."""
    if day is None:
        return ""
    if language not in _SPOKEN:
        return f"{day:%d.%m.%Y}"
    with translation.override(language):
        return str(formats.date_format(day, "DATE_FORMAT"))
