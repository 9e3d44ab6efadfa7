# SPDX-License-Identifier: EUPL-1.2
"""The parts every page is made of, as template tags: `{% load components %}`.

Settings → Components shows them all. They escape what they are given, say in words what they say in colour, and carry
no style attribute and no script.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from django import template
from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from nizam.kit.comparing import Comparison
from nizam.kit.deadlines import Chip, chip, explain, law_words
from nizam.kit.doubts import doubts_of
from nizam.kit.wording import sentence

register = template.Library()

KEPT_SECONDS: Final = 24 * 3600

# Tone → the glyph that says the same by its shape.
TONE_GLYPHS: Final[Mapping[str, str]] = {
    "late": "alert",
    "bad": "alert",
    "due": "clock",
    "near": "half",
    "open": "half",
    "calm": "ring",
    "neutral": "ring",
    "suspended": "pause",
    "hollow": "pause",
    "good": "check",
    "done": "check",
}
STATE_TONES: Final = frozenset({"neutral", "open", "good", "due", "bad", "hollow"})
BAR_TONES: Final = frozenset({"done", "late", "due", "open", "empty"})

SIGNATURE_WORDS: Final[Mapping[str, tuple[str, Any]]] = {
    "none": ("neutral", gettext_lazy("not signed")),
    "valid": ("good", gettext_lazy("signature valid")),
    "invalid": ("bad", gettext_lazy("signature broken")),
    "unchecked": ("hollow", gettext_lazy("signature not checked")),
    "hand": ("good", gettext_lazy("signed by hand")),
}
TRUST_WORDS: Final[Mapping[str, tuple[str, Any]]] = {
    "verified": ("good", gettext_lazy("identity verified")),
    "known": ("open", gettext_lazy("known from earlier matters")),
    "unverified": ("hollow", gettext_lazy("identity not verified")),
    "suspect": ("bad", gettext_lazy("sender doubtful")),
}

CHART_HEIGHT: Final = 120
_CHART_TOP: Final = 18
_MANY_COLUMNS: Final = 8
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


def _choose(value: str, allowed: Iterable[str], what: str) -> str:
    if value not in allowed:
        raise template.TemplateSyntaxError(f"{what} {value!r} is none of {', '.join(sorted(allowed))}")
    return value


register.filter("sentence", sentence)


@register.inclusion_tag("kit/components/head.html")
def components_head() -> dict[str, Any]:
    """Link the stylesheet and the module that the components need; once, in the head of a page."""
    return {}


@register.inclusion_tag("kit/components/wordmark.html")
def wordmark(size: str = "normal") -> dict[str, Any]:
    """Draw the wordmark in the colour of the text around it. `size` is `normal`, or `mark` for the sign alone."""
    return {"size": _choose(size, {"normal", "mark"}, "size")}


@register.inclusion_tag("kit/components/glyph.html")
def glyph(name: str) -> dict[str, Any]:
    """Draw a small sign that stands beside words and is hidden from screen readers."""
    return {"name": name}


@register.inclusion_tag("kit/components/deadline_chip.html")
def deadline_chip(
    shown: Chip | None = None,
    *,
    due_at: datetime | None = None,
    due_on: date | None = None,
    started_at: datetime | None = None,
    suspended: bool = False,
    working_days_left: int | None = None,
    closed_at: datetime | None = None,
    clock: Mapping[str, Any] | None = None,
    law: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> dict[str, Any]:
    """Show a deadline; pointing at it, focusing or opening it tells the arithmetic of `clock` and its law.

    Give a ready `Chip`, or what `nizam.kit.deadlines.chip` judges by. `law` overrides the law that `clock` names.
    """
    if shown is None:
        shown = chip(
            timezone.localtime(now),
            due_at,
            due_on,
            started_at,
            suspended=suspended,
            working_days_left=working_days_left,
            closed_at=closed_at,
        )
    return {
        "chip": shown,
        "glyph": TONE_GLYPHS[shown.tone],
        "why": _why(clock, law),
    }


def _why(clock: Mapping[str, Any] | None, law: Mapping[str, Any] | None) -> SafeString:
    """Tell how a term was counted; kept, for the clocks of a list are the same from one look at it to the next."""
    named = law_words(law or (clock or {}).get("law"))
    if not named and not (clock or {}).get("steps"):
        return SafeString()
    stands_on = json.dumps([get_language(), clock, named], default=str, sort_keys=True)
    key = f"deadline-{sha256(stands_on.encode()).hexdigest()}"
    pieces = caches["pieces"]
    kept = pieces.get(key)
    if kept is None:
        told = {"steps": explain(clock), "law": named, "doubts": doubts_of(clock)}
        kept = str(render_to_string("kit/components/deadline_why.html", told))
        pieces.set(key, kept, KEPT_SECONDS)
    return SafeString(kept)


@register.inclusion_tag("kit/components/state_tag.html")
def state_tag(words: Any, tone: str = "neutral") -> dict[str, Any]:
    """Show a state in words with a tone: neutral, open, good, due, bad or hollow."""
    return {"words": words, "tone": _choose(tone, STATE_TONES, "tone"), "glyph": TONE_GLYPHS[tone]}


@register.inclusion_tag("kit/components/reason_list.html", takes_context=True)
def reason_list(
    context: Mapping[str, Any],
    reasons: Iterable[Any],
    *,
    title: Any = "",
    confidence: float | None = None,
    accept_url: str = "",
    accept_label: Any = "",
    refuse_url: str = "",
    refuse_label: Any = "",
) -> dict[str, Any]:
    """Show a suggestion with its reasons, and the one act that takes or refuses it (each a POST).

    A reason is a text, or a mapping with `text` and, when there are any, `detail` and `url`. `confidence` is a share
    from 0 to 1.
    """
    return {
        "reasons": [reason if isinstance(reason, Mapping) else {"text": reason} for reason in reasons],
        "title": title,
        "percent": None if confidence is None else round(max(0.0, min(1.0, confidence)) * 100),
        "accept_url": accept_url,
        "accept_label": accept_label or _("Accept"),
        "refuse_url": refuse_url,
        "refuse_label": refuse_label or _("Refuse"),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("kit/components/timeline.html")
def timeline(entries: Iterable[Mapping[str, Any]], *, label: Any = "") -> dict[str, Any]:
    """Show what happened in order, as given. An entry has `at` and `title`, and may have:

    `kind` (message, task, paper or act), `who`, `text` with its `language`, `quoted` (folded), `url`, and `files`,
    each a mapping of the arguments of `file_tile`.
    """
    glyphs = {"message": "letter", "task": "check", "paper": "paper", "act": "dot"}
    shown = [{**entry, "glyph": glyphs.get(str(entry.get("kind")), "dot")} for entry in entries]
    for entry in shown:
        entry["files"] = [_file(**file) for file in entry.get("files") or ()]
    return {"entries": shown, "label": label or _("Course of events")}


@register.inclusion_tag("kit/components/figure.html")
def figure(
    value: Any, label: Any, url: str = "", *, unit: Any = "", note: Any = "", tone: str = "neutral"
) -> dict[str, Any]:
    """Show a figure that opens the rows behind it at `url`. `tone` is neutral, good, due or bad; `note` says why."""
    return {
        "value": _number(value),
        "label": label,
        "url": url,
        "unit": unit,
        "note": note,
        "tone": _choose(tone, {"neutral", "good", "due", "bad"}, "tone"),
        "glyph": TONE_GLYPHS[tone],
    }


@register.inclusion_tag("kit/components/bar.html")
def bar(parts: Iterable[Mapping[str, Any]], *, label: Any = "") -> dict[str, Any]:
    """Show how a whole divides, with the words below. A part has `value`, `label`, `tone`, and `url` when it is a door.

    Tones: done, late, due, open, empty.
    """
    shown = [dict(part) for part in parts]
    total = sum(part["value"] for part in shown)
    at = 0.0
    for part in shown:
        share = 100 * part["value"] / total if total else 0.0
        part.update(
            tone=_choose(part.get("tone", "open"), BAR_TONES, "tone"),
            shown=_number(part["value"]),
            x=f"{at:.2f}%",
            width=f"{share:.2f}%",
        )
        at += share
    words = ", ".join(f"{part['shown']} {part['label']}" for part in shown)
    return {"parts": shown, "label": label, "total": total, "words": words}


@dataclass(frozen=True, slots=True)
class _Column:
    label: str
    shown: str
    url: str
    x: str
    width: str
    text_x: str
    anchor: str
    y: str
    height: str
    value_y: str
    has_label: bool
    has_value: bool


@register.inclusion_tag("kit/components/chart.html")
def chart(rows: Iterable[Sequence[Any]], title: Any, *, unit: Any = "", target: float | None = None) -> dict[str, Any]:
    """Draw a small column chart with the table behind it. A row is (label, value) or (label, value, url).

    Values are zero or more. `target` draws a line at that value.
    """
    data = [(str(row[0]), row[1], str(row[2]) if len(row) > 2 else "") for row in rows]
    top = max([float(value) for _label, value, _url in data] + [target or 0.0], default=0.0) or 1.0
    step = 100 / max(len(data), 1)
    every = 1 if len(data) <= _MANY_COLUMNS else -(-len(data) // 6)
    room = CHART_HEIGHT - _CHART_TOP
    columns = []
    for index, (label, value, url) in enumerate(data):
        height = room * float(value) / top
        # Thin columns at the edges would push their words out of the drawing.
        anchor = "middle" if every == 1 or 0 < index < len(data) - 1 else "end" if index else "start"
        text_at = {"start": 0.0, "middle": step * (index + 0.5), "end": 100.0}
        columns.append(
            _Column(
                label,
                _number(value),
                url,
                x=f"{step * index + step * 0.15:.2f}%",
                width=f"{step * 0.7:.2f}%",
                text_x=f"{text_at[anchor]:.2f}%",
                anchor=anchor,
                y=f"{CHART_HEIGHT - height:.1f}",
                height=f"{height:.1f}",
                value_y=f"{CHART_HEIGHT - height - 5:.1f}",
                has_label=index % every == 0,
                has_value=every == 1 or index == len(data) - 1,
            )
        )
    return {
        "title": title,
        "unit": unit,
        "columns": columns,
        "base": CHART_HEIGHT,
        "label_y": CHART_HEIGHT + 16,
        "height": CHART_HEIGHT + 22,
        "target": None if target is None else _number(target),
        "target_y": None if target is None else f"{CHART_HEIGHT - room * target / top:.1f}",
    }


@register.inclusion_tag("kit/components/progress.html")
def progress(
    label: Any, *, done: int | None = None, total: int | None = None, leave_url: str = "", leave_label: Any = ""
) -> dict[str, Any]:
    """Show how far a long work is, with a count and a way to leave it; without `total` the end is not known."""
    return {
        "label": label,
        "done": done or 0,
        "total": total,
        "done_shown": None if done is None else _number(done),
        "total_shown": None if total is None else _number(total),
        "leave_url": leave_url,
        "leave_label": leave_label or _("Leave; you get a message at the end"),
    }


@register.inclusion_tag("kit/components/empty_state.html")
def empty_state(
    title: Any, text: Any, *, step_url: str = "", step_label: Any = "", example: Any = ""
) -> dict[str, Any]:
    """Teach where nothing is yet: what this is, what will appear, the first step, an example."""
    return {"title": title, "text": text, "step_url": step_url, "step_label": step_label, "example": example}


@register.inclusion_tag("kit/components/difference.html")
def difference(
    before: str, after: str, *, before_label: Any = "", after_label: Any = "", language: str = "", beside: bool = False
) -> dict[str, Any]:
    """Show word by word what a text lost and gained; `beside` puts the two texts next to each other."""
    pieces = list(_compare(before, after))
    return {
        "pieces": pieces,
        "beside": beside,
        "changed": any(kind != "same" for kind, _text in pieces),
        "before_label": before_label or _("before"),
        "after_label": after_label or _("after"),
        "language": language,
    }


@register.filter
def percent(number: int) -> str:
    """Return whole per cents as the reader's language writes them."""
    return _("%(number)s %%") % {"number": number}


