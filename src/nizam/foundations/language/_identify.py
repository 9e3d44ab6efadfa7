# SPDX-License-Identifier: EUPL-1.2
"""Which of the six languages a text is in: py3langid for the bulk, own rules where it is weak."""

import math
import re
import threading
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from nizam.foundations.language import _evidence
from nizam.foundations.language._characters import APOSTROPHES, IGNORABLES
from nizam.foundations.language._codes import IdentifierUnavailableError

_INPUT_LENGTH: Final[int] = 4000
_LEAST_LETTERS: Final[int] = 3
_LEAST_CONFIDENCE: Final[float] = 0.5

_MODEL_LANGUAGES: Final[tuple[str, ...]] = ("az", "uz", "tr", "en", "ru")
_LATIN_LANGUAGES: Final[tuple[str, ...]] = ("az", "uz", "tr", "en")
_FLOOR: Final[float] = 1e-6
# Letters without diacritics tell the model little about Azerbaijani, so its word counts half there.
_TRUST: Final[float] = 1.0
_TRUST_ASCII: Final[float] = 0.5
# Languages the model takes for one of ours written badly; they are no sign of a foreign text.
_NEIGHBOURS: Final[frozenset[str]] = frozenset(
    {"tk", "tt", "ba", "kk", "ky", "ug", "crh", "gag", "kaa", "tg", "ku", "id"}
)

_CLEAN: Final[dict[int, str | None]] = {
    **dict.fromkeys(map(ord, IGNORABLES)),
    **dict.fromkeys(map(ord, APOSTROPHES), "ʼ"),
}
_ADDRESS: Final[re.Pattern[str]] = re.compile(r"(?<!\S)[^\s@]*@\S*|\b(?:https?://|www\.)\S+")
_WORD: Final[re.Pattern[str]] = re.compile(r"[^\W\d_ʼ]+(?:ʼ[^\W\d_ʼ]+)*ʼ?")
_CYRILLIC_LETTER: Final[re.Pattern[str]] = re.compile("[\u0400-\u052f]")
_LATIN_LETTER: Final[re.Pattern[str]] = re.compile("[a-zß-öø-ɏə]")

_ENDING_WORD: Final[int] = 5
_MOST_HITS: Final[int] = 4
_TELLING_LENGTH: Final[int] = 20
_DIACRITIC: Final[re.Pattern[str]] = re.compile("[əışçğöüâîû]|[og]ʼ")
_DOTLESS: Final[re.Pattern[str]] = re.compile("[ıü]")
# Log odds for each time a letter is met, up to four times.
_LETTERS: Final[tuple[tuple[re.Pattern[str], Mapping[str, float]], ...]] = (
    (re.compile("ə"), {"az": 3.0}),
    (re.compile("[ıü]"), {"uz": -1.0, "en": -2.0}),
    (re.compile("[öşçğ]"), {"en": -2.0}),
    # Not the apostrophe before a Turkish case ending (Tokyo'dan) or an English one (dog's).
    (re.compile(r"oʼ(?!(?:nun|nu|na|da|dan|daki|ya|yu|yla|su|lu|s|clock|ll|d|ve|re)\b)"), {"uz": 2.0}),
    (re.compile(r"gʼ(?!(?:[uiı]n|de|den|s)\b)"), {"uz": 2.0}),
    (re.compile("q(?!u)"), {"tr": -1.5, "en": -1.5}),
    (re.compile("x"), {"tr": -1.5}),
    (re.compile("w"), {"az": -1.5, "tr": -1.5, "uz": -1.5}),
    (re.compile("[sc]h"), {"az": -0.7, "tr": -0.7}),
    (re.compile("th|ck|ee|oo"), {"az": -0.7, "tr": -0.7, "uz": -0.7}),
    # Uzbek has no c outside ch; Turkish hardens d after a voiceless consonant and ends words in p, not b.
    (re.compile("c(?!h)"), {"uz": -1.2}),
    (re.compile("[tkpf]d[aeəiıuü]"), {"tr": -1.0}),
    (re.compile(r"[aeəiıouöü]p\b"), {"az": -0.8, "uz": -0.8}),
    (re.compile(r"\w[aeəiıouöü]b\b"), {"tr": -0.8}),
    (re.compile("yy[eəaiı]"), {"az": 1.0}),
)
# An i after a back vowel in the last syllables: the harmony that Uzbek spelling does not show.
_DISHARMONY: Final[re.Pattern[str]] = re.compile(
    r"[aou][^\W\d_aeəiıoöuü]{1,2}i(?:n|ni|ning|da|dan|ga|b|r|ş|di|lgan)?\b"
)
_AZERBAIJANI_CYRILLIC: Final[re.Pattern[str]] = re.compile("[әөүһҹҝј]")
_AZERBAIJANI_ONLY: Final[re.Pattern[str]] = re.compile("[ҹҝј]")
_UZBEK_CYRILLIC: Final[re.Pattern[str]] = re.compile("[ўқҳ]")
_RUSSIAN_ONLY: Final[re.Pattern[str]] = re.compile("[ыщ]")
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
    ranking = dict((_model or _load_model()).rank(text))
    scores = {language: trust * math.log(max(ranking[language], _FLOOR)) for language in languages}
    ours = max(ranking[language] for language in languages)
    stranger = max(
        share for language, share in ranking.items() if language not in _MODEL_LANGUAGES and language not in neighbours
    )
    return scores, (stranger / (stranger + ours)) ** 2


