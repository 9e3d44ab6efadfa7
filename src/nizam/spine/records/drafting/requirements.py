# SPDX-License-Identifier: EUPL-1.2
"""What the law and the type of a paper want in it, judged on the draft as it stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from nizam.foundations.language import fold
from nizam.foundations.typesetting import FontsMissing, undrawable_characters, wording
from nizam.spine.org.models import NumberSeries
from nizam.spine.records.drafting.fields import open_fields
from nizam.spine.records.drafting.keeping import Texts
from nizam.spine.records.looks import looks_of
from nizam.spine.records.models import Document

_DATA: Final = Path(__file__).with_name("requirements.toml")

TITLES: Final[Mapping[str, Any]] = {
    "number": _("Number"),
    "date": _("Date"),
    "addressee": _("Addressee"),
    "subject": _("Subject"),
    "reference": _("Reference to the letter it answers"),
    "appeal": _("How to appeal"),
    "reason": _("The reason"),
    "signatory": _("Signature"),
}
# What signing itself puts on the paper.
_BY_SIGNING: Final = frozenset({"number", "date", "signatory"})
_WHOLE_WORDS = re.compile(r"\s+")


@dataclass(frozen=True)
class Requirement:
    """A part that the law of a country wants in papers of some types."""

    country: str
    part: str
    types: tuple[str, ...]
    law: str
    source: str
    doubt: bool = False


@dataclass(frozen=True)
class Finding:
    """One part of a paper: whether it is there, whether signing brings it, which law wants it."""

    part: str
    met: bool
    by_signing: bool = False
    law: str = ""
    doubt: bool = False

    @property
    def title(self) -> Any:
        """What the part is called."""
        return TITLES[self.part]


@cache
def requirements() -> tuple[Requirement, ...]:
    """Return what the shipped data says of each country."""
    return tuple(Requirement(**{**one, "types": tuple(one["types"])}) for one in _read()["requirement"])


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text("utf-8"))


def judge(document: Document, texts: Texts | None = None) -> list[Finding]:
    """Return what is wanted in `document`, with `texts` in place of its own where they are given."""
    texts = texts if texts is not None else Texts.of(document)
    if document.type is None:
        return []
    country, code = document.institution.country, document.type.code
    laws = {one.part: one for one in requirements() if one.country == country and code in one.types}
    wanted = dict.fromkeys([*document.type.requires, *laws])
    return [
        Finding(
            part,
            met=_has(document, texts, part),
            by_signing=part in _BY_SIGNING,
            law=laws[part].law if part in laws else "",
            doubt=part in laws and laws[part].doubt,
        )
        for part in wanted
        if part in TITLES
    ]


def missing(document: Document, texts: Texts | None = None) -> list[Finding]:
    """Return what is wanted and not there."""
    return [one for one in judge(document, texts) if not one.met]


def objections_to_signing(document: Document) -> list[Any]:
    """Return a sentence for everything that should stop a hand before it signs."""
    found = [
        _("The paper lacks: %(part)s (%(law)s).") % {"part": one.title, "law": one.law}
        if one.law
        else _("The paper lacks: %(part)s.") % {"part": one.title}
        for one in missing(document)
    ]
    unfilled = open_fields(document.body)
    if unfilled:
        found.append(_("Fields in the text were not filled: %(fields)s.") % {"fields": ", ".join(unfilled)})
    return found


def unprintable(texts: Texts) -> list[str]:
    """Return the characters of `texts` that the fonts of papers cannot draw."""
    try:
        return undrawable_characters("\n".join((texts.subject, texts.addressee, texts.body)))
    except FontsMissing:
        return []


def _has(document: Document, texts: Texts, part: str) -> bool:
    if part == "number":
        series = getattr(document.type, "series", "") or "outgoing"
        return NumberSeries.objects.filter(institution=document.institution, code=series).exists()
    if part in _BY_SIGNING:
        return True
    if part in ("addressee", "subject"):
        return bool(getattr(texts, part).strip(" –-"))
    if part == "reference":
        return bool(document.in_reply_to.strip())
    if part == "appeal" and said_by_template(document):
        return True
    words = _read()["words"][part].get(document.language, [])
    text = _folded(texts.body)
    return any(_folded(word) in text for word in words)


def said_by_template(document: Document) -> bool:
    """Tell whether the paper's template says how to appeal by itself."""
    looks = looks_of(document)
    return bool(wording(looks.kind, document.language, document.institution.country, looks.own).appeal)


def _folded(text: str) -> str:
    return _WHOLE_WORDS.sub(" ", fold(text))