@register.inclusion_tag("kit/components/file_tile.html")
def file_tile(name: str, url: str = "", **facts: Any) -> dict[str, Any]:
    """Show a file. Facts: `size` in bytes, `sha256` in hex, `media_type`, `pages`, `signature` (none, valid, invalid,

    unchecked or hand), and when signed `signed_by` and `signed_at`; `text_url` of a page with its text alone, and
    `notes`, words on what happened when it was read.
    """
    return {"file": _file(name, url, **facts)}


@register.inclusion_tag("kit/components/person_tag.html")
def person_tag(
    name: Any, *, position: Any = "", unit: Any = "", url: str = "", trust: str = "", away: Any = ""
) -> dict[str, Any]:
    """Show a person or party: name, post, unit, and how sure we are of who it is.

    `trust` is verified, known, unverified or suspect, or empty for colleagues; `away` says until when, and who acts.
    """
    tone, words = TRUST_WORDS[_choose(trust, TRUST_WORDS, "trust")] if trust else ("", "")
    return {
        "name": name,
        "initials": _initials(str(name)),
        "about": ", ".join(str(part) for part in (position, unit) if part),
        "url": url,
        "trust_tone": tone,
        "trust_words": words,
        "trust_glyph": TONE_GLYPHS.get(tone, ""),
        "away": away,
    }


