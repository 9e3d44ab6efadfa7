# SPDX-License-Identifier: EUPL-1.2
"""The port `search`: the words typed over a list or in a chooser narrow it by the index."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from nizam.kit.declare import Resource
from nizam.spine.search.asking import read_question, terms_of
from nizam.spine.search.engines import engine
from nizam.spine.search.models import IndexRow


class ListSearch:
    """Rows of one resource that hold the words, whatever they are spelled like."""

    def holding(self, resource: Resource, words: str) -> Q:
        """Return the condition on rows of `resource`; every word may be a beginning. No words, no narrowing."""
        asked = read_question(words)
        terms = terms_of(replace(asked, terms=tuple(replace(term, open=not term.phrase) for term in asked.terms)))
        if not terms.all_of:
            return Q()
        kind = ContentType.objects.get_for_model(resource.model)
        rows: Any = IndexRow.objects.filter(engine().holding(terms), content_type=kind)
        return Q(pk__in=rows.order_by().values("object_id"))
