# SPDX-License-Identifier: EUPL-1.2
"""One entry of the timeline of a case, whatever it tells of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from nizam.doors.office.pages.letters import Segment
from nizam.kit.screens.offers import Offer


@dataclass
class Happening:
    """One entry of the timeline. `sign` is letter, check, paper or dot; `small` entries are one line."""

    at: datetime
    sign: str
    title: str
    who: str = ""
    url: str = ""
    language: str = ""
    segments: list[Segment] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    tag: str = ""
    tone: str = "neutral"
    acts: list[Offer] = field(default_factory=list)
    raw_url: str = ""
    raw_size: int = 0
    read_url: str = ""
    hypertext_url: str = ""
    small: bool = False
