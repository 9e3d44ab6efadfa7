# SPDX-License-Identifier: EUPL-1.2
"""What may be done with reports, plans and questions before the collegium."""

from nizam.spine.plans.actions.collegium import attach_collegiumitem, decide_collegiumitem
from nizam.spine.plans.actions.measures import postpone_measure, report_measure
from nizam.spine.plans.actions.plans import approve_plan
from nizam.spine.plans.actions.reports import (
    correct_report,
    discard_report,
    draft_report,
    recount_report,
    remark_report,
    settle_report,
    sign_report,
    write_report,
)

__all__ = [
    "approve_plan",
    "attach_collegiumitem",
    "correct_report",
    "decide_collegiumitem",
    "discard_report",
    "draft_report",
    "postpone_measure",
    "recount_report",
    "remark_report",
    "report_measure",
    "settle_report",
    "sign_report",
    "write_report",
]
