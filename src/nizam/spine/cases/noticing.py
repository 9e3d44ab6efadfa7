# SPDX-License-Identifier: EUPL-1.2
"""What a letter shows beside its unit: kind of matter, marks, what is confidential, whom it names, what it repeats.

Worked out when somebody looks, from the words as they stand and the registers as they are; nothing of it is stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from nizam.foundations.language import bare_stem, fold
from nizam.foundations.routing import (
    SAME_MATTER,
    KindHint,
    confidentiality_hints,
    kind_hints,
    matter_hints,
    named_people,
    same_matter,
)
from nizam.kit.texts import TranslatedText
from nizam.spine.cases.lessons import words_of
from nizam.spine.cases.models import OPEN_STATES, Case, Envelope, Procedure
from nizam.spine.cases.procedures import spec_of
from nizam.spine.cases.stopwords import STOP_WORDS
from nizam.spine.org.models import Person

# Matters of one sender that are compared, the latest first; above this they are about one thing as a rule.
COMPARED = 20


@dataclass(frozen=True)
class KindNoticed:
    """A procedure whose words the letter uses."""

    procedure: Procedure
    confidence: float
    words: Sequence[str]


@dataclass(frozen=True)
class VariantNoticed:
    """Another kind within the case's procedure, or a mark (then `is_mark`), whose words the letter uses."""

    code: str
    title: TranslatedText
    words: Sequence[str]
    is_mark: bool = False


@dataclass(frozen=True)
class SensitiveNoticed:
    """A sign that the degree of confidentiality should be looked at: its code, and the words (numbers half hidden)."""

    code: str
    words: Sequence[str]


@dataclass(frozen=True)
class PersonNoticed:
    """Somebody of the institution whom the letter names."""

    person: Person
    words: str


@dataclass(frozen=True)
class SameNoticed:
    """An open case of the same sender that seems to be about the same matter."""

    case: Case
    likeness: float
    words: Sequence[str]


@dataclass(frozen=True)
class Noticed:
    """All that was noticed of a case, as far as the reader may see the things it names."""

    kinds: Sequence[KindNoticed] = field(default_factory=tuple)
    variants: Sequence[VariantNoticed] = field(default_factory=tuple)
    sensitive: Sequence[SensitiveNoticed] = field(default_factory=tuple)
    people: Sequence[PersonNoticed] = field(default_factory=tuple)
    same: Sequence[SameNoticed] = field(default_factory=tuple)

    def __bool__(self) -> bool:
        return bool(self.kinds or self.variants or self.sensitive or self.people or self.same)


def notice(user: Any, case: Case) -> Noticed:
    """Return what the case's own words show, as far as `user` may see procedures, people and other cases."""
    words = words_of(case)
    return Noticed(
        kinds=_kinds(user, case, words),
        variants=_variants(case, words),
        sensitive=[SensitiveNoticed(hint.code, hint.words) for hint in confidentiality_hints(words, fold=fold)],
        people=_people(user, case, words),
        same=_same(user, case, words),
    )


def _kinds(user: Any, case: Case, words: str) -> list[KindNoticed]:
    """Return the kinds that the letter speaks for, unless the first of them is what the case is already."""
    hints = matter_hints(words, fold=fold)
    if not hints or hints[0].procedure == case.procedure.code:
        return []
    rows = Procedure.objects.visible_to(user).filter(
        institution=case.institution, current=True, voided_at__isnull=True, code__in=[hint.procedure for hint in hints]
    )
    known = {procedure.code: procedure for procedure in rows}
    return [
        KindNoticed(known[hint.procedure], hint.confidence, hint.words) for hint in hints if hint.procedure in known
    ]


def _variants(case: Case, words: str) -> list[VariantNoticed]:
    """Return the kind within the procedure that the letter speaks for, and the marks; people decide on each.

    Only a case that is still of the kind it began as is given another one: what a person chose is not doubted. Words of
    that first kind speak for no other and against none, since every letter asks for something.
    """
    spec = spec_of(case.procedure)
    if spec is None:
        return []
    found: list[VariantNoticed] = []
    first = spec.variants[0].code if spec.variants else ""
    if case.variant == first:
        titles = {one.code: one.title for one in spec.variants}
        others = {one.code: _listed(one.words) for one in spec.variants if one.code != first}
        found += [VariantNoticed(one.code, titles[one.code], one.words) for one in _leading(words, others)]
    marks = {one.code: _listed(one.words) for one in spec.marks if one.code not in case.marks}
    titles = {one.code: one.title for one in spec.marks}
    hints = kind_hints(words, marks, fold=fold)
    return found + [VariantNoticed(one.code, titles[one.code], one.words, is_mark=True) for one in hints]


def _listed(words: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the words of all languages: people mix them, and short letters are often taken for another language."""
    return [word for own in words.values() for word in own]


def _leading(words: str, kinds: Mapping[str, list[str]]) -> list[KindHint]:
    """Return the kind with the most words in the letter, and those that have as many."""
    hints = kind_hints(words, kinds, fold=fold)
    return [hint for hint in hints if len(hint.words) == len(hints[0].words)]


def _people(user: Any, case: Case, words: str) -> list[PersonNoticed]:
    rows = Person.objects.visible_to(user).filter(institution=case.institution, voided_at__isnull=True).order_by("pk")
    names = rows.values_list("pk", "given_name", "patronymic", "family_name")
    found = named_people(
        words, [(key, [part for part in parts if part]) for key, *parts in names.iterator()], fold=fold
    )
    known = Person.objects.in_bulk([named.key for named in found])
    return [PersonNoticed(known[named.key], named.words) for named in found]


def _same(user: Any, case: Case, words: str) -> list[SameNoticed]:
    if case.party_id is None:
        return []
    others = list(
        Case.objects.visible_to(user)
        .standing()
        .filter(party=case.party_id)
        .exclude(pk=case.pk)
        .filter(state__in=OPEN_STATES)
        .order_by("-registered_at", "-pk")[:COMPARED]
    )
    letters = Envelope.objects.filter(case__in=others, direction="in", disposition="new").order_by("-pk")
    said = {key: f"{subject}\n{text}" for key, subject, text in letters.values_list("case_id", "subject", "text")}
    stem = partial(bare_stem, language=case.institution.main_language)
    found = []
    for other in others:
        likeness = same_matter(words, said.get(other.pk) or other.subject, fold=fold, stop=STOP_WORDS, stem=stem)
        if likeness.score >= SAME_MATTER:
            found.append(SameNoticed(other, likeness.score, likeness.words))
    return sorted(found, key=lambda one: -one.likeness)