def _add_words(
    scores: dict[str, float],
    words: list[str],
    listed: Mapping[str, frozenset[str]],
    endings: Mapping[str, re.Pattern[str]],
) -> float:
    """Add the evidence of words and endings to ``scores``; return how much the best language got."""
    gained = dict.fromkeys(endings, 0.0)
    for word in words:
        bare = _evidence.plain(word)
        found = listed.get(word) or (listed.get(bare) if word.isascii() or "ʼ" in word else None)
        if found:
            for language in found:
                gained[language] += _evidence.WORD_WEIGHT
        elif len(word) >= _ENDING_WORD:
            for language, pattern in endings.items():
                if pattern.match(bare):
                    gained[language] += _evidence.ENDING_WEIGHT
    for language, gain in gained.items():
        scores[language] += gain
    return max(gained.values())


def _latin_scores(text: str, lowered: str, words: list[str]) -> tuple[dict[str, float], float]:
    bare = not _DIACRITIC.search(lowered)
    scores, foreign = _prior(text, _TRUST_ASCII if bare else _TRUST, _LATIN_LANGUAGES, _NEIGHBOURS)
    gained = _add_words(scores, words, _evidence.WORDS, _evidence.ENDINGS)
    length = sum(map(len, words))
    for pattern, weights in _LETTERS:
        hits = min(len(pattern.findall(lowered)), _MOST_HITS)
        for language, weight in weights.items():
            scores[language] += hits * weight
    if not bare and length >= _TELLING_LENGTH and "ə" not in lowered:
        # One Azerbaijani letter in eleven is ə: whoever types ş or ö also types that.
        scores["az"] -= min(length / 15, _MOST_HITS)
    if not bare and not _DOTLESS.search(lowered):
        broken = min(len(_DISHARMONY.findall(lowered)), _MOST_HITS)
        scores["az"] -= broken
        scores["tr"] -= broken + min(length / 30, 2.0)
    return scores, _doubt(foreign, gained, length)


def _cyrillic_scores(text: str, lowered: str, words: list[str]) -> tuple[dict[str, float], float]:
    prior, foreign = _prior(text, _TRUST, ("ru", "uz"), frozenset())
    gained = _add_words(prior, words, _evidence.CYRILLIC_WORDS, _evidence.CYRILLIC_ENDINGS)
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
    return foreign * math.exp(-gained / 3) * min(1.0, length / 40)


def identify(text: str) -> Identification:
    """Return the language of ``text``, judged on its first 4,000 characters.

    py3langid, restricted to az, uz, tr, ru and en, gives the prior; function words, endings and letters that only
    some of the languages have decide where it is weak: Azerbaijani typed without diacritics, Uzbek in the letters
    of 2026, and titles of a few words. Azerbaijani in Cyrillic is ``az``. Addresses and digits are not read.

    Empty text, text under three letters, text in another script and text in a language that is plainly none of the
    six give None. The first call loads the model (about 0.1 s); calls may come from several threads.

    Raises:
        IdentifierUnavailableError: py3langid or its model is missing.
    """
    text = unicodedata.normalize("NFC", _ADDRESS.sub(" ", text[:_INPUT_LENGTH].translate(_CLEAN)))
    lowered = text.replace("İ", "i").lower()
    letters = sum(character.isalpha() for character in lowered) - lowered.count("ʼ")
    cyrillic = len(_CYRILLIC_LETTER.findall(lowered))
    latin = len(_LATIN_LETTER.findall(lowered))
    if letters < _LEAST_LETTERS or 2 * (cyrillic + latin) < letters:
        return Identification(None, 0.0)
    words = _WORD.findall(lowered)
    if cyrillic > latin:
        scores, foreign = _cyrillic_scores(text, lowered, words)
    else:
        scores, foreign = _latin_scores(text, lowered, words)
    top = max(scores.values())
    odds = {language: math.exp(score - top) for language, score in scores.items()}
    best = max(odds, key=odds.__getitem__)
    confidence = odds[best] / sum(odds.values()) * (1.0 - foreign)
    if confidence < _LEAST_CONFIDENCE:
        return Identification(None, confidence)
    return Identification(best, confidence)
