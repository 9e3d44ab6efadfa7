# SPDX-License-Identifier: EUPL-1.2
"""A charter as a file for others, as it stands now: mended, and under the numbers it has."""

from __future__ import annotations

from dataclasses import dataclass

from nizam.foundations.charter_text import exporting
from nizam.spine.charters.actions.structure import as_read
from nizam.spine.charters.actions.texts import standing
from nizam.spine.charters.models import Charter

FORMS = tuple(exporting.MEDIA_TYPES)


@dataclass(frozen=True)
class CharterFile:
    """The bytes of an exported charter, with the name and media type to give them."""

    raw: bytes
    name: str
    media_type: str


def export_charter(charter: Charter, form: str) -> CharterFile:
    """Return the charter in one of FORMS. Raises KeyError for another."""
    institution = charter.institution
    text = exporting.CharterText(
        title=str(charter.title),
        language=charter.language,
        country=institution.country,
        institution=str(institution.name),
        institution_code=institution.code,
        identifier=str(charter.uid),
        version=charter.version,
        date=charter.adopted_on or charter.created_at.astimezone(institution.tzinfo).date(),
        provisions=tuple(as_read(provision) for provision in standing(charter)),
    )
    name = f"{institution.code}-{charter.version}-{charter.created_at:%Y%m%d}.{exporting.ENDINGS[form]}"
    return CharterFile(exporting.export(text, form), name, exporting.MEDIA_TYPES[form])
