# SPDX-License-Identifier: EUPL-1.2
"""What a word typed with an error may have meant: the nearest of the words that stand in any row, or of any at all.

Whoever offers them asks first whether the reader finds anything by them: a word of a letter that is closed to him is
never offered.
"""

from __future__ import annotations

from django.db.models import Q
from rapidfuzz.distance import DamerauLevenshtein

from nizam.foundations.language import fold, suggest
from nizam.spine.search.lexemes import bare_stems
from nizam.spine.search.models import IndexedWord

# An error for so many letters; a word of three letters or fewer is taken as it stands.
LETTERS_OF_AN_ERROR = 4
MOST_ERRORS = 2
OFFERED = 5
# Dictionaries know endings that no row has yet; of each language so many are offered after those of the rows.
SUGGESTED = 2
SPELLED = ("az", "uz", "tr")
LOOKED_AT = 20_000


def nearest_words(word: str) -> list[str]:
    """Return words near to `word`: up to five folded ones of the rows, then what dictionaries would write.

    Those of the rows have the fewest letters wrong, left out, put in or changed over; among equals those that begin
    alike come first. The typed word is read with and without the ending it seems to have: the error may stand in a
    form that no row has.
    """
    typed = fold(word).replace(" ", "")
    forms = [one for one in dict.fromkeys((typed, *bare_stems(word))) if one.isalpha() and one.isascii()]
    errors = {one: min(len(one) // LETTERS_OF_AN_ERROR, MOST_ERRORS) for one in forms}
    forms = [one for one in forms if errors[one]]
    if not forms:
        return []
    near = Q()
    for one in forms:
        near |= _beginning(one) & Q(length__range=(len(one) - errors[one], len(one) + errors[one]))
    found: dict[str, tuple[int, int, bool, int]] = {}
    for known in IndexedWord.objects.filter(near).values_list("word", flat=True)[:LOOKED_AT]:
        for place, one in enumerate(forms):
            distance = DamerauLevenshtein.distance(one, known, score_cutoff=errors[one])
            if 0 < distance <= errors[one]:
                order = (distance, min(place, 1), known[0] != one[0], -_alike(one, known))
                found[known] = min(order, found.get(known, order))
    of_rows = sorted(found, key=lambda known: (found[known], known))[:OFFERED]
    return list(dict.fromkeys([*of_rows, *(fold(one) for one in _suggested(word))]))


def _suggested(word: str) -> list[str]:
    """Return what the dictionaries of all languages would write, the best of each first."""
    of_each = [suggest(word, language, SUGGESTED) for language in SPELLED]
    return [some[place] for place in range(SUGGESTED) for some in of_each if place < len(some)]


def _beginning(typed: str) -> Q:
    """Return the condition that a known word may begin as `typed` would without an error at its beginning."""
    return (
        Q(head=typed[0])
        # The first letter is wrong, was changed over with the second, left out, or put in.
        | Q(tail=typed[1:3])
        | Q(head=typed[1], tail__startswith=typed[0])
        | Q(tail=typed[:2])
        | Q(head=typed[1], tail=typed[2:4])
    )


def _alike(left: str, right: str) -> int:
    return next(
        (place for place, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right))
    )
