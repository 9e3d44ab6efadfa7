# SPDX-License-Identifier: EUPL-1.2
"""Uzbek days in Cyrillic letters, in the order of the Latin ones."""

DATE_FORMAT = r"Y-\й\и\л j-E"
MONTH_DAY_FORMAT = "j-E"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = r"Y-\й\и\л j-E, H:i"
