# SPDX-License-Identifier: EUPL-1.2
"""Inside a filled home: prints as JSON who signs in and which pages each of them opens, all within sight."""

from __future__ import annotations

import json
import os
import random
from typing import Any

EACH = 40


def main() -> None:
    """Ask the database and print."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "nizam.site.settings"
    import django

    django.setup()
    from benchmarks.fill_office import accounts
    from nizam.site.demo import PASSWORD
    from nizam.spine.org.models import User

    dice = random.Random(7)
    people = []
    given: set[int] = set()
    for name, role, _where, _place in accounts():
        user = User.objects.get(username=name)
        people.append({"name": name, "role": role, "password": PASSWORD, "pages": _pages(user, role, dice, given)})
    print(json.dumps(people))


def _pages(user: Any, role: str, dice: random.Random, given: set[int]) -> dict[str, list[str]]:
    """Return by kind of page the addresses `user` opens; tasks in `given` are another's, for each is done once."""
    from django.urls import reverse

    from nizam.doors.office.pages.charter import report_address
    from nizam.kit.registry import registry
    from nizam.kit.screens.addresses import act_address, entry_address, list_address
    from nizam.spine.cases.models import Case, Procedure, Task
    from nizam.spine.charters.models import Charter
    from nizam.spine.org.models import Unit
    from nizam.spine.org.rights import units_of
    from nizam.spine.plans.coverage import quarter_now
    from nizam.spine.records.models import Document

    cases, papers = registry.resource("cases.case"), registry.resource("records.document")
    tasks = registry.resource("cases.task")
    institution = user.institution
    period = quarter_now(institution)
    seen = Case.objects.visible_to(user).filter(institution=institution)
    open_ones = list(seen.standing().exclude(state="closed").order_by("-pk")[:400])
    # Wherever a draw falls, the case before it that is in sight: no page of ours is looked for by counting.
    last = seen.order_by("-pk").values_list("pk", flat=True).first() or 1
    keys = [dice.randrange(1, last + 1) for _ in range(EACH // 3)]
    old = [found for key in keys if (found := seen.filter(pk__lte=key).order_by("-pk").first()) is not None]
    chosen = dice.sample(open_ones, min(len(open_ones), EACH)) + old
    units = list(Unit.objects.visible_to(user).filter(institution=institution).order_by("pk"))
    procedures = list(Procedure.objects.filter(institution=institution, current=True).order_by("pk"))
    own = units[0] if len(units) == 1 else dice.choice(units)
    documents = list(Document.objects.visible_to(user).order_by("-created_at", "-pk")[: EACH * 5 : 5])
    charters = Charter.objects.visible_to(user).filter(institution=institution, in_force=True, voided_at=None)
    waiting = Task.objects.visible_to(user).filter(done_at=None, voided_at=None, institution=institution)
    found = {
        "today": [reverse("office:home")],
        "list, two filters": [
            list_address(cases, state="assigned", unit=own),
            list_address(cases, state="closed", procedure=dice.choice(procedures)),
            list_address(cases, responsible=user.person, state="assigned"),
        ],
        "list": [list_address(cases)],
        "case": [entry_address(one) for one in chosen],
        "charter coverage": [f"{entry_address(one)}?period={period.name}" for one in charters],
        "report": [report_address(institution, period)],
        "documents": [list_address(papers), list_address(papers, state="signed", kind="outgoing")],
        "document": [entry_address(one) for one in documents],
        "jump to a number": [f"{reverse('office:jump')}?q={one.number_text}" for one in chosen],
    }
    if role in {"clerk", "head", "adviser"}:
        done: Any = tasks.action("complete_task")
        # Of the units the role holds in: what was opened to read may not be written.
        mine = list(waiting.filter(unit__in=units_of(user)).exclude(pk__in=given).order_by("-pk")[: EACH * 5])
        dice.shuffle(mine)
        given.update(one.pk for one in mine[:EACH])
        found["act: done"] = [act_address(tasks, done, one) for one in mine[:EACH]]
    if role in {"clerk", "head"}:
        assign: Any = cases.action("assign_case")
        mine = [one for one in chosen if one.state == "assigned" and one.unit_id in units_of(user)]
        found["act: assign"] = [act_address(cases, assign, one) for one in mine]
        found["unit"] = [str(own.uid)]
    return {kind: addresses for kind, addresses in found.items() if addresses}


if __name__ == "__main__":
    main()
