# SPDX-License-Identifier: EUPL-1.2
"""Electronic mail as it really comes: any bytes in, one typed `Message` out, nothing raised.

`read` reads one message, `split` finds the messages of a file, folder, mbox or zip archive, `content_key` tells two
copies of one message. `FLAGS` and `SOURCE_ERRORS` name every code they can report.
"""

from nizam.foundations.messages._charset import decode as decode_text
from nizam.foundations.messages._key import content_key
from nizam.foundations.messages._model import (
    FLAGS,
    MAX_DEPTH,
    MAX_PARTS,
    MAX_TEXT,
    Address,
    Attachment,
    Kind,
    Message,
    MessageError,
    MessageSourceError,
)
from nizam.foundations.messages._reader import read
from nizam.foundations.messages._source import MAX_BYTES, SOURCE_ERRORS, Item, split

__all__ = [
    "FLAGS",
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_PARTS",
    "MAX_TEXT",
    "SOURCE_ERRORS",
    "Address",
    "Attachment",
    "Item",
    "Kind",
    "Message",
    "MessageError",
    "MessageSourceError",
    "content_key",
    "decode_text",
    "read",
    "split",
]
