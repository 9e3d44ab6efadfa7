# SPDX-License-Identifier: EUPL-1.2
"""The files of the dictionaries, made from word lists and tables of lemmas; the same input gives the same bytes."""

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from nizam.foundations.language._automaton import SEPARATOR
from nizam.foundations.language._dictionary import BIT_PARTS
from nizam.foundations.language._fold import fold
from nizam.foundations.language._letters import letters
from nizam.foundations.language._morphology import LONGEST_WORD, NOUN, VERB, Morphology, load_table
from nizam.foundations.language.build.packing import pack
from nizam.foundations.language.build.training import NEW_ROOTS, Learned, learn

_MOST_BITS: Final[int] = 255
# A root that explains less than this many forms beside others was never more than noise.
_KEPT: Final[float] = 0.7
# What a value begins with stands for how many letters go: "0" none, "1" one, and so on up the character table.
_GOOD_SUPPORT: Final[float] = 4.0
_RARER: Final[float] = 0.4
_LETTERS_GONE: Final[int] = ord("0")


def clean(words: Iterable[str], language: str) -> dict[str, float]:
    """Return the forms among ``words`` with their weights, in the letters of the tables.

    A form is written with the letters of the alphabet only, so that foreign and misread words fall away. Its weight is
    in how many ways of writing capitals it was met: a poor man's frequency, the list having no other.
    """
    alphabet = frozenset(load_table(language)["alphabet"])
    met = Counter(letters(word, language) for word in words)
    return {
        form: float(count) for form, count in met.items() if 2 <= len(form) <= LONGEST_WORD and alphabet >= set(form)
    }


def root_files(language: str, words: Iterable[str]) -> dict[str, bytes]:
    """Return the files of a language whose roots are learned from ``words``."""
    forms = clean(words, language)
    morphology = Morphology(load_table(language))
    learned = learn(morphology, forms)
    return {
        f"{language}.roots.json": roots_file(morphology, learned),
        f"{language}.forms": pack(sorted(_believed(forms, learned, morphology))),
    }


def _believed(forms: Mapping[str, float], learned: Learned, morphology: Morphology) -> set[str]:
    """Return the forms good enough to be suggested.

    A form is good when its root has several forms, or when it was met in several writings; but of forms that differ in
    diacritics only, those of much rarer roots are the others typed without them.
    """
    support = {form: _support(form, learned, morphology) for form in forms}
    best: dict[str, float] = defaultdict(float)
    for form, count in support.items():
        key = fold(form)
        best[key] = max(best[key], count)
    return {
        form
        for form, count in support.items()
        if (forms[form] > 1 or count >= _GOOD_SUPPORT) and count >= best[fold(form)] * _RARER
    }


def _support(form: str, learned: Learned, morphology: Morphology) -> float:
    """Return how many forms the likeliest known root of ``form`` explains."""
    ranked = [
        (count * 2**-bits, count)
        for root, bits in morphology.cheapest(form).items()
        if (count := learned.roots.get(root, 0.0))
    ]
    return max(ranked, default=(0.0, 0.0))[1]


def roots_file(morphology: Morphology, learned: Learned) -> bytes:
    """Return roots and costs as the JSON that the lexicon reads."""
    whole = math.log2(learned.total + NEW_ROOTS)
    roots: dict[str, dict[str, int]] = {NOUN: {}, VERB: {}}
    for (root, kind), count in learned.roots.items():
        if count >= _KEPT:
            roots[kind][root] = _parts(whole - math.log2(count))
    edges = {"\t".join(edge): _parts(bits) for edge, bits in zip(morphology.edges, learned.edge_bits, strict=True)}
    data = {"edges": edges, "ends": {end: _parts(bits) for end, bits in learned.end_bits.items()}, "roots": roots}
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _parts(bits: float) -> int:
    return min(_MOST_BITS, round(bits * BIT_PARTS))


