# SPDX-License-Identifier: EUPL-1.2
"""What is owned."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssetsConfig(AppConfig):
    """What is owned."""

    name = "nizam.spine.assets"
    label = "assets"
    verbose_name = _("Assets")
