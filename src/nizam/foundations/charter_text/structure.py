# SPDX-License-Identifier: EUPL-1.2
"""What a charter tells of the institution beside duties: units, posts, heads, superiors, reports, named systems.

The words are data (`structure.toml`); every thing told carries those that gave it. Rather too few than wrong: each is
offered to a person, who confirms or refuses it.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from nizam.foundations.charter_text.markers import fold
from nizam.foundations.charter_text.parsing import Provision

UNIT = "unit"
POST = "post"
HEAD = "head"
ANSWERS_TO = "answers-to"
DEADLINE = "deadline"
SYSTEM = "system"

KINDS = (UNIT, POST, HEAD, ANSWERS_TO, DEADLINE, SYSTEM)

# The most words of a name, of a heading, and between a report and the word that says how often.
_LONGEST_NAME = 9
_LONGEST_HEADING = 12
_NEAR = 6
_EDGES = ' \t.,;:!?…"“”„«»()[]-–—*'
_SENTENCE = re.compile(r"(?<=[^\W\d_][.;!?])\s+")
_QUOTED = re.compile(r"[“\"«„]([^”\"»“„]{2,60})[”\"»]")
_ACRONYM = re.compile(r"[^\W\d_a-zəçğıöşü]{3,10}\d?")
_TITLED = re.compile(r"^(.{3,80}?)\s*(?:[-–—]|:)\s+\S")


@dataclass(frozen=True)
class Told:
    """One thing a provision tells.

    `kind` is one of KINDS, `subject` its name as printed, without case endings where they are known; `words` are those
    that told it, `place` the provision's place in the list. `values`: "count" of posts; "to", the superior as printed;
    "every" and "period" of a report's deadline (day, week, month, quarter, half-year, year); "own" for the unit whose
    charter it is.
    """

    kind: str
    subject: str
    words: str
    place: int
    values: dict[str, Any] = field(default_factory=dict)


def tell(provisions: Sequence[Provision]) -> list[Told]:
    """Return what `provisions` tell of the institution, in reading order, each name of a kind once."""
    found: list[Told] = []
    known: set[tuple[str, str, str]] = set()
    above: list[Provision] = []
    for place, provision in enumerate(provisions):
        depth = {8: 4, 9: 0}.get(provision.level, provision.level)
        above = [one for one in above if {8: 4, 9: 0}.get(one.level, one.level) < depth]
        lead = above[-1].text if above else ""
        for one in _told_by(provision, place, lead):
            if one.values.get("own") and any(other.values.get("own") for other in found):
                # The second one to be named so is the body that the first belongs to.
                continue
            key = (one.kind, fold(one.subject), str(one.values.get("period", "")) + str(one.values.get("every", "")))
            if key not in known:
                known.add(key)
                found.append(one)
        above.append(provision)
    return found


def _told_by(provision: Provision, place: int, lead: str) -> Iterator[Told]:
    text = provision.text
    if len(text.split()) <= _LONGEST_HEADING:
        yield from _named_by_heading(text, place, lead, provision.level)
    yield from _post_of_paragraph(text, place)
    for sentence in _SENTENCE.split(text):
        words = _Words(sentence)
        yield from _own_unit(words, place)
        yield from _units_of_sentence(words, place)
        yield from _posts_of_sentence(words, place)
        yield from _head_of_sentence(words, place)
        yield from _superior(words, place)
        yield from _deadlines(words, place)
        yield from _systems(sentence, words, place)


@dataclass(frozen=True)
class _Rules:
    """The data, folded and ready for comparison."""

    raw: dict[str, Any]
    cases: tuple[str, ...]

    def words(self, table: str, name: str) -> tuple[str, ...]:
        return tuple(self.raw[table][name])


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    raw = tomllib.loads(files(__package__).joinpath("structure.toml").read_text("utf-8"))
    return _Rules(raw, tuple(sorted(raw["endings"]["case"], key=len, reverse=True)))


class _Words:
    """A sentence as words: as printed, and folded without the marks around them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.printed = text.split()
        self.folded = [fold(word).strip(_EDGES) for word in self.printed]
        self.line = " ".join(self.folded)

    def span(self, start: int, end: int) -> str:
        return " ".join(self.printed[start:end]).strip(_EDGES)

    def has(self, cues: Sequence[str]) -> str:
        """Return the first of `cues` that a word of the sentence begins with, or nothing."""
        spaced = f" {self.line}"
        return next((cue for cue in cues if f" {cue}" in spaced), "")


