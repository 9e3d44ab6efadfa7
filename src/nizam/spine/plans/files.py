# SPDX-License-Identifier: EUPL-1.2
"""A report as a file: PDF/A for the archive, XLSX to count on, DOCX to write on."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from django.utils import formats, translation
from django.utils.translation import gettext as _

from nizam.foundations.typesetting import TypesettingError, typeset
from nizam.kit.errors import Refused
from nizam.spine.plans.layout import Cell, Row, Sheet, Table, spoken

# A paper names so many cases; the tables (XLSX) name them all.
NAMED_ON_PAPER: Final = 1000
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Form:
    """A form in which a report is given out."""

    title: Any
    media_type: str
    make: Callable[[Sheet, datetime], bytes]


def report_pdf(sheet: Sheet, at: datetime, *, issued: bool = False) -> bytes:
    """Return the sheet as PDF/A, dated `at`: the same sheet and moment give the same bytes.

    One that is `issued` is typeset while others wait to write, so it comes before previews.
    Raises Refused when typesetting fails.
    """
    try:
        return typeset("report", pdf_data(sheet, at), urgent=issued)
    except TypesettingError as error:
        raise Refused(_("The paper could not be typeset: %(fault)s") % {"fault": error}, code="typesetting") from error


def pdf_data(sheet: Sheet, at: datetime) -> dict[str, Any]:
    """Return what the report template takes, worded in the language of the sheet."""
    with translation.override(spoken(sheet.language)):
        return {
            "lang": sheet.language,
            "timestamp": int(at.timestamp()),
            "institution": {"name": sheet.institution},
            "title": sheet.title,
            "period": sheet.period,
            "head": sheet.head,
            "introduction": sheet.introduction,
            "conclusion": sheet.conclusion,
            "signature": sheet.signature,
            "landscape": True,
            "tables": [_table_data(table) for table in sheet.tables],
        }


def _table_data(table: Table) -> dict[str, Any]:
    shown = table.rows[:NAMED_ON_PAPER] if table.code == "cases" else table.rows
    left = len(table.rows) - len(shown)
    note = table.note
    if left:
        note = _("The first %(shown)s are named here; the file of tables names all %(count)s.") % {
            "shown": len(shown),
            "count": len(table.rows),
        }
    return {
        "title": table.title,
        "note": note,
        "empty": table.empty,
        "columns": [{"label": one.label, "kind": one.kind, "wide": one.wide} for one in table.columns],
        "rows": [{"cells": [_words(cell) for cell in row.cells], "remarks": row.remarks} for row in shown],
        "total": [_words(cell) for cell in table.total] if table.total is not None else [],
    }


def _words(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return str(formats.date_format(cell, "SHORT_DATE_FORMAT"))
    if isinstance(cell, int | float):
        return str(formats.number_format(cell, use_l10n=True))
    return cell


def report_xlsx(sheet: Sheet, at: datetime) -> bytes:
    """Return the sheet as XLSX, one page a cut: numbers are numbers, days are days, nothing is a formula.

    Lines are written as they come and not kept: a report may name every case of a year.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook(write_only=True)
    first = book.create_sheet(_title(sheet.title, []))
    first.column_dimensions["A"].width = 100
    wrapped = {"alignment": Alignment(wrap_text=True, vertical="top")}
    heading = {"font": Font(bold=True, size=14), **wrapped}
    with translation.override(spoken(sheet.language)):
        for at_line, line in enumerate((sheet.institution, sheet.title, sheet.period, *sheet.head)):
            first.append([_cell(first, line, heading if at_line == 1 else wrapped)])
        for part in (*sheet.introduction, *sheet.conclusion, *sheet.signature):
            first.append([_cell(first, part, wrapped)])
        remarks = _("Remarks")
    for table in sheet.tables:
        _xlsx_table(book.create_sheet(_title(table.title, book.sheetnames)), table, remarks)
    book.properties.title = sheet.title
    book.properties.creator = sheet.institution
    book.properties.created = book.properties.modified = at.astimezone(UTC).replace(tzinfo=None)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _xlsx_table(page: Any, table: Table, remarks: str) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.worksheet import Worksheet

    said = any(row.remarks for row in table.rows)
    columns = len(table.columns) + said
    lines = 1 + len(table.rows) + (table.total is not None)
    # What stands in the file before the lines is said before the first of them.
    for at_column, column in enumerate(table.columns, start=1):
        page.column_dimensions[get_column_letter(at_column)].width = 60 if column.wide else 16
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(columns)}{lines}"
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    bold = {"font": Font(bold=True)}
    heading = {**bold, "alignment": Alignment(wrap_text=True, vertical="top")}
    labels = [one.label for one in table.columns] + ([remarks] if said else [])
    page.append([_cell(page, label, heading) for label in labels])
    for row in table.rows:
        page.append([_cell(page, cell) for cell in (*row.cells, *(["\n".join(row.remarks)] if said else []))])
    if table.total is not None:
        page.append([_cell(page, cell, bold) for cell in table.total])


