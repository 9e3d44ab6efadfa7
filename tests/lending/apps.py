# SPDX-License-Identifier: EUPL-1.2
"""The lending desk."""

from django.apps import AppConfig


class LendingConfig(AppConfig):
    """Projectors and laptops lent to schools."""

    name = "lending"
    label = "lending"
    is_desk = True