def lemma_files(language: str, table: Mapping[str, str]) -> dict[str, bytes]:
    """Return the files of a language whose lemmas are known form by form."""
    pairs = {form: lemma for form, lemma in _lower(table, language) if form.isalpha() and lemma}
    if language == "tr":
        pairs = _derived_apart(pairs)
    files = {f"{language}.forms": pack(_keys(pairs))}
    if language == "tr":
        families = Counter(pairs.values())
        bare: dict[str, str] = {}
        # Without diacritics two words may look alike: the one with more forms is meant more often.
        for form, lemma in sorted(pairs.items(), key=lambda pair: (-families[pair[1]], pair)):
            bare.setdefault(fold(form), fold(lemma))
        files["tr.bare"] = pack(_keys(bare))
        morphology = Morphology(load_table("tr"))
        files["tr.roots.json"] = roots_file(morphology, _counted(morphology, pairs, families))
    return files


# -lı, -sız, -cı, -lık after a noun and -ıcı after a verb make words of their own (önem, önemli; kullan, kullanıcı).
_DERIVATION: Final[re.Pattern[str]] = re.compile(
    "(?:l[ıiuü]|s[ıiuü]z|[cç][ıiuü]|y?[ıiuü]c[ıiuü])(?:l[ıiuü][kğ])?|l[ıiuü][kğ]"
)


def _derived_apart(pairs: Mapping[str, str]) -> dict[str, str]:
    """Return ``pairs`` with derived words as lemmas of their own, not under what they come from."""
    morphology = Morphology(load_table("tr"))
    apart = dict(pairs)
    for form, lemma in pairs.items():
        size = len(lemma)
        if form.startswith(lemma) and _DERIVATION.match(form, size):
            nouns = (root for root, kind in morphology.cheapest(form) if kind == NOUN and root.startswith(lemma))
            derived = [root for root in nouns if _DERIVATION.fullmatch(root, size) and not root.endswith("ğ")]
            apart[form] = max(derived, key=len, default=lemma)
    return apart


def _lower(table: Mapping[str, str], language: str) -> Iterable[tuple[str, str]]:
    # Names are lower-cased last, so that a common word wins over the name spelled like it.
    for form in sorted(table, key=lambda form: (form == form.lower(), form)):
        yield letters(form, language), letters(table[form], language)


def _keys(pairs: Mapping[str, str]) -> list[str]:
    keys = []
    for form, lemma in pairs.items():
        same = 0
        while same < min(len(form), len(lemma)) and form[same] == lemma[same]:
            same += 1
        gone = len(form) - same
        keys.append(form if form == lemma else f"{form}{SEPARATOR}{chr(_LETTERS_GONE + gone)}{lemma[same:]}")
    return sorted(keys)


_EVERY: Final[int] = 20


def _counted(morphology: Morphology, pairs: Mapping[str, str], families: Mapping[str, int]) -> Learned:
    """Count endings where the root is known: on every twentieth form, which is plenty."""
    edges, ends = [0.5] * len(morphology.edges), dict.fromkeys(morphology.finals, 0.5)
    kinds: dict[tuple[str, str], float] = defaultdict(float)
    for form in sorted(pairs)[::_EVERY]:
        right = [one for one in morphology.readings(form) if one.root == pairs[form]]
        for one in right:
            kinds[one.root, one.kind] += 1 / len(right)
            ends[one.end] += 1 / len(right)
            for edge in one.edges:
                edges[edge] += 1 / len(right)
    leaving: dict[str, float] = defaultdict(lambda: 50.0)
    for ending, count in zip(morphology.edges, edges, strict=True):
        leaving[ending.source] += count
    for end, count in ends.items():
        leaving[end] += count
    roots: dict[tuple[str, str], float] = {}
    for lemma, family in families.items():
        if family > 1:
            noun, verb = kinds.get((lemma, NOUN), 0.0), kinds.get((lemma, VERB), 0.0)
            roots[lemma, NOUN if noun >= verb else VERB] = float(family)
    return Learned(
        roots,
        float(sum(families.values())),
        [math.log2(leaving[ending.source] / count) for ending, count in zip(morphology.edges, edges, strict=True)],
        {end: math.log2(leaving[end] / count) for end, count in ends.items()},
    )
