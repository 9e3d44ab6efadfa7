# SPDX-License-Identifier: EUPL-1.2
"""Which of the six languages a text is in: py3langid for the bulk, own rules where it is weak."""

import math
import re
import sys
import threading
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from nizam.foundations.language import _evidence, _letter_runs
from nizam.foundations.language._characters import APOSTROPHES, IGNORABLES
from nizam.foundations.language._codes import IdentifierUnavailableError

_INPUT_LENGTH: Final[int] = 4000
_LEAST_LETTERS: Final[int] = 3
_LEAST_CONFIDENCE: Final[float] = 0.5
# A few words seldom give more, and nearly always are in one of the six.
_LEAST_OF_FEW: Final[float] = 0.35
# Of a text this short the model takes a name for a language; from here on it is believed to know strangers.
_SHORT: Final[int] = 24
_LONG: Final[int] = 44

_MODEL_LANGUAGES: Final[tuple[str, ...]] = ("az", "uz", "tr", "en", "ru")
_LATIN_LANGUAGES: Final[tuple[str, ...]] = ("az", "uz", "tr", "en")
_FLOOR: Final[float] = 1e-6
# No language is out of reach of the other evidence by the model alone.
_MOST_ODDS: Final[float] = 12.0
# Letters without diacritics tell the model little about Azerbaijani, so its word counts less there: the less, the surer
# it is that diacritics were left out, and did not just happen to be in none of a few words.
_TRUST: Final[float] = 1.0
_TRUST_FEW_ASCII: Final[float] = 0.6
_TRUST_ASCII: Final[float] = 0.15
_FEW_LETTERS: Final[int] = 30
_MANY_LETTERS: Final[int] = 45
# Letters of one word say much about the next one's (a name, a loan), so they count less than independent evidence.
_LETTERS_WEIGHT: Final[float] = 0.4
_WORDS_WEIGHT: Final[float] = 1.25
# Languages the model takes for one of ours written badly; they are no sign of a foreign text.
_NEIGHBOURS: Final[frozenset[str]] = frozenset(
    {"tk", "tt", "ba", "kk", "ky", "ug", "crh", "gag", "kaa", "tg", "ku", "id"}
)

_CLEAN: Final[dict[int, str | None]] = {
    **dict.fromkeys(map(ord, IGNORABLES)),
    **dict.fromkeys(map(ord, APOSTROPHES), "ʼ"),
}
_SURROGATE: Final[re.Pattern[str]] = re.compile("[\ud800-\udfff]")
_ADDRESS: Final[re.Pattern[str]] = re.compile(r"(?<!\S)[^\s@]*@\S*|\b(?:https?://|www\.)\S+")
_WORD: Final[re.Pattern[str]] = re.compile(r"[^\W\d_ʼ]+(?:ʼ[^\W\d_ʼ]+)*ʼ?")
_CYRILLIC_LETTER: Final[re.Pattern[str]] = re.compile("[\u0400-\u052f]")
_LATIN_LETTER: Final[re.Pattern[str]] = re.compile("[a-zß-öø-ɏə]")

_ENDING_WORD: Final[int] = 5
_MOST_HITS: Final[int] = 4
_DIACRITIC: Final[re.Pattern[str]] = re.compile("[əışçğöüâîû]|[og]ʼ")
# Only Turkish parts these endings from a name by an apostrophe, with the vowels of its harmony; the rest it shares with
# Uzbek, where oʻ and gʻ are letters. Azerbaijani parts them by a hyphen. English has its own few.
_APOSTROPHE_ENDINGS: Final[tuple[tuple[re.Pattern[str], Mapping[str, float]], ...]] = (
    (
        re.compile(
            r"[^\W\d_og]ʼ(?:[yns]?[ıiuü]n?|n[ıiuü]n|[yn]?[ae]|[dt][ae]n?|[dt][ae]ki|l[ıiuü]k?|l[ea]r\w*|yl[ea])\b"
        ),
        {"tr": 2.0},
    ),
    (re.compile(r"[^\W\d_og]ʼ(?:ning|ni|ga|da|dan|dagi|lik|lar\w*)\b"), {"uz": 2.0}),
    (re.compile(r"\wʼ(?:s|t|re|ve|ll|d|m)\b"), {"en": 2.0}),
    (re.compile(r"\w-(?:n?[ıiuü]n|[dt][aə]n?|[dt][aə]ki|n?[aə]|y[aə]|l[ıiuü]|c[ıiuü])\b"), {"az": 1.0}),
)
_AZERBAIJANI_CYRILLIC: Final[re.Pattern[str]] = re.compile("[әөүһҹҝј]")
_AZERBAIJANI_ONLY: Final[re.Pattern[str]] = re.compile("[ҹҝј]")
_UZBEK_CYRILLIC: Final[re.Pattern[str]] = re.compile("[ўқҳ]")
_RUSSIAN_ONLY: Final[re.Pattern[str]] = re.compile("[ыщ]")
# Letters of European languages that are in none of the four alphabets; a name with one is no stranger's text.
_STRANGE_LATIN: Final[re.Pattern[str]] = re.compile(
    "[àáãäåæèéêëìíïñòóôõøùúýÿßœāăąćčďđēęěėīįłńňőŕřśšťţūůűųźżžơư\u1ea0-\u1ef9]"
)
_STRANGERS: Final[float] = 0.7
# Kazakh, Kyrgyz, Tatar, Bashkir; Tajik; Ukrainian, Belarusian, Macedonian, Serbian.
_STRANGE_CYRILLIC: Final[re.Pattern[str]] = re.compile("[ңұҙҡҫӣӯҷіїєґђћљњџѓќ]")


