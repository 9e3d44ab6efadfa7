# SPDX-License-Identifier: EUPL-1.2
"""`nizam`, the command. Django is imported only by the commands that need it, when they run."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import click
from click.shell_completion import CompletionItem

from nizam.site.command.table import COMMANDS

OK = 0
FAULTS = 1
USAGE = 2
RIGHTS = 3
ENVIRONMENT = 4


def program_version() -> str:
    """Return the version of the installed package."""
    try:
        return version("nizam")
    except PackageNotFoundError:
        return "0+unknown"


class Stop(click.ClickException):
    """Ends a command with a sentence on standard error and an exit code."""

    def __init__(self, sentence: str, exit_code: int = FAULTS) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code  # type: ignore[misc]  # click reads it from the instance

    def show(self, file: Any = None) -> None:
        """Write the sentence to standard error, without decoration."""
        click.echo(self.message, file=file or sys.stderr)


class LazyGroup(click.Group):
    """A group whose commands are imported when called; help and completion read the table only."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return every command's name, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module, _, attribute = entry.target.partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{entry.target} is no click command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table as help."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete the name of a command from the table; options as click does."""
        found = [
            CompletionItem(name, help=entry.help) for name, entry in COMMANDS.items() if name.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what it may raise on purpose becomes a sentence and an exit code."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            stop = _explained(error)
            if stop is None:
                raise
            raise stop from error


def _explained(error: Exception) -> Stop | None:
    """Return what to tell the user about an error that is no fault of the program, else None."""
    if isinstance(error, click.ClickException) or "django" not in sys.modules:
        return None
    from django.core.exceptions import PermissionDenied, ValidationError
    from django.db import DatabaseError, InterfaceError, OperationalError

    from nizam.kit.errors import Conflict, NotAllowed, NotVisible, OutOfSight, Refused

    if isinstance(error, NotAllowed):
        return Stop(f"This account lacks the right {error.permission}.", RIGHTS)
    if isinstance(error, NotVisible):
        return Stop("There is no such entry for this account.", RIGHTS)
    if isinstance(error, OutOfSight | Conflict):
        return Stop(str(error.message), RIGHTS if isinstance(error, OutOfSight) else FAULTS)
    if isinstance(error, PermissionDenied):
        return Stop("This account may not do that.", RIGHTS)
    if isinstance(error, Refused):
        return Stop("\n".join(str(reason) for reason in error.reasons), FAULTS)
    if isinstance(error, ValidationError):
        return Stop(_fields(error), FAULTS)
    if isinstance(error, OperationalError | InterfaceError):
        return Stop(f"The database does not answer: {error}".strip(), ENVIRONMENT)
    if isinstance(error, DatabaseError) and "does not exist" in str(error):
        return Stop("The database is not prepared yet: run `nizam upgrade` first.", ENVIRONMENT)
    return None


def _fields(error: Any) -> str:
    if not hasattr(error, "message_dict"):
        return "\n".join(error.messages)
    lines = [(name, text) for name, texts in error.message_dict.items() for text in texts]
    return "\n".join(text if name == "__all__" else f"{name}: {text}" for name, text in lines)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 1 done with faults or refused by a rule, 2 wrong usage, 3 no right, 4 environment.",
)
@click.option("--as", "login", metavar="LOGIN", default="operator", help="Act as this account, under its rights.")
@click.option("--institution", metavar="CODE", help="The institution meant; needed where the home holds several.")
@click.version_option(program_version(), prog_name="nizam", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, login: str, institution: str | None) -> None:
    """Nizam: the charter-first office."""
    ctx.obj = {"login": login, "institution": institution}


def main() -> None:
    """Run the command line; the entry point of the `nizam` program."""
    cli(prog_name="nizam")
