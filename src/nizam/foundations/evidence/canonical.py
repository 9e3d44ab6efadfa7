# SPDX-License-Identifier: EUPL-1.2
"""Canonical JSON (RFC 8785): one value, one sequence of bytes, on every machine."""

from typing import Any

import rfc8785

from nizam.foundations.evidence.errors import CanonicalizationError


def canonical_json(value: Any) -> bytes:
    """Return the canonical JSON of `value` as UTF-8, after RFC 8785 section 3.2.

    `value` is None, bool, str, float, int within ±(2**53 - 1), or lists, tuples and dicts (with str keys) of these.
    Anything else, NaN and the infinities, text with lone surrogates and a structure nested too deep or in itself raise
    `CanonicalizationError`. Dates and decimals are refused on purpose: the caller says which text stands for them.

    JSON has one kind of number, so a whole float is printed without a point. Whoever reads the bytes back to make them
    canonical again reads numbers as floats (`json.loads(data, parse_int=float)`); else those from 2**53 on are refused.
    """
    try:
        return rfc8785.dumps(value)
    except RecursionError as error:
        raise CanonicalizationError("the value is nested too deep or contains itself") from error
    # The library's own errors are ValueErrors, and so are two that it lets through: a key with a lone surrogate, and
    # an integer of thousands of digits, which Python refuses to print.
    except ValueError as error:
        raise CanonicalizationError(str(error)) from error
