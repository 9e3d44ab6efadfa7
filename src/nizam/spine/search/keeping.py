# SPDX-License-Identifier: EUPL-1.2
"""Making the index anew while people work, and telling where it and the things disagree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q

from nizam.kit.declare import Resource
from nizam.kit.turns import write_transaction
from nizam.spine.search.engines import engine
from nizam.spine.search.indexing import BATCH, forget_kind, index_things
from nizam.spine.search.models import IndexRow
from nizam.spine.search.scope import searched


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Of one kind: how many standing things have no index row, and how many rows have no standing thing."""

    kind: str
    not_indexed: int
    without_thing: int


def disagreements() -> list[Disagreement]:
    """Return where index and things disagree; nothing is said of texts, which `index_all` compares."""
    found = []
    for resource in searched():
        missing, gone = missing_things(resource).count(), rows_without_thing(resource).count()
        if missing or gone:
            found.append(Disagreement(resource.key, missing, gone))
    known = [ContentType.objects.get_for_model(resource.model).pk for resource in searched()]
    strangers = IndexRow.objects.exclude(content_type__in=known).count()
    return [*found, Disagreement("", 0, strangers)] if strangers else found


def missing_things(resource: Resource) -> Q:
    """Return the standing things of a resource that have no index row."""
    kind = ContentType.objects.get_for_model(resource.model)
    row = IndexRow.objects.filter(content_type=kind, object_id=OuterRef("pk"))
    return _standing(resource).filter(~Exists(row))


def rows_without_thing(resource: Resource) -> Q:
    """Return the index rows of a resource whose thing is gone or voided."""
    kind = ContentType.objects.get_for_model(resource.model)
    return IndexRow.objects.filter(content_type=kind).filter(
        ~Exists(_standing(resource).filter(pk=OuterRef("object_id")))
    )


def is_behind() -> bool:
    """Tell whether any thing waits to be indexed, by a look that is cheap while nothing does."""
    return any(missing_things(resource).order_by().exists() for resource in searched()) or bool(
        engine().without_lexemes()
    )


def index_missing() -> Iterator[int]:
    """Index what is missing and forget what is gone, batch by batch; yield how many of each batch were written."""
    for resource in searched():
        while keys := list(missing_things(resource).order_by("pk").values_list("pk", flat=True)[:BATCH]):
            with write_transaction():
                written = index_things(resource, keys)
            yield written
            if not written:
                break
        while keys := list(rows_without_thing(resource).values_list("object_id", flat=True)[:BATCH]):
            with write_transaction():
                index_things(resource, keys)
            yield 0


def index_all(*, anew: bool = False) -> Iterator[int]:
    """Go through everything that is searched, batch by batch, and write what has changed; yield how many were written.

    With `anew` each row is written again, whatever it was made from. The index answers all the while.
    """
    for kind in ContentType.objects.filter(pk__in=IndexRow.objects.order_by().values("content_type").distinct()):
        if kind.model_class() not in {resource.model for resource in searched()}:
            forget_kind(kind)
    for resource in searched():
        last = 0
        while keys := list(_standing(resource).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
            with write_transaction():
                if anew:
                    kind = ContentType.objects.get_for_model(resource.model)
                    IndexRow.objects.filter(content_type=kind, object_id__in=keys).update(fingerprint="")
                written = index_things(resource, keys)
            last = keys[-1]
            yield written
    yield from index_missing()


def _standing(resource: Resource) -> Q:
    rows = resource.model._base_manager.all()
    names = {field.name for field in resource.model._meta.concrete_fields}
    return rows.filter(voided_at__isnull=True) if "voided_at" in names else rows
