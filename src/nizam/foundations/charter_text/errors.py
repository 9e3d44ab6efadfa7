# SPDX-License-Identifier: EUPL-1.2
"""Why a charter cannot be read."""


class CharterTextError(Exception):
    """Anything this package refuses; `code` names the reason for the screen that shows it."""

    code = "unreadable"


class UndecodableTextError(CharterTextError):
    """The bytes are not text in any encoding that charters come in."""

    code = "undecodable"


class UnsupportedFormatError(CharterTextError):
    """The bytes are a document that is not read, or not whole; `marks` say why, where known (`extraction.MARKS`)."""

    code = "unsupported-format"

    def __init__(self, message: str, marks: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.marks = marks
