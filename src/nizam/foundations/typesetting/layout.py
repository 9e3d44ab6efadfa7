# SPDX-License-Identifier: EUPL-1.2
"""An institution's looks: crest, second logo, lines at head and foot, letters, size, margins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from nizam.foundations.typesetting.pictures import Picture

SIDES: Final = ("top", "bottom", "left", "right")
# TR: Arial 11 or Times New Roman 12, down to 9 (regulation on official correspondence, decision 2646 of 10.06.2020).
# The other two countries name no figure; below 9 points nobody reads a letter, above 14 it is a poster.
SIZES: Final[Mapping[str, tuple[float, float]]] = {"TR": (9, 12), "AZ": (9, 14), "UZ": (9, 14)}
# TR: 1.5 cm on all four sides, 0.5 cm at the top when a logo stands there (the same regulation).
MARGINS: Final[Mapping[str, tuple[float, float]]] = {"TR": (1.5, 1.5), "AZ": (1, 4), "UZ": (1, 4)}
TOP_WITH_LOGO: Final = 0.5
CREST_HEIGHTS: Final = (1.0, 4.0)
MOST_LINES: Final = 8
MOST_IN_LINE: Final = 200


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How an institution's papers look. Margins are in centimetres by side, the size in points.

    `header` stands above the institution's name, `footer` at the foot of every page; empty means what the values say.
    """

    crest: Picture | None = None
    crest_alt: str = ""
    crest_place: str = "centre"
    crest_height: float = 2.0
    second_logo: Picture | None = None
    second_logo_alt: str = ""
    header: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    font: str = "sans"
    size: float = 11.0
    margins: Mapping[str, float] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """Return what templates take as `data.layout`."""
        return {
            "crest": self.crest.svg if self.crest else "",
            "crest_alt": self.crest_alt,
            "crest_place": self.crest_place,
            "crest_height": self.crest_height,
            "second_logo": self.second_logo.svg if self.second_logo else "",
            "second_logo_alt": self.second_logo_alt,
            "header": list(self.header),
            "footer": list(self.footer),
            "font": self.font,
            "size": self.size,
            "margins": dict(self.margins),
        }


def layout_faults(layout: Layout, country: str) -> list[tuple[str, str, float, float]]:
    """Return what the law of `country` (AZ, UZ, TR) or good sense forbids, each as (field, code, least, most).

    The codes: `bounds` (the figure must lie between least and most), `choice`, `lines` (too many, or one too long).
    """
    faults: list[tuple[str, str, float, float]] = []
    least, most = SIZES[country]
    if not least <= layout.size <= most:
        faults.append(("size", "bounds", least, most))
    if layout.font not in ("sans", "serif"):
        faults.append(("font", "choice", 0, 0))
    if layout.crest_place not in ("centre", "left"):
        faults.append(("crest_place", "choice", 0, 0))
    if not CREST_HEIGHTS[0] <= layout.crest_height <= CREST_HEIGHTS[1]:
        faults.append(("crest_height", "bounds", *CREST_HEIGHTS))
    for side in SIDES:
        least, most = MARGINS[country]
        if side == "top" and country == "TR" and (layout.crest or layout.second_logo):
            least = TOP_WITH_LOGO
        if side in layout.margins and not least <= layout.margins[side] <= most:
            faults.append((f"margin_{side}", "bounds", least, most))
    for name, lines in (("header", layout.header), ("footer", layout.footer)):
        if len(lines) > MOST_LINES or any(len(line) > MOST_IN_LINE for line in lines):
            faults.append((name, "lines", MOST_LINES, MOST_IN_LINE))
    return faults