@register.inclusion_tag("kit/components/article_reference.html")
def article_reference(
    act: Any, article: Any = "", *, title: Any = "", url: str = "", version: Any = ""
) -> dict[str, Any]:
    """Name the article that something answers to; with `url` a door to its text."""
    return {"words": law_words({"act": act, "article": article, "version": version}), "title": title, "url": url}


@register.inclusion_tag("kit/components/number.html")
def number(text: Any, *, url: str = "", label: Any = "") -> dict[str, Any]:
    """Show the number of a matter or paper, easy to select; with script, a button copies it."""
    return {"text": text, "url": url, "label": label or _("Number")}


@register.simple_block_tag(takes_context=True)
def print_frame(context: Mapping[str, Any], content: SafeString, title: Any = "", institution: Any = "") -> SafeString:
    """Frame what prints well: on paper every sheet ends with who printed it and when."""
    user = getattr(context.get("request"), "user", None)
    who = (
        (getattr(user, "display_name", "") or user.get_username()) if user is not None and user.is_authenticated else ""
    )
    return render_to_string(
        "kit/components/print_frame.html",
        {"content": content, "title": title, "institution": institution, "who": who, "at": timezone.localtime()},
    )


def _file(
    name: str,
    url: str = "",
    *,
    size: int | None = None,
    sha256: str = "",
    media_type: str = "",
    pages: int | None = None,
    signature: str = "",
    signed_by: Any = "",
    signed_at: datetime | None = None,
    text_url: str = "",
    notes: Sequence[Any] = (),
) -> dict[str, Any]:
    extension = name.rpartition(".")[2] if "." in name else ""
    tone, words = SIGNATURE_WORDS[_choose(signature, SIGNATURE_WORDS, "signature")] if signature else ("", "")
    return {
        "name": name,
        "url": url,
        "size": size,
        "sha256": sha256,
        "sha256_short": f"{sha256[:8]}…{sha256[-4:]}" if len(sha256) > 16 else sha256,
        "kind": (extension or media_type.rpartition("/")[2])[:5].upper(),
        "media_type": media_type,
        "pages": pages,
        "signature_tone": tone,
        "signature_words": words,
        "signature_glyph": TONE_GLYPHS.get(tone, ""),
        "signed_by": signed_by,
        "signed_at": signed_at,
        "text_url": text_url,
        "notes": notes,
    }


