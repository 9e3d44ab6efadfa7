# SPDX-License-Identifier: EUPL-1.2
"""What is done with charters: loading, mending, judging, dividing the work, following versions."""

from nizam.spine.charters.actions.dividing import (
    charge_provision,
    confirm_provisionbinding,
    divide_charter,
    end_provisionbinding,
    refuse_provisionbinding,
)
from nizam.spine.charters.actions.judging import (
    bind_provision,
    confirm_provisioncapability,
    judge_provision,
    refuse_provisioncapability,
)
from nizam.spine.charters.actions.loading import load_charter
from nizam.spine.charters.actions.mending import (
    drop_provision,
    join_provision,
    lower_provision,
    number_provision,
    raise_provision,
    settle_provision,
    split_provision,
    undo_charter,
    word_provision,
)
from nizam.spine.charters.actions.reading import reread_charter, stop_charter
from nizam.spine.charters.actions.structure import confirm_charterproposal, refuse_charterproposal
from nizam.spine.charters.actions.texts import STRUCTURAL, citation
from nizam.spine.charters.actions.versions import compare_charter, decide_provisionchange, enforce_charter

__all__ = [
    "STRUCTURAL",
    "bind_provision",
    "charge_provision",
    "citation",
    "compare_charter",
    "confirm_charterproposal",
    "confirm_provisionbinding",
    "confirm_provisioncapability",
    "decide_provisionchange",
    "divide_charter",
    "drop_provision",
    "end_provisionbinding",
    "enforce_charter",
    "join_provision",
    "judge_provision",
    "load_charter",
    "lower_provision",
    "number_provision",
    "raise_provision",
    "refuse_charterproposal",
    "refuse_provisionbinding",
    "refuse_provisioncapability",
    "reread_charter",
    "settle_provision",
    "split_provision",
    "stop_charter",
    "undo_charter",
    "word_provision",
]
