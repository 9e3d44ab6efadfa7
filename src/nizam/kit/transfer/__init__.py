# SPDX-License-Identifier: EUPL-1.2
"""Rows in and out as files: every resource exports what it shows, and what was exported imports back unchanged."""
