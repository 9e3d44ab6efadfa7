# SPDX-License-Identifier: EUPL-1.2
"""System check of the journal, made where a database may be asked (`check --database`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import connections

from nizam.spine.journal.triggers import missing_triggers


@checks.register(checks.Tags.database)
def triggers_stand(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Name every trigger that does not hold the journal append-only.

    A warning and no error: `migrate` asks first, and it is `migrate` that puts them back.
    """
    return [
        checks.Warning(
            f"the journal's trigger {name!r} is missing, altered or switched off in database {alias!r}",
            hint="Run the migrations; they make it again. Then verify the journal.",
            id="journal.W001",
        )
        for alias in databases or ()
        for name in missing_triggers(connections[alias])
    ]
