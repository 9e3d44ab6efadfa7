# SPDX-License-Identifier: EUPL-1.2
"""What a deadline looks like and how it explains itself: the one rule behind every deadline chip, and its arithmetic.

Nothing here counts a term; `nizam.foundations.calendars` does. Here its result is judged against the present moment
and told in the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, Final, Literal

from django.utils.dateparse import parse_date
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from nizam.foundations.calendars import COUNTRIES, CalendarError, WorkingCalendar
from nizam.foundations.calendars.law import law_rules, law_terms
from nizam.kit.scripts import CYRILLIC, in_script, reader_language

Tone = Literal["suspended", "late", "due", "near", "calm", "done"]

# A term gets urgent three working days before its end, a short one in its last quarter.
URGENT_WORKING_DAYS: Final = 3
URGENT_SHARE: Final = 4
NEAR_SHARE: Final = 2

_LAST_MINUTE: Final = time(23, 59)
_LAST_SECOND: Final = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Chip:
    """How a deadline is shown: its tone, and the words that say the same without colour.

    Tones: `suspended` (hollow), `late` (red), `due` (amber), `near` (blue), `calm` (neutral), `done` (closed).
    """

    tone: Tone
    words: str


def chip(
    now: datetime,
    due_at: datetime | None,
    due_on: date | None,
    started_at: datetime | None,
    *,
    suspended: bool = False,
    working_days_left: int | None = None,
    closed_at: datetime | None = None,
) -> Chip:
    """Judge a deadline at the moment `now`, an aware datetime in the institution's zone, whose date is "today".

    The first that holds: hollow when suspended; red when late; amber from the smaller of three working days and a
    quarter of the term; blue below half the term; else neutral. A matter that has been closed is judged at the moment
    of its closing and is never coloured.

    `due_at` is the last moment; without it the term ends with the day `due_on`. `started_at` opens the term; without
    it the two rules that speak of a share of the term cannot hold, and amber stands on the three days alone.
    `working_days_left` counts the working days after today up to the last day; without it calendar days stand in for
    them. Raises ValueError for a naive `now`.
    """
    if now.tzinfo is None:
        raise ValueError("a deadline is judged at an aware moment")
    if due_at is None and due_on is None:
        return Chip("done", _("closed")) if closed_at else Chip("calm", _("no term"))
    end = due_at.astimezone(now.tzinfo) if due_at else datetime.combine(due_on, _LAST_SECOND, now.tzinfo)  # type: ignore[arg-type]
    last_day = due_on or end.date()
    if closed_at:
        return _closed(closed_at.astimezone(now.tzinfo), end, last_day)
    if suspended:
        return Chip("suspended", _("suspended"))
    if now > end:
        return Chip("late", _late(now, end, last_day))
    return Chip(
        _open_tone(now, end, last_day, started_at, working_days_left), _left(now, end, last_day, working_days_left)
    )


def _open_tone(
    now: datetime, end: datetime, last_day: date, started_at: datetime | None, working_days_left: int | None
) -> Tone:
    left = end - now
    days_left = (last_day - now.date()).days if working_days_left is None else working_days_left
    if started_at is None:
        return "due" if days_left <= URGENT_WORKING_DAYS else "calm"
    term = end - started_at
    if days_left <= URGENT_WORKING_DAYS and left <= term / URGENT_SHARE:
        return "due"
    return "near" if left < term / NEAR_SHARE else "calm"


def _left(now: datetime, end: datetime, last_day: date, working_days_left: int | None) -> str:
    days = (last_day - now.date()).days
    if days <= 0:
        if end.time() >= _LAST_MINUTE:
            return _("today")
        return _("today by %(time)s") % {"time": time_format(end.time(), "H:i")}
    if working_days_left:
        return amount_words(working_days_left, "working-day")
    return amount_words(days, "calendar-day")


def _late(at: datetime, end: datetime, last_day: date) -> str:
    days = (at.date() - last_day).days
    if days > 0:
        return ngettext("%(count)s day late", "%(count)s days late", days) % {"count": days}
    minutes = int((at - end) / timedelta(minutes=1))
    if minutes >= 60:
        return ngettext("%(count)s hour late", "%(count)s hours late", minutes // 60) % {"count": minutes // 60}
    minutes = max(minutes, 1)
    return ngettext("%(count)s minute late", "%(count)s minutes late", minutes) % {"count": minutes}


def _closed(closed_at: datetime, end: datetime, last_day: date) -> Chip:
    if closed_at <= end:
        return Chip("done", _("closed in time"))
    return Chip("done", _("closed, %(late)s") % {"late": _late(closed_at, end, last_day)})


def explain(clock: Mapping[str, Any] | None, law: Mapping[str, Any] | None = None) -> list[str]:
    """Tell the arithmetic that a clock keeps, one sentence a step, in the reader's language.

    `clock["steps"]` holds the steps of `nizam.foundations.calendars.terms.Step` in their order, days as dates or as
    ISO text. One more code tells what became of the date: `recounted` (on `day`, `until` is the last day that stood
    before), where `name` is the reason and `detail` who caused it, as in `suspended` and `extended`.
    `forwarded` tells that on `day` the whole matter went to the body `name`. A step with another code is told by its
    name and days, never dropped. With `clock["country"]` public holidays bear their names in the reader's language,
    where the calendar has them in it. Extensions name the law that allows them, their `law`.

    `clock["term"]` (`amount`, `unit`) is told as the rule, after the first step; `law`, or `clock["law"]`, names the
    act and the article that it stands in.
    """
    kept = clock or {}
    steps = [_named(step, str(kept.get("country") or "")) for step in kept.get("steps") or ()]
    in_hours = any(step.get("code") == "counted" and "hour" in str(step.get("detail")) for step in steps)
    told = {**_TELL, "event": _event_of_hours} if in_hours else _TELL
    sentences = [told.get(str(step.get("code")), _unknown)(step) for step in steps]
    rule = _rule(kept.get("term") or {}, law or kept.get("law"))
    return [*sentences[:1], rule, *sentences[1:]] if rule and sentences else sentences


def _named(step: Mapping[str, Any], country: str) -> Mapping[str, Any]:
    """Return a step with the name of its public holiday in the reader's language; else as it is."""
    if country not in COUNTRIES or step.get("detail") != "holiday" or not step.get("name"):
        return step
    day = parse_date(str(step.get("day") or "")[:10])
    if day is None:
        return step
    try:
        reason = WorkingCalendar(country).why(day, get_language())
    except CalendarError:
        return step
    if reason.code != "holiday" or not reason.name:
        return step
    in_cyrillic = reader_language() == CYRILLIC and country == "UZ"
    return {**step, "name": in_script(reason.name, CYRILLIC) if in_cyrillic else reason.name}


