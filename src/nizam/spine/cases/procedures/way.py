# SPDX-License-Identifier: EUPL-1.2
"""Where a matter is on the way its procedure draws: read off what was done, never set by hand."""

from __future__ import annotations

from typing import Any

REGISTERED = frozenset({"cases.register_envelope", "cases.open_by_hand_case", "cases.part_envelope"})


def step_of(case: Any) -> str:
    """Return the code of the step that comes next for `case`; empty when it is closed or its procedure has no steps.

    That is the first step which may follow the furthest one whose act was done; of several that may follow, the first
    in the text.
    """
    steps = case.procedure.steps
    if not steps or case.state == "closed":
        return ""
    done = acts_done(case)
    furthest = next((step for step in reversed(steps) if step["act"] in done), None)
    if furthest is None:
        return str(steps[0]["code"])
    return str(furthest["next"][0]) if furthest["next"] else ""


def acts_done(case: Any) -> set[str]:
    """Return the acts of steps that were done on an open case."""
    done = set(REGISTERED)
    if case.state != "new":
        done.add("cases.assign_case")
    if case.answered_at is not None:
        done |= {"cases.answer_case", "cases.sign_answer_case"}
    if case.pk is None:
        return done
    if case.answered_at is None and case.papers.filter(role="answer", document__voided_at=None).exists():
        done.add("cases.answer_case")
    tasks = list(case.tasks.filter(voided_at=None).values_list("done_at", flat=True))
    if tasks and all(tasks):
        done.add("cases.complete_task")
    if case.forwardings.filter(voided_at=None, whole=True, forwarded_at__isnull=False).exists():
        done.add("cases.forward_case")
    return done


def paper_owed(case: Any, outcome: str) -> str:
    """Return the kind of paper that ending as `outcome` needs and that has not gone out; empty when none is owed.

    A conclusion for the file is drawn up within the house and not looked for here.
    """
    paper = next((str(one.get("paper", "none")) for one in case.procedure.outcomes if one["code"] == outcome), "none")
    if paper in {"answer", "refusal", "notice"}:
        return "" if case.answered_at is not None else paper
    if paper == "forwarding-notice":
        sent = case.forwardings.filter(voided_at=None, whole=True, forwarded_at__isnull=False)
        return "" if sent.exists() else paper
    return ""


def advance(case: Any) -> None:
    """Note the step that comes next, when it is another one than before."""
    step = step_of(case)
    if step != case.step:
        case.step = step
        case.save(update_fields=["step"])
