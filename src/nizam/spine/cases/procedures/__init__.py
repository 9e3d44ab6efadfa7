# SPDX-License-Identifier: EUPL-1.2
"""Procedures as institutions have them: shipped texts installed, own ones kept, a case's text found again."""

from nizam.spine.cases.procedures.installing import FOLDER, install_procedures, new_version, newer_shipped
from nizam.spine.cases.procedures.texts import (
    class_code,
    known_acts,
    known_roles,
    read_own,
    spec_of,
    stated_term,
    term_of,
)
from nizam.spine.cases.procedures.way import step_of

__all__ = [
    "FOLDER",
    "class_code",
    "install_procedures",
    "known_acts",
    "known_roles",
    "new_version",
    "newer_shipped",
    "read_own",
    "spec_of",
    "stated_term",
    "step_of",
    "term_of",
]