def _form(word: str, forms: Sequence[str]) -> str | None:
    """Return the form that `word` is, whatever case ending it carries; None when it is none of them."""
    for form in forms:
        if word == form:
            return form
        if word.startswith(form) and word[len(form) :].lstrip("'") in _rules().cases:
            return form
    return None


def _without_ending(printed: str, folded: str, form: str) -> str:
    bare = printed.strip(_EDGES)
    return bare[: len(form)] if len(bare) == len(folded) else bare


def _name(words: _Words, start: int, end: int, form: str) -> str:
    """Return the name from `start` up to the noun at `end`, whose case ending goes."""
    last = _without_ending(words.printed[end], words.folded[end], form)
    return f"{words.span(start, end)} {last}".strip(_EDGES)


def _is_capital(word: str) -> bool:
    bare = word.lstrip('"“«„(')
    return bool(bare) and bare[0].isupper()


def _named_by_heading(text: str, place: int, lead: str, level: int) -> Iterator[Told]:
    """Tell what a heading or a short item names: a unit of a list, a unit or a head whose duties follow."""
    words = _Words(text)
    rules = _rules()
    count = len(words.folded)
    if not count >= 2:
        return
    form = _form(words.folded[-1], rules.words("unit", "last"))
    cue = _Words(lead).has(rules.words("unit", "cue"))
    titled = all(_is_capital(word) or len(word) < 4 or word.startswith("(") for word in words.printed)
    is_name = count <= _LONGEST_NAME and _is_capital(words.printed[0]) and words.folded[-1] == form
    if form is not None and is_name and (cue or (titled and level in (0, 1, 9))):
        yield Told(UNIT, words.span(0, count), cue or words.span(count - 1, count), place)
        return
    starts = _form(words.folded[0], rules.words("unit", "first"))
    if starts is not None and cue and count <= _LONGEST_NAME:
        yield Told(UNIT, words.span(0, count), cue, place)
        return
    for index in range(1, count - 1):
        following = words.folded[index + 1]
        if not following.startswith(rules.words("unit", "duties")):
            continue
        unit = _form(words.folded[index], rules.words("unit", "last"))
        if unit is not None and unit != words.folded[index] and _is_capital(words.printed[0]):
            yield Told(UNIT, _name(words, 0, index, unit), words.span(index, index + 2), place)
        post = _form(words.folded[index], rules.words("post", "head"))
        if post is not None and _is_capital(words.printed[0]):
            yield Told(HEAD, _name(words, 0, index, post), words.span(index, index + 2), place)
        return


def _own_unit(words: _Words, place: int) -> Iterator[Told]:
    """Tell the unit whose charter it is: the name before "(hereinafter …)"."""
    for index, word in enumerate(words.printed):
        if not word.startswith("(") or index < 2:
            continue
        rest = " ".join(words.folded[index : index + 4])
        form = _form(words.folded[index - 1], _rules().words("unit", "last"))
        said = next((one for one in _rules().words("unit", "hereafter") if rest.startswith(one)), "")
        if form is None or not said:
            continue
        start = _start_of_name(words, index - 1)
        if start < index - 1:
            yield Told(UNIT, _name(words, start, index - 1, form), said, place, {"own": True})


def _start_of_name(words: _Words, noun: int) -> int:
    """Return where the name that ends at `noun` begins: at its capital, and those right before it."""
    start = noun
    for index in range(noun - 1, max(-1, noun - _LONGEST_NAME), -1):
        if words.printed[index].endswith((",", ";", ":", ")")):
            break
        if _is_capital(words.printed[index]):
            start = index
        elif start < noun and _is_capital(words.printed[start]):
            break
    return start


def _units_of_sentence(words: _Words, place: int) -> Iterator[Told]:
    """Tell the units of "To the structure belong the … sector and the … sector"."""
    rules = _rules()
    cue = words.has(rules.words("unit", "cue"))
    verb = words.has(rules.words("unit", "belongs"))
    if not cue or not verb:
        return
    begin = next((n + 1 for n, word in enumerate(words.folded) if word.startswith(cue)), 0)
    if words.line.find(verb) < words.line.find(cue):
        return
    start = begin
    joining = set(rules.words("unit", "and"))
    for index in range(begin, len(words.folded)):
        if words.folded[index] in joining and start == index:
            start = index + 1
            continue
        form = _form(words.folded[index], rules.words("unit", "last"))
        if form is None:
            continue
        if start < index < start + _LONGEST_NAME and _is_capital(words.printed[start]):
            yield Told(UNIT, _name(words, start, index, form), f"{cue} … {verb}", place)
        start = index + 1