def law_words(law: Mapping[str, Any] | None) -> str:
    """Name the law that a term follows: the act, its article, the version of the text; empty when none is kept."""
    act, article, version = (str((law or {}).get(key) or "") for key in ("act", "article", "version"))
    if act in _uzbek_acts() and reader_language() == CYRILLIC:
        act, version = in_script(act, CYRILLIC), in_script(version, CYRILLIC)
    if act and article:
        named = _("%(act)s, art. %(article)s") % {"act": act, "article": article}
    else:
        named = act or (_("art. %(article)s") % {"article": article} if article else "")
    return _("%(law)s (version of %(version)s)") % {"law": named, "version": version} if named and version else named


@cache
def _uzbek_acts() -> frozenset[str]:
    """Return the names of Uzbekistan's acts, which the law has in the Latin alphabet."""
    return frozenset(row.law.act for row in (*law_terms("UZ"), *law_rules("UZ")))


def amount_words(amount: int, unit: str) -> str:
    """Say a length of time in a unit of `nizam.foundations.calendars.TermUnit`: "15 working days"."""
    match unit:
        case "working-day":
            text = ngettext("%(count)s working day", "%(count)s working days", amount)
        case "month":
            text = ngettext("%(count)s month", "%(count)s months", amount)
        case "hour":
            text = ngettext("%(count)s hour", "%(count)s hours", amount)
        case "hour-on-working-days":
            text = ngettext("%(count)s hour of working days", "%(count)s hours of working days", amount)
        case "working-hour":
            text = ngettext("%(count)s working hour", "%(count)s working hours", amount)
        case _other:
            text = ngettext("%(count)s day", "%(count)s days", amount)
    return str(text % {"count": amount})


def _rule(term: Mapping[str, Any], law: Mapping[str, Any] | None) -> str:
    if not term.get("amount"):
        return ""
    words = {"term": amount_words(int(term["amount"]), str(term.get("unit"))), "law": law_words(law)}
    if words["law"]:
        return _("The term is %(term)s: %(law)s.") % words
    return _("The term is %(term)s.") % words


