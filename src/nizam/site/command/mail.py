# SPDX-License-Identifier: EUPL-1.2
"""`nizam mail`: bring in mail that lies in files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from nizam.site.command import USAGE, Stop
from nizam.site.command.session import acting, as_json, chosen_institution, institution_option, print_json


@click.group()
def mail() -> None:
    """Bring in mail."""


@mail.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@institution_option
@as_json
@click.pass_context
def import_path(ctx: click.Context, path: Path, as_json: bool) -> None:
    """Import PATH: a folder, an .eml, an mbox or a zip. Exit code 1 when some message was unreadable (all are kept)."""
    actor = acting(ctx)
    from nizam.doors.mail import imports
    from nizam.foundations.messages import MessageSourceError

    institution = chosen_institution(ctx, actor)
    found: Counter[str] = Counter()
    faults = 0
    try:
        for row in imports.import_mail(actor, institution, path):
            told = imports.as_json(row)
            faults += told["disposition"] == "unreadable" or told["error"] is not None
            found[told["disposition"]] += 1
            if as_json:
                print_json(told, lines=True)
            else:
                click.echo(
                    f"{told['disposition']:16} {told['number'] or '–':12} {told['due_on'] or '–':10} {told['file']}"
                )
    except MessageSourceError as error:
        raise Stop(str(error), USAGE) from None
    if not as_json:
        click.echo(", ".join(f"{name}: {count}" for name, count in sorted(found.items())) or "Nothing was found there.")
    ctx.exit(1 if faults else 0)
