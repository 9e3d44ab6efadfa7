# SPDX-License-Identifier: EUPL-1.2
"""Language: which one a text is in, one search key for all its spellings, its words' stems,
its alphabet's order, its capitals.

For Azerbaijani, Uzbek (both scripts and the letters of 2026), Turkish, English and Russian. No network, no settings;
importing the package loads no model.
"""

from nizam.foundations.language._amounts import CURRENCIES, UnknownCurrencyError, money_in_words
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
from nizam.foundations.language._dates import MONTHS, date_in_words
from nizam.foundations.language._dictionary import DictionaryState, DictionaryUnavailableError, dictionary_state
from nizam.foundations.language._fold import fold
from nizam.foundations.language._identify import Identification, identify
from nizam.foundations.language._inflect import CASES, Case, UnsupportedLanguageError, inflect
from nizam.foundations.language._names import SAME_PERSON, match_names
from nizam.foundations.language._normalize import normalize
from nizam.foundations.language._numerals import LARGEST as LARGEST_NUMBER
from nizam.foundations.language._numerals import NumberError, number_in_words, read_number
from nizam.foundations.language._ordinals import ordinal_in_digits, ordinal_in_words
from nizam.foundations.language._passages import Passage, identify_passages
from nizam.foundations.language._sentences import sentences
from nizam.foundations.language._spelling import suggest
from nizam.foundations.language._stem import bare_stem, bare_stems, stem
from nizam.foundations.language._tokens import Token, TokenKind, tokens
from nizam.foundations.language._transliterate import (
    SCRIPTS,
    UZBEK_2026,
    ExceptionsError,
    TransliterationError,
    transliterate,
)

__all__ = [
    "CASES",
    "CURRENCIES",
    "LANGUAGES",
    "LARGEST_NUMBER",
    "MONTHS",
    "RULES_VERSION",
    "SAME_PERSON",
    "SCRIPTS",
    "UZBEK_2026",
    "Case",
    "Damage",
    "DictionaryState",
    "DictionaryUnavailableError",
    "ExceptionsError",
    "Identification",
    "IdentifierUnavailableError",
    "LanguageError",
    "NumberError",
    "Passage",
    "Repair",
    "Token",
    "TokenKind",
    "TransliterationError",
    "UnknownCurrencyError",
    "UnknownLanguageError",
    "UnsupportedLanguageError",
    "bare_stem",
    "bare_stems",
    "date_in_words",
    "dictionary_state",
    "fold",
    "identify",
    "identify_passages",
    "inflect",
    "lower",
    "match_names",
    "money_in_words",
    "normalize",
    "number_in_words",
    "ordinal_in_digits",
    "ordinal_in_words",
    "read_number",
    "repair",
    "sentences",
    "sort_key",
    "stem",
    "suggest",
    "tokens",
    "transliterate",
    "upper",
]
