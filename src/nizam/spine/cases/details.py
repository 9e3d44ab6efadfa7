# SPDX-License-Identifier: EUPL-1.2
"""What the form of a procedure asks of a matter, and what the matter answers: checked, kept with the case, told.

Answers are kept by the code of their question, as JSON holds them: texts and choices as text, days as ISO 8601, numbers
and yes or no as such. An answer to a question that the present procedure does not ask stays with the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from nizam.kit.procedures import FormField
from nizam.kit.texts import TranslatedText
from nizam.spine.cases.envelopes import storable
from nizam.spine.cases.models import Case, Procedure
from nizam.spine.cases.procedures import spec_of

LONGEST_LINE: Final = 500
LONGEST_TEXT: Final = 20_000
# Whole numbers up to here are exact wherever JSON is read.
LARGEST_NUMBER: Final = 10**15


@dataclass(frozen=True)
class Answer:
    """One question as a case answers it; `words` is empty where it does not yet."""

    code: str
    label: str
    words: str
    required: bool


def questions(procedure: Procedure) -> tuple[FormField, ...]:
    """Return what the form of `procedure` asks, in its order."""
    spec = spec_of(procedure)
    return spec.form if spec is not None else ()


def field_name(code: str) -> str:
    """Return the name under which the answer to the question `code` stands in forms, and in errors about it."""
    return f"details.{code}"


def settled_details(
    procedure: Procedure,
    given: Mapping[str, Any] | None,
    *,
    before: Mapping[str, Any] | None = None,
    asked_as: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the answers to keep: those `given` in the place of those `before`.

    Without `before`, a matter that is taken in, every required question must be answered. With it, those that are open
    may stay open, and none that was answered may be emptied again. `asked_as` names the input under which a form
    asks a question, where that is one of its own. Raises ValidationError for every answer at its question.
    """
    asked = {question.code: question for question in questions(procedure)}
    given = given or {}
    errors: dict[str, list[str]] = {}
    unknown = sorted(str(code) for code in given if code not in asked)
    if unknown:
        errors["details"] = [_("This procedure does not ask: %(names)s.") % {"names": ", ".join(unknown)}]
    kept = dict(before or {})
    for code, question in asked.items():
        try:
            value = settled_answer(question, given[code]) if code in given else kept.get(code)
        except ValidationError as error:
            errors[(asked_as or {}).get(code) or field_name(code)] = list(error.messages)
            continue
        if value is None and question.required and (before is None or code in kept):
            errors[(asked_as or {}).get(code) or field_name(code)] = [_("This is needed.")]
        if value is None:
            kept.pop(code, None)
        else:
            kept[code] = value
    if errors:
        raise ValidationError(errors)
    return kept


def settled_answer(question: FormField, value: Any) -> Any:
    """Return an answer as it is kept, None for an empty one. Raises ValidationError for what its kind cannot hold."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if question.kind == "flag":
        if not isinstance(value, bool):
            raise ValidationError(_("Yes or no is expected."))
        return value
    if question.kind == "date":
        return _day(value)
    if question.kind == "number":
        return _number(value)
    return _text(question, value)


def _day(value: Any) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    try:
        if isinstance(value, str) and len(value.strip()) == len("2026-01-31"):
            return date.fromisoformat(value.strip()).isoformat()
    except ValueError:
        pass
    raise ValidationError(_("A day is expected, such as 2026-11-30."))


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise ValidationError(_("A number is expected."))
    try:
        exact = Decimal(str(value).strip())
    except InvalidOperation:
        raise ValidationError(_("A number is expected.")) from None
    if not exact.is_finite() or abs(exact) > LARGEST_NUMBER:
        raise ValidationError(_("A number is expected."))
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _text(question: FormField, value: Any) -> str:
    if not isinstance(value, str):
        raise ValidationError(_("A text is expected."))
    text = storable(value).strip()
    if question.kind == "choice":
        if question.choice(text) is None:
            known = ", ".join(str(choice.title) for choice in question.choices)
            raise ValidationError(_("This is none of the choices: %(choices)s.") % {"choices": known})
        return text
    most = LONGEST_TEXT
    if question.kind == "text":
        text, most = " ".join(text.split()), LONGEST_LINE
    if len(text) > most:
        raise ValidationError(_("At most %(most)s characters.") % {"most": most})
    return text


def told_answer(question: FormField, value: Any) -> str:
    """Return an answer as it was kept in the reader's language; empty for none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if question.kind == "choice":
        choice = question.choice(str(value))
        return str(choice.title) if choice is not None else str(value)
    if question.kind == "date":
        try:
            return date_format(date.fromisoformat(str(value)), "DATE_FORMAT")
        except ValueError:
            return str(value)
    if isinstance(value, int | float):
        return number_format(value, use_l10n=True)
    return str(value)


def answers_of(case: Case) -> list[Answer]:
    """Return every question of the case's procedure with its answer, then what it answered under another procedure."""
    asked = questions(case.procedure)
    found = [
        Answer(one.code, str(one.label), told_answer(one, case.details.get(one.code)), one.required) for one in asked
    ]
    known = {one.code for one in asked}
    others = [code for code in case.details if code not in known]
    if others:
        former = _asked_elsewhere(case)
        for code in others:
            question = former.get(code) or FormField(code, TranslatedText({"en": code}), "text", False)
            found.append(Answer(code, str(question.label), told_answer(question, case.details[code]), False))
    return found


def _asked_elsewhere(case: Case) -> dict[str, FormField]:
    rows = Procedure.objects.filter(institution=case.institution_id, voided_at__isnull=True).order_by("current", "pk")
    return {question.code: question for row in rows for question in questions(row)}


def open_questions(case: Case) -> list[FormField]:
    """Return the required questions that the case does not answer yet."""
    return [one for one in questions(case.procedure) if one.required and case.details.get(one.code) is None]


def needed_questions(case: Case, outcome: str) -> list[FormField]:
    """Return the questions that must be answered before the case may end as `outcome`, and are not."""
    spec = spec_of(case.procedure)
    ends = spec.outcome(outcome) if spec is not None else None
    if spec is None or ends is None:
        return []
    return [one for one in spec.form if one.code in ends.needs and case.details.get(one.code) is None]


def details_under(procedure: Procedure, details: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers of a matter that comes under `procedure`: all but those its questions cannot hold."""
    asked = {question.code: question for question in questions(procedure)}
    return {code: value for code, value in details.items() if code not in asked or fits(asked[code], value)}


def fits(question: FormField, value: Any) -> bool:
    """Tell whether a kept value is an answer to `question`."""
    try:
        return value is not None and bool(settled_answer(question, value) == value)
    except ValidationError:
        return False


def check_details(case: Case) -> None:
    """Raise ValidationError when what a case keeps as its answers is none, or none to its procedure's questions."""
    details = case.details
    if not isinstance(details, dict) or not all(
        isinstance(code, str) and isinstance(value, str | int | float | bool) for code, value in details.items()
    ):
        raise ValidationError({"details": _("Answers by the code of their question are expected.")})
    wrong = [
        str(one.label) for one in questions(case.procedure) if one.code in details and not fits(one, details[one.code])
    ]
    if wrong:
        raise ValidationError({"details": _("These answers do not fit: %(names)s.") % {"names": ", ".join(wrong)}})
