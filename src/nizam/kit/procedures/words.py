# SPDX-License-Identifier: EUPL-1.2
"""What a procedure and the law behind it say, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nizam.foundations.calendars import LawRule, LawTerm
from nizam.kit.deadlines import amount_words, law_words
from nizam.kit.procedures.schema import HEAD, HEAD_ABOVE, RESPONSIBLE, Alert


def paper_words() -> Mapping[str, str]:
    """Return the papers that an outcome may need."""
    return {
        "none": _("no paper"),
        "answer": _("an answer"),
        "refusal": _("a reasoned refusal"),
        "forwarding-notice": _("a notice of forwarding"),
        "notice": _("a notice that it is not considered"),
        "conclusion": _("a conclusion for the file"),
    }


def kind_words() -> Mapping[str, str]:
    """Return what each kind of term or rule of the law is for."""
    return {
        "base": _("Answer"),
        "study": _("Answer where study or a check is needed"),
        "study-notice": _("Notice that study is needed"),
        "extension": _("Extension"),
        "extension-notice": _("Notice of an extension"),
        "forwarding": _("Forwarding to the competent body"),
        "forwarding-several": _("Forwarding to several bodies"),
        "forwarding-notice": _("Notice of forwarding"),
        "registration": _("Registration"),
        "anonymous": _("Anonymous"),
        "repeat": _("Repeated"),
        "exceptions": _("Exceptions"),
        "complaint": _("Complaint to a superior body"),
        "urgent": _("Urgent"),
        "urgent-danger": _("Danger to life, health or liberty"),
        "oral": _("Oral"),
        "media": _("Of the media"),
        "defect": _("Telling what is missing"),
        "fee": _("Paying the fee"),
        "not-held": _("Passing on what is not held here"),
        "not-held-notice": _("Telling that it is not held here"),
        "review": _("Complaint against the decision"),
        "review-decision": _("Decision on the complaint"),
        "review-extension": _("Extension of the review"),
        "silence": _("Silence counts as refusal"),
    }


def start_words() -> Mapping[str, str]:
    """Return from when a term runs."""
    return {
        "same-day": _("from registration"),
        "in-office-hours": _("from registration; after office hours, from the next working day"),
        "next-working-day": _("from the working day after registration"),
        "arrival": _("from arrival"),
    }


def term_words(term: LawTerm) -> str:
    """Say a term: how long, and from when."""
    length = amount_words(term.term.amount, term.term.unit)
    if term.runs_from == "end":
        return _("%(term)s more") % {"term": length}
    return _("%(term)s %(start)s") % {"term": length, "start": start_words()[term.term.start]}


def source_words(stated: LawTerm | LawRule) -> str:
    """Name the act and the article of a term or rule."""
    return law_words(stated.law.as_json())


def rule_words(rule: LawRule) -> str:
    """Say a rule of the law that has no term."""
    known = {
        "not-considered": _("is not accepted and not considered"),
        "not-considered-with-conclusion": _("is not considered; a conclusion is drawn up and approved"),
        "not-examined": _("is not examined"),
        "forward-and-tell": _("is forwarded and the sender told; the law names no day"),
        "same-day": _("on the same day"),
        "same-day-or-next-working-day-after-hours": _("on the same day, after hours on the next working day"),
        "receipt-free-of-charge": _("with a receipt, free of charge"),
        "contests-decision-or-term-expired": _("when the same person contests the decision, or the term has run out"),
        "at-once-if-possible": _("at once, if possible"),
        "not-processed-and-told": _("is not processed, and the sender told what is missing"),
        "extension-exists": _("an extension exists; its length was not read"),
        "other-terms-exist": _("other terms exist; they were not read"),
    }
    if rule.rule == "no-answer-owed-after-answers" and rule.within is not None:
        text = ngettext(
            "left without consideration after %(count)s reasoned answer in %(within)s",
            "left without consideration after %(count)s reasoned answers in %(within)s",
            rule.count,
        )
        return text % {"count": rule.count, "within": amount_words(rule.within.amount, rule.within.unit)}
    return known.get(rule.rule, rule.rule)


def field_kind_words() -> Mapping[str, str]:
    """Return the kinds of questions on a form."""
    return {
        "text": _("a line of text"),
        "long-text": _("a text"),
        "date": _("a date"),
        "number": _("a number"),
        "flag": _("yes or no"),
        "choice": _("one of several answers"),
    }


def told_words(to: Iterable[str], roles: Mapping[str, str]) -> str:
    """Name who is told by a warning; `roles` names the roles."""
    known = {RESPONSIBLE: _("who is responsible"), HEAD: _("who heads the unit"), HEAD_ABOVE: _("the head above")}
    return ", ".join(known.get(role) or roles.get(role, role) for role in to)


def alert_words(alert: Alert, roles: Mapping[str, str]) -> str:
    """Say when a warning comes and to whom; `roles` names the roles."""
    to = told_words(alert.to, roles)
    if alert.after == 0:
        return _("when the term is over: %(to)s") % {"to": to}
    if alert.after is not None:
        return _("%(time)s after the end: %(to)s") % {"time": amount_words(alert.after, alert.unit), "to": to}
    if alert.before is not None:
        left = amount_words(alert.before, alert.unit)
        return _("%(left)s before the end: %(to)s") % {"left": left, "to": to}
    return _("when %(percent)s %% of the term are left: %(to)s") % {
        "percent": round(100 * (alert.share or 0)),
        "to": to,
    }
