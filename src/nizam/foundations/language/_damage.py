# SPDX-License-Identifier: EUPL-1.2
"""Letters that a wrong 8-bit table put in the place of Turkish ğ ş ı and of Uzbek қ ҳ ғ, and the way back.

Turkish ISO 8859-9 read as ISO 8859-1 shows ğ ş ı İ as ð þ ý Ý: the two tables differ in these six places only. Uzbek
pages in fonts of the nineties show қ ҳ ғ as є і ј. The same letters are right in Icelandic, Turkmen, Ukrainian and
Serbian, so nothing is changed without a witness: the word itself, or the text's other words.
"""

import re
from dataclasses import dataclass
from typing import Final

from nizam.foundations.language import _evidence

_TURKISH: Final[dict[int, int]] = str.maketrans("ðþýÐÞÝ", "ğşıĞŞİ")
_UZBEK: Final[dict[int, int]] = str.maketrans("єіјЄІЈ", "қҳғҚҲҒ")
SUSPECT: Final[re.Pattern[str]] = re.compile("[ðþýÐÞÝєіјЄІЈ]")
_SUSPECT_TURKISH: Final[re.Pattern[str]] = re.compile("[ðþý]")
_SUSPECT_UZBEK: Final[re.Pattern[str]] = re.compile("[єіј]")
_WORD: Final[re.Pattern[str]] = re.compile(r"[^\W\d_]+")

# Letters of the languages that have ð, þ or ý by right: Icelandic, Faroese, Turkmen, Czech, Slovak, Vietnamese.
_NOT_TURKISH: Final[re.Pattern[str]] = re.compile("[áéíóúæåøäëàèìòùãõñňžčřěůšďťđłőűƿ]")
_TURKISH_LETTER: Final[re.Pattern[str]] = re.compile("[ğşıİĞŞ]")
# ğ stands after a vowel only, never after a consonant or first.
_NO_SOFT_G: Final[re.Pattern[str]] = re.compile("(?:^|[^aeıioöuüâîûý])ð")
# No language with ð or þ has ü or ç; þ before these consonants, or last, next to ý is no Icelandic either.
_SURE_TURKISH: Final[re.Pattern[str]] = re.compile(
    "[ðþ].*[üçğşı]|[üçğşı].*[ðþ]|ý.*þ(?:[bcdfgklmnpst]|$)|þ[bcdfgklmnpst].*ý"
)
# Belarusian has ў beside і, Ukrainian є beside і, Serbian ј alone: these pairs are in no alphabet, nor is the genitive.
_SURE_UZBEK: Final[re.Pattern[str]] = re.compile("ј.*[єіў]|[єіў].*ј|є.*ў|ў.*є|[єіј].*(?:нинг|ларимиз|лигини|ларидан)$")
_UZBEK_LETTER: Final[re.Pattern[str]] = re.compile("[қҳғ]")
# Ukrainian, Belarusian, Serbian, Macedonian, Kazakh and the Azerbaijani Cyrillic have є, і or ј by right.
_NOT_UZBEK: Final[re.Pattern[str]] = re.compile("[їґђљњћџѓќѕыщәөүұңһҹҝ]")
_SLAVIC: Final[str] = """
    і є й з у в на до за що як та не від для про або він вона вони це цей його її їх по при був була було які який
    ј је јесте који која које са од се су да као из али или није што ће би ми те то и ці гэта якія
"""
_SLAVIC_WORDS: Final[frozenset[str]] = frozenset(_SLAVIC.split())
_UZBEK_ENDING: Final[re.Pattern[str]] = re.compile("..(?:нинг|лари|ларга|ларни|лардан|ларда|илган|лиги|сининг)$")
_LEAST_WITNESSES: Final[int] = 2
# A shorter word becomes a Turkish one too easily.
_LEAST_LETTERS: Final[int] = 3
_NAMED_WITNESSES: Final[int] = 5


@dataclass(frozen=True, slots=True)
class Damage:
    """One damaged word.

    Attributes:
        start, end: where it stands, in the damaged text and in the repaired one alike.
        was, now: the word before and after.
        reason: ``word`` where the word alone is proof, else ``text:`` and up to five of the words that told.
    """

    start: int
    end: int
    was: str
    now: str
    reason: str


@dataclass(frozen=True, slots=True)
class Repair:
    """A text without legacy damage, of the same length, and every word that was changed, in order."""

    text: str
    damages: tuple[Damage, ...]


