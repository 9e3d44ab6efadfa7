# SPDX-License-Identifier: EUPL-1.2
"""Numbers as word processors and browsers write them before the items of a list."""

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_UNITS = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_ALPHABETS = {
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    # Word leaves out ё, й, ъ, ы, ь.
    "russianLower": "абвгдежзиклмнопрстуфхцчшщэюя",
    "russianUpper": "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ",
}
_LARGEST_ROMAN = 3999
_LONGEST_LETTERS = 20


def written(value: int, form: str) -> str:
    """Return `value` in `form`, a name of ECMA-376 part 1, section 17.18.59; unknown forms and odd values in digits.

    Letters double after the last of the alphabet: z is followed by aa, then bb.
    """
    if form == "decimalZero":
        return f"{value:02d}"
    if form in ("lowerRoman", "upperRoman") and 0 < value <= _LARGEST_ROMAN:
        numeral = ""
        for unit, letters in _ROMAN + _ROMAN_UNITS:
            numeral += letters * (value // unit)
            value %= unit
        return numeral.upper() if form == "upperRoman" else numeral
    alphabet = _ALPHABETS.get(form)
    if alphabet and 0 < value <= len(alphabet) * _LONGEST_LETTERS:
        return alphabet[(value - 1) % len(alphabet)] * ((value - 1) // len(alphabet) + 1)
    return str(value)
