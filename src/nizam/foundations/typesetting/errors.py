# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong between values and paper."""

import re
from collections.abc import Sequence
from typing import Final

# What Typst calls a template that is given as bytes.
OWN_TEMPLATE: Final = "own-template.typ"
_OWN_LINE: Final = re.compile(rf"{re.escape(OWN_TEMPLATE)}:(\d+):")


class TypesettingError(Exception):
    """No paper came out. The root of every error of this package."""


class DataError(TypesettingError):
    """The values given cannot be handed to a template: not JSON, or without `timestamp`."""


class TemplateError(TypesettingError):
    """The template is unknown, or Typst refused it.

    `message` is Typst's sentence, `hints` its advice, `diagnostic` the place in the template drawn as text.
    """

    def __init__(self, message: str, *, hints: Sequence[str] = (), diagnostic: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hints = tuple(hints)
        self.diagnostic = diagnostic

    @property
    def line(self) -> int | None:
        """The line of the own template at which it stands, or from which it was called; None when in none of it."""
        found = _OWN_LINE.search(self.diagnostic)
        return int(found[1]) if found else None


class LimitExceeded(TypesettingError):
    """A paper asked for more than it may take. `limit` is `time`, `cpu`, `memory` or `queue`.

    `queue` means that every child was busy with other papers until the time was over.
    """

    def __init__(self, limit: str, message: str) -> None:
        super().__init__(message)
        self.limit = limit


class FontsMissing(TypesettingError):
    """Font files are not laid in place; `files` names them."""

    def __init__(self, files: Sequence[str]) -> None:
        super().__init__(f"fonts are missing ({', '.join(files)}): run the front-end build (npm ci && npm run build)")
        self.files = tuple(files)


class ChildLost(TypesettingError):
    """The child process ended without an answer for a reason that is no limit; the message holds its last words."""
