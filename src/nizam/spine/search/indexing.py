# SPDX-License-Identifier: EUPL-1.2
"""Keeping the index: a row is indexed in the transaction that saved it, once, when everything in it is said."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from nizam.foundations.language import LANGUAGES, RULES_VERSION, dictionary_state
from nizam.kit.declare import Resource
from nizam.kit.registry import registry
from nizam.kit.turns import before_commit
from nizam.spine.search.engines import engine
from nizam.spine.search.lexemes import Lexemes
from nizam.spine.search.models import IndexedWord, IndexRow
from nizam.spine.search.scope import searched

BATCH = 500
WEIGHTY, LIGHT = 10, 3
# Counted up when other lexemes are made of the same text: rows made by an older count are stale.
LEXEMES_VERSION = 2
# The first of these that a thing has is its day.
DAYS = ("registered_on", "issued_on", "received_at", "kept_at", "happened_on", "created_at")
# How far the reading of a file's text has come stands in `state`; these say that more is to come.
WAITING = frozenset({"waiting"})
_KNOWN_WORDS: dict[str, None] = {}
MOST_KNOWN = 200_000


@lru_cache(maxsize=1)
def dictionaries() -> tuple[str, str]:
    """Return why nothing is indexed here (empty where the dictionaries are there), and a digest of what stems rest on.

    An index made without dictionaries would find less than it says, and nobody would notice.
    """
    states = dictionary_state()
    missing = [f"{one.language} ({one.reason})" for one in states if not one.available]
    reason = f"dictionaries are missing: {', '.join(missing)}" if missing else ""
    return reason, " ".join([f"{RULES_VERSION}.{LEXEMES_VERSION}", *(one.digest for one in states)])


def is_refused() -> str:
    """Return why nothing is indexed here, in words of the log; empty where the dictionaries are there."""
    return dictionaries()[0]


def on_save(sender: type[models.Model], instance: Any, raw: bool = False, **told: Any) -> None:
    """Answer `post_save` and `post_delete` of whatever is searched."""
    if not raw and sender in _resources():
        before_commit(_index_noted, sender, instance.pk)


def _resources() -> dict[type[models.Model], Resource]:
    return {resource.model: resource for resource in searched()}


def _index_noted(noted: Mapping[type[models.Model], Sequence[int]]) -> None:
    words: set[str] = set()
    for model, keys in noted.items():
        resource = registry.resource_of(model)
        if resource is not None:
            words |= _index(resource, keys)[1]
    # All at once and in order: two writers of the same new words would else wait for each other.
    _keep_words(words)


def index_things(resource: Resource, keys: Iterable[int]) -> int:
    """Index the rows of a resource as they are now, inside the running transaction; return how many were written.

    A row that is voided or gone is taken out of the index. What has not changed is not written again.
    """
    written, words = _index(resource, keys)
    _keep_words(words)
    return written


def _index(resource: Resource, keys: Iterable[int]) -> tuple[int, set[str]]:
    """Index rows; return how many were written, and their words."""
    wanted = list(keys)
    if not wanted or is_refused():
        return 0, set()
    kind = ContentType.objects.get_for_model(resource.model)
    rows = resource.model._base_manager.filter(pk__in=wanted)
    if "institution" in {f.name for f in resource.model._meta.concrete_fields}:
        rows = rows.select_related("institution")
    things = {row.pk: row for row in rows if getattr(row, "voided_at", None) is None}
    known = {row.object_id: row for row in IndexRow.objects.filter(content_type=kind, object_id__in=wanted)}
    gone = [row.pk for key, row in known.items() if key not in things]
    _remove(gone)
    made = [_row(resource, kind, thing) for thing in things.values()]
    changed = [one for one in made if (was := known.get(one[0].object_id)) is None or _differs(was, one[0])]
    if not changed:
        return 0, set()
    IndexRow.objects.bulk_create(
        [row for row, _texts, _people in changed],
        update_conflicts=True,
        unique_fields=["content_type", "object_id"],
        update_fields=["thing_uid", "unit", "day", "language", "pending", "fingerprint"],
    )
    lexemes = {row.pk: _lexemes(row, texts, people) for row, texts, people in changed}
    engine().write(lexemes)
    return len(changed), {word for one in lexemes.values() for word in one.words}


def forget_kind(kind: ContentType) -> None:
    """Take every row of a kind out of the index."""
    while keys := list(IndexRow.objects.filter(content_type=kind).values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            _remove(keys)


def _remove(keys: Sequence[int]) -> None:
    if keys:
        engine().forget(keys)
        IndexRow.objects.filter(pk__in=keys).delete()


def _differs(was: IndexRow, now: IndexRow) -> bool:
    names = ("fingerprint", "unit_id", "day", "language", "pending", "thing_uid")
    return any(getattr(was, name) != getattr(now, name) for name in names)


Text = tuple[str, str, str]


def _row(resource: Resource, kind: ContentType, thing: Any) -> tuple[IndexRow, list[Text], list[int]]:
    texts, people = list(texts_of(resource, thing)), sorted(set(people_of(thing)))
    digest = hashlib.blake2b(repr((dictionaries()[1], texts, people)).encode("utf-8", "surrogatepass"), digest_size=8)
    row = IndexRow(
        content_type=kind,
        object_id=thing.pk,
        thing_uid=thing.uid,
        unit_id=getattr(thing, "unit_id", None),
        day=day_of(thing),
        language=language_of(thing)[:10],
        pending=hasattr(thing, "text") and getattr(thing, "state", "") in WAITING,
        fingerprint=digest.hexdigest(),
    )
    return row, texts, people


def _lexemes(row: IndexRow, texts: Sequence[Text], people: Sequence[int]) -> Lexemes:
    found = Lexemes()
    for group, text, language in texts:
        found.add(group, text, language)
    for person in people:
        found.add_person(person)
    return found


def texts_of(resource: Resource, thing: Any) -> Iterator[Text]:
    """Yield group, text and language of each searched field of `thing`, the weightiest fields first."""
    language = language_of(thing)
    for name, weight in sorted(resource.search.items(), key=lambda one: (-one[1], one[0])):
        group = "a" if weight >= WEIGHTY else "b" if weight >= LIGHT else "c"
        value = getattr(thing, name)
        if isinstance(value, Mapping):
            for key, part in value.items():
                if isinstance(part, str) and part:
                    yield group, part, key if key in LANGUAGES else language
        elif value:
            yield group, str(value), language


def people_of(thing: Any) -> Iterator[int]:
    """Yield the keys of the people `thing` names: a query of a person finds what stands with him."""
    for field in thing._meta.concrete_fields:
        if field.is_relation and field.related_model._meta.label_lower == "org.person":
            key = getattr(thing, field.attname)
            if key is not None:
                yield key


def day_of(thing: Any) -> date:
    """Return the day by which `thing` is old or new."""
    for name in DAYS:
        value = getattr(thing, name, None)
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
    return timezone.now().date()


def language_of(thing: Any) -> str:
    """Return the language `thing` is written in, as far as it says, else that of its institution."""
    found = getattr(thing, "language", "")
    if isinstance(found, str) and found in LANGUAGES:
        return found
    return str(getattr(thing, "text_language", lambda: "en")() or "en")


def _keep_words(words: set[str]) -> None:
    fresh = [word for word in words if word not in _KNOWN_WORDS]
    if not fresh:
        return
    IndexedWord.objects.bulk_create(
        [IndexedWord(word=w, head=w[0], tail=w[1:3], length=len(w)) for w in sorted(fresh)], ignore_conflicts=True
    )
    transaction.on_commit(lambda: _remember(fresh))


def _remember(words: Iterable[str]) -> None:
    # Known to stand in the database for good: what a transaction wrote that was rolled back is not among them.
    if len(_KNOWN_WORDS) > MOST_KNOWN:
        _KNOWN_WORDS.clear()
    _KNOWN_WORDS.update(dict.fromkeys(words))
