# SPDX-License-Identifier: EUPL-1.2
"""The acts on cases and on what arrived, one module a group of verbs."""

from nizam.spine.cases.actions.answers import (
    answer_case,
    answer_interim_case,
    draft_answer,
    keep_sent_envelope,
    mark_sent_envelope,
    sign_answer_case,
)
from nizam.spine.cases.actions.asking import ask_case
from nizam.spine.cases.actions.by_hand import (
    open_by_hand_case,
    open_by_phone_case,
    open_by_post_case,
    open_by_scan_case,
)
from nizam.spine.cases.actions.clock import (
    extend_case,
    recount_case,
    resume_case,
    suspend_case,
    tell_extension,
    withdraw_extension,
    withdraw_suspension,
)
from nizam.spine.cases.actions.escalating import escalate_case
from nizam.spine.cases.actions.filing import file_case
from nizam.spine.cases.actions.forwarding import forward_case, send_forwarding, tell_forwarding, withdraw_forwarding
from nizam.spine.cases.actions.notes import note_case, snooze_case, unsnooze_case, withdraw_casenote
from nizam.spine.cases.actions.notices import (
    note_told,
    sign_notice_extension,
    sign_notice_forwarding,
    sign_notice_suspension,
    tell_suspension,
    told_row,
)
from nizam.spine.cases.actions.procedures import (
    classify_case,
    complete_case,
    edit_procedure,
    load_procedure,
    narrow_procedure,
    renew_procedure,
    widen_procedure,
)
from nizam.spine.cases.actions.receipts import (
    give_receipt_case,
    keep_automatic_envelope,
    send_receipt_case,
    send_withheld_envelope,
    void_withheld_envelope,
)
from nizam.spine.cases.actions.reopening import reopen_case, void_case
from nizam.spine.cases.actions.resolutions import (
    LIFT_CONTROL,
    release_resolution,
    report_case,
    resolve_case,
    withdraw_resolution,
)
from nizam.spine.cases.actions.routing import refuse_suggestion_case, reset_routingsetting, set_routingsetting
from nizam.spine.cases.actions.sharing import co_execute_case, link_case, release_coexecutor
from nizam.spine.cases.actions.sorting import (
    join_envelope,
    part_envelope,
    replay_envelope,
    restore_envelope,
    set_aside_envelope,
)
from nizam.spine.cases.actions.splitting import join_case, split_case
from nizam.spine.cases.actions.work import assign_case, close_case, complete_task, order_task, set_degree_case
from nizam.spine.cases.envelopes import keep, keep_envelope
from nizam.spine.cases.intake import register_envelope

__all__ = [
    "LIFT_CONTROL",
    "answer_case",
    "answer_interim_case",
    "ask_case",
    "assign_case",
    "classify_case",
    "close_case",
    "co_execute_case",
    "complete_case",
    "complete_task",
    "draft_answer",
    "edit_procedure",
    "escalate_case",
    "extend_case",
    "file_case",
    "forward_case",
    "give_receipt_case",
    "join_case",
    "join_envelope",
    "keep",
    "keep_automatic_envelope",
    "keep_envelope",
    "keep_sent_envelope",
    "link_case",
    "load_procedure",
    "mark_sent_envelope",
    "narrow_procedure",
    "note_case",
    "note_told",
    "open_by_hand_case",
    "open_by_phone_case",
    "open_by_post_case",
    "open_by_scan_case",
    "order_task",
    "part_envelope",
    "recount_case",
    "refuse_suggestion_case",
    "register_envelope",
    "release_coexecutor",
    "release_resolution",
    "renew_procedure",
    "reopen_case",
    "replay_envelope",
    "report_case",
    "reset_routingsetting",
    "resolve_case",
    "restore_envelope",
    "resume_case",
    "send_forwarding",
    "send_receipt_case",
    "send_withheld_envelope",
    "set_aside_envelope",
    "set_degree_case",
    "set_routingsetting",
    "sign_answer_case",
    "sign_notice_extension",
    "sign_notice_forwarding",
    "sign_notice_suspension",
    "snooze_case",
    "split_case",
    "suspend_case",
    "tell_extension",
    "tell_forwarding",
    "tell_suspension",
    "told_row",
    "unsnooze_case",
    "void_case",
    "void_withheld_envelope",
    "widen_procedure",
    "withdraw_casenote",
    "withdraw_extension",
    "withdraw_forwarding",
    "withdraw_resolution",
    "withdraw_suspension",
]
