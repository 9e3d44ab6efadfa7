# SPDX-License-Identifier: EUPL-1.2
"""What papers need in a new institution: the books of their numbers."""

from __future__ import annotations

from typing import Any

from nizam.kit.equipment import equips_institution
from nizam.kit.texts import TranslatedText

TITLES = {
    "outgoing": TranslatedText(
        {"az": "Gedən sənədlər", "uz": "Chiquvchi hujjatlar", "tr": "Giden evrak", "en": "Outgoing papers"}
    ),
    "internal": TranslatedText(
        {"az": "Daxili sənədlər", "uz": "Ichki hujjatlar", "tr": "Kurum içi evrak", "en": "Internal papers"}
    ),
}
FORMS = {"outgoing": "{n}/{year}", "internal": "X-{n}/{year}"}


@equips_institution
def open_series(institution: Any) -> None:
    """Open the series of outgoing and of internal papers, once."""
    from nizam.spine.org.models import NumberSeries

    for code, title in TITLES.items():
        NumberSeries.objects.get_or_create(
            institution=institution, code=code, defaults={"title": title, "form": FORMS[code]}
        )


# Papers lie in folders with holes at the left: office custom in the two countries, no law names a figure.
LEFT_MARGIN = {"AZ": "2.5", "UZ": "2.5", "TR": "1.5"}


@equips_institution
def give_looks(institution: Any) -> None:
    """Give the institution's papers their first looks, once."""
    from nizam.spine.records.models import PaperLayout

    PaperLayout.objects.get_or_create(
        institution=institution, version=1, defaults={"margin_left": LEFT_MARGIN[institution.country]}
    )
