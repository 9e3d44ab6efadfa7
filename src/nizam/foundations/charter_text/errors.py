# SPDX-License-Identifier: EUPL-1.2
"""Why a charter cannot be read."""


class CharterTextError(Exception):
    """Anything this package refuses; `code` names the reason for the screen that shows it."""

    code = "unreadable"


class UndecodableTextError(CharterTextError):
    """The bytes are not text in any encoding that charters come in."""

    code = "undecodable"


class UnsupportedFormatError(CharterTextError):
    """The bytes are a document format that is not plain text."""

    code = "unsupported-format"
