# SPDX-License-Identifier: EUPL-1.2
"""`nizam manage`: Django's own management commands, with this home's settings."""

from __future__ import annotations

import os

import click


@click.command(add_help_option=False, context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own management commands.

    It works on the database as it is, beside rights and journal: for whoever keeps the machine.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nizam.site.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["nizam manage", *arguments])
