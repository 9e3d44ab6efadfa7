# SPDX-License-Identifier: EUPL-1.2
"""Keeping an installation well: examine, back up, restore, bring to a new version."""
