# SPDX-License-Identifier: EUPL-1.2
"""Hypertext of letters, cleaned for the screen: words, lists, tables and links stay, nothing that acts or calls out.

A picture from elsewhere would tell its server who reads the letter and when: none is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape

import nh3
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3"),
    *("h4", "h5", "h6", "hr", "i", "img", "ins", "li", "ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup"),
    *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul"),
}
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
SCHEMES = {"http", "https", "mailto", "tel", "cid"}
# Removed with all that is in them.
DROPPED = {
    *("applet", "audio", "embed", "frame", "head", "iframe", "math", "noscript", "object", "script", "style", "svg"),
    *("template", "title", "video"),
}
LONGEST = 500_000
# Elements inside each other; the cleaner's time grows with their square, and no letter needs so many.
DEEPEST = 200
# These end where the next one begins, or hold nothing: written without an end, they do not nest.
_FLAT = {
    *("area", "base", "br", "col", "dd", "dt", "hr", "img", "input", "li", "link", "meta", "option", "p", "param"),
    *("source", "tbody", "td", "tfoot", "th", "thead", "tr", "wbr"),
}
_ELEMENT = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")

# What nh3 writes: attributes in double quotes, and no double quote within one.
_ATTRIBUTES = r'((?:\s+[a-z]+="[^"]*")*)\s*'
_PICTURE = re.compile(rf"<img{_ATTRIBUTES}/?>")
_LINK = re.compile(rf"<a{_ATTRIBUTES}>(.*?)</a>", re.DOTALL)
_HEADING = re.compile(r"<(/?)h[1-6]>")
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Cleaned:
    """Hypertext that may be shown; `blocked` pictures of it come from elsewhere and were left out."""

    html: SafeString
    blocked: int
    is_cut: bool


class TooDeep(Exception):
    """The letter's elements lie deeper inside each other than any letter needs."""


def clean(html: str, picture: Callable[[str], str]) -> Cleaned:
    """Return the letter's HTML without anything but words and their order.

    `picture` gives the address in our house of an inline picture by its Content-ID, empty when there is none. Raises
    TooDeep.
    """
    _measure(html[:LONGEST])
    blocked = 0

    def shown(match: re.Match[str]) -> str:
        nonlocal blocked
        given = _given(match[1])
        source, words = given.get("src", ""), " ".join(given.get("alt", "").split())[:300]
        address = picture(source[4:]) if source.lower().startswith("cid:") else ""
        if address:
            return f'<img src="{escape(address)}" alt="{escape(words)}">'
        blocked += bool(source)
        # Outside the formatted text: what stands within one is not collected for translation.
        unnamed = _("picture")
        return f'<span class="nz-mail__picture">[{escape(words or unnamed)}]</span>'

    kept = nh3.clean(
        html[:LONGEST],
        tags=TAGS,
        clean_content_tags=DROPPED,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )
    kept = _HEADING.sub(lambda match: "</strong></p>" if match[1] else "<p><strong>", kept)
    kept = _LINK.sub(_told, kept)
    return Cleaned(SafeString(_PICTURE.sub(shown, kept)), blocked, len(html) > LONGEST)


def _measure(html: str) -> None:
    depth = 0
    for match in _ELEMENT.finditer(html):
        if match[2].lower() not in _FLAT:
            depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > DEEPEST:
            raise TooDeep


def _given(attributes: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(attributes)}


def _told(match: re.Match[str]) -> str:
    """Show where a link leads beside its words: a letter may name one place and lead to another."""
    address = _given(match[1]).get("href", "")
    scheme = address.partition(":")[0].lower()
    if scheme not in {"http", "https", "mailto", "tel"}:
        return match[2]
    words = " ".join(unescape(_TAG.sub("", match[2])).split())
    place = address if len(address) <= 200 else f"{address[:200]}…"
    told = (
        "" if words == address.removeprefix("mailto:") else f' <span class="nz-mail__address">({escape(place)})</span>'
    )
    named = match[2] if words or "<img" in match[2] else escape(place)
    return f'<a href="{escape(address)}" rel="noopener noreferrer nofollow">{named}</a>{told}'
