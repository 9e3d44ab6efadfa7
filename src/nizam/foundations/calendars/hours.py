# SPDX-License-Identifier: EUPL-1.2
"""Office hours by weekday, leaves of a day or of a part of it, and what time of a day is left of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from nizam.foundations.calendars.errors import InvalidHoursError

Period = tuple[time, time]
"""From an hour up to an hour of the same day."""

Span = tuple[int, int]
"""From a second of the day up to another; a day has 86,400."""

WHOLE_DAY: Final[tuple[Span, ...]] = ((0, 86_400),)
HALF_DAY_ENDS: Final = time(13)
"""When a Turkish half day ends (law 2429 on public holidays: eves of both Eids and 28 October from 13:00)."""


def seconds(clock: time) -> int:
    """Give the second of the day that ``clock`` stands at."""
    return clock.hour * 3600 + clock.minute * 60 + clock.second


def without(spans: Iterable[Span], cut: Span) -> tuple[Span, ...]:
    """Take ``cut`` out of ``spans``."""
    start, stop = cut
    left: list[Span] = []
    for opens, closes in spans:
        if opens < min(closes, start):
            left.append((opens, min(closes, start)))
        if max(opens, stop) < closes:
            left.append((max(opens, stop), closes))
    return tuple(left)


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When an office is open: the periods of each weekday, Monday = 0; a lunch break lies between two periods.

    A worked day whose weekday has no periods (a Saturday worked in exchange) has those of the nearest weekday before
    it. Raises ``InvalidHoursError``.
    """

    periods: Mapping[int, tuple[Period, ...]]

    def __post_init__(self) -> None:
        if not any(self.periods.values()) or not set(self.periods) <= set(range(7)):
            raise InvalidHoursError("office hours name weekdays 0..6 and at least one period")
        for weekday, day in self.periods.items():
            edges = [edge for period in day for edge in period]
            if any(first >= second for first, second in pairwise(edges)):
                raise InvalidHoursError(f"the periods of weekday {weekday} are not one after the other: {day}")
        object.__setattr__(self, "periods", MappingProxyType(dict(self.periods)))

    @classmethod
    def weekly(
        cls, opens: time, closes: time, *, lunch: Period | None = None, weekdays: Collection[int] = range(5)
    ) -> "OfficeHours":
        """Make the hours of an office that opens and closes alike on all ``weekdays``."""
        day: tuple[Period, ...] = ((opens, lunch[0]), (lunch[1], closes)) if lunch else ((opens, closes),)
        return cls(dict.fromkeys(weekdays, day))

    def spans(self, day: date) -> tuple[Span, ...]:
        """Give the open time of a worked ``day``, as seconds of the day."""
        weekday = next(w % 7 for w in range(day.weekday() + 7, day.weekday(), -1) if self.periods.get(w % 7))
        return tuple((seconds(opens), seconds(closes)) for opens, closes in self.periods[weekday])


DEFAULT_HOURS: Final = OfficeHours.weekly(time(9), time(18), lunch=(time(13), time(14)))
"""A forty-hour week, until the institution has stated its own hours."""


@dataclass(frozen=True, slots=True)
class Leave:
    """A leave granted to the whole office on one day (Turkey: idari izin): of the day, or of a part of it.

    Without ``starts`` it begins with the day, without ``ends`` it lasts to its end. Raises ``InvalidHoursError``.
    """

    day: date
    starts: time | None = None
    ends: time | None = None
    name: str = ""

    def __post_init__(self) -> None:
        if self.span[0] >= self.span[1]:
            raise InvalidHoursError(f"the leave of {self.day} ends before it starts")

    @property
    def span(self) -> Span:
        """The part of the day that is off, as seconds of the day."""
        return (seconds(self.starts) if self.starts else 0, seconds(self.ends) if self.ends else 86_400)
