# SPDX-License-Identifier: EUPL-1.2
"""What is told, promised and decided: reports, plans with their measures, questions before the collegium."""

from nizam.spine.plans.models.collegium import CollegiumItem, item_states
from nizam.spine.plans.models.plans import Measure, Plan, measure_states, plan_states
from nizam.spine.plans.models.reports import Report, report_states

__all__ = [
    "CollegiumItem",
    "Measure",
    "Plan",
    "Report",
    "item_states",
    "measure_states",
    "plan_states",
    "report_states",
]
