# SPDX-License-Identifier: EUPL-1.2
"""Official papers as PDF/A-2b: a template, values as data, bytes back."""

from nizam.foundations.typesetting.errors import (
    ChildLost,
    DataError,
    FontsMissing,
    LimitExceeded,
    TemplateError,
    TypesettingError,
)
from nizam.foundations.typesetting.fonts import fonts_available, undrawable_characters
from nizam.foundations.typesetting.paper import JSON, shipped_templates, typeset

__all__ = [
    "JSON",
    "ChildLost",
    "DataError",
    "FontsMissing",
    "LimitExceeded",
    "TemplateError",
    "TypesettingError",
    "fonts_available",
    "shipped_templates",
    "typeset",
    "undrawable_characters",
]
