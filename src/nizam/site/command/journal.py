# SPDX-License-Identifier: EUPL-1.2
"""`nizam journal verify` and `nizam journal seal`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from nizam.site.command import FAULTS, USAGE, Stop
from nizam.site.command.session import as_json, print_json, require_right


@click.group()
def journal() -> None:
    """Verify and seal the journal."""


@journal.command()
@click.option(
    "--head",
    type=click.Path(path_type=Path, exists=True),
    help="A head kept outside, or a folder of heads; else those of this home.",
)
@as_json
@click.pass_context
def verify(ctx: click.Context, head: Path | None, as_json: bool) -> None:
    """Recompute every seal and compare it with heads kept outside the database."""
    require_right(ctx, "journal.view_event")
    if not report(head, as_json=as_json):
        ctx.exit(FAULTS)


def report(head: Path | None, *, as_json: bool) -> bool:
    """Verify the journal and print the outcome; returns whether nothing is wrong."""
    from nizam.spine.journal.heads import HeadError
    from nizam.spine.journal.verify import verify_journal

    try:
        result = verify_journal(head)
    except HeadError as error:
        raise Stop(str(error), USAGE) from error
    if as_json:
        print_json({**asdict(result), "ok": result.ok})
        return result.ok
    click.echo(
        f"Journal: {result.sealed} sealed and {result.unsealed} not yet sealed events, {result.seals} seals,"
        f" {result.heads} heads compared; root {result.root}"
    )
    for finding in result.findings:
        place = " ".join(
            f"{name} {value}"
            for name, value in (("event", finding.position), ("seal", finding.seal), ("uid", finding.uid))
            if value is not None
        )
        click.echo(f"{finding.code}: {place} {finding.detail}".rstrip(), err=True)
    click.echo("Nothing is wrong." if result.ok else f"{len(result.findings)} faults were found.")
    return result.ok


@journal.command()
@as_json
@click.pass_context
def seal(ctx: click.Context, as_json: bool) -> None:
    """Seal every event that is not yet sealed, now, instead of at the next full hour."""
    require_right(ctx, "journal.seal_event")
    from nizam.spine.journal.heads import heads_folder
    from nizam.spine.journal.sealing import seal_events

    seals = seal_events()
    if as_json:
        print_json([{"number": made.number, "size": made.size, "root": made.root} for made in seals])
        return
    if not seals:
        click.echo("There was nothing to seal.")
    for made in seals:
        click.echo(f"Seal {made.number} over {made.size} events, root {made.root}; its head is in {heads_folder()}.")
