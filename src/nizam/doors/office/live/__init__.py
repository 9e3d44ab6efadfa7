# SPDX-License-Identifier: EUPL-1.2
"""What is told live in the office: server-sent events from the database, on one thread a web process."""
