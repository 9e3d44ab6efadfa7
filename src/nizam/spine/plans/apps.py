# SPDX-License-Identifier: EUPL-1.2
"""What is promised, measured and reported by article."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    """What is promised, measured and reported by article."""

    name = "nizam.spine.plans"
    label = "plans"
    verbose_name = _("Plans and reports")
