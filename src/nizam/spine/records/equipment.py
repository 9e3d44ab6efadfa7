# SPDX-License-Identifier: EUPL-1.2
"""What papers need in a new institution: the book of outgoing numbers."""

from __future__ import annotations

from typing import Any

from nizam.kit.equipment import equips_institution
from nizam.kit.texts import TranslatedText

OUTGOING_TITLE = TranslatedText(
    {"az": "Gedən sənədlər", "uz": "Chiquvchi hujjatlar", "tr": "Giden evrak", "en": "Outgoing papers"}
)


@equips_institution
def open_outgoing_series(institution: Any) -> None:
    """Open the series of outgoing papers, once."""
    from nizam.spine.org.models import NumberSeries
    from nizam.spine.records.actions import OUTGOING_SERIES

    NumberSeries.objects.get_or_create(
        institution=institution, code=OUTGOING_SERIES, defaults={"title": OUTGOING_TITLE, "form": "{n}/{year}"}
    )