def _day(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.date()
    day = value if isinstance(value, date) else parse_date(str(value or "")[:10])
    return str(date_format(day, "DATE_FORMAT")) if day else ""


def _days(step: Mapping[str, Any]) -> str:
    first, last = _day(step.get("day")), _day(step.get("until"))
    return f"{first} – {last}" if last and last != first else first


def _event(step: Mapping[str, Any]) -> str:
    day = {"day": _day(step.get("day"))}
    if step.get("detail") == "arrival":
        return _("Reached the office on %(day)s; that day is not counted.") % day
    if step.get("detail") == "next-working-day":
        return _("Registered on %(day)s; the term begins on the next working day.") % day
    return _("Registered on %(day)s; that day is not counted.") % day


def _after_hours(step: Mapping[str, Any]) -> str:
    """Tell that what came after hours, or on a day off, counts as of the next working day, and by which law."""
    values = {"day": _day(step.get("until")), "law": law_words(step.get("law"))}
    if step.get("detail") == "closed":
        if values["law"]:
            return _("It came after office hours, so it counts as of the next working day, %(day)s: %(law)s.") % values
        return _("It came after office hours, so it counts as of the next working day, %(day)s.") % values
    if values["law"]:
        return _("It came on a day off, so it counts as of the next working day, %(day)s: %(law)s.") % values
    return _("It came on a day off, so it counts as of the next working day, %(day)s.") % values


def _event_of_hours(step: Mapping[str, Any]) -> str:
    """Tell the event of a term in hours, which may count on the day of the event itself."""
    if step.get("detail") == "next-working-day":
        return _event(step)
    day = {"day": _day(step.get("day"))}
    return (
        _("Reached the office on %(day)s.") % day
        if step.get("detail") == "arrival"
        else _("Registered on %(day)s.") % day
    )


def _day_one(step: Mapping[str, Any]) -> str:
    return _("The first day is %(day)s.") % {"day": _day(step.get("day"))}


def _left_out(step: Mapping[str, Any]) -> str:
    count = int(step.get("count") or 1)
    reasons = {
        "weekend": _("weekend"),
        "holiday": _("public holiday"),
        "override-off": _("day off by decision"),
        "leave": _("administrative leave"),
    }
    reason = str(step.get("name") or "") or reasons.get(str(step.get("detail")), _("day off"))
    told = ngettext(
        "Left out: %(days)s, %(reason)s (%(count)s day).", "Left out: %(days)s, %(reason)s (%(count)s days).", count
    ) % {"days": _days(step), "reason": reason, "count": count}
    if step.get("estimated"):
        doubt = _("This holiday is not announced yet and may move by a day.")
        return f"{told} {doubt}"
    return str(told)


def _half_day(step: Mapping[str, Any]) -> str:
    if step.get("name"):
        return _("%(day)s is a half day (%(name)s) and was counted as a whole one.") % {
            "day": _day(step.get("day")),
            "name": step["name"],
        }
    return _("%(day)s is a half day and was counted as a whole one.") % {"day": _day(step.get("day"))}


def _short_day(step: Mapping[str, Any]) -> str:
    values = {"day": _day(step.get("day")), "name": step.get("name")}
    if step.get("name"):
        return _("%(day)s is worked only in part (%(name)s); only those hours were counted.") % values
    return _("%(day)s is worked only in part; only those hours were counted.") % values


def _six_day_week(step: Mapping[str, Any]) -> str:
    return _(
        "%(day)s is a day off in a five-day week; it was counted, because this office works six days. "
        "No decision for a six-day week was found, so check the date."
    ) % {"day": _day(step.get("day"))}


def _counted(step: Mapping[str, Any]) -> str:
    count = int(step.get("count") or 0)
    values = {"count": count, "day": _day(step.get("day"))}
    match step.get("detail"):
        case "working-day":
            text = ngettext(
                "%(count)s working day counted, up to %(day)s.", "%(count)s working days counted, up to %(day)s.", count
            )
        case "month":
            text = ngettext(
                "%(count)s month counted, up to %(day)s.", "%(count)s months counted, up to %(day)s.", count
            )
        case "hour":
            text = ngettext("%(count)s hour counted, up to %(day)s.", "%(count)s hours counted, up to %(day)s.", count)
        case "hour-on-working-days":
            text = ngettext(
                "%(count)s hour counted on working days, up to %(day)s.",
                "%(count)s hours counted on working days, up to %(day)s.",
                count,
            )
        case "working-hour":
            text = ngettext(
                "%(count)s working hour counted, up to %(day)s.",
                "%(count)s working hours counted, up to %(day)s.",
                count,
            )
        case _other:
            text = ngettext("%(count)s day counted, up to %(day)s.", "%(count)s days counted, up to %(day)s.", count)
    return str(text % values)


def _rolled(step: Mapping[str, Any]) -> str:
    return _("%(day)s is a day off, so the term ends on the next working day, %(until)s.") % {
        "day": _day(step.get("day")),
        "until": _day(step.get("until")),
    }


def _due(step: Mapping[str, Any]) -> str:
    return _("The last day is %(day)s.") % {"day": _day(step.get("day"))}


def _suspended(step: Mapping[str, Any]) -> str:
    values = {"day": _day(step.get("day")), "until": _day(step.get("until")), "decision": _decision(step)}
    if not step.get("until"):
        if values["decision"]:
            return _("The clock has stood since %(day)s (%(decision)s).") % values
        return _("The clock has stood since %(day)s.") % values
    if values["decision"]:
        told = _("The clock stood from %(day)s to %(until)s (%(decision)s).") % values
    else:
        told = _("The clock stood from %(day)s to %(until)s.") % values
    count = int(step.get("count") or 0)
    if not count:
        return told
    left_out = ngettext("%(count)s day of it does not count.", "%(count)s days of it do not count.", count) % {
        "count": count
    }
    return f"{told} {left_out}"


def _resumed(step: Mapping[str, Any]) -> str:
    values = {"day": _day(step.get("day")), "until": _day(step.get("until"))}
    if values["until"] in ("", values["day"]):
        return _("It runs again from %(day)s, and that day counts.") % values
    return _("It runs again from %(day)s; the first day that counts is %(until)s.") % values


def _extended(step: Mapping[str, Any]) -> str:
    values = {
        "day": _day(step.get("day")),
        "until": _day(step.get("until")),
        "term": amount_words(int(step.get("count") or 0), str(step.get("unit"))) if step.get("count") else "",
    }
    if values["term"] and values["until"]:
        told = _("Extended on %(day)s by %(term)s, to %(until)s") % values
    elif values["term"]:
        told = _("Extended on %(day)s by %(term)s") % values
    else:
        told = _("Extended on %(day)s to %(until)s") % values
    return _with_decision(told, step)


def _replaced(step: Mapping[str, Any]) -> str:
    values = {
        "day": _day(step.get("day")),
        "until": _day(step.get("until")),
        "term": amount_words(int(step.get("count") or 0), str(step.get("unit"))),
    }
    if values["until"]:
        told = _("Extended on %(day)s: the whole term is %(term)s, to %(until)s") % values
    else:
        told = _("Extended on %(day)s: the whole term is %(term)s") % values
    return _with_decision(told, step)


def _recounted(step: Mapping[str, Any]) -> str:
    values = {"day": _day(step.get("day")), "until": _day(step.get("until"))}
    if values["until"]:
        told = _("Counted anew on %(day)s; until then the last day was %(until)s") % values
    else:
        told = _("Counted anew on %(day)s") % values
    return _with_decision(told, step)


def _standing(step: Mapping[str, Any]) -> str:
    count = int(step.get("count") or 0)
    if not count:
        return _("Nothing is left to count: the term ends on the first working day after the clock runs again.")
    return _("When the clock runs again, there is this left to count: %(term)s.") % {
        "term": amount_words(count, str(step.get("detail")))
    }


def _lapses(step: Mapping[str, Any]) -> str:
    return _("If nothing comes by %(day)s, the matter counts as withdrawn.") % {"day": _day(step.get("day"))}


def _forwarded(step: Mapping[str, Any]) -> str:
    return _("Forwarded on %(day)s to %(body)s; with that the term of this office ended.") % {
        "day": _day(step.get("day")),
        "body": step.get("name") or "–",
    }


def _with_decision(told: str, step: Mapping[str, Any]) -> str:
    decision = ", ".join(part for part in (_decision(step), law_words(step.get("law"))) if part)
    return f"{told} ({decision})." if decision else f"{told}."


def _decision(step: Mapping[str, Any]) -> str:
    reasons = {"fee": _("until a fee is paid"), "clarification": _("until the applicant adds what is missing")}
    reason = str(step.get("name") or "")
    parts: Sequence[Any] = (reasons.get(reason, reason), step.get("detail"), step.get("note"))
    return ", ".join(str(part) for part in parts if part)


def _unknown(step: Mapping[str, Any]) -> str:
    return ": ".join(part for part in (str(step.get("name") or step.get("code") or ""), _days(step)) if part)


_TELL: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "after-hours": _after_hours,
    "event": _event,
    "day-one": _day_one,
    "left-out": _left_out,
    "half-day": _half_day,
    "counted": _counted,
    "rolled": _rolled,
    "due": _due,
    "short-day": _short_day,
    "six-day-week": _six_day_week,
    "suspended": _suspended,
    "resumed": _resumed,
    "extended": _extended,
    "replaced": _replaced,
    "recounted": _recounted,
    "standing": _standing,
    "lapses": _lapses,
    "forwarded": _forwarded,
}
