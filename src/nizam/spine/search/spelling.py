# SPDX-License-Identifier: EUPL-1.2
"""What a word typed with an error may have meant: the nearest of the words that stand in any row.

Whoever offers them asks first whether the reader finds anything by them: a word of a letter that is closed to him is
never offered.
"""

from __future__ import annotations

from django.db.models import Q
from rapidfuzz.distance import DamerauLevenshtein

from nizam.foundations.language import fold
from nizam.spine.search.models import IndexedWord

# An error for so many letters; a word of three letters or fewer is taken as it stands.
LETTERS_OF_AN_ERROR = 4
MOST_ERRORS = 2
OFFERED = 5
LOOKED_AT = 20_000


def nearest_words(word: str) -> list[str]:
    """Return up to five folded words nearest to `word`: fewest letters wrong, left out, put in or changed over.

    Among equals those that begin alike come first.
    """
    typed = fold(word).replace(" ", "")
    errors = min(len(typed) // LETTERS_OF_AN_ERROR, MOST_ERRORS)
    if not errors:
        return []
    # The first letter may be the wrong one, then the two after it are right.
    near = Q(head=typed[0]) | Q(tail=typed[1:3]) | Q(head=typed[1], tail__startswith=typed[0])
    length = (len(typed) - errors, len(typed) + errors)
    known = IndexedWord.objects.filter(near, length__range=length).values_list("word", flat=True)[:LOOKED_AT]
    found = []
    for one in known:
        distance = DamerauLevenshtein.distance(typed, one, score_cutoff=errors)
        if 0 < distance <= errors:
            found.append((distance, one[0] != typed[0], -_alike(typed, one), one))
    return [one for *_order, one in sorted(found)[:OFFERED]]


def _alike(left: str, right: str) -> int:
    return next(
        (place for place, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right))
    )
