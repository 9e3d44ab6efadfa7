# SPDX-License-Identifier: EUPL-1.2
"""Official papers as PDF/A-2b: a template, values as data, an institution's looks and words, bytes back."""

from nizam.foundations.typesetting.errors import (
    ChildLost,
    DataError,
    FontsMissing,
    LimitExceeded,
    TemplateError,
    TypesettingError,
)
from nizam.foundations.typesetting.fonts import fonts_available, undrawable_characters
from nizam.foundations.typesetting.layout import Layout, layout_faults
from nizam.foundations.typesetting.paper import (
    JSON,
    TIMEOUT_SECONDS,
    letter_templates,
    preview,
    require_drawable,
    shipped_source,
    shipped_templates,
    typeset,
)
from nizam.foundations.typesetting.pictures import Picture, PictureFault, read_picture
from nizam.foundations.typesetting.samples import SAMPLE_ADDRESS, sample_data
from nizam.foundations.typesetting.wording import PAPER_LANGUAGES, Wording, filled, labels, paragraphs, wording

__all__ = [
    "JSON",
    "PAPER_LANGUAGES",
    "SAMPLE_ADDRESS",
    "TIMEOUT_SECONDS",
    "ChildLost",
    "DataError",
    "FontsMissing",
    "Layout",
    "LimitExceeded",
    "Picture",
    "PictureFault",
    "TemplateError",
    "TypesettingError",
    "Wording",
    "filled",
    "fonts_available",
    "labels",
    "layout_faults",
    "letter_templates",
    "paragraphs",
    "preview",
    "read_picture",
    "require_drawable",
    "sample_data",
    "shipped_source",
    "shipped_templates",
    "typeset",
    "undrawable_characters",
    "wording",
]
