# SPDX-License-Identifier: EUPL-1.2
"""The acts on cases and on what arrived, one module a group of verbs."""

from nizam.spine.cases.actions.answers import (
    answer_case,
    draft_answer,
    keep_sent_envelope,
    mark_sent_envelope,
    sign_answer_case,
)
from nizam.spine.cases.actions.arrivals import join_envelope, part_envelope
from nizam.spine.cases.actions.by_hand import (
    open_by_hand_case,
    open_by_phone_case,
    open_by_post_case,
    open_by_scan_case,
)
from nizam.spine.cases.actions.receipts import (
    keep_automatic_envelope,
    send_withheld_envelope,
    void_withheld_envelope,
)
from nizam.spine.cases.actions.sharing import co_execute_case, link_case, release_coexecutor
from nizam.spine.cases.actions.work import assign_case, close_case, complete_task, order_task
from nizam.spine.cases.envelopes import keep, keep_envelope
from nizam.spine.cases.intake import register_envelope

__all__ = [
    "answer_case",
    "assign_case",
    "close_case",
    "co_execute_case",
    "complete_task",
    "draft_answer",
    "join_envelope",
    "keep",
    "keep_automatic_envelope",
    "keep_envelope",
    "keep_sent_envelope",
    "link_case",
    "mark_sent_envelope",
    "open_by_hand_case",
    "open_by_phone_case",
    "open_by_post_case",
    "open_by_scan_case",
    "order_task",
    "part_envelope",
    "register_envelope",
    "release_coexecutor",
    "send_withheld_envelope",
    "sign_answer_case",
    "void_withheld_envelope",
]
