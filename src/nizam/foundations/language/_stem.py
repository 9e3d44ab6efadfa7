# SPDX-License-Identifier: EUPL-1.2
"""One key for all inflected forms of a word: in its orthography, and for words typed without diacritics."""

import re
from functools import lru_cache
from typing import Final

from nizam.foundations.language._codes import require_language
from nizam.foundations.language._cyrillic import CYRILLIC
from nizam.foundations.language._dictionary import DICTIONARY_LANGUAGES, automaton, lexicon
from nizam.foundations.language._fold import fold
from nizam.foundations.language._letters import letters, spelled
from nizam.foundations.language._morphology import NOUN, VERB

_CACHED_WORDS: Final[int] = 1 << 16
_LEXICON_LANGUAGES: Final[frozenset[str]] = frozenset({"az", "uz", "tr"})
# After a name's apostrophe (Turkish: Ankara'dan) and after an abbreviation's hyphen (Azerbaijani: BMT-nin).
# The circumflex is often left out, and the table of lemmas does not have every word with it.
_WITHOUT_CIRCUMFLEX: Final[dict[int, int]] = str.maketrans("âîû", "aiu")
_EDGE: Final[re.Pattern[str]] = re.compile(r"^[\W_]+|[^\w\u02bc]+$")
_NAME_CUT: Final[re.Pattern[str]] = re.compile("['\u2018\u2019\u02bb\u02bc`´]")


def stem(word: str, language: str) -> str:
    """Return the key that all inflected forms of ``word`` share: its dictionary form as far as one is known.

    Nouns come back in the nominative, verbs of Azerbaijani and Uzbek as infinitives, those of Turkish as bare stems.
    Words made from others are words of their own: nazir and nazirlik, məlumat and məlumatlı. A word that no
    dictionary knows loses the endings it most likely has. The key is lower case; Uzbek is in the Latin orthography
    of 1995 whatever spelling came in.

    Args:
        word: one word; what is no word (a number, a sign) comes back in lower case.
        language: one of LANGUAGES.

    Raises:
        UnknownLanguageError: ``language`` is not one of LANGUAGES.
    """
    require_language(language)
    return _stem(word, "uz" if language == "uz-Cyrl" else language)


@lru_cache(maxsize=_CACHED_WORDS)
def _stem(given: str, language: str) -> str:
    written = letters(given, language)
    word = _EDGE.sub("", written)
    if not word:
        return written
    if language in ("az", "tr") and (name := _NAME_CUT.split(word, maxsplit=1)[0]) != word:
        # What stands before the apostrophe is a name as it is written, never cut further unless it is a known form.
        return (_lemma(name, "tr.forms") or name).translate(_WITHOUT_CIRCUMFLEX) if language == "tr" else name
    if "-" in word:
        before, after = word.rsplit("-", 1)
        abbreviated = given.rsplit("-", 1)[0].isupper()
        return spelled(_joined(before, after, language, abbreviated=abbreviated), language)
    return spelled(_one(word, language), language)


def _joined(before: str, after: str, language: str, *, abbreviated: bool) -> str:
    """Return the key of two words joined by a hyphen: the second is inflected, or is nothing but endings."""
    if language in _LEXICON_LANGUAGES:
        words = lexicon(language, False)
        # Outside abbreviations a known word is a word even where it looks like endings.
        if (abbreviated or not words.knows(after)) and words.morphology.is_ending(after):
            return before
    return f"{before}-{_one(after, language)}"


def _one(word: str, language: str) -> str:
    if language in _LEXICON_LANGUAGES:
        if language == "tr":
            return _turkish(word)
        root, kind = lexicon(language, False).root(word)
        return root + _infinitive(root, language) if kind == VERB else root
    return _lemma(word, f"{language}.forms") or word


def _turkish(word: str) -> str:
    plain = word.translate(_WITHOUT_CIRCUMFLEX)
    lemma = _lemma(word, "tr.forms") or _lemma(plain, "tr.forms")
    if lemma is None:
        words = lexicon("tr", False)
        root, kind = words.root(plain)
        # A verb the endings left may be no lemma but a form the table knows (sağlan, of sağla).
        lemma = (None if kind == NOUN or words.knows(root) else _lemma(root, "tr.forms")) or root
    return lemma.translate(_WITHOUT_CIRCUMFLEX)


def _lemma(word: str, file: str) -> str | None:
    """Return the lemma a compiled table has for ``word``: the value is how many letters go, and what comes."""
    table = automaton(file)
    if table is None or not word:
        return None
    value = table.value(word)
    if value is None:
        return word if word in table else None
    return word[: len(word) - ord(value[0]) + ord("0")] + value[1:]


def _infinitive(root: str, language: str) -> str:
    morphology = lexicon(language, False).morphology
    vowel = next(letter for letter in reversed(root) if letter in morphology.vowels)
    return next(text for text, harmony in morphology.infinitive if harmony is None or vowel in harmony)


def bare_stem(word: str, language: str | None = None) -> str:
    """Return the stem of ``word`` as an ASCII key, for words typed with or without diacritics, in any script.

    It is found for ``fold(word)``, so every spelling of a word has one key: ``bare_stem("şöbəsinin", "az")`` is
    ``bare_stem("sobesi", "az")``. Without diacritics some words cannot be told apart, so the key may unite more than
    :func:`stem` does.

    Args:
        word: one word in any spelling.
        language: one of LANGUAGES, or None where it is not known: then the key of whichever of Azerbaijani, Uzbek
            and Turkish reads the word with the fewest bits. A search should rather ask with every key of
            :func:`bare_stems`.

    Raises:
        UnknownLanguageError: ``language`` is neither None nor one of LANGUAGES.
    """
    if language is not None:
        require_language(language)
        return _bare(word, "uz" if language == "uz-Cyrl" else language)
    key = fold(word).rsplit(" ", 1)[-1]
    return _bare(word, min(("az", "uz", "tr"), key=lambda code: lexicon(code, True).read(key)[2]))


def bare_stems(word: str) -> tuple[str, ...]:
    """Return the unlike keys that :func:`bare_stem` has for ``word`` over all languages, for a search."""
    return tuple(dict.fromkeys(_bare(word, code) for code in DICTIONARY_LANGUAGES))


@lru_cache(maxsize=_CACHED_WORDS)
def _bare(word: str, language: str) -> str:
    if language == "ru":
        # Russian is inflected in its own letters only: Latin letters are taken for another language's.
        return fold(_stem(word, "ru") if CYRILLIC.search(word) else word)
    if language in ("az", "tr"):
        word = _NAME_CUT.split(word, maxsplit=1)[0] or word
    key = fold(word, "az" if language == "az" else None)
    if " " not in key:
        return _bare_one(key, language)
    before, after = key.rsplit(" ", 1)
    if language in _LEXICON_LANGUAGES and "-" in word:
        words = lexicon(language, True)
        abbreviated = word.rsplit("-", 1)[0].isupper()
        if (abbreviated or not words.knows(after)) and words.morphology.is_ending(after):
            return before
    return f"{before} {_bare_one(after, language)}"


def _bare_one(key: str, language: str) -> str:
    if language == "en":
        return _lemma(key, "en.forms") or key
    if language == "tr" and (lemma := _lemma(key, "tr.bare")) is not None:
        return lemma
    words = lexicon(language, True)
    root, kind = words.root(key)
    root = fold(root)
    if language == "tr":
        return (None if kind == NOUN or words.knows(root) else _lemma(root, "tr.bare")) or root
    if kind == VERB:
        return root + fold(words.morphology.infinitive[0][0])
    return root