def repair(text: str) -> Repair:
    """Return ``text`` with ð þ ý Ð Þ Ý as Turkish ğ ş ı Ğ Ş İ and є і ј as Uzbek қ ҳ ғ, where they are damage.

    A word is repaired when no language can have it as it stands (``çalýþma``, ``єўшимча``), or when another word of
    the text is such a one, or two are plainly Turkish (Uzbek in Cyrillic), and they outnumber the words of languages to
    which the letters belong, and the text has no sound letter of the kind that would be damaged. Icelandic names in a
    Turkish text, Turkmen, Ukrainian, Belarusian, Serbian and Azerbaijani Cyrillic stay as they are. Any text is taken;
    nothing is raised.
    """
    if not SUSPECT.search(text):
        return Repair(text, ())
    words = [(match.start(), match[0]) for match in _WORD.finditer(text)]
    lowered = [word.replace("İ", "i").lower() for _, word in words]
    turkish, uzbek = _turkish_witnesses(lowered), _uzbek_witnesses(lowered)
    pieces: list[str] = []
    damages: list[Damage] = []
    done = 0
    for (start, word), low in zip(words, lowered, strict=True):
        now, reason = _sure(word, low), "word"
        if now == word and turkish and _SUSPECT_TURKISH.search(low) and _may_be_turkish(low):
            now, reason = word.translate(_TURKISH), f"text: {', '.join(turkish)}"
        elif now == word and uzbek and len(word) > 1 and _SUSPECT_UZBEK.search(low) and not _NOT_UZBEK.search(low):
            now, reason = word.translate(_UZBEK), f"text: {', '.join(uzbek)}"
        if now != word:
            end = start + len(word)
            damages.append(Damage(start, end, word, now, reason))
            pieces += text[done:start], now
            done = end
    return Repair("".join((*pieces, text[done:])), tuple(damages))


def repair_sure(text: str) -> str:
    """Return ``text`` with those words repaired that are proof of the damage themselves."""
    if not SUSPECT.search(text):
        return text
    return _WORD.sub(lambda match: _sure(match[0], match[0].replace("İ", "i").lower()), text)


def _sure(word: str, low: str) -> str:
    if _SURE_UZBEK.search(low) and not _NOT_UZBEK.search(low):
        return word.translate(_UZBEK)
    if _SURE_TURKISH.search(low) and _may_be_turkish(low):
        return word.translate(_TURKISH)
    return word


def _may_be_turkish(low: str) -> bool:
    return not (_NOT_TURKISH.search(low) or _NO_SOFT_G.search(low))


def _turkish_witnesses(lowered: list[str]) -> tuple[str, ...]:
    """Return words that show the text to be damaged Turkish, or nothing."""
    witnesses: list[str] = []
    against = 0
    for word in lowered:
        if _SUSPECT_TURKISH.search(word):
            if _SURE_TURKISH.search(word) and _may_be_turkish(word):
                witnesses += [word] * _LEAST_WITNESSES
            elif len(word) >= _LEAST_LETTERS and "tr" in _evidence.WORDS.get(
                _evidence.plain(word.translate(_TURKISH)), ()
            ):
                witnesses.append(word)
            elif _NOT_TURKISH.search(word):
                against += 1
        elif _TURKISH_LETTER.search(word):
            return ()
        elif _NOT_TURKISH.search(word):
            against += 1
        else:
            languages = _evidence.WORDS.get(word, frozenset())
            if "tr" in languages and "en" not in languages:
                witnesses.append(word)
            elif "en" in languages and "tr" not in languages:
                against += 1
    return _enough(witnesses, against)


def _uzbek_witnesses(lowered: list[str]) -> tuple[str, ...]:
    """Return words that show the text to be damaged Uzbek in Cyrillic, or nothing."""
    witnesses: list[str] = []
    against = 0
    for word in lowered:
        if _SUSPECT_UZBEK.search(word) and _SURE_UZBEK.search(word) and not _NOT_UZBEK.search(word):
            witnesses += [word] * _LEAST_WITNESSES
        elif _UZBEK_LETTER.search(word):
            return ()
        elif word in _SLAVIC_WORDS or _NOT_UZBEK.search(word):
            against += 1
        elif not _SUSPECT_UZBEK.search(word):
            languages = _evidence.CYRILLIC_WORDS.get(word, frozenset())
            if "uz" in languages or _UZBEK_ENDING.search(word):
                witnesses.append(word)
            elif "ru" in languages:
                against += 1
    return _enough(witnesses, against)


def _enough(witnesses: list[str], against: int) -> tuple[str, ...]:
    if len(witnesses) < _LEAST_WITNESSES or len(witnesses) <= against:
        return ()
    return tuple(dict.fromkeys(witnesses))[:_NAMED_WITNESSES]
