# SPDX-License-Identifier: EUPL-1.2
"""Bringing a home to this version: a backup first, then the migrations, then the shipped data."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from nizam.kit.ports import ports
from nizam.site.command import program_version
from nizam.site.maintenance.backup import make_backup
from nizam.site.maintenance.home import NewerHome, home_state
from nizam.site.maintenance.tables import create_tables


def bring_up_to_date(*, always: bool = False) -> list[str]:
    """Migrate where something is pending or the version has changed; returns notes for the terminal.

    A home that holds something is backed up under `backups/` first. Raises NewerHome; a failed backup stops it.
    """
    state = home_state()
    if state.unknown:
        raise NewerHome(list(state.unknown))
    stamp = Path(settings.NIZAM_HOME) / "run" / "version"
    same_version = stamp.exists() and stamp.read_text("utf-8").strip() == program_version()
    if not state.pending and same_version and not always:
        return []
    notes = []
    if not state.new and (state.pending or always):
        folder = backup_folder()
        make_backup(folder, link_blobs=True)
        notes.append(f"Backed up before the upgrade: {folder}")
    # Said at once: the first time takes a while.
    sys.stderr.write("Preparing the database …\n")
    sys.stderr.flush()
    migrate_database(new=state.new)
    if not state.new:
        # Its rules of language may be others: columns and index are renewed while people work.
        ports.jobs.enqueue("search.index_all", key="search.index_all")
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(program_version(), "utf-8")
    if state.pending and not state.new:
        notes.append(f"The database was brought to this version ({len(state.pending)} migrations).")
    return notes


def migrate_database(*, new: bool) -> None:
    """Run every pending migration and what follows one. `new`: the database holds no table yet.

    A migration builds thousands of short-lived model classes. The collector would walk all living ones again and
    again, so it rests meanwhile.
    """
    gc.collect()
    gc.disable()
    try:
        with _swapped_names_kept():
            if new:
                create_tables()
                gc.collect()
            call_command("migrate", interactive=False, verbosity=0)
    finally:
        gc.enable()
        gc.collect()


@contextmanager
def _swapped_names_kept() -> Iterator[None]:
    """Let Django remember which setting swaps which model: it forgets with every model a migration builds.

    The names are those of the loaded program, and the same throughout; asking anew takes a seventh of the time.
    """
    known = cache(apps.get_swappable_settings_name)
    apps.get_swappable_settings_name = known
    try:
        yield
    finally:
        del apps.get_swappable_settings_name


def backup_folder() -> Path:
    """Return the folder of the backup that precedes an upgrade, new at every call."""
    return Path(settings.NIZAM_HOME) / "backups" / f"before-upgrade-{timezone.now():%Y%m%d-%H%M%S-%f}"
