# SPDX-License-Identifier: EUPL-1.2
"""`nizam refold`: renew the columns and the index that search and order stand on, while the office runs."""

from __future__ import annotations

import click

from nizam.site.command.session import as_json, print_json, require_right


@click.command()
@as_json
@click.pass_context
def refold(ctx: click.Context, as_json: bool) -> None:
    """Compute every folded and sort-key column anew that older language rules made, then whatever the index lacks."""
    require_right(ctx, "org.refold_institution")
    from nizam.kit.refolding import refold_all
    from nizam.spine.search.indexing import is_refused
    from nizam.spine.search.keeping import index_all

    renewed = refold_all()
    if reason := is_refused():
        click.echo(f"Nothing is indexed: {reason}. Run nizam doctor.", err=True)
    elif written := sum(index_all()):
        renewed["search.indexrow"] = written
    if as_json:
        print_json(renewed)
        return
    for label, count in renewed.items():
        click.echo(f"{count:8}  {label}")
    if not renewed:
        click.echo("Every column and the index are made by the present rules.")
