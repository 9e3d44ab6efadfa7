# SPDX-License-Identifier: EUPL-1.2
"""Identifiers are of version 7, unlike each other, and follow each other."""

from __future__ import annotations

import time
import uuid

import pytest

from nizam.kit.uids import uuid7

pytestmark = pytest.mark.one_engine


def test_they_follow_each_other_within_a_millisecond() -> None:
    made = [uuid7() for _ in range(10_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_they_are_of_version_7_and_carry_the_time() -> None:
    one = uuid7()
    assert (one.version, one.variant) == (7, uuid.RFC_4122)
    assert abs((one.int >> 80) - time.time() * 1000) < 60_000
