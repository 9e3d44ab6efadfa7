# SPDX-License-Identifier: EUPL-1.2
"""Who writes to us, what arrives, and the case it becomes."""

from nizam.spine.cases.models.addresses import AddressHealth
from nizam.spine.cases.models.attachments import Attachment, attachment_states
from nizam.spine.cases.models.calendar import CalendarDay, OfficeHours
from nizam.spine.cases.models.case import OPEN_STATES, Case, Task, case_states
from nizam.spine.cases.models.clock import Extension, Suspension, suspension_reasons
from nizam.spine.cases.models.envelopes import Envelope, dispositions, held_reasons, registering_flags
from nizam.spine.cases.models.escalations import Escalation
from nizam.spine.cases.models.notes import CaseNote, Mention, Snooze
from nizam.spine.cases.models.papers import CaseDocument
from nizam.spine.cases.models.parties import Party, party_kinds
from nizam.spine.cases.models.procedures import NarrowedDuty, Procedure
from nizam.spine.cases.models.resolutions import ExecutorReport, Resolution, control_states
from nizam.spine.cases.models.routing import RoutingLesson, RoutingSetting
from nizam.spine.cases.models.sharing import CaseLink, CoExecutor, Forwarding, SharedLetter, relations

__all__ = [
    "OPEN_STATES",
    "AddressHealth",
    "Attachment",
    "CalendarDay",
    "Case",
    "CaseDocument",
    "CaseLink",
    "CaseNote",
    "CoExecutor",
    "Envelope",
    "Escalation",
    "ExecutorReport",
    "Extension",
    "Forwarding",
    "Mention",
    "NarrowedDuty",
    "OfficeHours",
    "Party",
    "Procedure",
    "Resolution",
    "RoutingLesson",
    "RoutingSetting",
    "SharedLetter",
    "Snooze",
    "Suspension",
    "Task",
    "attachment_states",
    "case_states",
    "control_states",
    "dispositions",
    "held_reasons",
    "party_kinds",
    "registering_flags",
    "relations",
    "suspension_reasons",
]
