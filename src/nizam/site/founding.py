# SPDX-License-Identifier: EUPL-1.2
"""The first institution of an empty home, its administrator and his role, in one transaction."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from nizam.kit.actions import Actor
from nizam.kit.errors import Refused
from nizam.kit.texts import LANGUAGE_NAMES, TranslatedText
from nizam.spine.org.actions import found_institution, grant_role, open_user
from nizam.spine.org.models import Institution

ADMINISTRATOR = "technical-administrator"


def found_house(
    actor: Actor, *, code: str, name: str, country: str, languages: list[str], login: str, password: str
) -> Institution:
    """Found the first institution, open the account of its technical administrator and return the institution.

    `name` is in the first of `languages`. Whoever keeps the machine reads no letters; every other role is granted by
    him afterwards. Raises Refused when the home holds an institution, ValidationError for what is wrongly filled in.
    """
    with transaction.atomic():
        if Institution.objects.exists():
            raise Refused(_("This home holds an institution already."), code="not-empty")
        language = languages[0] if languages else "en"
        institution: Institution = found_institution(
            actor, code=code, name=TranslatedText({language: name}), country=country, languages=languages
        )
        user = open_user(
            actor, username=login, institution=institution, password=password, language=_screen_language(language)
        )
        grant_role(actor, user=user, role=ADMINISTRATOR, institution=institution)
    return institution


def _screen_language(language: str) -> str:
    from nizam.kit.scripts import screen_language

    return screen_language(language) if language in LANGUAGE_NAMES else ""
