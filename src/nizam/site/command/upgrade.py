# SPDX-License-Identifier: EUPL-1.2
"""`nizam upgrade`: a backup, then the database of this home to this version."""

from __future__ import annotations

from pathlib import Path

import click

from nizam.site.command import ENVIRONMENT, Stop
from nizam.site.command.session import start_django


@click.command()
def upgrade() -> None:
    """Back up, then bring the database to this version and load the shipped data anew.

    The backup lies under `backups/` in the home; nothing is changed when it fails.
    """
    start_django()
    from django.conf import settings

    from nizam.site.maintenance.archive import BackupFault
    from nizam.site.maintenance.home import NewerHome
    from nizam.site.maintenance.upgrade import bring_up_to_date
    from nizam.site.supervisor.lock import HomeBusy, HomeLock

    try:
        with HomeLock(Path(settings.NIZAM_HOME)):
            notes = bring_up_to_date(always=True)
    except HomeBusy as busy:
        raise Stop(f"Nizam is running on {busy.home} (process {busy.pid}); stop it first.", ENVIRONMENT) from busy
    except (NewerHome, BackupFault) as fault:
        raise Stop(str(fault), ENVIRONMENT) from fault
    for note in notes:
        click.echo(note)
    click.echo("This home is at the version of the program.")
