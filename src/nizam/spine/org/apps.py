# SPDX-License-Identifier: EUPL-1.2
"""The institution: units, people, accounts and rights."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class OrgConfig(AppConfig):
    """Fills the ports `access` and `preferences`, and loads the shipped roles after every migration."""

    name = "nizam.spine.org"
    label = "org"
    verbose_name = _("Institution")

    def ready(self) -> None:
        """Register with the kit."""
        from nizam.kit.ports import ports
        from nizam.spine.org.choices import StoredPreferences
        from nizam.spine.org.rights import RoleAccess
        from nizam.spine.org.roles import load_roles

        ports.register("access", RoleAccess())
        ports.register("preferences", StoredPreferences())
        post_migrate.connect(load_roles, dispatch_uid="nizam.org.roles")
