# SPDX-License-Identifier: EUPL-1.2
"""What arrives becomes a case with a unit, a legal deadline and an answer."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """What arrives becomes a case with a unit, a legal deadline and an answer."""

    name = "nizam.spine.cases"
    label = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        """Say what a new institution is given, what follows issued papers, and what the mail of the day tells."""
        from nizam.spine.cases import issuing, procedures  # noqa: F401
        from nizam.spine.cases.digest import register_sections

        register_sections()
