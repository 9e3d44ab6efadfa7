# SPDX-License-Identifier: EUPL-1.2
"""A whole case as one PDF: cover with contents, letters with their files, papers, orders, journal; sheets of registers.

Only what the reader sees stands in it, and it says what was left out. Notes of the house come in only when asked for.
"""

from nizam.spine.cases.printing.binding import PRINT_TASK, begin_print, print_case, run_print
from nizam.spine.cases.printing.parts import Part, parts_of_case
from nizam.spine.cases.printing.registers import (
    REGISTERS,
    SHEET_TASK,
    begin_register_sheet,
    may_print,
    register_rows,
    register_sheet,
    run_register_sheet,
)

__all__ = [
    "PRINT_TASK",
    "REGISTERS",
    "SHEET_TASK",
    "Part",
    "begin_print",
    "begin_register_sheet",
    "may_print",
    "parts_of_case",
    "print_case",
    "register_rows",
    "register_sheet",
    "run_print",
    "run_register_sheet",
]
