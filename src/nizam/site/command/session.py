# SPDX-License-Identifier: EUPL-1.2
"""What commands share: starting Django, who acts, which institution is meant, how results are printed."""

from __future__ import annotations

import gc
import json
import os
import pwd
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from nizam.site.command import RIGHTS, USAGE, Stop

if TYPE_CHECKING:
    from nizam.kit.actions import Actor
    from nizam.spine.org.models import Institution

as_json: Callable[[Any], Any] = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def _keep_institution(ctx: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value:
        ctx.find_root().obj["institution"] = value


institution_option: Callable[[Any], Any] = click.option(
    "--institution",
    metavar="CODE",
    expose_value=False,
    callback=_keep_institution,
    help="The institution meant; needed where the home holds several.",
)


def start_django() -> None:
    """Read the settings and load every app. A wrong setting ends the program with its sentence and exit code 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nizam.site.settings")
    import django

    # Nearly everything made while modules load stays: the collector would walk it again and again for nothing.
    gc.disable()
    try:
        django.setup()
    finally:
        gc.freeze()
        gc.enable()


def os_user() -> str:
    """Return the operating-system user who runs the command; with the one behind `sudo`, if any."""
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        name = str(os.getuid())
    behind = os.environ.get("SUDO_USER", "")
    return f"{name} (sudo: {behind})" if behind and behind != name else name


def acting(ctx: click.Context) -> Actor:
    """Return who acts: the built-in account `operator`, or the one of `--as`. Starts Django."""
    start_django()
    from nizam.spine.org.actions import operator_actor
    from nizam.spine.org.models import User

    login = ctx.find_root().obj["login"]
    try:
        return operator_actor(os_user=os_user(), login=login)
    except User.DoesNotExist:
        raise Stop(f"There is no open account “{login}”.", RIGHTS) from None


def require_right(ctx: click.Context, permission: str) -> Actor:
    """Return who acts, if his roles hold `permission` somewhere; else stop with exit code 3. Starts Django."""
    actor = acting(ctx)
    if not actor.can(permission):
        raise Stop(f"This account lacks the right {permission}.", RIGHTS)
    return actor


def chosen_institution(ctx: click.Context, actor: Actor) -> Institution:
    """Return the institution of `--institution`, or the only one the actor sees. Raises Stop when it is not clear."""
    from nizam.spine.org.models import Institution

    code = ctx.find_root().obj["institution"]
    seen = Institution.objects.visible_to(actor.user).order_by("code")
    if code:
        found = seen.filter(code=code).first()
        if found is None:
            raise Stop(f"There is no institution “{code}” for this account.", RIGHTS)
        return found
    several = list(seen[:20])
    if len(several) == 1:
        return several[0]
    if not several:
        raise Stop("This account sees no institution. Found one with `nizam init`.", USAGE)
    codes = ", ".join(institution.code for institution in several)
    raise Stop(f"Say which institution is meant: nizam --institution CODE …, one of {codes}.", USAGE)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | os.PathLike):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)


def print_json(value: Any, *, lines: bool = False) -> None:
    """Print `value` as JSON: indented, or on one line when `lines` (one object a line for streams)."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=None if lines else 2, default=_plain))
