# SPDX-License-Identifier: EUPL-1.2
"""What tells a letter of a person from what a machine made, or a list sent round."""

import re
from collections.abc import Iterable
from typing import Final

from nizam.foundations.messages._model import Address, Message

_NO_REPLY: Final = re.compile(
    r"(?:.*[._+-])?(?:no|not|do[._-]?not|don?t)[._-]?repl(?:y|ies)(?:[._+-].*)?|(?:.*[._-])?noresponse"
    r"|(?:.*[._-])?(?:yanitlamayin|cavablamayin|javob[._-]?bermang)",
    re.IGNORECASE,
)
_DEVICE: Final = re.compile(
    r"(?:scan(?:ner|ning)?|skaner|tarayici|mfp|mfu|copier|kopir|xerox|printer)[\d._-]*", re.IGNORECASE
)
_LIST_ID: Final = re.compile(r"<([^<>\s]{1,255})>\s*$")


def machine_made(message: Message) -> str:
    """How a letter shows that a machine made it: a code, or "" for what a person wrote as far as can be told.

    `automatic`: the kind is an automatic answer, or Auto-Submitted says so (RFC 3834 section 5). `suppressed`: the
    sender wants no automatic answers of any sort (X-Auto-Response-Suppress: All). `no-reply` and `device`: the address
    is one that nobody reads, or a scanner's.
    """
    if message.kind == "auto-reply":
        return "automatic"
    if _first(message.headers, "x-auto-response-suppress").lower() == "all":
        return "suppressed"
    return _by_address(message.sender)


def list_of(message: Message) -> str:
    """What names the list a letter came over: its List-Id (RFC 2919), else its List-Unsubscribe (RFC 2369), else ""."""
    named = _first(message.headers, "list-id")
    if named:
        match = _LIST_ID.search(named)
        return (match[1] if match else named)[:255]
    return _first(message.headers, "list-unsubscribe")[:255]


def _by_address(sender: Address | None) -> str:
    local = sender.email.rpartition("@")[0] if sender else ""
    if _NO_REPLY.fullmatch(local):
        return "no-reply"
    return "device" if _DEVICE.fullmatch(local) else ""


def _first(headers: Iterable[tuple[str, str]], name: str) -> str:
    return next((value.strip() for key, value in headers if key.lower() == name), "")
