# SPDX-License-Identifier: EUPL-1.2
"""Uzbek texts of a page in the alphabet that its reader asks for: `{% load alphabets %}`.

The address asks by `script`, so that it works without programs in the browser; what was written stands as it is until
then. A page with such texts shows `{% script_switch languages %}` above them and each text by `{% spelled %}`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.translation import gettext_lazy

from nizam.kit.scripts import CYRILLIC, LATIN, OTHER_SCRIPT, in_script, read_own_words

register = template.Library()

PARAMETER = "script"
_WORDS = {
    CYRILLIC: (
        gettext_lazy("Show in Cyrillic letters"),
        gettext_lazy("Uzbek texts are shown in Cyrillic letters, respelled by rule from the Latin ones."),
    ),
    LATIN: (
        gettext_lazy("Show in Latin letters"),
        gettext_lazy("Uzbek texts are shown in Latin letters, respelled by rule from the Cyrillic ones."),
    ),
}


def _asked(context: Any) -> str:
    request = context.get("request")
    asked = request.GET.get(PARAMETER, "") if request is not None else ""
    return asked if asked in OTHER_SCRIPT else ""


@register.simple_tag(takes_context=True)
def spelled(context: Any, text: str, language: str) -> str:
    """Return a text in the alphabet that was asked for, as it is when it is in another language or alphabet already."""
    asked = _asked(context)
    if not asked or OTHER_SCRIPT[asked] != language:
        return text
    return in_script(str(text), asked, _own_words(context["request"]))


def _own_words(request: Any) -> dict[str, str]:
    """Return the words that the reader's institution spells in its own way."""
    institution = getattr(getattr(request, "user", None), "institution", None)
    return read_own_words(institution.own_spellings) if institution is not None else {}


@register.simple_tag(takes_context=True)
def spelled_language(context: Any, language: str) -> str:
    """Return the code of the language that `spelled` writes."""
    asked = _asked(context)
    return asked if asked and OTHER_SCRIPT[asked] == language else language


@register.inclusion_tag("kit/components/script_switch.html", takes_context=True)
def script_switch(context: Any, languages: str | Iterable[str]) -> dict[str, Any]:
    """Lead to the page with its Uzbek texts in the other alphabet, or back; empty where it has none."""
    written = {languages} if isinstance(languages, str) else set(languages or ())
    request, asked = context.get("request"), _asked(context)
    if request is None or not written & set(OTHER_SCRIPT):
        return {}

    def address(script: str) -> str:
        query = request.GET.copy()
        query.pop(PARAMETER, None)
        if script:
            query[PARAMETER] = script
        return f"?{query.urlencode()}"

    offered = sorted(OTHER_SCRIPT[code] for code in written if code in OTHER_SCRIPT)
    changed = asked in offered
    return {
        "changed": _WORDS[asked][1] if changed else "",
        "back": address(""),
        "offers": [{"url": address(code), "title": _WORDS[code][0]} for code in offered if code != asked],
    }
