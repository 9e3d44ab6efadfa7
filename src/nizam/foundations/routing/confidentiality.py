# SPDX-License-Identifier: EUPL-1.2
"""Signs in a letter that its degree of confidentiality should be looked at. Words are data, in `confidentiality.toml`.

Numbers of people: Azerbaijan's FIN (7 letters and digits, told only beside its name), Turkey's kimlik number (11
digits, the last two of them check digits), Uzbekistan's JSHSHIR (14 digits with a date of birth inside; its check digit
is not used, so that a number with a slip of the pen is seen too), passports by their series.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

from nizam.foundations.routing.surfaces import Searched

_DIGITS: Final = re.compile(r"(?<![\w.+-])\d{11}(?!\w)|(?<![\w.+-])\d{14}(?!\w)")
# FİN, ФИН and PİN beside a code of seven; O and I are not used in it.
_FIN: Final = re.compile(r"\b(?:F[İIi]N|ФИН|P[İI]N)\b[^\w]{0,3}(?:kod\w*[^\w]{0,3})?([0-9A-HJ-NP-Z]{7})\b")
_PASSPORT: Final = re.compile(r"\b(?:(?:AZE|AA|AB|AC|AD|AE|FA|KA)\s?№?\s?\d{7,8}|U\s?\d{8})\b")


class ConfidentialityHint(NamedTuple):
    """What was found ("marking", "health", "family", "identity", "personal-number", "passport"), as it stands."""

    code: str
    words: tuple[str, ...]


def confidentiality_hints(text: str, *, fold: Callable[[str], str]) -> list[ConfidentialityHint]:
    """Return the signs found in a letter, each kind once; of numbers, all but the last three signs are hidden."""
    searched = Searched(text, fold)
    found = [ConfidentialityHint(code, tuple(searched.find_all(words))) for code, words in _signs(fold).items()]
    numbers = [match.group() for match in _DIGITS.finditer(text) if is_kimlik(match.group()) or is_pinfl(match.group())]
    numbers += [code for code in _FIN.findall(text) if any(sign.isdigit() for sign in code)]
    found.append(ConfidentialityHint("personal-number", tuple(map(_hidden, dict.fromkeys(numbers)))))
    passports = dict.fromkeys(match.group() for match in _PASSPORT.finditer(text))
    found.append(ConfidentialityHint("passport", tuple(map(_hidden, passports))))
    return [hint for hint in found if hint.words]


def is_kimlik(number: str) -> bool:
    """Tell whether a text is a Turkish identity number: 11 digits, no nought in front, both check digits right."""
    if len(number) != 11 or not number.isdecimal() or number[0] == "0":
        return False
    digits = [int(digit) for digit in number]
    tenth = (7 * sum(digits[0:9:2]) - sum(digits[1:8:2])) % 10
    return digits[9] == tenth and digits[10] == sum(digits[:10]) % 10


def is_pinfl(number: str) -> bool:
    """Tell whether a text may be an Uzbek personal number: 14 digits, a date of birth among them."""
    if len(number) != 14 or not number.isdecimal() or number[0] not in "3456":
        return False
    return 1 <= int(number[1:3]) <= 31 and 1 <= int(number[3:5]) <= 12


def _hidden(number: str) -> str:
    return "•" * (len(number) - 3) + number[-3:]


@lru_cache(maxsize=4)
def _signs(fold: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    raw = tomllib.loads(files("nizam.foundations.routing").joinpath("confidentiality.toml").read_text("utf-8"))
    return {code: tuple(fold(word) for word in words) for code, words in raw.items()}
