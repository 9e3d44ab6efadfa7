# SPDX-License-Identifier: EUPL-1.2
"""Answering a question: the rows in sight that hold its words, in an order that is ours, with counts and snippets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice, product
from typing import Any, Final
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from nizam.foundations.language import fold
from nizam.kit.declare import Resource
from nizam.kit.registry import registry
from nizam.kit.screens.filters import with_parents
from nizam.spine.org.days import today_of
from nizam.spine.search.asking import Question, read_question, terms_of
from nizam.spine.search.engines import Alternative, Terms, engine
from nizam.spine.search.lexemes import PERSON
from nizam.spine.search.models import IndexRow
from nizam.spine.search.scope import NOTHING, Sight, findable, in_sight
from nizam.spine.search.spelling import nearest_words

# Beyond so many the newest are scored and counted, and the page says so.
MOST_SCORED: Final = 10_000
# What is offered while one types is chosen among so many of the newest.
MOST_OFFERED_AMONG: Final = 500
# The newest row gets so many points more than one infinitely old; half of them are lost in HALF_LIFE days.
NEWEST, HALF_LIFE = 40, 180
FOUND_PEOPLE = 200
# Of which kinds the rows with the words are is looked up among so many of them.
LOOKED_AT = 2_000
# Of the words near to one typed so many are tried together with the other words.
TRIED = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found: its kind, key and uid, its unit and day, and what it scored."""

    row: int
    kind: int
    object_id: int
    uid: UUID
    unit: int | None
    day: date
    points: int


@dataclass(frozen=True)
class Narrowing:
    """What a reader chose among the counts: kinds (`<label>.<model>`), units by uid, years."""

    kind: str = ""
    unit: str = ""
    year: str = ""


@dataclass
class Found:
    """The answer: hits in order, counts by kind, unit (key) and year, and what was done to find any.

    `more` says that there were more than were scored; `instead` maps words as typed to those searched in their place;
    `partly` says that nothing holds all the words, and that these hold all but one.
    """

    question: Question
    hits: list[Hit] = field(default_factory=list)
    more: bool = False
    kinds: Counter[int] = field(default_factory=Counter)
    units: Counter[int] = field(default_factory=Counter)
    years: Counter[int] = field(default_factory=Counter)
    instead: dict[str, str] = field(default_factory=dict)
    partly: bool = False


def search(
    user: Any,
    text: str,
    *,
    narrowing: Narrowing = Narrowing(),
    typing: bool = False,
    resources: Sequence[Resource] | None = None,
    correct: bool = True,
) -> Found:
    """Return what `user` may see that holds the words of `text`.

    With `typing` the last word may go on, and only the newest are looked at. `resources` narrows the kinds. Where
    nothing is found and `correct` is set, words near those typed are tried, as far as they lead to anything in sight,
    and at last what holds all words but one.
    """
    question = read_question(text, typing=typing)
    kinds = findable(user) if resources is None else [one for one in findable(user) if one in resources]
    looking = _Looking(user, narrowing, Sight(user, _of_kinds(kinds, question, narrowing)))
    found = _answer(looking, question, MOST_OFFERED_AMONG if typing else MOST_SCORED)
    if found.hits or not correct or typing or not question.terms:
        return found
    instead = _nearest(looking, question)
    if instead:
        corrected = _answer(looking, question.instead(instead), MOST_SCORED)
        if corrected.hits:
            return replace(corrected, instead=instead)
    if len(question.terms) > 1:
        some = _answer(looking, question.instead(instead), MOST_SCORED, all_but_one=True)
        if some.hits:
            return replace(some, instead=instead, partly=True)
    return found


def things_of(user: Any, hits: Sequence[Hit]) -> dict[int, Any]:
    """Return by index row the things that were found, as far as `user` still sees them; a question for each kind."""
    found: dict[int, Any] = {}
    by_kind: dict[int, dict[int, int]] = {}
    for hit in hits:
        by_kind.setdefault(hit.kind, {})[hit.object_id] = hit.row
    for kind, rows in by_kind.items():
        resource = registry.resource_of(ContentType.objects.get_for_id(kind).model_class())
        if resource is not None:
            things = with_parents(resource.visible_to(user)).in_bulk(list(rows))
            found.update({rows[key]: thing for key, thing in things.items()})
    return found


def pending_files(user: Any) -> int:
    """Return of how many files in sight the text is not read yet: what they hold is not found so far."""
    waiting = IndexRow.objects.filter(pending=True)
    if not waiting.exists():
        return 0
    return int(waiting.filter(in_sight(user, findable(user))).count())


@dataclass(frozen=True)
class _Looking:
    """Who looks, what he narrowed to, and what is in his sight."""

    user: Any
    narrowing: Narrowing
    sight: Sight


def _rows(looking: _Looking, question: Question, terms: Terms) -> Any:
    rows = IndexRow.objects.filter(_asked(looking.user, question), _chosen(looking.narrowing))
    if terms.all_of:
        rows = rows.filter(engine().holding(terms))
    return rows.filter(looking.sight.of(_kinds(rows, looking.sight)))


