# SPDX-License-Identifier: EUPL-1.2
"""How long the house keeps what only served its own work. The one place of these figures; docs/operate.md tells them.

None of it is a record: what was imported or exported, by whom and when, stays in its own rows and in the journal.
"""

from datetime import timedelta

# Exported lists are copies of personal data that nobody should have to remember to remove.
KEEP_EXPORT_FILES = timedelta(days=14)
# Half-written files that a killed process left behind.
KEEP_LEFTOVERS = timedelta(days=1)
# The schedule alone would leave tens of thousands of rows a day behind.
KEEP_SCHEDULED_JOBS = timedelta(days=1)
KEEP_DONE_JOBS = timedelta(days=30)
KEEP_CANCELLED_JOBS = timedelta(days=30)
# Longer: somebody may have to find out what went wrong, and let it go on.
KEEP_FAILED_JOBS = timedelta(days=90)
