# SPDX-License-Identifier: EUPL-1.2
"""Text of files that came from outside, read in a confined process within limits; see `extract` and `MARKS`."""

from nizam.foundations.extraction.codes import SCANS, Codes, cut_parts, read_codes
from nizam.foundations.extraction.errors import DamagedError
from nizam.foundations.extraction.extracting import Progress, extract
from nizam.foundations.extraction.model import DEFAULT, MARKS, Extracted, Limits

__all__ = [
    "DEFAULT",
    "MARKS",
    "SCANS",
    "Codes",
    "DamagedError",
    "Extracted",
    "Limits",
    "Progress",
    "cut_parts",
    "extract",
    "read_codes",
]
