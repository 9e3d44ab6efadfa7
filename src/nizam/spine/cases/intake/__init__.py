# SPDX-License-Identifier: EUPL-1.2
"""Registering what arrived: read, recognised, threaded, judged, and made a case, each letter in one transaction.

`reading` works out what can be known of a letter outside of any transaction; `threads` finds the case it points at;
`gate` says whether its sender may join that case; `copies` tells it from the letters before it; `repeats` knows the
law's repeated appeal; `registering` decides.
"""

from nizam.spine.cases.intake.gate import may_join
from nizam.spine.cases.intake.reading import (
    Batch,
    Prepared,
    letter_identity,
    own_message_domains,
    prepare,
    read_envelope,
)
from nizam.spine.cases.intake.registering import (
    hold_envelope,
    open_mail_case,
    register,
    register_each,
    register_envelope,
)

__all__ = [
    "Batch",
    "Prepared",
    "hold_envelope",
    "letter_identity",
    "may_join",
    "open_mail_case",
    "own_message_domains",
    "prepare",
    "read_envelope",
    "register",
    "register_each",
    "register_envelope",
]
