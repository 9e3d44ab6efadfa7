# SPDX-License-Identifier: EUPL-1.2
"""The kit at start: reads every declaration, then lets the system checks judge them."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule


class KitConfig(AppConfig):
    """Loads `desk.py` of every app of the house, and of others that say `is_desk`, once all models are known."""

    name = "nizam.kit"
    label = "kit"

    def ready(self) -> None:
        """Fill the registry; an import error in a declaration is shown as it is, never swallowed."""
        from nizam.kit import checks  # noqa: F401  (registers the system checks)
        from nizam.kit.registry import registry
        from nizam.kit.transfer import tasks  # noqa: F401  (declares the background work of imports and exports)

        for config in apps.get_app_configs():
            if not config.name.startswith("nizam.") and not getattr(config, "is_desk", False):
                continue
            if config.module is not None and module_has_submodule(config.module, "desk"):
                registry.add(import_module(f"{config.name}.desk").desk)