def _number(value: Any) -> str:
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return str(number_format(value, use_l10n=True, force_grouping=True))
    return str(value)


def _initials(name: str) -> str:
    """Take the first letters of the first two words as they are written: casing is the name's own business."""
    words = [word for word in re.split(r"[\s.]+", name) if word and word[0].isalpha()]
    return "".join(word[0] for word in words[:2])


def _compare(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Give runs of (`same` | `removed` | `added`, text): whole lines first, words inside the lines that changed."""
    comparison = Comparison()
    # All lines before the first word, so that long passages take no steps from what stands behind them.
    lines = list(comparison.changes(before.splitlines(keepends=True), after.splitlines(keepends=True)))
    return _joined(_in_words(lines, comparison))


def _in_words(
    lines: Iterable[tuple[Sequence[str], Sequence[str], bool]], comparison: Comparison
) -> Iterator[tuple[str, str]]:
    for lost, won, same in lines:
        if same:
            yield "same", "".join(lost)
            continue
        for gone, come, alike in comparison.changes(_words(lost), _words(won)):
            if alike:
                yield "same", "".join(gone)
            else:
                yield "removed", "".join(gone)
                yield "added", "".join(come)


def _words(lines: Sequence[str]) -> list[str]:
    return _WORDS.findall("".join(lines))


def _joined(runs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Drop empty runs and join neighbours of one kind."""
    kind, text = "", ""
    for next_kind, next_text in runs:
        if not next_text:
            continue
        if next_kind == kind:
            text += next_text
            continue
        if text:
            yield kind, text
        kind, text = next_kind, next_text
    if text:
        yield kind, text
