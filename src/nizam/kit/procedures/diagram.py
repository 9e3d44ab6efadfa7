# SPDX-License-Identifier: EUPL-1.2
"""A procedure drawn: its steps one below the other, arrows between them, its outcomes at the end. SVG without script.

Steps stand in one column in the order of the text, so that the drawing is as wide as a telephone and long names wrap.
An arrow to the next step goes straight down; one that leaves steps out runs along the right, one that goes back along
the left. Colours come from the stylesheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from nizam.kit.procedures.schema import Outcome, Procedure, Step
from nizam.kit.procedures.words import paper_words

WIDTH: Final = 320
_GAP: Final = 28
_LANE: Final = 12
_PADDING: Final = 10
_TITLE: Final = 14
_NOTE: Final = 12
_LEADING: Final = 1.35
_NARROW: Final = frozenset("iıİjlIJ.,:;'’ʻʼ|!()[]ft- r")
_WIDE: Final = frozenset("mwMWQOШЩЮЖМФшщюжмфЫы@%—")


@dataclass(frozen=True)
class _Box:
    """One box: its lines as (text, kind), where its top is and how high it is."""

    lines: tuple[tuple[str, str], ...]
    kind: str
    top: float

    @property
    def height(self) -> float:
        return 2 * _PADDING + sum(_size(kind) * _LEADING for _text, kind in self.lines)

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    @property
    def bottom(self) -> float:
        return self.top + self.height


def diagram(procedure: Procedure, *, roles: Mapping[str, str] | None = None, current: str = "") -> SafeString:
    """Draw `procedure` as inline SVG in the reader's language.

    `roles` names the roles of the steps; `current` is the code of the step a matter is at. The drawing is hidden from
    screen readers: the page says the same as a list.
    """
    steps = procedure.steps
    ends = [place for place, step in enumerate(steps) if not step.next]
    edges = _edges(steps, ends)
    back = _lanes([(target, source) for source, target in edges if target <= source])
    ahead = _lanes([(source, target) for source, target in edges if target > source + 1])
    left = 1 + _LANE * (max(back.values(), default=-1) + 1) + (4 if back else 0)
    right = WIDTH - 1 - _LANE * (max(ahead.values(), default=-1) + 1) - (4 if ahead else 0)
    boxes = _boxes(procedure, right - left, roles or {}, current)
    parts = [_drawn(box, left, right - left) for box in boxes]
    for source, target in edges:
        if target == source + 1:
            parts.append(_straight(boxes[source], boxes[target], (left + right) / 2))
        elif target > source:
            parts.append(_around(boxes[source], boxes[target], right, _LANE * (ahead[source, target] + 1)))
        else:
            parts.append(_around(boxes[source], boxes[target], left, -_LANE * (back[target, source] + 1)))
    height = round(max((box.bottom for box in boxes), default=0) + 1)
    drawn = "".join(parts)
    return mark_safe(  # noqa: S308  (numbers of our own and escaped text)
        f'<svg class="nz-flow" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}"'
        f' height="{height}" aria-hidden="true" focusable="false">{drawn}</svg>'
    )


def _edges(steps: Sequence[Step], ends: Sequence[int]) -> list[tuple[int, int]]:
    places = {step.code: place for place, step in enumerate(steps)}
    found = [(place, places[code]) for place, step in enumerate(steps) for code in step.next if code in places]
    return found + [(place, len(steps)) for place in ends]


def _lanes(spans: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Give every span the innermost lane that no other span on it overlaps, the short ones first."""
    given: dict[tuple[int, int], int] = {}
    for first, last in sorted(set(spans), key=lambda span: (span[1] - span[0], span)):
        taken = {lane for (begin, end), lane in given.items() if begin <= last and first <= end}
        given[first, last] = next(lane for lane in range(len(spans) + 1) if lane not in taken)
    return given


def _boxes(procedure: Procedure, width: float, roles: Mapping[str, str], current: str) -> list[_Box]:
    boxes: list[_Box] = []
    top = 1.0
    for step in procedure.steps:
        kind = "step now" if step.code == current else "step"
        who = [(roles.get(step.who, step.who), "note")] if step.who else []
        boxes.append(_Box(_wrapped([(str(step.title), "title"), *who], width), kind, top))
        top = boxes[-1].bottom + _GAP
    boxes.append(_Box(_wrapped(_ends(procedure.outcomes), width), "ends", top))
    return boxes


def _ends(outcomes: Sequence[Outcome]) -> list[tuple[str, str]]:
    papers = paper_words()
    told = [f"{outcome.title}: {papers[outcome.paper]}" for outcome in outcomes]
    return [(_("Outcomes"), "title"), *((f"• {line}", "note") for line in told)]


def _size(kind: str) -> int:
    return _TITLE if kind == "title" else _NOTE


def _wrapped(lines: Sequence[tuple[str, str]], width: float) -> tuple[tuple[str, str], ...]:
    return tuple((part, kind) for text, kind in lines for part in wrap(text, (width - 2 * _PADDING) / _size(kind)))


def wrap(text: str, width: float) -> list[str]:
    """Break `text` into lines of at most `width` ems, between words where it can be; errs on the short side."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        candidate = f"{line} {word}".strip()
        if _ems(candidate) <= width:
            line = candidate
            continue
        if line:
            lines.append(line)
        while _ems(word) > width and len(word) > 1:
            fits = next((end for end in range(len(word) - 1, 1, -1) if _ems(word[:end]) <= width), 1)
            lines.append(word[:fits])
            word = word[fits:]
        line = word
    return [*lines, line] if line or not lines else lines


def _ems(text: str) -> float:
    return sum(
        0.36 if sign in _NARROW else 0.95 if sign in _WIDE else 0.72 if sign.isupper() else 0.61 for sign in text
    )


def _drawn(box: _Box, left: float, width: float) -> str:
    radius = 16 if box.kind == "ends" else 4
    classes = " ".join(f"nz-flow__{name}" for name in box.kind.split())
    place = f'x="{left:g}" y="{box.top:g}" width="{width:g}" height="{box.height:g}"'
    parts = [f'<rect class="{classes}" {place} rx="{radius}"/>']
    baseline = box.top + _PADDING
    for text, kind in box.lines:
        size = _size(kind)
        baseline += size * _LEADING
        parts.append(
            f'<text class="nz-flow__{kind}" x="{left + _PADDING:g}" y="{baseline - size * 0.3:g}"'
            f' font-size="{size}">{escape(text)}</text>'
        )
    return "".join(parts)


def _straight(source: _Box, target: _Box, x: float) -> str:
    return _line(f"M{x:g} {source.bottom:g}V{target.top - 5:g}") + _head(x, target.top, "down")


def _around(source: _Box, target: _Box, edge: float, reach: float) -> str:
    """Draw an arrow that leaves by the side and comes in by the side, a little apart from what comes the other way."""
    sign = 1 if reach > 0 else -1
    begins, ends = source.middle + 4, target.middle - 4
    path = f"M{edge:g} {begins:g}H{edge + reach:g}V{ends:g}H{edge + 5 * sign:g}"
    return _line(path) + _head(edge, ends, "left" if sign > 0 else "right")


def _line(path: str) -> str:
    return f'<path class="nz-flow__line" d="{path}"/>'


def _head(x: float, y: float, towards: str) -> str:
    corners = {
        "down": f"M{x - 4:g} {y - 6:g}h8l-4 6z",
        "left": f"M{x + 6:g} {y - 4:g}v8l-6-4z",
        "right": f"M{x - 6:g} {y - 4:g}v8l6-4z",
    }
    return f'<path class="nz-flow__head" d="{corners[towards]}"/>'