def _cell(page: Any, value: Cell, looks: Mapping[str, Any] | None = None) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str) and looks is None:
        return value
    cell = WriteOnlyCell(page, _plain(value))
    if isinstance(value, str):
        # What begins with "=" is a text of ours or of a citizen, and is never reckoned.
        cell.data_type = "s"
    for name, look in (looks or {}).items():
        setattr(cell, name, look)
    return cell


def _title(words: str, taken: list[str]) -> str:
    """Return a name of a page as XLSX allows it: 31 characters, none of []:*?/\\, no two alike."""
    plain = "".join("-" if one in "[]:*?/\\" else one for one in words)[:28]
    return plain if plain not in taken else f"{plain} {len(taken)}"


def _plain(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    # XML 1.0 has no place for control characters.
    return "".join(one for one in cell if one >= " " or one in "\n\t")[:32767]


def report_docx(sheet: Sheet, at: datetime) -> bytes:
    """Return the sheet as DOCX, to be written on; the issued paper stays the PDF."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt

    document = docx.Document()
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(1.5)
    document.styles["Normal"].font.name = "Noto Sans"
    document.styles["Normal"].font.size = Pt(10)
    document.core_properties.title = sheet.title
    document.core_properties.author = _text(sheet.institution)
    document.core_properties.created = document.core_properties.modified = at.astimezone(UTC).replace(tzinfo=None)
    document.add_paragraph(_text(sheet.institution))
    document.add_heading(_text(sheet.title), 1)
    for line in (sheet.period, *sheet.head, *sheet.introduction):
        document.add_paragraph(_text(line))
    with translation.override(spoken(sheet.language)):
        for table in sheet.tables:
            _docx_table(document, table)
    for line in (*sheet.conclusion, *sheet.signature):
        document.add_paragraph(_text(line))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _docx_table(document: Any, table: Table) -> None:
    data = _table_data(table)
    document.add_heading(_text(table.title), 2)
    if data["note"]:
        document.add_paragraph(_text(data["note"]))
    if not data["rows"]:
        document.add_paragraph(_text(table.empty))
        return
    lines = [[one["label"] for one in data["columns"]], *(row["cells"] for row in data["rows"])]
    if data["total"]:
        lines.append(data["total"])
    made = document.add_table(rows=len(lines), cols=len(table.columns))
    made.style = "Table Grid"
    # Asking a table for its cells once: asking for each by place reads the whole table anew.
    cells = made._cells
    bold = {0, len(lines) - 1} if data["total"] else {0}
    for at, line in enumerate(lines):
        for place, words in enumerate(line):
            run = cells[at * len(line) + place].paragraphs[0].add_run(_text(words))
            run.bold = at in bold
    for row in table.rows:
        for remark in row.remarks:
            document.add_paragraph(f"{_label(row)}: {_text(remark)}")


def _label(row: Row) -> str:
    return next((_text(cell) for cell in row.cells if isinstance(cell, str) and cell), "")


def _text(words: str) -> str:
    return str(_plain(words))


FORMS: Final[Mapping[str, Form]] = {
    "pdf": Form("PDF", "application/pdf", report_pdf),
    "xlsx": Form("XLSX", XLSX_TYPE, report_xlsx),
    "docx": Form("DOCX", DOCX_TYPE, report_docx),
}
