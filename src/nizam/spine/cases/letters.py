# SPDX-License-Identifier: EUPL-1.2
"""Papers about a case: the languages they may be written in, the fields they take from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from nizam.foundations.typesetting.wording import PAPER_LANGUAGES
from nizam.spine.cases.models import Case
from nizam.spine.cases.procedures.texts import spec_of
from nizam.spine.records.drafting.fields import Field, written_date

STATE_LANGUAGES: Final[Mapping[str, str]] = {"AZ": "az", "UZ": "uz", "TR": "tr"}
"""Azerbaijan: constitution, art. 21; Uzbekistan: constitution, art. 4; Turkey: constitution, art. 3."""


def letter_languages(case: Case) -> list[str]:
    """Return the languages letters about a case may be written in: its procedure's, else the institution's.

    Only those that papers have words for; where none is left, the state language of the country.
    """
    spec = spec_of(case.procedure)
    allowed = (spec.languages if spec is not None else ()) or case.institution.languages
    found = [code for code in allowed if code in PAPER_LANGUAGES]
    return found or [STATE_LANGUAGES.get(case.institution.country, "en")]


def letter_language(case: Case) -> str:
    """Return the language a letter about a case is written in unless a person chooses another.

    The incoming letter's own where it is allowed, else the state language, else the first that is allowed.
    """
    allowed = letter_languages(case)
    if case.language in allowed:
        return case.language
    state = STATE_LANGUAGES.get(case.institution.country, "")
    return state if state in allowed else allowed[0]


def case_fields(case: Case, language: str) -> list[Field]:
    """Return the fields a paper in `language` takes from its case."""
    person = case.responsible
    return [
        Field("number", _("Number of the case"), case.number_text),
        Field("date", _("Date of registration"), written_date(case.registered_on, language)),
        Field("due", _("Due date"), written_date(case.due_on, language)),
        Field("case_subject", _("Subject of the case"), case.subject),
        Field("sender", _("From whom"), str(case.party) if case.party is not None else ""),
        Field("responsible", _("Responsible person"), str(person) if person is not None else ""),
    ]
