# SPDX-License-Identifier: EUPL-1.2
"""Uzbek days as papers of offices write them: the year before the day."""

DATE_FORMAT = r"Y-\y\i\l j-E"
MONTH_DAY_FORMAT = "j-E"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = r"Y-\y\i\l j-E, H:i"
