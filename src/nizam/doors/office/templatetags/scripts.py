# SPDX-License-Identifier: EUPL-1.2
"""How scripts are asked for: none of them keeps a page from being shown and worked with."""

from __future__ import annotations

import re
from typing import Final

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_FETCHED: Final = re.compile(r"<script(?=\s+src=)")


@register.filter
def deferred(markup: str) -> SafeString:
    """Let every script that `markup` fetches run when the page is read, in their order; modules do so by themselves.

    A script without `defer` stops the reader of the page until it has come, so a slow line shows an empty page.
    """
    return mark_safe(_FETCHED.sub("<script defer", markup))  # noqa: S308  (markup of templates, rendered already)
