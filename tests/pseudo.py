# SPDX-License-Identifier: EUPL-1.2
"""A language of tests only: every message comes back bracketed, in letters that no data has.

Words that did not pass through the catalogue, alone or set into a message, keep their plain letters and so are found.
"""

from __future__ import annotations

import bisect
import contextlib
import html
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import lxml.html  # type: ignore[import-untyped]
from django.apps import apps
from django.db import models

import nizam
from nizam.kit.texts import LANGUAGE_NAMES

OPENING, CLOSING = "⟦", "⟧"
# What a message holds for machines: placeholders of both kinds, tags and entities.
KEPT = re.compile(r"%\(\w+\)[#0\- +]*[\d.]*[a-z]|%[\d.]*[a-z%]|\{[^{}]*\}|<[^<>]+>|&#?\w+;")
LETTERS = {
    **{ord(one): ord(one) - ord("a") + ord("ａ") for one in "abcdefghijklmnopqrstuvwxyz"},
    **{ord(one): ord(one) - ord("A") + ord("Ａ") for one in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
}
WORD = re.compile(r"[^\W\d_]{2,}")
CODE = re.compile(r"\{\w+\}|\b[0-9a-f]{8,}\b|\b[\w.+-]+@[\w.-]+|\bhttps?://\S+|/[\w./-]+/|[\w-]+\.[a-z]{2,4}\b")
SPOKEN = frozenset(
    "ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"
)
# Names of forms, standards and parts that are the same in every language of the house.
NAMES = frozenset(
    ("Nizam", "PDF", "XLSX", "CSV", "TOML", "JSON", "DOCX", "HTML", "XML", "SHA", "API", "CPU", "RAM", "IP", "QR")
    + ("SMTP", "IMAP", "URL", "Enter", "Esc", "Ctrl", "Alt", "Shift", "Tab", "UTC", "TXT", "PNG", "VSDX", "EML")
)
# Programs, styles and what is shown as typed.
# Initials of a person stand where a picture would.
INITIALS = re.compile(r"^[^\W\d_]{1,2}$")
NOT_WORDS = frozenset({"script", "style", "code", "pre", "kbd", "samp", "svg"})
SPEAKING = ("title", "placeholder", "aria-label", "aria-description", "alt", "label", "data-label", "data-title")


def bracketed(message: str) -> str:
    """Return `message` as the pseudo-language says it; what it holds for machines stays."""
    if not message.strip():
        return message
    parts, last = [], 0
    for kept in KEPT.finditer(message):
        parts += [message[last : kept.start()].translate(LETTERS), kept.group()]
        last = kept.end()
    return f"{OPENING}{''.join([*parts, message[last:].translate(LETTERS)])}{CLOSING}"


@contextlib.contextmanager
def spoken() -> Iterator[None]:
    """Let every message of the house, of Wagtail and of Django be said in the pseudo-language."""
    from django.utils.translation import _trans

    def one(message: Any) -> str:
        return bracketed(str(message))

    def of_context(context: str, message: Any) -> str:
        return bracketed(str(message))

    def counted(singular: str, plural: str, number: int) -> str:
        return bracketed(str(singular if number == 1 else plural))

    def counted_of_context(context: str, singular: str, plural: str, number: int) -> str:
        return counted(singular, plural, number)

    # What was asked once is kept in the object under its name; it is asked here so that the end finds it again.
    for name in ("gettext", "pgettext", "ngettext", "npgettext"):
        getattr(_trans, name)
    with (
        mock.patch.object(_trans, "gettext", one),
        mock.patch.object(_trans, "pgettext", of_context),
        mock.patch.object(_trans, "ngettext", counted),
        mock.patch.object(_trans, "npgettext", counted_of_context),
    ):
        yield


def words(text: str) -> set[str]:
    """Return the plain words in `text`: addresses, codes and the letters of the pseudo-language are none."""
    return {word for word in WORD.findall(CODE.sub(" ", text)) if not SPOKEN.intersection(word)}


def _values(value: Any) -> Iterator[str]:
    """Yield the strings of a stored value; the English of a text in several languages is no value of its own."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        # Words counted by a lesson are keys; names of fields are, too, but those are written with an underscore.
        for key, one in value.items():
            if isinstance(one, int):
                yield key
            if key not in {"en", "ru"}:
                yield from _values(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _values(one)


def data_words() -> set[str]:
    """Return every word the database and the shipped data hold: what a page may say without the catalogue."""
    found: set[str] = set(NAMES)
    for name in LANGUAGE_NAMES.values():
        found |= words(name)
    for model in apps.get_models():
        if not model.__module__.startswith(("nizam.", "wagtail.")):
            continue
        fields = [
            f
            for f in model._meta.concrete_fields
            if isinstance(f, models.CharField | models.TextField | models.JSONField)
        ]
        names = [f.name for f in fields if not f.choices]
        for row in model._default_manager.values_list(*names) if names else ():
            for value in row:
                for text in _values(value):
                    found |= words(text)
    for file in Path(nizam.__file__).parent.rglob("*.toml"):
        # Routes and exceptions of spelling are shown to nobody.
        if not file.name.endswith("_routes.toml") and file.name != "scripts.toml":
            for text in _values(tomllib.loads(file.read_text("utf-8"))):
                found |= words(text)
    return found


def said(markup: str) -> Iterator[tuple[str, str]]:
    """Yield what a page says, each with the tag (and attribute) that says it."""
    if not markup.strip():
        return
    root = lxml.html.document_fromstring(markup)
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        above = [element, *element.iterancestors()]
        if any(one.tag in NOT_WORDS for one in above):
            if element.tag == "script" and element.get("type") == "application/json":
                yield from ((f"script#{element.get('id')}", text) for text in _labels(json.loads(element.text or "{}")))
        elif any(one.get("lang") and one.tag != "html" for one in above):
            pass
        else:
            yield element.tag, element.text or ""
            for name in SPEAKING:
                if element.get(name):
                    yield f"{element.tag}[{name}]", element.get(name)
            if element.tag == "input" and element.get("type") in {"submit", "button", "reset"}:
                yield "input[value]", element.get("value") or ""
        if element.tail and not any(
            one.tag in NOT_WORDS or (one.get("lang") and one.tag != "html") for one in above[1:]
        ):
            yield f"{above[1].tag}, after {element.tag}", element.tail


def _labels(value: Any) -> Iterator[str]:
    """Yield what a page's own JSON holds for eyes."""
    if isinstance(value, dict):
        for key, one in value.items():
            if isinstance(one, str) and key in {"label", "title", "text", "heading", "message", "placeholder"}:
                yield one
            else:
                yield from _labels(one)
    elif isinstance(value, list):
        for one in value:
            yield from _labels(one)


def bare(markup: str, data: Iterable[str]) -> list[str]:
    """Return what a page says in words that are neither of the catalogue nor data, each with its place."""
    known = data if isinstance(data, set) else set(data)
    in_order = sorted(known)

    def is_data(word: str, text: str) -> bool:
        """Tell whether `word` is of the data: whole, or the first letters of one where `text` was cut short."""
        if word in known:
            return True
        place = bisect.bisect_left(in_order, word)
        begins = place < len(in_order) and in_order[place].startswith(word)
        return begins and re.search(rf"{re.escape(word)}(?=…|⟧|\s*$| [·–])", text) is not None

    found: dict[str, None] = {}
    for place, text in said(markup):
        plain = html.unescape(text)
        if INITIALS.match(plain.strip()) and plain == plain.upper():
            continue
        strange = sorted(word for word in words(plain) if not is_data(word, plain))
        if strange:
            found[f"{place}: {' '.join(plain.split())[:120]!r} ({', '.join(strange)})"] = None
    return list(found)
