# SPDX-License-Identifier: EUPL-1.2
"""What a read message is: frozen values, the flag codes, and the bounds that hold for any input."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal

Kind = Literal["message", "bounce", "delivery-report", "auto-reply"]

MAX_DEPTH: Final = 20
"""Multiparts inside multiparts that are opened; what lies deeper is kept as one attachment."""
MAX_PARTS: Final = 500
"""MIME parts of one message that are read; later ones are left in the raw bytes only."""
MAX_HEADERS: Final = 1_000
"""Header fields read from one part."""
MAX_HEADER_BYTES: Final = 65_536
"""Bytes of one header field that are read; RFC 5322 section 2.1.1 allows 998 in a line."""
MAX_HEADER_TOTAL: Final = 1_048_576
"""Bytes of the whole header of one part that are read."""
MAX_HOPS: Final = 50
"""Received fields of a message that runs in no circle: loops are found by counting them (RFC 5321 section 6.3)."""
MAX_TEXT: Final = 2_000_000
"""Characters of body text that are kept for display and search."""
MAX_NESTED: Final = 50
"""Attached letters of one message whose words are read."""
MAX_NESTED_DEPTH: Final = 5
"""Letters attached to attached letters that are opened."""
MAX_NESTED_TEXT: Final = 200_000
"""Characters of attached letters that are kept for search and routing."""

FLAGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "answers-own": "References or In-Reply-To name a message of one of our own domains",
        "automatic-by-wording": "subject and text are those of an absence notice although no header field says so",
        "bad-date": "the Date field is there but no date could be read from it",
        "bad-message-id": "a Message-ID field is there but holds no usable identifier",
        "charset-guessed": "no usable charset was declared, or the bytes contradict it; one was chosen by evidence",
        "control-characters": "control characters were removed from a header or the text",
        "defects": "the MIME structure or a transfer encoding is broken; what could be read was kept",
        "depth-cut": f"multiparts are nested deeper than {MAX_DEPTH}; the inner rest is kept as one attachment",
        "encrypted": "the content is encrypted (S/MIME or OpenPGP); only the envelope could be read",
        "headers-cut": f"more than {MAX_HEADERS} fields or {MAX_HEADER_TOTAL} bytes of header, or a field too long",
        "html-only": "there is no plain text part; the text was made from HTML",
        "many-hops": f"more than {MAX_HOPS} Received fields: the message probably runs in a loop",
        "mojibake-repaired": "wrong letters (ð þ ý for ğ ş ı; Ä± for ı) were undone: a label or a carrier was wrong",
        "nested-message": "a whole message is attached; it is listed among the attachments as message/rfc822",
        "no-date": "there is no Date field",
        "no-message-id": "there is no usable Message-ID",
        "no-recipient": "To, Cc and Delivered-To name no address",
        "no-sender": "neither From nor Sender names an address",
        "no-subject": "the subject is missing or empty",
        "no-text": "there is no body text",
        "own-message-id": "the Message-ID is of one of our own domains: our own mail came back",
        "partial": "the message is a fragment or points to a body kept elsewhere (message/partial, external-body)",
        "parts-cut": f"there are more than {MAX_PARTS} parts; the rest was not read",
        "replaced": "some bytes fit no charset and became U+FFFD",
        "several-message-ids": "more than one Message-ID is given; the first usable one was taken",
        "several-senders": "From names more than one address; the first was taken",
        "signed": "the content carries an S/MIME or OpenPGP signature (not checked here)",
        "text-cut": f"the text was cut at {MAX_TEXT} characters",
        "tnef": "an Outlook winmail.dat (TNEF) is there; the files in it are listed after it",
        "tnef-damaged": "a TNEF attachment is broken, cut off or over the bounds; what could be read was unpacked",
        "truncated": "a multipart has no closing boundary: the message was probably cut off on its way",
        "unknown-charset": "the declared charset is not known",
    }
)
"""Every code that can stand in `Message.flags`, and what it means to a developer."""


class MessageError(Exception):
    """Root of what this package raises."""


class MessageSourceError(MessageError):
    """The place the messages should come from does not exist or cannot be opened."""


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox (RFC 5322 section 3.4): display name or "", and address with its domain in lower case."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not body text. `name` is safe as a file name and unique within the message, regardless of case."""

    name: str
    content_type: str
    content: bytes
    sha256: str
    inline: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a report says of one recipient (RFC 3464 section 2.3).

    `action` is failed, delayed, delivered, relayed, expanded or ""; `status` an enhanced code (RFC 3463) such as
    "5.1.1" or ""; `said` the words of the server.
    """

    recipient: str
    action: str
    status: str
    said: str

    @property
    def is_permanent(self) -> bool:
        """Whether the address will never take letters: class 5, but for a mailbox that is full (5.2.2)."""
        return self.action == "failed" and self.status.startswith("5.") and self.status != "5.2.2"


@dataclass(frozen=True, slots=True)
class Message:
    """One message as far as it could be read; whatever could not is named in `flags`.

    `references` run from the oldest to the nearest. `quoted_from` is the offset in `text` at which the quoted earlier
    letter begins; it serves folding on a screen and is no ground for dropping text. `bounce_of` is the Message-ID of
    our letter that a delivery report speaks of, `deliveries` what it says of each recipient. `nested_text` holds the
    subjects and words of letters attached to a letter, for search and routing.
    """

    message_id: str | None
    references: tuple[str, ...]
    sender: Address | None
    recipients: tuple[Address, ...]
    reply_to: Address | None
    subject: str
    date: datetime | None
    text: str
    attachments: tuple[Attachment, ...]
    flags: tuple[str, ...]
    kind: Kind
    readable: bool
    quoted_from: int | None
    headers: tuple[tuple[str, str], ...]
    bounce_of: str | None
    deliveries: tuple[Delivery, ...] = ()
    nested_text: str = ""
