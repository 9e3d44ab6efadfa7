# SPDX-License-Identifier: EUPL-1.2
"""A report as tables and words in one language: what its PDF, its XLSX and its DOCX are made of alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils import formats, translation
from django.utils.translation import gettext as _

from nizam.kit.catalogue import capabilities
from nizam.kit.texts import TranslatedText
from nizam.kit.wording import sentence
from nizam.spine.cases.models import case_states
from nizam.spine.plans.counting import FIGURES
from nizam.spine.plans.models import measure_states
from nizam.spine.plans.rows import due_of

LANGUAGES: Final = ("az", "uz", "uz-Cyrl", "tr", "en")
Cell = str | int | float | date | None


@dataclass
class Column:
    """A column by its words; `kind` is text, number or date, `wide` takes the room that is left."""

    label: str
    kind: str = "text"
    wide: bool = False


@dataclass
class Row:
    """A line of a table, with the head's words below it."""

    cells: list[Cell]
    remarks: list[str] = field(default_factory=list)


@dataclass
class Table:
    """One cut of a report, under its title; `empty` is said in place of no rows, `note` below the title."""

    code: str
    title: str
    columns: list[Column]
    rows: list[Row]
    total: list[Cell] | None = None
    empty: str = ""
    note: str = ""


@dataclass
class Sheet:
    """A whole report in one language."""

    language: str
    title: str
    institution: str
    period: str
    head: list[str]
    introduction: list[str]
    tables: list[Table]
    conclusion: list[str]
    signature: list[str]


def figure_words() -> dict[str, str]:
    """Return what each figure is called."""
    return {
        "came": _("came"),
        "carried": _("carried over"),
        "in_time": _("done in time"),
        "late": _("done late"),
        "open": _("open"),
        "overdue": _("of those past their term"),
    }


def spoken(code: str) -> str:
    """Return the language of the screens in which a paper of the language `code` is worded."""
    return code if code in LANGUAGES else "en"


def lay_out(
    rows: Mapping[str, Any],
    texts: Mapping[str, Any],
    language: str,
    *,
    head: Iterable[str] = (),
    signature: Iterable[str] = (),
) -> Sheet:
    """Return a report's rows (`nizam.spine.plans.rows`) and words as a sheet in `language`."""
    with translation.override(spoken(language)):
        words = {section: text["text"] for section, text in texts.items()}
        tables = [
            _articles(rows, words),
            _cut(rows, words, language, "units", "unit", _("By unit"), _("Unit"), _("Not given to a unit yet")),
            _cut(rows, words, language, "people", "person", _("By person"), _("Person"), _("Given to nobody yet")),
            _cut(rows, words, language, "procedures", "procedure", _("By procedure"), _("Procedure"), ""),
            _measures(rows, language),
            _cases(rows),
        ]
        days = (date.fromisoformat(rows[name]) for name in ("from", "until"))
        closed = sum(bool(row.get("closed")) for row in rows["cases"])
        notes = [*head]
        if closed:
            notes.append(
                _("Version without the names of %(count)s cases that are not open to the reader") % {"count": closed}
            )
        return Sheet(
            language=language,
            title=_("Report by article"),
            institution=TranslatedText(rows["institution_name"]).in_language(language),
            period=" – ".join(formats.date_format(day, "DATE_FORMAT") for day in days),
            head=notes,
            introduction=paragraphs(words.get("introduction", "")),
            tables=[table for table in tables if table.rows or table.empty],
            conclusion=paragraphs(words.get("conclusion", "")),
            signature=list(signature),
        )


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a plain text."""
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def counted_words(rows: Mapping[str, Any], language: str) -> str:
    """Say when the figures were counted, in the institution's zone; nothing where that was not kept."""
    if not rows.get("counted_at"):
        return ""
    with translation.override(spoken(language)):
        moment = datetime.fromisoformat(rows["counted_at"]).astimezone(ZoneInfo(rows["zone"]))
        return _("Counted on %(moment)s") % {"moment": formats.date_format(moment, "DATETIME_FORMAT")}


