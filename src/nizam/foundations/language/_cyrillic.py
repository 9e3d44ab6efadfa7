# SPDX-License-Identifier: EUPL-1.2
"""One Cyrillic or mixed word into Latin letters: those of the weak key, and those of the orthography.

The weak key is no transliteration for readers: ш and ч become s and c there, because it writes ş, sh and ш alike.
"""

import re
from functools import lru_cache
from typing import Final

CYRILLIC: Final[re.Pattern[str]] = re.compile("[\u0400-\u052f]")

_AZERBAIJANI: Final[re.Pattern[str]] = re.compile("[әөүһҹҝј]")
_UZBEK: Final[re.Pattern[str]] = re.compile("[ўқҳ]")

_COMMON: Final[dict[str, str]] = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "j", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "x", "ц": "s", "ч": "c", "ш": "s", "щ": "s", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "ў": "o", "қ": "q", "ғ": "g", "ҳ": "h",
    "ә": "e", "ө": "o", "ү": "u", "һ": "h", "ҹ": "c", "ҝ": "g", "ј": "y",
    "ӯ": "o", "ҷ": "j", "ӣ": "i", "ң": "ng", "ұ": "u", "і": "i", "ї": "i", "є": "e", "ґ": "g", "ѕ": "s", "ѐ": "e",
    "ѝ": "i",
}  # fmt: skip
_TO_LATIN: Final[dict[int, str]] = str.maketrans(_COMMON)
# In the Azerbaijani Cyrillic of 1958 г is the sound written q today, and ҝ the one written g.
_TO_LATIN_AZERBAIJANI: Final[dict[int, str]] = str.maketrans(_COMMON | {"г": "q"})

# Only pairs that look the same in print, by case: в resembles no Latin letter, В resembles B.
_CYRILLIC_LOOKS: Final[str] = "аеорсухіјѕкһԛԝАВЕКМНОРСТХУІЈЅҺԚԜ"
_LATIN_LOOKS: Final[str] = "aeopcyxijskhqwABEKMHOPCTXYIJSHQW"
_AS_LATIN: Final[dict[int, int]] = str.maketrans(_CYRILLIC_LOOKS, _LATIN_LOOKS)
_AS_CYRILLIC: Final[dict[int, int]] = str.maketrans("aeopcyxijkABEKMHOPCTXY", "аеорсухіјкАВЕКМНОРСТХУ")

# е is ye, and ц is ts, where the Uzbek orthography of 1995 (decree 339, rules on ye and ts) hears them so.
_YE: Final[re.Pattern[str]] = re.compile("(?:^|(?<=[аеёиоуўыэюяъь]))е")
_TS: Final[re.Pattern[str]] = re.compile("(?<=[аеёиоуўыэюя])ц")
_YO: Final[re.Pattern[str]] = re.compile("ьо")
# Words of every office whose Latin form drops the y that the letters would give.
_IRREGULAR: Final[tuple[tuple[str, str], ...]] = (("сентябр", "сентабр"), ("октябр", "октабр"), ("бюджет", "буджет"))


def one_script(word: str) -> str:
    """Return a ``word`` in two scripts with its stray letters replaced by those of the other script they look like.

    A word whose odd letters do not all look like letters of the other script is left as it came.
    """
    cyrillic = CYRILLIC.findall(word)
    latin = [letter for letter in word if letter < "\u02b0"]
    if len(latin) >= len(cyrillic):
        if all(ord(letter) in _AS_LATIN for letter in cyrillic):
            return word.translate(_AS_LATIN)
    elif latin and all(ord(letter) in _AS_CYRILLIC for letter in latin):
        return word.translate(_AS_CYRILLIC)
    return word


@lru_cache(maxsize=32768)
def latin_key(word: str, azerbaijani: bool) -> str:
    """Return ``word`` (a run of letters in composed form) with its Cyrillic letters in Latin, or as it came.

    A word in two scripts whose odd letters all look like letters of the other script was mistyped and is read as it
    looks; otherwise its Cyrillic part is spelled out (an abbreviation with an ending, such as ``USBси``).

    Args:
        word: letters only, in either case.
        azerbaijani: read г as the Azerbaijani q even when the word has no letter that only Azerbaijani has.
    """
    if not CYRILLIC.search(word):
        return word
    word = one_script(word)
    if not CYRILLIC.search(word):
        return word
    word = word.lower()
    if _AZERBAIJANI.search(word) or (azerbaijani and not _UZBEK.search(word)):
        return word.translate(_TO_LATIN_AZERBAIJANI)
    for written, spoken in _IRREGULAR:
        word = word.replace(written, spoken)
    word = _TS.sub("тс", _YE.sub("йе", _YO.sub("ьё", word)))
    return word.translate(_TO_LATIN)


# Cyrillic of 1940 to the Latin of 1995: law 931-XII, spelling rules in decree 339 of 24 August 1995.
_TO_UZBEK: Final[dict[int, str]] = str.maketrans(
    _COMMON
    | {"ў": "oʻ", "ғ": "gʻ", "ш": "sh", "ч": "ch", "щ": "sh", "ъ": "ʼ", "ӯ": "oʻ", "ә": "a", "ө": "oʻ", "ү": "u"}
)
# Azerbaijani Cyrillic of 1958, with the letters it had dropped then, to the Latin of 1991.
_TO_AZERBAIJANI: Final[dict[int, str]] = str.maketrans(
    _COMMON | {"г": "q", "ғ": "ğ", "ш": "ş", "ч": "ç", "щ": "ş", "ы": "ı", "ә": "ə", "ө": "ö", "ү": "ü", "ё": "yo"}
)
# ъ is only a seam in foreign words (объект, адъютант), and unheard after ў (мўъжиза), not after a vowel (маъюс).
_SEAM: Final[re.Pattern[str]] = re.compile("(?<=ў)ъ|ъ(?=йе)|(?<=[^аеёиоуўыэюя])ъ(?=[ёю])")
# с before ҳ would read as sh: the orthography parts them (Исҳоқ, Isʼhoq).
_PARTED: Final[re.Pattern[str]] = re.compile("сҳ")


@lru_cache(maxsize=32768)
def latin_word(word: str, azerbaijani: bool) -> str:
    """Return a lower-case ``word`` with its Cyrillic letters in the Latin orthography of Uzbek or Azerbaijani.

    Args:
        word: letters only, in lower case and in one script where that could be told (:func:`one_script`).
        azerbaijani: read the word as Azerbaijani even when it has no letter that only Azerbaijani has.
    """
    if _AZERBAIJANI.search(word) or (azerbaijani and not _UZBEK.search(word)):
        return word.translate(_TO_AZERBAIJANI)
    for written, spoken in _IRREGULAR:
        word = word.replace(written, spoken)
    word = _TS.sub("тс", _YE.sub("йе", _YO.sub("ьё", word)))
    return _PARTED.sub("сʼҳ", _SEAM.sub("", word)).translate(_TO_UZBEK)