def _post_form(word: str) -> tuple[str, bool] | None:
    """Return the post that a folded word names, and whether it heads; plural and "from" endings are let go."""
    rules = _rules()
    bare = word
    for ending in rules.words("post", "from"):
        if bare.endswith(ending) and len(bare) > len(ending) + 3:
            bare = bare[: -len(ending)]
            break
    # "müdirlərindən": after the plural the ending of what it belongs to.
    bare = re.sub(r"(?:" + "|".join(rules.words("post", "many")) + r")(?:in|i|и)?$", "", bare)
    for name, heads in (("head", True), ("last", False)):
        for form in rules.words("post", name):
            if bare == form:
                return form, heads
    return None


def _posts_of_sentence(words: _Words, place: int) -> Iterator[Told]:
    """Tell the posts of "consists of one senior adviser and two advisers"."""
    rules = _rules()
    cue = words.has(rules.words("post", "cue"))
    if not cue:
        return
    named = []
    for index, word in enumerate(words.folded):
        post = _post_form(word)
        if post is None or (
            index + 1 < len(words.folded)
            and _post_form(words.folded[index + 1]) is not None
            and not words.printed[index].endswith(",")
        ):
            continue
        start = index
        while start > 0 and words.folded[start - 1] in rules.words("post", "grade"):
            start -= 1
        count = _count_before(words, start)
        has_from = word.endswith(rules.words("post", "from"))
        named.append((start, index, post, count, has_from))
    listed = len(named) >= 2 and all(
        count or has_from or words.printed[index].endswith(",") or n == len(named) - 1
        for n, (_start, index, _post, count, has_from) in enumerate(named)
    )
    if not listed:
        return
    for start, index, (form, heads), count, _has_from in named:
        last = _without_ending(words.printed[index], words.folded[index], form)
        subject = f"{words.span(start, index)} {last}".strip()
        values = {"count": count} if count else {}
        yield Told(HEAD if heads else POST, subject, f"{words.span(start, index + 1)} … {cue}", place, values)


def _count_before(words: _Words, start: int) -> int:
    for index in (start - 1, start - 2):
        if index < 0:
            continue
        word = words.folded[index]
        # "(1)" is the number of the paragraph, not of posts.
        if word.isdecimal() and not words.printed[index].startswith("("):
            return int(word)
        numbers = _NUMBERS.get(word)
        if numbers:
            return numbers
    return 0


_NUMBERS = {
    **dict(
        zip(("bir", "iki", "üç", "dörd", "beş", "alti", "yeddi", "səkkiz", "doqquz", "on"), range(1, 11), strict=True)
    ),
    **dict(zip(("dört", "yedi", "sekiz", "dokuz"), (4, 7, 8, 9), strict=True)),
    **dict(
        zip(("ikki", "uch", "to'rt", "besh", "olti", "yetti", "sakkiz", "to'qqiz", "o'n"), range(2, 11), strict=True)
    ),
    **dict(zip(("один", "два", "три", "one", "two", "three"), (1, 2, 3, 1, 2, 3), strict=True)),
}


def _post_of_paragraph(text: str, place: int) -> Iterator[Told]:
    """Tell the post of "Senior adviser – keeps the register …"."""
    match = _TITLED.match(text)
    if match is None:
        return
    words = _Words(match[1])
    if not 1 <= len(words.folded) <= 4 or not _is_capital(words.printed[0]):
        return
    post = _post_form(words.folded[-1])
    if post is not None and len(text.split()) > len(words.folded) + 2:
        yield Told(HEAD if post[1] else POST, words.span(0, len(words.folded)), f"{words.span(0, 9)} –", place)


def _head_of_sentence(words: _Words, place: int) -> Iterator[Told]:
    """Tell who heads: the nearest head's post before "is headed by"."""
    verb = next((n for n, word in enumerate(words.folded) if word.startswith(_rules().words("post", "heads"))), None)
    if verb is None:
        return
    for index in range(verb - 1, max(-1, verb - _NEAR), -1):
        form = _form(words.folded[index], _rules().words("post", "head"))
        if form is None or form in {"müdir", "müdür", "direktor", "rəis", "rəhbər"}:
            continue
        start = index
        if index > 0 and not words.printed[index - 1].endswith((",", ";")):
            start = index - 1
            while start > 0 and _is_capital(words.printed[start]) and _is_capital(words.printed[start - 1]):
                start -= 1
        yield Told(HEAD, _name(words, start, index, form), words.span(start, verb + 1), place)
        return


