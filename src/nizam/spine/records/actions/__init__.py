# SPDX-License-Identifier: EUPL-1.2
"""The acts on papers, one module a group of verbs."""

from nizam.spine.records.actions.approval import agree_document, return_document, submit_document, withdraw_document
from nizam.spine.records.actions.composing import change_document, compose_document, save_draft
from nizam.spine.records.actions.dispatching import (
    confirm_dispatch,
    fail_dispatch,
    hand_over_document,
    note_dispatch,
)
from nizam.spine.records.actions.drafting import drop_draftcopy, keep_draftcopy, what_the_paper_lacks
from nizam.spine.records.actions.filing import FREE_FROM_APPROVAL, classify_document, load_fileclass
from nizam.spine.records.actions.layouts import (
    LAYOUT_FIELDS,
    change_paperlayout,
    change_papertemplate,
    retire_papertemplate,
    revert_paperlayout,
    revert_papertemplate,
)
from nizam.spine.records.actions.scans import (
    attach_scan_document,
    bring_scannedpaper,
    confirm_scannedpaper,
    drop_scannedpaper,
    part_scannedpaper,
)
from nizam.spine.records.actions.signing import OUTGOING_SERIES, sign_document, signature_lines
from nizam.spine.records.actions.voiding import fail_signature_document, void_document

__all__ = [
    "FREE_FROM_APPROVAL",
    "LAYOUT_FIELDS",
    "OUTGOING_SERIES",
    "agree_document",
    "attach_scan_document",
    "bring_scannedpaper",
    "change_document",
    "change_paperlayout",
    "change_papertemplate",
    "classify_document",
    "compose_document",
    "confirm_dispatch",
    "confirm_scannedpaper",
    "drop_draftcopy",
    "drop_scannedpaper",
    "fail_dispatch",
    "fail_signature_document",
    "hand_over_document",
    "keep_draftcopy",
    "load_fileclass",
    "note_dispatch",
    "part_scannedpaper",
    "retire_papertemplate",
    "return_document",
    "revert_paperlayout",
    "revert_papertemplate",
    "save_draft",
    "sign_document",
    "signature_lines",
    "submit_document",
    "void_document",
    "what_the_paper_lacks",
    "withdraw_document",
]
