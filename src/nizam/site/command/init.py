# SPDX-License-Identifier: EUPL-1.2
"""`nizam init`: the first day without a screen."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

import click

from nizam.site.command import ENVIRONMENT, USAGE, Stop
from nizam.site.command.session import acting, start_django


@click.command()
@click.option("--institution", "code", required=True, metavar="CODE", help="Its code: small letters, digits, hyphens.")
@click.option("--name", required=True, help="Its name, in the first of the languages.")
@click.option("--country", required=True, type=click.Choice(["AZ", "UZ", "TR"]), help="Whose law calendar holds.")
@click.option("--languages", required=True, metavar="tr,en", help="Language codes, the main one first.")
@click.option("--admin", required=True, metavar="LOGIN", help="Sign-in name of the technical administrator.")
@click.pass_context
def init(ctx: click.Context, code: str, name: str, country: str, languages: str, admin: str) -> None:
    """Found the first institution in an empty home.

    The administrator's password is the first line of standard input; on a terminal it is made and printed once.
    """
    made = sys.stdin.isatty()
    password = secrets.token_urlsafe(15) if made else sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise Stop("No password stands on standard input.", USAGE)
    start_django()
    from django.conf import settings

    from nizam.site.founding import found_house
    from nizam.site.maintenance.archive import BackupFault
    from nizam.site.maintenance.home import NewerHome
    from nizam.site.maintenance.upgrade import bring_up_to_date
    from nizam.site.supervisor.lock import HomeBusy, HomeLock

    try:
        with HomeLock(Path(settings.NIZAM_HOME)):
            for note in bring_up_to_date():
                click.echo(note, err=True)
            institution = found_house(
                acting(ctx),
                code=code,
                name=name,
                country=country,
                languages=[part.strip() for part in languages.split(",") if part.strip()],
                login=admin,
                password=password,
            )
    except HomeBusy as busy:
        raise Stop(f"Nizam is running on {busy.home} (process {busy.pid}); stop it first.", ENVIRONMENT) from busy
    except (NewerHome, BackupFault) as fault:
        raise Stop(str(fault), ENVIRONMENT) from fault
    click.echo(f"Founded {institution.code}; technical administrator: {admin}.")
    if made:
        click.echo(f"Password, shown this once: {password}")
