# SPDX-License-Identifier: EUPL-1.2
"""`nizam charter`: read a charter's text, load it into an institution."""

from __future__ import annotations

from pathlib import Path

import click

from nizam.site.command import USAGE, Stop
from nizam.site.command.session import acting, as_json, chosen_institution, institution_option, print_json

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
PRINTED = ("number", "level", "kind", "text", "line")


@click.group()
def charter() -> None:
    """Read and load charters."""


@charter.command()
@click.argument("file", type=FILE)
@as_json
def parse(file: Path, as_json: bool) -> None:
    """Print the provisions of FILE: number, level, kind, text, line; without --json also what is doubtful in each."""
    from nizam.foundations import charter_text

    try:
        provisions = charter_text.read(file)
    except charter_text.CharterTextError as error:
        raise Stop(f"{file}: {error}", USAGE) from None
    if as_json:
        print_json([{name: getattr(provision, name) for name in PRINTED} for provision in provisions])
        return
    for provision in provisions:
        indent = "  " * min(provision.level, 4)
        doubts = f"  [? {', '.join(provision.doubts)}]" if provision.doubts else ""
        click.echo(f"{provision.line:5} {indent}{provision.number or '·'} {provision.text}{doubts}")


@charter.command("import")
@click.argument("file", type=FILE)
@institution_option
@click.option(
    "--unit", "unit_code", metavar="CODE", help="The unit the charter binds; the whole institution if absent."
)
@click.option("--title", default="", help="Its title; else proposed from the text.")
@click.option("--confirm", is_flag=True, help="Confirm the first capability proposed for each article.")
@as_json
@click.pass_context
def import_charter(
    ctx: click.Context, file: Path, unit_code: str | None, title: str, confirm: bool, as_json: bool
) -> None:
    """Load the charter in FILE; its articles are read and capabilities proposed."""
    actor = acting(ctx)
    from nizam.spine.charters.actions import load_charter
    from nizam.spine.org.models import Unit

    institution = chosen_institution(ctx, actor)
    unit = None
    if unit_code:
        unit = Unit.objects.visible_to(actor.user).filter(institution=institution, code=unit_code).first()
        if unit is None:
            raise Stop(f"There is no unit “{unit_code}”.", USAGE)
    loaded = load_charter(
        actor,
        institution=institution,
        raw=file.read_bytes(),
        file_name=file.name,
        title=title,
        unit=unit,
        confirm=confirm,
    )
    provisions = loaded.provisions.count()
    duties = loaded.provisions.filter(nature="duty").count()
    if as_json:
        print_json(
            {
                "charter": loaded.uid,
                "title": str(loaded.title),
                "language": loaded.language,
                "provisions": provisions,
                "duties": duties,
            }
        )
    else:
        click.echo(f"{loaded.title}: {provisions} provisions, {duties} of them proposed as duties ({loaded.language}).")
