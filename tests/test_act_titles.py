# SPDX-License-Identifier: EUPL-1.2
"""Two acts that stand in one menu have two names, in every language of the office."""

from __future__ import annotations

from collections import Counter

import pytest
from django.conf import settings
from django.utils.translation import override

from nizam.kit.registry import registry


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_no_two_acts_of_a_resource_bear_the_same_title(language: str) -> None:
    with override(language):
        doubled = {
            resource.key: [title for title, count in Counter(titles).items() if count > 1]
            for resource in registry.resources
            if (titles := [str(act.title) for act in resource.actions]) and len(set(titles)) < len(titles)
        }
    assert doubled == {}
