# SPDX-License-Identifier: EUPL-1.2
"""Screens made from declarations: list, entry, forms, acts, history, chooser, label. One scoped base for all."""
