# SPDX-License-Identifier: EUPL-1.2
"""Who writes to us, what arrives, and the case it becomes."""

from nizam.spine.cases.models.calendar import CalendarDay
from nizam.spine.cases.models.case import Case, Task, case_states
from nizam.spine.cases.models.envelopes import Envelope, dispositions
from nizam.spine.cases.models.papers import CaseDocument
from nizam.spine.cases.models.parties import Party, party_kinds
from nizam.spine.cases.models.procedures import Procedure

__all__ = [
    "CalendarDay",
    "Case",
    "CaseDocument",
    "Envelope",
    "Party",
    "Procedure",
    "Task",
    "case_states",
    "dispositions",
    "party_kinds",
]
