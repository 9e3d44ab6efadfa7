# SPDX-License-Identifier: EUPL-1.2
"""What the tests of search begin with."""

from __future__ import annotations

import pytest

from nizam.spine.search import indexing


@pytest.fixture(autouse=True)
def _no_words_known() -> None:
    """Take no word for known to the database that stood there in a test before."""
    indexing._KNOWN_WORDS.clear()
