# SPDX-License-Identifier: EUPL-1.2
"""`nizam backup`, `nizam restore`, `nizam verify-backup`."""

from __future__ import annotations

from pathlib import Path

import click

from nizam.site.command import ENVIRONMENT, FAULTS, Stop
from nizam.site.command.session import as_json, print_json, start_django

_Folder = click.Path(path_type=Path, file_okay=False)
_File = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("folder", type=_Folder)
@click.option("--keys", type=_File, help="Also write the keys of this home into this file, for its owner only.")
@as_json
@click.pass_context
def backup(ctx: click.Context, folder: Path, keys: Path | None, as_json: bool) -> None:
    """Back up database, files and journal heads into FOLDER, while the office works.

    Keys are never in FOLDER; keep the file of --keys apart from it.
    """
    start_django()
    from nizam.site.maintenance.archive import BackupFault
    from nizam.site.maintenance.backup import make_backup

    try:
        result = make_backup(folder, keys=keys)
    except BackupFault as fault:
        raise Stop(str(fault), ENVIRONMENT) from fault
    if as_json:
        print_json(result.__dict__)
    else:
        click.echo(f"{result.files} files, {result.size} bytes, {result.blobs} of them kept files: {result.folder}")
    for sentence in result.faults:
        click.echo(sentence, err=True)
    if result.faults:
        ctx.exit(FAULTS)


@click.command("verify-backup")
@click.argument("folder", type=_Folder)
@as_json
@click.pass_context
def verify_backup(ctx: click.Context, folder: Path, as_json: bool) -> None:
    """Read every byte of the backup in FOLDER and compare it with the manifest."""
    from nizam.site.maintenance.archive import BackupFault, Manifest, faults_of

    try:
        manifest, faults = Manifest.read(folder), faults_of(folder)
    except BackupFault as fault:
        if not fault.damaged:
            raise Stop(str(fault), ENVIRONMENT) from fault
        manifest, faults = None, list(fault.sentences)
    if as_json:
        print_json({"folder": folder, "files": len(manifest.files) if manifest else 0, "faults": faults})
    elif manifest and not faults:
        click.echo(f"All {len(manifest.files)} files are as they were written ({manifest.made_at}).")
    if not as_json:
        for sentence in faults:
            click.echo(sentence, err=True)
    if faults:
        ctx.exit(FAULTS)


@click.command()
@click.argument("folder", type=_Folder)
@click.option("--keys", type=_File, help="The file of keys that was made with the backup.")
@click.pass_context
def restore(ctx: click.Context, folder: Path, keys: Path | None) -> None:
    """Bring the backup in FOLDER into this empty home, then verify the journal.

    Every hash is checked before anything is written to its place.
    """
    start_django()
    from django.conf import settings

    from nizam.site.command.journal import report
    from nizam.site.maintenance.archive import BackupFault
    from nizam.site.maintenance.restore import restore_backup
    from nizam.site.supervisor.lock import HomeBusy, HomeLock

    try:
        with HomeLock(Path(settings.NIZAM_HOME)):
            result = restore_backup(folder, keys=keys)
    except HomeBusy as busy:
        raise Stop(f"Nizam is running on {busy.home} (process {busy.pid}); stop it first.", ENVIRONMENT) from busy
    except BackupFault as fault:
        raise Stop(f"{fault}\nNothing was restored.", FAULTS if fault.damaged else ENVIRONMENT) from fault
    click.echo(f"Restored {result.files} files of the backup made at {result.made_at} by version {result.version}.")
    for note in result.notes:
        click.echo(note, err=True)
    if not report(None, as_json=False):
        ctx.exit(FAULTS)
