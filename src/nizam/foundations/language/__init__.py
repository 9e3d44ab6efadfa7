# SPDX-License-Identifier: EUPL-1.2
"""Language: which one a text is in, one search key for all its spellings, its alphabet's order, its capitals.

For Azerbaijani, Uzbek (both scripts and the letters of 2026), Turkish, English and Russian. No network, no settings;
importing the package loads no model.
"""

from nizam.foundations.language._casing import lower, upper
from nizam.foundations.language._codes import (
    LANGUAGES,
    RULES_VERSION,
    IdentifierUnavailableError,
    LanguageError,
    UnknownLanguageError,
)
from nizam.foundations.language._collation import sort_key
from nizam.foundations.language._fold import fold
from nizam.foundations.language._identify import Identification, identify

__all__ = [
    "LANGUAGES",
    "RULES_VERSION",
    "Identification",
    "IdentifierUnavailableError",
    "LanguageError",
    "UnknownLanguageError",
    "fold",
    "identify",
    "lower",
    "sort_key",
    "upper",
]
