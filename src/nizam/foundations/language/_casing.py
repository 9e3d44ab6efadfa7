# SPDX-License-Identifier: EUPL-1.2
"""Lower and upper case with the dotted and dotless i of Turkish and Azerbaijani."""

from typing import Final

from nizam.foundations.language._codes import require_language

_TURKIC_I: Final[frozenset[str]] = frozenset({"tr", "az"})
_DOT: Final[str] = "\u0307"


def lower(text: str, language: str) -> str:
    """Return ``text`` in lower case as ``language`` writes it.

    In Turkish and Azerbaijani I is ı and İ is i (Unicode SpecialCasing, condition ``tr az``); elsewhere I is i. İ is
    one i in every language: the i with a combining dot that Unicode gives outside Turkic equals no word anyone types.

    Raises:
        UnknownLanguageError: ``language`` is not one of LANGUAGES.
    """
    require_language(language)
    text = text.replace("I" + _DOT, "i").replace("İ", "i")
    if language in _TURKIC_I:
        text = text.replace("I", "ı")
    return text.lower()


def upper(text: str, language: str) -> str:
    """Return ``text`` in upper case as ``language`` writes it: i is İ in Turkish and Azerbaijani and I elsewhere.

    Raises:
        UnknownLanguageError: ``language`` is not one of LANGUAGES.
    """
    require_language(language)
    if language in _TURKIC_I:
        text = text.replace("i" + _DOT, "İ").replace("i", "İ")
    return text.upper()
