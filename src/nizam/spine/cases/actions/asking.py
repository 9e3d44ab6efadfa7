# SPDX-License-Identifier: EUPL-1.2
"""Asking who wrote to clarify the matter: the letter that asks, and the term that waits for their answer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Refused
from nizam.spine.cases.actions.answers import compose_paper
from nizam.spine.cases.actions.clock import runs, suspend_case
from nizam.spine.cases.events import SenderAsked
from nizam.spine.cases.law import rule_of, term_of
from nizam.spine.cases.models import Case
from nizam.spine.cases.queries import is_open

# What the law calls a request for what is missing, by the kinds under which its figures and rules stand.
KINDS = ("clarification", "defect")


def may_wait(case: Case) -> bool:
    """Tell whether the law of the case lets its term stand still until who wrote has clarified the matter.

    Azerbaijan: law on obtaining information, art. 24.4. Where the law names no such request the term runs on.
    """
    return runs(case) and any(term_of(case, kind) is not None or rule_of(case, kind) is not None for kind in KINDS)


@action(
    "cases.ask_case",
    title=_("Ask the sender to clarify"),
    emits=SenderAsked,
    available=is_open,
    fields={"question": Input(label=_("What is missing or unclear"), kind="long-text")},
)
def ask_case(actor: Actor, case: Case, *, question: str) -> Case:
    """Draft a letter that asks who wrote to clarify the matter; the term stands still where the law allows it.

    Their answer, when it comes by mail, joins the case and lets the term run again by itself.
    """
    if not question.strip():
        raise Refused(_("Write what the sender is asked."), code="question-missing")
    if case.party is None:
        raise Refused(_("Nobody is named who could be asked."), code="nobody")
    if may_wait(case):
        if len(question.strip()) > 500:
            raise Refused(
                _("Ask in 500 characters at most: the question stands in a notice with its law."), code="long"
            )
        # Its notice is the letter that asks.
        suspend_case(actor, case, reason="clarification", note=question.strip())
        return case
    compose_paper(actor, case, body=question.strip(), role="question")
    return case
