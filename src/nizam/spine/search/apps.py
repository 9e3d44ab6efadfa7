# SPDX-License-Identifier: EUPL-1.2
"""One index row per thing, searched in the reader's scope."""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Follows every saved row, and makes the tables that no model knows."""

    name = "nizam.spine.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Register with the kit and with Django."""
        from nizam.kit.ports import ports
        from nizam.spine.search.indexing import on_save
        from nizam.spine.search.lists import ListSearch
        from nizam.spine.search.tables import make_tables

        ports.register("search", ListSearch())
        post_save.connect(on_save, dispatch_uid="nizam.search.saved")
        post_delete.connect(on_save, dispatch_uid="nizam.search.deleted")
        # From whatever app comes first: the others save rows when it is their turn.
        post_migrate.connect(make_tables, dispatch_uid="nizam.search.tables")