@dataclass(frozen=True, slots=True)
class Identification:
    """The language of a text.

    Attributes:
        language: one of LANGUAGES, or None where the text gives too little, or speaks another language.
        confidence: from 0 to 1; with None, that of the best guess, which was not good enough.
    """

    language: str | None
    confidence: float


class _Model(Protocol):
    def rank(self, instance: str) -> list[tuple[str, float]]: ...


_lock: Final[threading.Lock] = threading.Lock()
_model: _Model | None = None


def _load_model() -> _Model:
    global _model
    with _lock:
        if _model is None:
            try:
                from py3langid.langid import MODEL_FILE, LanguageIdentifier

                _model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
            except (ImportError, OSError) as error:
                raise IdentifierUnavailableError(f"py3langid could not be loaded: {error}") from error
        return _model


def _prior(
    text: str, trust: float, languages: tuple[str, ...], neighbours: frozenset[str]
) -> tuple[dict[str, float], float]:
    """Return log scores of ``languages`` by the model, and how far (0..1) it prefers a language of strangers."""
    # The model has seen apostrophes as they are typed.
    ranking = dict((_model or _load_model()).rank(text.replace("ʼ", "'")))
    logs = {language: math.log(max(ranking[language], sys.float_info.min)) for language in languages}
    top = max(logs.values())
    scores = {language: trust * max(value - top, -_MOST_ODDS) for language, value in logs.items()}
    ours = max(ranking[language] for language in languages)
    stranger = max(
        share for language, share in ranking.items() if language not in _MODEL_LANGUAGES and language not in neighbours
    )
    return scores, (stranger / (stranger + ours)) ** 2


def _add_cyrillic(scores: dict[str, float], words: list[str]) -> float:
    """Add the evidence of words and endings to ``scores``; return how much the best language got."""
    gained = dict.fromkeys(_evidence.CYRILLIC_ENDINGS, 0.0)
    for word in words:
        found = _evidence.CYRILLIC_WORDS.get(word)
        if found:
            for language in found:
                gained[language] += _evidence.WORD_WEIGHT
        elif len(word) >= _ENDING_WORD:
            for language, pattern in _evidence.CYRILLIC_ENDINGS.items():
                if pattern.match(word):
                    gained[language] += _evidence.ENDING_WEIGHT
    for language, gain in gained.items():
        scores[language] += gain
    return max(gained.values())


def _latin_scores(text: str, lowered: str, words: list[str]) -> tuple[dict[str, float], float]:
    length = sum(map(len, words))
    # How sure it is that the text was typed without diacritics, 0 to 1.
    bare = 0.0
    if not _DIACRITIC.search(lowered):
        bare = min(1.0, max(0.0, (length - _FEW_LETTERS) / (_MANY_LETTERS - _FEW_LETTERS)))
        trust = _TRUST_FEW_ASCII + (_TRUST_ASCII - _TRUST_FEW_ASCII) * bare
        bare = (1 + bare) / 2
    else:
        trust = _TRUST
    scores, foreign = _prior(text, trust, _LATIN_LANGUAGES, _NEIGHBOURS)
    gained = 0.0
    for language, hits in _listed(words).items():
        scores[language] += _WORDS_WEIGHT * _evidence.WORD_WEIGHT * hits
        gained = max(gained, _evidence.WORD_WEIGHT * hits)
    for word in words:
        spelled = _letter_runs.word_scores(word, False)
        typed = _letter_runs.word_scores(word, True) if bare else spelled
        for language, one, other in zip(_letter_runs.LANGUAGES, spelled, typed, strict=True):
            scores[language] += _LETTERS_WEIGHT * math.log((1 - bare) * math.exp(one) + bare * math.exp(other))
    for pattern, weights in _APOSTROPHE_ENDINGS:
        hits = min(len(pattern.findall(lowered)), _MOST_HITS)
        for language, weight in weights.items():
            scores[language] += hits * weight
    if 40 * len(_STRANGE_LATIN.findall(lowered)) > length:
        foreign = max(foreign, _STRANGERS)
    return scores, _doubt(foreign, gained, length)