def _kinds(rows: Any, sight: Sight) -> Iterable[int]:
    """Return the kinds there are among `rows`, whoever may see them: all of them where there are too many to look."""
    found = list(rows.order_by("-pk").values_list("content_type_id", flat=True)[:LOOKED_AT])
    return found if len(found) < LOOKED_AT else sight.resources


def _leads(looking: _Looking, question: Question) -> bool:
    """Tell whether anything in sight answers."""
    return bool(_rows(looking, question, terms_of(question)).exists())


def _answer(looking: _Looking, question: Question, most: int, *, all_but_one: bool = False) -> Found:
    found = Found(question)
    if question.is_empty or question.unknown:
        return found
    terms = terms_of(question, all_but_one=all_but_one)
    newest = _rows(looking, question, terms).order_by("-pk")[: most + 1]
    columns = ("content_type_id", "object_id", "thing_uid", "unit_id", "day")
    scored = engine().scored(newest, terms, columns)
    found.more = len(scored) > most
    today = today_of(looking.user)
    for key, kind, thing, uid, unit, day, points in sorted(scored, reverse=True)[:most]:
        found.hits.append(Hit(key, kind, thing, uid, unit, day, points + _of_age((today - day).days)))
    found.hits.sort(key=lambda hit: (hit.points, hit.uid), reverse=True)
    found.kinds.update(hit.kind for hit in found.hits)
    found.units.update(hit.unit for hit in found.hits if hit.unit is not None)
    found.years.update(hit.day.year for hit in found.hits)
    return found


def _of_age(days: int) -> int:
    return NEWEST * HALF_LIFE // (HALF_LIFE + max(days, 0))


def _of_kinds(kinds: Sequence[Resource], question: Question, narrowing: Narrowing) -> list[Resource]:
    found = [one for one in kinds if not narrowing.kind or one.key == narrowing.kind]
    for value in question.kinds:
        wanted = fold(value)
        names = {one: f" {fold(str(one.title))} {fold(str(one.model._meta.verbose_name))} {one.name}" for one in found}
        found = [one for one in found if f" {wanted}" in names[one]]
    return found


def _chosen(narrowing: Narrowing) -> Q:
    condition = Q()
    if narrowing.unit:
        condition &= Q(unit__uid=narrowing.unit) if _is_uid(narrowing.unit) else NOTHING
    if narrowing.year:
        year = int(narrowing.year) if narrowing.year.isdecimal() and len(narrowing.year) == 4 else 0
        condition &= Q(day__range=(date(year, 1, 1), date(year, 12, 31))) if year else NOTHING
    return condition


def _is_uid(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def _asked(user: Any, question: Question) -> Q:
    """Return the condition of what is not words: units and people in sight by name, days."""
    condition = Q()
    for value in question.units:
        condition &= Q(unit_id__in=_keys(user, "org.unit", value))
    for value in question.people:
        keys = _keys(user, "org.person", value)
        lexemes = tuple(Alternative((f"{PERSON}{key}",)) for key in keys)
        themselves = Q(content_type__app_label="org", content_type__model="person", object_id__in=keys)
        condition &= (Q(engine().holding(Terms((lexemes,)))) | themselves) if keys else NOTHING
    if question.since:
        condition &= Q(day__gte=question.since)
    if question.until:
        condition &= Q(day__lte=question.until)
    return condition


def _keys(user: Any, key: str, value: str) -> list[int]:
    """Return the keys of the units or people in sight that `value` names."""
    resource = registry.resource(key)
    named = read_question(value)
    if not named.terms:
        return []
    kind = ContentType.objects.get_for_model(resource.model)
    rows = IndexRow.objects.filter(in_sight(user, [resource]), content_type=kind)
    rows = rows.filter(engine().holding(terms_of(replace(named, without=()))))
    return list(rows.order_by("-pk").values_list("object_id", flat=True)[:FOUND_PEOPLE])


def _nearest(looking: _Looking, question: Question) -> dict[str, str]:
    """Return for words that nothing in sight holds near ones that something does, so that all together lead somewhere.

    Where each word stands somewhere and only their combination nowhere, one of them is another word with an error.
    """
    if question.unknown:
        return {}
    words = {word: term for term in question.terms for word in term.words if not any(map(str.isdigit, word))}
    tried: dict[str, list[str]] = {}
    for word, term in words.items():
        alone = replace(question, terms=(replace(term, words=(word,), phrase=False),))
        if not _leads(looking, alone):
            leading = (near for near in nearest_words(word) if _leads(looking, alone.instead({word: near})))
            tried[word] = list(islice(leading, TRIED))
    tried = {word: some for word, some in tried.items() if some}
    for chosen in islice(product(*tried.values()), TRIED**2):
        instead = dict(zip(tried, chosen, strict=True))
        if instead and _leads(looking, question.instead(instead)):
            return instead
    instead = {word: some[0] for word, some in tried.items()}
    if len(words) > 1:
        for word in words:
            for near in nearest_words(word)[:TRIED] if word not in tried else ():
                if _leads(looking, question.instead(instead | {word: near})):
                    return instead | {word: near}
    return instead
