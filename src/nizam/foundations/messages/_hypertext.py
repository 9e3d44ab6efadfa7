# SPDX-License-Identifier: EUPL-1.2
"""The hypertext form of a letter, as it was sent: untrusted, to be cleaned by whoever shows it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from nizam.foundations.messages._charset import decode
from nizam.foundations.messages._kinds import leaves
from nizam.foundations.messages._mime import Part, parse, payload
from nizam.foundations.messages._model import MAX_TEXT


@dataclass(frozen=True, slots=True)
class Hypertext:
    """HTML of a letter, cut at MAX_TEXT characters. Nothing of it may be shown as it stands.

    `pictures` gives the SHA-256 of each picture that the HTML may name by its Content-ID (RFC 2392).
    """

    html: str
    pictures: Mapping[str, str]


def hypertext(raw: bytes) -> Hypertext | None:
    """Return the HTML form of a message's own text, None when it has none; never raises."""
    flags: set[str] = set()
    parts = list(leaves(parse(raw, flags)))
    texts = [_decoded(part, flags) for part in parts if _is_text(part)]
    if not any(text.strip() for text in texts):
        return None
    pictures = {
        identifier: hashlib.sha256(payload(part, flags)).hexdigest()
        for part in parts
        if part.content_type.startswith("image/") and (identifier := _content_id(part))
    }
    return Hypertext("\n".join(texts)[:MAX_TEXT], MappingProxyType(pictures))


def _is_text(part: Part) -> bool:
    if part.content_type != "text/html" or part.disposition == "attachment":
        return False
    return not part.parent_type or "name" not in part.parameters


def _decoded(part: Part, flags: set[str]) -> str:
    charset = part.parameters.get("charset")
    label = charset.data.decode("ascii", "replace") if charset and charset.data else None
    return decode(payload(part, flags), label, flags)


def _content_id(part: Part) -> str:
    return part.value("content-id").strip().strip(b"<>").strip().decode("ascii", "replace")