def _superior(words: _Words, place: int) -> Iterator[Told]:
    """Tell who answers to whom: "The department answers directly to the minister"."""
    rules = _rules()
    verb = words.has(rules.words("answers", "verb"))
    first = "" if verb else words.has(rules.words("answers", "verb_first"))
    if not verb and not first:
        return
    length = len((verb or first).split())
    at = next(n for n, word in enumerate(words.folded) if word.startswith((verb or first).split()[0]))
    directly = next((n for n in range(at) if words.folded[n] in rules.words("answers", "directly")), None)
    if first:
        end = next((n + 1 for n in range(at + length, len(words.printed)) if words.printed[n][-1] in ",;."), at)
        begin, until, said = at + length, end, words.span(at, end)
        subject = words.span(0, at if directly is None else directly)
    else:
        begin = directly + 1 if directly is not None else _after_subject(words, at)
        until, said = at, words.span(begin, at + length)
        subject = words.span(0, begin if directly is None else directly)
    to = words.span(begin, until)
    subject = re.sub(r"^\d{1,2}\)\s*", "", subject)
    if not to or not subject or until - begin > _NEAR or len(subject.split()) > _LONGEST_NAME:
        return
    if any(f" {stem}" in f" {fold(to)}" for stem in rules.words("answers", "superior")):
        yield Told(ANSWERS_TO, subject, said, place, {"to": to})


def _after_subject(words: _Words, verb: int) -> int:
    comma = next((n + 1 for n in range(verb - 1) if words.printed[n].endswith(",")), None)
    return comma if comma is not None else 1


def _deadlines(words: _Words, place: int) -> Iterator[Told]:
    """Tell the reports that are due every so often."""
    rules = _rules()
    reports = [n for n, word in enumerate(words.folded) if word.startswith(rules.words("report", "word"))]
    if not reports:
        return
    taken: set[int] = set()
    for rule in rules.raw["report"]["often"]:
        for phrase in rule["words"]:
            pattern = [part for part in phrase.split() if part]
            for start in range(len(words.folded) - len(pattern) + 1):
                here = words.folded[start : start + len(pattern)]
                every = _fits(here, pattern)
                places = set(range(start, start + len(pattern)))
                if not every or places & taken:
                    continue
                near = min(reports, key=lambda n: abs(n - start))
                if abs(near - start) > _NEAR or not _one_clause(words, start, near):
                    continue
                taken |= places
                first, last = min(start, near), max(start + len(pattern) - 1, near)
                values = {"every": every, "period": rule["period"]}
                if rule["period"] == "month" and every in (3, 6, 12):
                    values = {"every": 1, "period": {3: "quarter", 6: "half-year", 12: "year"}[every]}
                said = words.span(first, last + 1)
                yield Told(DEADLINE, said, said, place, values)


def _fits(words: Sequence[str], pattern: Sequence[str]) -> int:
    """Return how many periods the words say, 0 when they do not fit; the last one may carry an ending."""
    every = 1
    for word, part in zip(words, pattern, strict=True):
        if part == "#":
            if not word.isdecimal() or not 0 < int(word) < 100:
                return 0
            every = int(word)
        elif not word.startswith(part):
            return 0
    return every


def _one_clause(words: _Words, start: int, near: int) -> bool:
    """Tell whether no semicolon parts the two, and no verb of another clause: a comma of a list is none."""
    between = words.printed[min(start, near) : max(start, near)]
    return not any(word.endswith((";", ":")) for word in between)


def _systems(sentence: str, words: _Words, place: int) -> Iterator[Told]:
    """Tell systems by their names: quoted, an acronym, or in capitals before the word for a system."""
    rules = _rules()
    nouns = rules.words("system", "last")
    for match in _QUOTED.finditer(sentence):
        after = _Words(sentence[match.end() :]).folded[:3]
        if any(_form(word, nouns) for word in after):
            yield Told(SYSTEM, match[1].strip(), f"{match[0]} {' '.join(after)}".strip(), place)
    for index, word in enumerate(words.printed):
        bare = word.strip(_EDGES).split("'")[0].split("’")[0]
        if _ACRONYM.fullmatch(bare) and fold(bare) not in rules.words("system", "common"):
            after = words.folded[index + 1 : index + 3]
            if not sentence.isupper() and any(_form(one, nouns) for one in after):
                yield Told(SYSTEM, bare, words.span(index, index + 3), place)
        form = _form(words.folded[index], nouns) if _is_capital(word) else None
        if form is not None and index >= 2:
            start = index
            while start > 0 and _is_capital(words.printed[start - 1]) and not words.printed[start - 1].endswith(","):
                start -= 1
            if index - start >= 2 and index - start < _LONGEST_NAME and not sentence.isupper():
                yield Told(SYSTEM, _name(words, start, index, form), words.span(start, index + 1), place)
