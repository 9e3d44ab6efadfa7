# SPDX-License-Identifier: EUPL-1.2
"""`nizam procedure`: list procedures, take their texts out, judge a text, take it in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from nizam.site.command import FAULTS, USAGE, Stop
from nizam.site.command.session import (
    acting,
    as_json,
    chosen_institution,
    institution_option,
    print_json,
    start_django,
)

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def procedure() -> None:
    """List, export, check and import procedures."""


@procedure.command("list")
@institution_option
@as_json
@click.pass_context
def list_procedures(ctx: click.Context, as_json: bool) -> None:
    """Print the procedures in use: code, version, where it comes from, form of its numbers, title."""
    rows = _rows(ctx).filter(current=True).select_related("series").order_by("code")
    if as_json:
        print_json(
            [
                {
                    "code": row.code,
                    "version": row.version,
                    "own": row.own,
                    "title": row.title,
                    "audience": row.audience,
                    "series": row.series.form,
                    "term": row.term,
                    "law": row.law,
                    "kinds": [kind["code"] for kind in row.variants],
                    "capabilities": row.capabilities,
                }
                for row in rows
            ]
        )
        return
    for row in rows:
        origin = "edited here" if row.own else "shipped"
        click.echo(f"{row.code:24} {row.version:3} {origin:12} {row.series.form:16} {row.title}")


@procedure.command("export")
@click.argument("code")
@click.option("--version", type=int, help="The version meant; the one in use if absent.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; standard output if absent.")
@institution_option
@click.pass_context
def export(ctx: click.Context, code: str, version: int | None, output: Path | None) -> None:
    """Print the text of the procedure CODE as TOML, byte for byte as it was taken in."""
    actor = acting(ctx)
    if not actor.can("cases.export_procedure"):
        from nizam.kit.errors import NotAllowed

        raise NotAllowed("cases.export_procedure")
    rows = _rows(ctx).filter(code=code)
    row = rows.filter(version=version).first() if version else rows.filter(current=True).first()
    if row is None:
        raise Stop(f"There is no procedure “{code}”" + (f" of version {version}." if version else "."), USAGE)
    if not row.toml:
        raise Stop(f"Version {row.version} of “{code}” is from before texts were kept.", FAULTS)
    if output is None:
        click.echo(row.toml, nl=False)
    else:
        output.write_bytes(row.toml.encode())


@procedure.command("check")
@click.argument("file", type=FILE)
@as_json
def check(file: Path, as_json: bool) -> None:
    """Judge FILE and print every fault with its line and place; exit code 1 when there are any."""
    start_django()
    from nizam.kit.procedures import ProcedureFault, read_procedure, told
    from nizam.kit.registry import registry

    try:
        read = read_procedure(_text(file), file.name, acts={act.permission for act in registry.actions})
    except ProcedureFault as fault:
        if as_json:
            print_json(
                [{"line": one.line, "place": one.place(), "fault": one.sentence} for one in fault.faults],
            )
        else:
            for one in fault.faults:
                click.echo(told(one, str(file)))
        raise SystemExit(FAULTS) from None
    if as_json:
        print_json([])
    else:
        click.echo(f"{file}: {read.code}, {len(read.steps)} steps, {len(read.outcomes)} outcomes: no fault.")


@procedure.command("import")
@click.argument("file", type=FILE)
@institution_option
@click.pass_context
def import_file(ctx: click.Context, file: Path) -> None:
    """Take FILE in: a new procedure, or a new version of the one with its code, for cases that begin from now on."""
    actor = acting(ctx)
    from nizam.spine.cases.actions import load_procedure

    institution = chosen_institution(ctx, actor)
    made = load_procedure(actor, institution=institution, raw=file.read_bytes(), file_name=file.name)
    click.echo(f"{made.code}: version {made.version} is in use.")


def _rows(ctx: click.Context) -> Any:
    actor = acting(ctx)
    from nizam.spine.cases.models import Procedure

    institution = chosen_institution(ctx, actor)
    return Procedure.objects.visible_to(actor.user).filter(institution=institution, voided_at=None)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise Stop(f"{file}: no text in UTF-8.", FAULTS) from None
