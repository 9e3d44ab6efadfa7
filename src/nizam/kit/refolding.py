# SPDX-License-Identifier: EUPL-1.2
"""Renewing derived text columns after the language rules changed: in short transactions, while people work."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models, transaction

from nizam.foundations.language import RULES_VERSION
from nizam.kit.texts import DerivedText

BATCH = 200


def folded_models() -> list[type[models.Model]]:
    """Return every model that has a derived text column."""
    return [
        model for model in apps.get_models() if any(isinstance(f, DerivedText) for f in model._meta.concrete_fields)
    ]


def stale_rows() -> dict[str, int]:
    """Return how many rows each model holds that older rules made; models without any are left out."""
    counts = {
        model._meta.label_lower: model._base_manager.exclude(language_rules=RULES_VERSION).count()
        for model in folded_models()
    }
    return {label: count for label, count in counts.items() if count}


def refold_all() -> dict[str, int]:
    """Renew every stale row and return how many were renewed by model. Interrupted, the next call goes on.

    A row changed by somebody meanwhile was made by the present rules already and is left alone.
    """
    renewed: dict[str, int] = {}
    for model in folded_models():
        count = _refold(model)
        if count:
            renewed[model._meta.label_lower] = count
    return renewed


def _refold(model: type[models.Model]) -> int:
    derived = [f for f in model._meta.concrete_fields if isinstance(f, DerivedText)]
    total = 0
    last = 0
    while True:
        rows: list[Any] = list(
            model._base_manager.exclude(language_rules=RULES_VERSION).filter(pk__gt=last).order_by("pk")[:BATCH]
        )
        if not rows:
            return total
        with transaction.atomic():
            for row in rows:
                values = {f.attname: f.compute(row) for f in derived}
                total += (
                    model._base_manager.filter(pk=row.pk, language_rules=row.language_rules)
                    .filter(**({"revision": row.revision} if hasattr(row, "revision") else {}))
                    .update(language_rules=RULES_VERSION, **values)
                )
        last = rows[-1].pk
