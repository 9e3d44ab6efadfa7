# SPDX-License-Identifier: EUPL-1.2
"""Deadlines, tasks and absences by day: a page of the office, and a feed for calendar programs."""
