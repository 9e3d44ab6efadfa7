# SPDX-License-Identifier: EUPL-1.2
"""Uzbek days in Cyrillic letters, in the order of the Latin ones."""

DATE_FORMAT = r"Y-\й\и\л j-E"
YEAR_MONTH_FORMAT = r"F Y-\й\и\л"
MONTH_DAY_FORMAT = "j-E"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = r"Y-\й\и\л j-E, H:i"
