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
from nizam.foundations.language._damage import Damage, Repair, repair
from nizam.foundations.language._fold import fold
from nizam.foundations.language._identify import Identification, identify
from nizam.foundations.language._normalize import normalize
from nizam.foundations.language._sentences import sentences
from nizam.foundations.language._tokens import Token, TokenKind, tokens
from nizam.foundations.language._transliterate import (
    SCRIPTS,
    UZBEK_2026,
    ExceptionsError,
    TransliterationError,
    transliterate,
)

__all__ = [
    "LANGUAGES",
    "RULES_VERSION",
    "SCRIPTS",
    "UZBEK_2026",
    "Damage",
    "ExceptionsError",
    "Identification",
    "IdentifierUnavailableError",
    "LanguageError",
    "Repair",
    "Token",
    "TokenKind",
    "TransliterationError",
    "UnknownLanguageError",
    "fold",
    "identify",
    "lower",
    "normalize",
    "repair",
    "sentences",
    "sort_key",
    "tokens",
    "transliterate",
    "upper",
]
