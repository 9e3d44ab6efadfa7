# SPDX-License-Identifier: EUPL-1.2
"""Background work at start."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.conf import settings
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    """Fills the port `jobs` and declares worker and scheduler as parts of the installation.

    Reads the tasks every app of the house declares in `tasks.py`.
    """

    name = "nizam.spine.jobs"
    label = "jobs"
    verbose_name = _("Background work")

    def ready(self) -> None:
        """Register with the kit; an import error in a declaration is shown as it is."""
        from nizam.kit.parts import part
        from nizam.kit.ports import ports
        from nizam.spine.jobs import scheduler, worker
        from nizam.spine.jobs.queue import StoredJobs
        from nizam.spine.jobs.transfers import StoredTransfers

        ports.register("jobs", StoredJobs())
        ports.register("transfers", StoredTransfers())
        part("worker", worker.run_part, count=_workers)
        part("scheduler", scheduler.run_part)
        for config in apps.get_app_configs():
            if (
                config.name.startswith("nizam.")
                and config.module is not None
                and module_has_submodule(config.module, "tasks")
            ):
                import_module(f"{config.name}.tasks")


def _workers() -> int:
    return int(settings.ENV["NIZAM_WORKERS"])