def _figure_columns() -> list[Column]:
    return [Column(sentence(words), "number") for words in figure_words().values()]


def _figures(line: Mapping[str, Any]) -> list[Cell]:
    return [line[name] for name in FIGURES]


def _articles(rows: Mapping[str, Any], words: Mapping[str, str]) -> Table:
    found = [
        Row(
            [line["article"], line["text"], *_figures(line)],
            paragraphs(words.get(f"article:{line['provision']}", "")),
        )
        for line in rows["articles"]
    ]
    if any(rows["elsewhere"].values()):
        found.append(Row(["", _("Under no article"), *_figures(rows["elsewhere"])]))
    return Table(
        "articles",
        _("By article"),
        [Column(_("Article")), Column(_("Text"), wide=True), *_figure_columns()],
        found,
        total=["", _("Total, each case once"), *_figures(rows["total"])],
        empty=_("No charter in force has duties."),
        note=_("Came and carried over together are as many as done in time, done late and open together."),
    )


def _cut(
    rows: Mapping[str, Any],
    words: Mapping[str, str],
    language: str,
    code: str,
    key: str,
    title: str,
    label: str,
    nobody: str,
) -> Table:
    found = [
        Row(
            [TranslatedText(line["name"]).in_language(language) or line["name"].get("") or nobody, *_figures(line)],
            paragraphs(words.get(f"{key}:{line[key] or 'none'}", "")),
        )
        for line in rows[code]
    ]
    return Table(code, title, [Column(label, wide=True), *_figure_columns()], found)


def _measures(rows: Mapping[str, Any], language: str) -> Table:
    states = dict(measure_states())

    def measured(row: Mapping[str, Any]) -> str:
        if row["target"] is None:
            return str(row["indicator"])
        reached = formats.number_format(row["value"] or 0, use_l10n=True)
        target = formats.number_format(row["target"], use_l10n=True)
        return " ".join(part for part in (f"{reached} / {target}", row["measured_in"] or row["indicator"]) if part)

    found = [
        Row(
            [
                row["article"],
                " ".join(part for part in (row["number"], row["what"]) if part),
                row["person"] or TranslatedText(row["unit"]).in_language(language),
                date.fromisoformat(row["due_on"]) if row["due_on"] else None,
                measured(row),
                str(states.get(row["state"], row["state"])),
                row["done_how"],
            ]
        )
        for row in rows["measures"]
    ]
    columns = [
        Column(_("Article")),
        Column(_("Measure"), wide=True),
        Column(_("Owner")),
        Column(_("Term"), "date"),
        Column(_("Measured")),
        Column(_("State")),
        Column(_("Done how"), wide=True),
    ]
    return Table("measures", _("Measures of plans"), columns, found)


def _cases(rows: Mapping[str, Any]) -> Table:
    states = dict(case_states())
    references = [line["article"] for line in rows["articles"]]
    found = [
        Row(
            [
                row["number"],
                row["subject"] if not row.get("closed") else _("not open to you"),
                ", ".join(references[at] for at in row["articles"]),
                date.fromisoformat(row["registered_on"]) if row["registered_on"] else None,
                due_of(row),
                str(states.get(row["state"], row["state"])),
            ]
        )
        for row in rows["cases"]
    ]
    columns = [
        Column(_("Number")),
        Column(_("Subject"), wide=True),
        Column(_("Articles")),
        Column(_("Came on"), "date"),
        Column(_("Term"), "date"),
        Column(_("State")),
    ]
    return Table("cases", _("Cases of the period"), columns, found, empty=_("No case stood in this period."))


def capability_title(code: str) -> str:
    """Return what a capability is called."""
    found = capabilities().get(code)
    return str(found.title) if found else code
