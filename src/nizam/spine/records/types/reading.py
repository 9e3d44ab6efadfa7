# SPDX-License-Identifier: EUPL-1.2
"""Reading document types and file plans from TOML; every fault of a text is named with its entry."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from nizam.kit.texts import LANGUAGE_NAMES, TranslatedText

SHIPPED_LANGUAGES: Final = frozenset({"az", "uz", "tr", "en"})
KINDS: Final = ("outgoing", "incoming", "internal")
PARTS: Final = ("number", "date", "addressee", "subject", "reference", "appeal", "reason", "signatory")
"""The parts of a paper that its type may require; what each country's law wants stands with the checks of drafts."""

MOST_CHARACTERS: Final = 1_000_000
MOST_ENTRIES: Final = 20_000
MOST_YEARS: Final = 1_000
MOST_STEPS: Final = 10
MOST_MEMBERS: Final = 20

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MEMBER = re.compile(r"unit-head|superior-head|role:[a-z0-9]+(?:-[a-z0-9]+)*")


class TypeFault(ValueError):
    """A text of types or classes breaks its schema; `faults` are (entry, sentence), in their order."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{place}: {sentence}" if place else sentence for place, sentence in faults))
        self.faults = faults


@dataclass(frozen=True)
class TypeText:
    """A document type as its text says it; `digest` stands for all of it."""

    code: str
    title: TranslatedText
    kind: str
    template: str
    series: str = ""
    file_class: str = ""
    requires: tuple[str, ...] = ()
    chain: tuple[Mapping[str, Any], ...] = ()
    source: str = ""
    valid_from: date | None = None
    valid_until: date | None = None

    def as_entry(self) -> dict[str, Any]:
        """Return its values as a row keeps them."""
        return {
            "title": dict(self.title),
            "kind": self.kind,
            "template": self.template,
            "series": self.series,
            "file_class": self.file_class,
            "requires": list(self.requires),
            "chain": [dict(step) for step in self.chain],
            "source": self.source,
            "valid_from": self.valid_from.isoformat() if self.valid_from else "",
            "valid_until": self.valid_until.isoformat() if self.valid_until else "",
        }

    @property
    def digest(self) -> str:
        """Return what tells this entry from every other."""
        return digest_of(self.as_entry())


@dataclass(frozen=True)
class ClassText:
    """A class of a file plan as its text says it; `retention_years` None and not `permanent`: nothing is stated."""

    code: str
    title: TranslatedText
    retention_years: int | None = None
    permanent: bool = False
    law: str = ""


def digest_of(entry: Mapping[str, Any]) -> str:
    """Return the SHA-256 of an entry's values in canonical order."""
    return hashlib.sha256(json.dumps(entry, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read_types(text: str, *, languages: frozenset[str] = frozenset()) -> list[TypeText]:
    """Return the document types of a TOML text. Raises TypeFault with every fault of it."""
    faults: list[tuple[str, str]] = []
    found = [_type(entry, faults, languages) for entry in _entries(text, "type", faults)]
    _once([one.code for one in found], faults)
    if faults:
        raise TypeFault(faults)
    return found


def read_file_plan(text: str, *, languages: frozenset[str] = frozenset()) -> list[ClassText]:
    """Return the classes of a file plan's TOML text. Raises TypeFault with every fault of it."""
    faults: list[tuple[str, str]] = []
    found = [_class(entry, faults, languages) for entry in _entries(text, "class", faults)]
    _once([one.code for one in found], faults)
    if faults:
        raise TypeFault(faults)
    return found


def check_chain(chain: Any) -> None:
    """Raise ValidationError unless `chain` is a way of approval as document types keep it."""
    sentence = _chain_fault(chain)
    if sentence:
        raise ValidationError({"chain": sentence})


def check_parts(requires: Any) -> None:
    """Raise ValidationError unless `requires` is a list of parts of a paper."""
    if not isinstance(requires, list) or any(part not in PARTS for part in requires):
        raise ValidationError({"requires": _("A list of parts is expected: %(parts)s.") % {"parts": ", ".join(PARTS)}})


def _chain_fault(chain: Any) -> str:
    if not isinstance(chain, list) or len(chain) > MOST_STEPS:
        return _("A list of at most %(most)s steps is expected.") % {"most": MOST_STEPS}
    for step in chain:
        if not isinstance(step, dict) or set(step) - {"members", "quorum"}:
            return _("A step has members and, where not all need agree, a quorum.")
        members = step.get("members")
        if not isinstance(members, list) or not 0 < len(members) <= MOST_MEMBERS:
            return _("A step has at least one member.")
        for member in members:
            if not isinstance(member, str) or not _MEMBER.fullmatch(member):
                return _("A member of a step is unit-head, superior-head or role:<code>, not “%(member)s”.") % {
                    "member": member
                }
        quorum = step.get("quorum")
        if quorum is not None and (type(quorum) is not int or not 1 <= quorum <= MOST_MEMBERS):
            return _("A quorum is a whole number from 1.")
    return ""


def _entries(text: str, name: str, faults: list[tuple[str, str]]) -> list[dict[str, Any]]:
    if len(text) > MOST_CHARACTERS:
        faults.append(("", _("longer than %(most)s characters") % {"most": MOST_CHARACTERS}))
        return []
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        faults.append(("", _("this is no TOML: %(detail)s") % {"detail": error}))
        return []
    for key in table:
        if key != name:
            faults.append((key, _("there is no such entry")))
    found = table.get(name, [])
    if not isinstance(found, list) or any(not isinstance(one, dict) for one in found) or not found:
        faults.append((name, _("entries that each begin with [[%(entry)s]] are expected") % {"entry": name}))
        return []
    if len(found) > MOST_ENTRIES:
        faults.append((name, _("more than %(most)s entries") % {"most": MOST_ENTRIES}))
        return []
    return found


def _once(codes: list[str], faults: list[tuple[str, str]]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code and code in seen:
            faults.append((code, _("another entry has the same code")))
        seen.add(code)


class _Entry:
    """One table of the text; what is wrong in it is noted, and something harmless stands in for it."""

    def __init__(self, table: dict[str, Any], names: set[str], faults: list[tuple[str, str]]) -> None:
        self.table = table
        self.place = str(table.get("code", "?"))[:60]
        self.faults = faults
        for name in sorted(table.keys() - names):
            self.fault(name, _("there is no such entry"))

    def fault(self, name: str, sentence: str) -> None:
        """Note a fault of the field `name`."""
        self.faults.append((f"{self.place}.{name}", sentence))

    def line(self, name: str, *, required: bool = False, most: int = 300) -> str:
        """Return a line of text."""
        value = self.table.get(name, "")
        if not isinstance(value, str):
            self.fault(name, _("a text in quotation marks is expected"))
            return ""
        if required and not value.strip():
            self.fault(name, _("is missing"))
        if len(value) > most:
            self.fault(name, _("longer than %(most)s characters") % {"most": most})
        return value.strip()

    def title(self, languages: frozenset[str]) -> TranslatedText:
        """Return the title by language."""
        value = self.table.get("title")
        if not isinstance(value, dict) or not value or not all(isinstance(one, str) for one in value.values()):
            self.fault("title", _("a text by language is expected"))
            return TranslatedText()
        for code in sorted(value.keys() - set(LANGUAGE_NAMES)):
            self.fault("title", _("no such language is known here: %(language)s") % {"language": code})
        for code in sorted(languages - value.keys()):
            self.fault("title", _("lacks the language %(language)s") % {"language": code})
        return TranslatedText(value)

    def day(self, name: str) -> date | None:
        """Return a date, if it is there."""
        value = self.table.get(name)
        if value is not None and type(value) is not date:
            self.fault(name, _("a date such as 2026-01-31 is expected"))
            return None
        return value


def _type(table: dict[str, Any], faults: list[tuple[str, str]], languages: frozenset[str]) -> TypeText:
    names = {"code", "title", "kind", "template", "series", "file_class", "requires", "chain", "source"}
    entry = _Entry(table, names | {"valid_from", "valid_until"}, faults)
    code = entry.line("code", required=True, most=60)
    if code and not _CODE.fullmatch(code):
        entry.fault("code", _("a code is of small Latin letters, digits and hyphens"))
    kind = entry.line("kind", required=True)
    if kind not in KINDS:
        entry.fault("kind", _("one of %(allowed)s is expected") % {"allowed": ", ".join(KINDS)})
    requires, chain = table.get("requires", []), table.get("chain", [])
    if not isinstance(requires, list) or any(part not in PARTS for part in requires):
        entry.fault("requires", _("A list of parts is expected: %(parts)s.") % {"parts": ", ".join(PARTS)})
        requires = []
    fault = _chain_fault(chain)
    if fault:
        entry.fault("chain", fault)
        chain = []
    return TypeText(
        code=code,
        title=entry.title(languages),
        kind=kind,
        template=entry.line("template", required=True, most=60),
        series=entry.line("series", most=60),
        file_class=entry.line("file_class", most=40),
        requires=tuple(requires),
        chain=tuple(chain),
        source=entry.line("source", required=True),
        valid_from=entry.day("valid_from"),
        valid_until=entry.day("valid_until"),
    )


def _class(table: dict[str, Any], faults: list[tuple[str, str]], languages: frozenset[str]) -> ClassText:
    entry = _Entry(table, {"code", "title", "retention", "law"}, faults)
    kept = table.get("retention")
    permanent = kept == "permanent"
    if not permanent and kept is not None and (type(kept) is not int or not 0 < kept <= MOST_YEARS):
        entry.fault("retention", _("a number of years from 1, or “permanent”, is expected"))
        kept = None
    return ClassText(
        code=entry.line("code", required=True, most=40),
        title=entry.title(languages),
        retention_years=None if permanent else kept,
        permanent=permanent,
        law=entry.line("law"),
    )
