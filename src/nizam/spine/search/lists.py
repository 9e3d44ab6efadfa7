# SPDX-License-Identifier: EUPL-1.2
"""The port `search`: the words typed over a list or in a chooser narrow it by the index.

Where nothing may be indexed for want of dictionaries, lists are still narrowed, by their folded columns.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from nizam.foundations.language import fold
from nizam.kit.declare import Resource
from nizam.kit.texts import FoldedField
from nizam.spine.search.asking import read_question, terms_of
from nizam.spine.search.engines import engine
from nizam.spine.search.indexing import is_refused
from nizam.spine.search.models import IndexRow


class ListSearch:
    """Rows of one resource that hold the words, whatever they are spelled like."""

    def holding(self, resource: Resource, words: str) -> Q:
        """Return the condition on rows of `resource`; every word may be a beginning. No words, no narrowing."""
        if is_refused():
            return _in_columns(resource, words)
        asked = read_question(words)
        terms = terms_of(replace(asked, terms=tuple(replace(term, open=not term.phrase) for term in asked.terms)))
        if not terms.all_of:
            return Q()
        kind = ContentType.objects.get_for_model(resource.model)
        rows: Any = IndexRow.objects.filter(engine().holding(terms), content_type=kind)
        return Q(pk__in=rows.order_by().values("object_id"))


def _in_columns(resource: Resource, words: str) -> Q:
    fields = {field.name: field for field in resource.model._meta.concrete_fields}
    folded = [
        one for one in fields.values() if isinstance(one, FoldedField) and set(resource.search) & set(one.sources)
    ]
    covered = {source for column in folded for source in column.sources}
    plain = [name for name in resource.search if name not in covered and name in fields]
    condition = Q()
    for word in words.split():
        key = fold(word)
        spelled = Q(pk__in=())
        for column in folded:
            spelled |= Q(**{f"{column.name}__contains": key}) if key else Q(pk__in=())
        for name in plain:
            spelled |= Q(**{f"{name}__contains": word})
        condition &= spelled
    return condition
