# SPDX-License-Identifier: EUPL-1.2
"""Builds the dictionaries of stems and spelling at installation, out of word lists that are not in this repository."""
