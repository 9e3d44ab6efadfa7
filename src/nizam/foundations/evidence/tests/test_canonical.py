# SPDX-License-Identifier: EUPL-1.2
import hashlib
import json
import math
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nizam.foundations import evidence

SALT = bytes(range(16))
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=20,
)


def shuffled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: shuffled(value[key]) for key in reversed(list(value))}
    if isinstance(value, list):
        return [shuffled(item) for item in value]
    return value


def test_the_sorting_example_of_the_rfc() -> None:
    # RFC 8785, section 3.2.3: names sort by UTF-16 code units, so the emoji comes before U+FB33.
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    ordered = list(json.loads(evidence.canonical_json(dict.fromkeys(names, 0))))
    assert ordered == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_numbers_and_letters_have_one_form() -> None:
    assert evidence.canonical_json({"b": [1e30, 4.5, 0.002, 1e-27, -0.0], "a": "ə‘\x0f\n"}) == (
        '{"a":"ə‘\\u000f\\n","b":[1e+30,4.5,0.002,1e-27,0]}'.encode()
    )


@settings(deadline=None)
@given(VALUES)
def test_reading_back_gives_the_value_and_order_of_keys_is_without_meaning(value: Any) -> None:
    canonical = evidence.canonical_json(value)
    assert json.loads(canonical, parse_int=float) == value
    assert evidence.canonical_json(shuffled(value)) == canonical
    assert evidence.canonical_json(json.loads(canonical, parse_int=float)) == canonical


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        2**53,
        -(2**53),
        10**5000,
        math.nan,
        math.inf,
        "\ud800",
        {"\ud800": 1},
        {1: 1},
        {"day": date(2026, 1, 1)},
        {1, 2},
        b"x",
        nested(100_000),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(evidence.CanonicalizationError):
        evidence.canonical_json(value)


def test_salted_hash_is_sha256_of_salt_and_value() -> None:
    assert evidence.salted_hash("Çiçək", SALT) == hashlib.sha256(SALT + "Çiçək".encode()).hexdigest()


@settings(deadline=None)
@given(TEXT, st.binary(min_size=16), st.binary(min_size=16))
def test_another_salt_gives_another_hash(value: str, first: bytes, second: bytes) -> None:
    same = evidence.salted_hash(value, first) == evidence.salted_hash(value, second)
    assert same is (first == second)


def test_short_salts_and_broken_text_are_refused() -> None:
    with pytest.raises(evidence.SaltError, match="16 bytes"):
        evidence.salted_hash("value", b"short")
    with pytest.raises(evidence.SaltError, match="surrogate"):
        evidence.salted_hash("\udcff", SALT)


def test_all_errors_are_evidence_errors() -> None:
    for error in (evidence.CanonicalizationError, evidence.ProofError, evidence.SaltError, evidence.TreeError):
        assert issubclass(error, evidence.EvidenceError)
