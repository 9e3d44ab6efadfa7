# SPDX-License-Identifier: EUPL-1.2
"""What keeps files from being bound."""


class BindingError(Exception):
    """The binding process ended before it was done: too much time or memory, or it broke down."""
