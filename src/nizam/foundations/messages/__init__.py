# SPDX-License-Identifier: EUPL-1.2
"""Electronic mail as it really comes: any bytes in, one typed `Message` out, nothing raised.

`read` reads one message, `split` finds the messages of a file, folder, mbox or zip archive, `content_key` tells two
copies of one message, `authentication` and `verdict` say what a trusted server found out about the sender, and
`machine_made` and `list_of` tell what no person wrote to the office. `FLAGS` and `SOURCE_ERRORS` name every code they
can report.
"""

from nizam.foundations.messages._authentication import MethodResult, Verdict, authentication, verdict
from nizam.foundations.messages._charset import decode as decode_text
from nizam.foundations.messages._hypertext import Hypertext, hypertext
from nizam.foundations.messages._key import content_key
from nizam.foundations.messages._machines import list_of, machine_made
from nizam.foundations.messages._model import (
    FLAGS,
    MAX_DEPTH,
    MAX_HEADER_TOTAL,
    MAX_NESTED_TEXT,
    MAX_PARTS,
    MAX_TEXT,
    Address,
    Attachment,
    Delivery,
    Kind,
    Message,
    MessageError,
    MessageSourceError,
)
from nizam.foundations.messages._reader import read, read_heading
from nizam.foundations.messages._source import MAX_BYTES, SOURCE_ERRORS, Item, split

__all__ = [
    "FLAGS",
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_HEADER_TOTAL",
    "MAX_NESTED_TEXT",
    "MAX_PARTS",
    "MAX_TEXT",
    "SOURCE_ERRORS",
    "Address",
    "Attachment",
    "Delivery",
    "Hypertext",
    "Item",
    "Kind",
    "Message",
    "MessageError",
    "MessageSourceError",
    "MethodResult",
    "Verdict",
    "authentication",
    "content_key",
    "decode_text",
    "hypertext",
    "list_of",
    "machine_made",
    "read",
    "read_heading",
    "split",
    "verdict",
]
