# SPDX-License-Identifier: EUPL-1.2
"""The law's repeated appeal: the same person, in the same matter, after an answer or after the term has run out.

A repeat is registered and has its own term; what it means for its consideration a person decides. Azerbaijan: without
consideration after three reasoned answers within a year and without new facts (law on citizens' appeals of 30.09.2015,
art. 8.1.4). Uzbekistan: an appeal that contests the decision on an earlier one, or one sent after the earlier one's
term (O'RQ-445, art. 3).
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as translate

from nizam.foundations.language import bare_stem, fold
from nizam.foundations.routing import SAME_MATTER, same_matter
from nizam.spine.cases.models import Case, CaseLink, Envelope
from nizam.spine.cases.stopwords import STOP_WORDS

REPEAT = "repeat"
WITHOUT_CONSIDERATION = "repeat-without-consideration?"
ANSWERS_ENOUGH = 3
ANSWERS_WITHIN = timedelta(days=365)
# Earlier matters of one person that a letter is compared with, the latest first.
MOST = 20


def note_repeat(case: Case, words: str, contested: Case | None = None) -> None:
    """Mark a case just opened as a repeat and link it with the earlier ones it repeats; runs inside the caller's act.

    `contested` is an earlier case of the same person that the letter itself names.
    """
    done = Q(state__in=("answered", "closed")) | Q(due_on__lt=case.registered_on)
    earlier = list(
        Case.objects.filter(done, party=case.party, voided_at__isnull=True)
        .exclude(pk=case.pk)
        .order_by("-registered_at", "-pk")[:MOST]
    )
    if not earlier:
        return
    letters = (
        Envelope.objects.filter(case__in=earlier, direction="in", disposition="new")
        .order_by("-pk")
        .values_list("case_id", "subject", "text")
    )
    said = {case_id: f"{subject}\n{text}" for case_id, subject, text in letters}
    language = case.institution.main_language
    repeated = [one for one in earlier if one == contested or _alike(language, words, said.get(one.pk) or one.subject)]
    if not repeated:
        return
    case.marks = [*case.marks, REPEAT]
    if case.institution.country == "AZ" and _answers_within_a_year(case, repeated) >= ANSWERS_ENOUGH:
        case.marks.append(WITHOUT_CONSIDERATION)
    case.save(update_fields=["marks"])
    for one in repeated:
        CaseLink(
            institution=case.institution,
            unit=case.unit,
            confidentiality=case.confidentiality,
            case=case,
            other=one,
            relation=REPEAT,
            reason=_reason(case, one),
        ).save()


def _alike(language: str, one: str, other: str) -> bool:
    likeness = same_matter(one, other, fold=fold, stop=STOP_WORDS, stem=partial(bare_stem, language=language))
    return likeness.score >= SAME_MATTER


def _answers_within_a_year(case: Case, repeated: list[Case]) -> int:
    since = case.registered_at - ANSWERS_WITHIN
    return sum(one.answered_at is not None and one.answered_at >= since for one in repeated)


def _reason(case: Case, earlier: Case) -> str:
    """Say in the institution's language why the earlier matter counts."""
    with translation.override(case.institution.main_language):
        if earlier.state in ("answered", "closed"):
            sentence = translate("The same person, in the same matter, after the answer in case %(number)s.")
        else:
            sentence = translate("The same person, in the same matter, after the term of case %(number)s has run out.")
        return sentence % {"number": earlier.number_text or "–"}
