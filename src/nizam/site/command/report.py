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
@click.option("--xlsx", type=click.Path(dir_okay=False, path_type=Path), help="Write its tables as XLSX to this file.")
@click.option("--docx", type=click.Path(dir_okay=False, path_type=Path), help="Write it as DOCX to this file.")
@as_json
@click.pass_context
def report(
    ctx: click.Context, period: str, pdf: Path | None, xlsx: Path | None, docx: Path | None, as_json: bool
) -> None:
    """Print the report of a period by article."""
    actor = acting(ctx)
    from django.utils import timezone

    from nizam.spine.plans.files import FORMS
    from nizam.spine.plans.layout import counted_words, lay_out
    from nizam.spine.plans.periods import PeriodError, read_period
    from nizam.spine.plans.rows import take_rows

    institution = chosen_institution(ctx, actor)
    try:
        read = read_period(period)
    except PeriodError:
        raise Stop(f"“{period}” names no period. Write 2026, 2026-H1, 2026-Q4, 2026-11 or 2026-W47.", USAGE) from None
    now = timezone.now()
    rows = take_rows(actor.user, institution, read, now=now)
    language = institution.main_language
    for code, path in (("pdf", pdf), ("xlsx", xlsx), ("docx", docx)):
        if path is not None:
            sheet = lay_out(rows, {}, language, head=[counted_words(rows, language)])
            path.write_bytes(FORMS[code].make(sheet, now))
    if as_json:
        print_json(rows)
        return
    total = rows["total"]
    click.echo(
        f"{institution}  {read.name}: came {total['came']}, carried over {total['carried']}, "
        f"in time {total['in_time']}, late {total['late']}, open {total['open']}"
    )
    for line in rows["articles"]:
        figures = " ".join(f"{line[name]:4}" for name in ("came", "carried", "in_time", "late", "open"))
        click.echo(f"{line['article']:>10}  {figures}  {line['text'][:80]}")
