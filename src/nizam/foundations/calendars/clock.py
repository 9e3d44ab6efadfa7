# SPDX-License-Identifier: EUPL-1.2
"""Counting a term of law: from its start alone, and with what people did to it on the way."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from nizam.foundations.calendars.counting import Counting, Part
from nizam.foundations.calendars.errors import (
    ExtensionBeyondLimitError,
    InvalidExtensionError,
    YearNotCoveredError,
)
from nizam.foundations.calendars.terms import Due, Extension, Recount, Suspension, Term, require_zone
from nizam.foundations.calendars.working import WorkingCalendar

_LATEST: Final = datetime.max.replace(tzinfo=UTC)


def due(
    started: datetime, term: Term, calendar: WorkingCalendar, zone: ZoneInfo, *, language: str | None = None
) -> Due:
    """Count ``term`` from the moment ``started`` (aware, any zone) on ``calendar`` in ``zone``.

    The rules are those of the docstring of ``nizam.foundations.calendars.terms``. ``language`` is that of holidays'
    names, as in ``WorkingCalendar.why``. Raises ``InvalidMomentError`` for a naive moment, ``YearNotCoveredError``
    when the count leaves the years that have holiday tables.
    """
    counted = recount(started, term, calendar, zone, language=language)
    assert counted.due_on is not None
    assert counted.due_at is not None
    return Due(
        due_on=counted.due_on,
        due_at=counted.due_at,
        day_zero=counted.day_zero,
        counted=counted.counted,
        skipped=counted.skipped,
        steps=counted.steps,
        uncertain=counted.uncertain,
    )


def recount(
    started: datetime,
    term: Term,
    calendar: WorkingCalendar,
    zone: ZoneInfo,
    *,
    suspensions: Sequence[Suspension] = (),
    extensions: Sequence[Extension] = (),
    language: str | None = None,
) -> Recount:
    """Count ``term`` as ``due`` does, with the days on which its clock stood and the extensions in their order.

    The result depends on the arguments alone, so counting again after a change gives what counting from nothing
    would. ``suspensions`` may overlap and stand in any order. An extension of the ``whole`` takes the place of the
    term and of the extensions before it. Raises as ``due``, ``InvalidExtensionError`` for an extension of the whole
    that is not longer than the term, ``ExtensionBeyondLimitError`` for one beyond its limit.
    """
    require_zone(started)
    try:
        parts = _parts(started, term, calendar, zone, extensions)
        return Counting(started, term, parts, calendar, zone, language, suspensions).result()
    except OverflowError as error:
        raise YearNotCoveredError(
            f"{term.amount} × {term.unit} from {started.isoformat()} leaves all tables"
        ) from error


def _parts(
    started: datetime, term: Term, calendar: WorkingCalendar, zone: ZoneInfo, extensions: Sequence[Extension]
) -> tuple[Part, ...]:
    """Lay the term and its extensions out, each held against the limit that it shares with those just before it."""

    def end(parts: Sequence[Part]) -> tuple[int, datetime]:
        day, moment = Counting(started, term, parts, calendar, zone, None).end()
        assert day is not None
        return day, moment or _LATEST

    def longer(one: Sequence[Part], other: Sequence[Part], *, after: Sequence[Part] = ()) -> bool:
        if len({part.unit for part in (*one, *other)}) == 1:
            return sum(part.amount for part in one) > sum(part.amount for part in other)
        return end((*after, *one)) > end((*after, *other))

    parts: list[Part] = [Part(term.amount, term.unit)]
    limit: Term | None = None
    before = len(parts)
    for number, extension in enumerate(extensions, start=1):
        own = Part(extension.term.amount, extension.term.unit, extension)
        if extension.whole:
            if not longer([own], parts):
                raise InvalidExtensionError(
                    f"extension {number}: a whole of {_told(extension.term)} is not longer than the term had become"
                )
            parts, before = [own], 0
        else:
            if extension.limit != limit or before == 0:
                before = len(parts)
            parts.append(own)
        limit = extension.limit
        if limit is not None and longer(parts[before:], [Part(limit.amount, limit.unit)], after=parts[:before]):
            raise ExtensionBeyondLimitError(
                f"extension {number}: with {_told(extension.term)} it is beyond the {_told(limit)} of the law"
            )
    return tuple(parts)


def _told(term: Term) -> str:
    return f"{term.amount} × {term.unit}"
