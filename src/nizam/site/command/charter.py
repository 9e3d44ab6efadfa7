# SPDX-License-Identifier: EUPL-1.2
"""`nizam charter`: read a charter's text, load it into an institution, export it, compare two of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
    provisions = _provisions_in(file)
    if as_json:
        print_json([{name: getattr(provision, name) for name in PRINTED} for provision in provisions])
        return
    for provision in provisions:
        indent = "  " * min(provision.level, 4)
        doubts = f"  [? {', '.join(provision.doubts)}]" if provision.doubts else ""
        click.echo(f"{provision.line:5} {indent}{provision.number or '·'} {provision.text}{doubts}")


def _provisions_in(file: Path) -> list[Any]:
    """Return the provisions of a file, printed or exported; stops with the fault of one that cannot be read."""
    from nizam.foundations import charter_text
    from nizam.foundations.charter_text import exporting

    try:
        restored = exporting.restore(file.read_bytes())
        return list(charter_text.read(file) if restored is None else restored.provisions)
    except (charter_text.CharterTextError, OSError) as error:
        raise Stop(f"{file}: {error}", USAGE) from None


@charter.command("import")
@click.argument("file", type=FILE)
@institution_option
@click.option(
    "--unit", "unit_code", metavar="CODE", help="The unit the charter binds; the whole institution if absent."
)
@click.option("--title", default="", help="Its title; else proposed from the text.")
@click.option("--confirm", is_flag=True, help="Confirm the first capability proposed for each article.")
@click.option("--draft", is_flag=True, help="Do not put it into force yet: it is read through and mended first.")
@click.option("--supersedes", metavar="UID", help="The charter it is a new version of; the two are compared.")
@as_json
@click.pass_context
def import_charter(
    ctx: click.Context,
    file: Path,
    unit_code: str | None,
    title: str,
    confirm: bool,
    draft: bool,
    supersedes: str | None,
    as_json: bool,
) -> None:
    """Load the charter in FILE; its articles are read and capabilities proposed."""
    actor = acting(ctx)
    from nizam.kit.errors import Refused
    from nizam.spine.charters.actions import load_charter
    from nizam.spine.charters.actions.reading import fault_words
    from nizam.spine.jobs.worker import run_one
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
        supersedes=_charter_called(actor, supersedes) if supersedes else None,
        at_once=not draft,
    )
    if loaded.at_work:
        click.echo("The pages are being read …", err=True)
        run_one(loaded.job)
        loaded.refresh_from_db()
        if not loaded.is_read:
            raise Refused(fault_words(loaded.fault) or "The reading did not come to its end; it is tried again.")
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


@charter.command()
@click.argument("uid", metavar="UID")
@click.option("--format", "form", type=click.Choice(["akn", "docx", "json"]), required=True, help="Form of the file.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it; else its own name.")
@click.pass_context
def export(ctx: click.Context, uid: str, form: str, output: Path | None) -> None:
    """Write the charter with this UID as Akoma Ntoso 3.0 (akn), DOCX or JSON; each can be imported again."""
    actor = acting(ctx)
    from nizam.kit.errors import NotAllowed
    from nizam.spine.charters.exports import export_charter

    found = _charter_called(actor, uid)
    if not actor.can("charters.export_charter", found):
        raise NotAllowed("charters.export_charter")
    made = export_charter(found, form)
    target = output or Path(made.name)
    try:
        target.write_bytes(made.raw)
    except OSError as error:
        raise Stop(f"{target}: {error.strerror}", USAGE) from None
    click.echo(str(target))


@charter.command()
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
@as_json
def compare(old: Path, new: Path, as_json: bool) -> None:
    """Compare the charters in two files, provision by provision: renumbered, moved, changed, added, removed."""
    from nizam.foundations.charter_text import comparing

    before, after = _provisions_in(old), _provisions_in(new)
    rows: list[dict[str, Any]] = []
    for pair in comparing.compare(before, after):
        was = None if pair.old is None else before[pair.old]
        now = None if pair.new is None else after[pair.new]
        rows.append(
            {
                "change": pair.kind,
                "likeness": pair.likeness,
                "old": None if was is None else {"number": was.number, "line": was.line, "text": was.text},
                "new": None if now is None else {"number": now.number, "line": now.line, "text": now.text},
            }
        )
    if as_json:
        print_json(rows)
        return
    for row in rows:
        if row["change"] != "unchanged":
            numbers = " → ".join(str(one["number"] or "·") for one in (row["old"], row["new"]) if one)
            shown = row["new"] or row["old"]
            click.echo(f"{row['change']:10} {numbers}  {shown['text'][:100]}")
    same = sum(row["change"] == "unchanged" for row in rows)
    click.echo(f"{same} of {len(rows)} unchanged.")


def _charter_called(actor: Any, uid: str) -> Any:
    """Return the charter with this identifier as far as the actor may see it; stops where there is none."""
    from uuid import UUID

    from nizam.spine.charters.models import Charter

    try:
        wanted = UUID(uid)
    except ValueError:
        raise Stop(f"“{uid}” is no identifier of a charter.", USAGE) from None
    found = Charter.objects.visible_to(actor.user).filter(uid=wanted).select_related("institution").first()
    if found is None:
        raise Stop(f"There is no charter “{uid}”.", USAGE)
    return found
