# SPDX-License-Identifier: EUPL-1.2
"""Background work of the index."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from nizam.foundations.language import RULES_VERSION
from nizam.kit.refolding import refold_all
from nizam.kit.tasks import JobRun, scheduled, task
from nizam.spine.search.indexing import is_refused
from nizam.spine.search.keeping import index_all, index_missing, is_behind


@scheduled(every=timedelta(minutes=10), when=lambda: not is_refused() and is_behind())
@task("search.catch_up", title=_("Index what is not indexed yet"))
def catch_up(run: JobRun) -> dict[str, int]:
    """Index what is missing: after an upgrade, after a restore, and where a row was written past the office."""
    done = 0
    for written in index_missing():
        done += written
        run.progress(done)
    return {"indexed": done}


@task("search.index_all", title=_("Make the search index anew"))
def index_everything(run: JobRun) -> dict[str, int]:
    """Renew the columns that older rules made, then the index; what has not changed is not written again."""
    done = sum(refold_all().values())
    run.progress(done)
    if is_refused():
        return {"indexed": 0, "rules": RULES_VERSION}
    for written in index_all():
        done += written
        run.progress(done)
    return {"indexed": done, "rules": RULES_VERSION}