def _listed(words: list[str]) -> dict[str, int]:
    """Count the words that each Latin language lists as its own small ones."""
    hits = dict.fromkeys(_LATIN_LANGUAGES, 0)
    for word in words:
        found = _evidence.WORDS.get(word)
        if found is None and (word.isascii() or "ʼ" in word):
            found = _evidence.WORDS.get(_evidence.plain(word))
        for language in found or ():
            hits[language] += 1
    return hits


def _cyrillic_scores(text: str, lowered: str, words: list[str]) -> tuple[dict[str, float], float]:
    prior, foreign = _prior(text, _TRUST, ("ru", "uz"), frozenset())
    gained = _add_cyrillic(prior, words)
    azerbaijani = _AZERBAIJANI_CYRILLIC.search(lowered)
    uzbek = len(_UZBEK_CYRILLIC.findall(lowered))
    scores = {"ru": prior["ru"], "uz-Cyrl": prior["uz"], "az": math.log(_FLOOR)}
    scores["uz-Cyrl"] += _MOST_HITS * min(uzbek, 3) - 2.0 * min(len(_RUSSIAN_ONLY.findall(lowered)), 3)
    if azerbaijani and not uzbek:
        scores["az"] = max(scores.values()) + _MOST_HITS
    strange = len(_STRANGE_CYRILLIC.findall(lowered))
    if strange:
        return scores, 1.0 if 50 * strange > len(lowered) else foreign
    # Kazakh and Tatar share the other letters, so only these three and the Uzbek ones clear the text of them.
    if uzbek or _AZERBAIJANI_ONLY.search(lowered):
        foreign = 0.0
    # The Slavic languages share most of their small words, so those say less against the model here.
    return scores, _doubt(foreign, gained / 4, len(lowered))


def _doubt(foreign: float, gained: float, length: int) -> float:
    """Return how far a stranger's language is to be believed, given own evidence and the length of the text."""
    believed = min(1.0, max(0.0, (length - _SHORT) / (_LONG - _SHORT)))
    return foreign * math.exp(-gained / 3) * believed


def identify(text: str) -> Identification:
    """Return the language of ``text``, judged on its first 4,000 characters.

    py3langid, restricted to az, uz, tr, ru and en, gives the prior; function words, the letters of each word (and in
    Cyrillic endings) decide where it is weak: Azerbaijani typed without diacritics, Uzbek in the letters of 2026,
    and titles of a few words. Azerbaijani in Cyrillic is ``az``. Addresses and digits are not read.

    Empty text, text under three letters, text in another script and text in a language that is plainly none of the
    six give None. The first call loads the model (about 0.1 s); calls may come from several threads.

    Raises:
        IdentifierUnavailableError: py3langid or its model is missing.
    """
    text = _ADDRESS.sub(" ", _SURROGATE.sub(" ", text[:_INPUT_LENGTH]).translate(_CLEAN))
    text = unicodedata.normalize("NFC", text)
    lowered = text.replace("İ", "i").lower()
    letters = sum(character.isalpha() for character in lowered) - lowered.count("ʼ")
    cyrillic = len(_CYRILLIC_LETTER.findall(lowered))
    latin = len(_LATIN_LETTER.findall(lowered))
    if letters < _LEAST_LETTERS or 2 * (cyrillic + latin) < letters:
        return Identification(None, 0.0)
    words = _WORD.findall(lowered)
    # Foreign names stand in Latin letters in a Cyrillic text, hardly ever the other way round.
    if 3 * cyrillic > latin:
        scores, foreign = _cyrillic_scores(text, lowered, words)
    else:
        scores, foreign = _latin_scores(text, lowered, words)
    top = max(scores.values())
    odds = {language: math.exp(score - top) for language, score in scores.items()}
    best = max(odds, key=odds.__getitem__)
    confidence = odds[best] / sum(odds.values()) * (1.0 - foreign)
    if confidence < (_LEAST_OF_FEW if letters < _LONG else _LEAST_CONFIDENCE):
        return Identification(None, confidence)
    return Identification(best, confidence)
