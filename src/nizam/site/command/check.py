# SPDX-License-Identifier: EUPL-1.2
"""`nizam check`: every declaration of the house, judged by the system checks."""

from __future__ import annotations

import click

from nizam.site.command import FAULTS
from nizam.site.command.session import as_json, print_json, start_django


@click.command()
@as_json
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Check every declaration of the house: fields, scopes, rights, names, ports.

    Exit code 1 when an error was found. Needs no database.
    """
    start_django()
    from django.core import checks

    from nizam.kit.registry import registry

    found = checks.run_checks()
    faults = [message for message in found if message.level >= checks.ERROR]
    counts = {
        "desks": len(list(registry)),
        "resources": len(registry.resources),
        "actions": len(registry.actions),
        "permissions": len(registry.permissions),
    }
    if as_json:
        rows = [
            {"id": message.id, "error": message in faults, "text": str(message.msg), "cure": message.hint}
            for message in found
        ]
        print_json({**counts, "messages": rows})
    else:
        for message in found:
            click.echo(f"{message.id}: {message.msg}" + (f" ({message.hint})" if message.hint else ""), err=True)
        click.echo(", ".join(f"{count} {name}" for name, count in counts.items()))
    if faults:
        ctx.exit(FAULTS)
