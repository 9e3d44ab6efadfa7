# SPDX-License-Identifier: EUPL-1.2
"""`nizam doctor`: examine this installation."""

from __future__ import annotations

from dataclasses import asdict

import click

from nizam.site.command import FAULTS
from nizam.site.command.session import as_json, print_json, start_django

MARKS = {"ok": "  ok  ", "warn": " warn ", "fail": " FAIL "}


@click.command()
@as_json
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Examine this installation and name the cure of whatever is wrong.

    Exit code 1 when something fails; warnings alone leave it 0.
    """
    start_django()
    from nizam.site.maintenance.examine import FAIL, examine

    found = examine()
    if as_json:
        print_json([asdict(diagnosis) for diagnosis in found])
    else:
        for diagnosis in found:
            click.echo(f"[{MARKS[diagnosis.state]}] {diagnosis.code}: {diagnosis.sentence}")
            if diagnosis.cure:
                click.echo(f"         → {diagnosis.cure}")
    if any(diagnosis.state == FAIL for diagnosis in found):
        ctx.exit(FAULTS)
