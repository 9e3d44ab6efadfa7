# SPDX-License-Identifier: EUPL-1.2
"""`nizam completion`: the script that lets a shell complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from nizam.site.command import cli


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script for a shell.

    For bash: `nizam completion bash > ~/.local/share/bash-completion/completions/nizam`.
    """
    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"click knows no completion for {shell}")
    script = found(cli, {}, "nizam", "_NIZAM_COMPLETE")
    # The script's text alone: `source()` would first start a shell to ask for its version.
    click.echo(script.source_template % script.source_vars())
