# SPDX-License-Identifier: EUPL-1.2
"""`nizam report`: what each article got in a period."""

from __future__ import annotations

from pathlib import Path

import click

from nizam.site.command import USAGE, Stop
from nizam.site.command.session import acting, as_json, chosen_institution, institution_option, print_json


@click.command()
@click.option("--period", metavar="PERIOD", required=True, help="2026, 2026-H1, 2026-Q4, 2026-11 or 2026-W47.")
@institution_option
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), help="Write it as PDF/A to this file.")
@as_json
@click.pass_context
def report(ctx: click.Context, period: str, pdf: Path | None, as_json: bool) -> None:
    """Print the report of a period by article."""
    actor = acting(ctx)
    from django.utils import timezone

    from nizam.spine.plans.actions import report_pdf
    from nizam.spine.plans.coverage import cover
    from nizam.spine.plans.periods import PeriodError, read_period

    institution = chosen_institution(ctx, actor)
    try:
        read = read_period(period)
    except PeriodError:
        raise Stop(f"“{period}” names no period. Write 2026, 2026-H1, 2026-Q4, 2026-11 or 2026-W47.", USAGE) from None
    coverage = cover(actor.user, institution, read)
    if pdf is not None:
        pdf.write_bytes(report_pdf(coverage, institution.main_language, timestamp=int(timezone.now().timestamp())))
    if as_json:
        print_json(coverage.as_json())
        return
    total = coverage.total
    click.echo(
        f"{institution}  {read.name}: came {total.came}, in time {total.in_time}, late {total.late}, open {total.open}"
    )
    for line in coverage.lines:
        of, article = line.figures, line.provision
        click.echo(f"{article.reference:>10}  {of.came:4} {of.in_time:4} {of.late:4} {of.open:4}  {article.text[:80]}")
