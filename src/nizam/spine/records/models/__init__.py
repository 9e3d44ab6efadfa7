# SPDX-License-Identifier: EUPL-1.2
"""Files by hash, official papers, their versions and who signed them."""

from nizam.spine.records.models.approval import ApprovalMember, ApprovalRound, ApprovalStep
from nizam.spine.records.models.blobs import Blob
from nizam.spine.records.models.dispatches import Dispatch
from nizam.spine.records.models.documents import Document, Signature, Version, document_kinds, document_states
from nizam.spine.records.models.drafting import DraftCopy, DraftText, Phrase
from nizam.spine.records.models.layouts import PaperLayout, PaperTemplate
from nizam.spine.records.models.scans import ScannedPaper
from nizam.spine.records.models.types import DocumentType, FileClass

__all__ = [
    "ApprovalMember",
    "ApprovalRound",
    "ApprovalStep",
    "Blob",
    "Dispatch",
    "Document",
    "DocumentType",
    "DraftCopy",
    "DraftText",
    "FileClass",
    "PaperLayout",
    "PaperTemplate",
    "Phrase",
    "ScannedPaper",
    "Signature",
    "Version",
    "document_kinds",
    "document_states",
]
