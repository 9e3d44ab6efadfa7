# SPDX-License-Identifier: EUPL-1.2
"""`nizam up`: start the office."""

from __future__ import annotations

import os

import click

from nizam.site.command import ENVIRONMENT, USAGE, Stop
from nizam.site.environment import SettingError, read_settings


@click.command()
@click.option("--demo", is_flag=True, help="Fill an empty home with demonstration institutions; loopback only.")
@click.option("--bind", metavar="ADDRESS", help="The address to listen on, instead of NIZAM_BIND.")
@click.option("--port", metavar="PORT", help="The port to listen on, instead of NIZAM_PORT; 0 takes a free one.")
@click.pass_context
def up(ctx: click.Context, demo: bool, bind: str | None, port: str | None) -> None:
    """Start the office and watch over it.

    Web, workers, scheduler and whatever other parts this installation has run as processes of their own. One Ctrl-C
    ends them all.
    """
    if bind is not None:
        os.environ["NIZAM_BIND"] = bind
    if port is not None:
        os.environ["NIZAM_PORT"] = port
    try:
        environment = read_settings()
    except SettingError as error:
        raise Stop(str(error), USAGE) from None
    from nizam.site.supervisor import up as run
    from nizam.site.supervisor.listening import is_loopback

    if demo and not is_loopback(environment["NIZAM_BIND"]):
        raise Stop(
            f"--demo has accounts with known passwords: it listens on 127.0.0.1 or ::1 only, not on"
            f" {environment['NIZAM_BIND']}.",
            USAGE,
        )
    try:
        code = run(environment, demo=demo)
    except OSError as error:
        raise Stop(f"Nizam could not start: {error}", ENVIRONMENT) from error
    ctx.exit(code)
