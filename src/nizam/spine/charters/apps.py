# SPDX-License-Identifier: EUPL-1.2
"""Charters and their provisions: the root everything answers to."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChartersConfig(AppConfig):
    """Charters and their provisions: the root everything answers to."""

    name = "nizam.spine.charters"
    label = "charters"
    verbose_name = _("Charter")
