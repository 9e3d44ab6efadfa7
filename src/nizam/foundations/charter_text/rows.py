# SPDX-License-Identifier: EUPL-1.2
"""The rows of a text that carry words, and what is known of each before its meaning is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the file, or a piece of one that was `cut`.

    `number` counts the file's lines from 1, `gap` the empty lines before it; `page` says that a page ended before it.
    """

    number: int
    text: str
    gap: int
    page: bool = False
    cut: bool = False


def ends_sentence(text: str) -> bool:
    """Tell whether `text` ends with a full stop, semicolon, colon or the like, after quotes and brackets."""
    return text.rstrip("\"'”’»)* ").endswith((".", ";", ":", "!", "?", "…"))
