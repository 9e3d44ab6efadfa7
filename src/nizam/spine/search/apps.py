# SPDX-License-Identifier: EUPL-1.2
"""One index row per thing, searched in the reader's scope."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """One index row per thing, searched in the reader's scope."""

    name = "nizam.spine.search"
    label = "search"
    verbose_name = _("Search")
