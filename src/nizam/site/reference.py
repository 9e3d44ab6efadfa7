# SPDX-License-Identifier: EUPL-1.2
"""The generated pages of the documentation: acts, events, roles and the codes of incoming mail, from what is declared.

`python -m nizam.site.reference --write` writes them under docs/reference; without `--write` they are printed. A test
compares the kept pages with what this module returns.
"""

from __future__ import annotations

import inspect
import os
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nizam.kit.actions import Action
    from nizam.kit.declare import Resource
    from nizam.kit.events import Happened

PACKAGE = Path(__file__).resolve().parent.parent
FOLDER = PACKAGE.parents[1] / "docs" / "reference"
MADE = "<!-- SPDX-License-Identifier: EUPL-1.2. Made by `make docs`; a test compares. Do not edit. -->"


def pages() -> dict[str, str]:
    """Return every generated page by its file name, in English. Needs the apps loaded, no database."""
    from django.utils import translation

    with translation.override("en"):
        return {
            "actions.md": actions_page(),
            "events.md": events_page(),
            "mail-codes.md": mail_codes_page(),
            "roles.md": roles_page(),
        }


def actions_page() -> str:
    """Return the page with every act of every resource: its right, what it is called on screen, what it takes."""
    from nizam.kit.registry import registry

    lines = [
        "# Acts",
        "",
        MADE,
        "",
        "Whatever is written is written by one of these. Each asks for the right of its line, runs in one transaction,",
        "and leaves one event in the journal. How a program calls them is told in [the API](../api.md).",
        "",
    ]
    for desk in registry:
        for resource in desk.resources:
            if resource.actions:
                lines += [f"## {resource.key}", ""]
                lines += ["| Act | Right | On screen | Takes |", "|---|---|---|---|"]
                lines += [_act_line(resource, act) for act in resource.actions]
                lines.append("")
    return "\n".join(lines)


def _act_line(resource: Resource, act: Action) -> str:
    takes = [f"`{name}`{'' if asked.required else ' (optional)'}" for name, asked in act.fields.items()]
    if resource.generated("add") is act or resource.generated("change") is act:
        takes = [f"`{name}`" for name in resource.form]
    name = f"{act.name} (makes a new one)" if act.creates else act.name
    return f"| {name} | `{act.permission}` | {act.title} | {', '.join(takes) or '–'} |"


def event_classes() -> list[type[Happened]]:
    """Return every event class of the house, by module and name."""
    from nizam.kit.events import Happened

    for path in sorted(PACKAGE.glob("*/*/events.py")):
        import_module(".".join(("nizam", *path.relative_to(PACKAGE).with_suffix("").parts)))

    def below(base: type[Happened]) -> Iterator[type[Happened]]:
        for found in base.__subclasses__():
            yield found
            yield from below(found)

    return sorted(
        {found for found in below(Happened) if found.__module__.startswith("nizam.")},
        key=lambda found: (found.__module__, found.__name__),
    )


def events_page() -> str:
    """Return the page with every typed event, what it carries and which acts send it."""
    from nizam.kit.events import Happened
    from nizam.kit.registry import registry

    lines = [
        "# Events between packages",
        "",
        MADE,
        "",
        "What one package may know of another's acts: a frozen dataclass, sent once the transaction is committed",
        "(`nizam.kit.events`). Every one carries " + _carries(Happened) + ".",
        "Events of the journal are something else: see [journal and evidence](../journal-and-evidence.md).",
        "",
    ]
    found = event_classes()
    if not found:
        lines += ["No package sends one yet.", ""]
        return "\n".join(lines)
    lines += ["| Event | Carries | Sent by | Means |", "|---|---|---|---|"]
    for event in found:
        senders = ", ".join(f"`{act.permission}`" for act in registry.actions if act.emits is event)
        means = (inspect.getdoc(event) or "").splitlines()[0]
        lines.append(f"| `{event.__module__}.{event.__name__}` | {_carries(event)} | {senders or '–'} | {means} |")
    return "\n".join([*lines, ""])


def _carries(event: type[Happened]) -> str:
    return ", ".join(f"`{carried.name}`" for carried in fields(event))


def mail_codes_page() -> str:
    """Return the page with what becomes of a message, and every flag and fault its reading may leave."""
    from nizam.foundations.messages import FLAGS, SOURCE_ERRORS
    from nizam.spine.cases.models import dispositions, held_reasons, registering_flags

    lines = [
        "# Codes of incoming mail",
        "",
        MADE,
        "",
        "As `nizam mail import --json` prints them, one object for each message.",
        "",
        "## What became of a message (`disposition`)",
        "",
        "| Code | On screen |",
        "|---|---|",
        *(f"| `{code}` | {title} |" for code, title in dispositions() if code),
        "",
        "## Why it waits for a decision (`held_for`)",
        "",
        "| Code | On screen |",
        "|---|---|",
        *(f"| `{code}` | {title} |" for code, title in held_reasons()),
        "",
        "## What was noticed while reading (`flags`)",
        "",
        "| Code | Means |",
        "|---|---|",
        *(f"| `{code}` | {meaning} |" for code, meaning in sorted(FLAGS.items())),
        "",
        "## What was noticed while registering (`flags`)",
        "",
        "| Code | On screen |",
        "|---|---|",
        *(f"| `{code}` | {title} |" for code, title in registering_flags()),
        "",
        "## Why a file or a part of it could not be read (`error`)",
        "",
        "| Code | Means |",
        "|---|---|",
        *(f"| `{code}` | {meaning} |" for code, meaning in sorted(SOURCE_ERRORS.items())),
        "",
    ]
    return "\n".join(lines)


def roles_page() -> str:
    """Return the page with the shipped roles: names, clearance and the patterns of their rights."""
    from nizam.kit.models import confidentiality_degrees

    with (PACKAGE / "spine" / "org" / "roles" / "roles.toml").open("rb") as stream:
        roles = tomllib.load(stream)["role"]
    degrees = dict(confidentiality_degrees())
    lines = [
        "# Shipped roles",
        "",
        MADE,
        "",
        "A right is `app.verb_model`. `*` stands for any letters; a pattern that begins with `!` takes away what the",
        "patterns before it gave. Clearance is the highest degree of confidentiality whose rows the role reaches.",
        "",
        "| Role | az | uz | tr | en | Clearance |",
        "|---|---|---|---|---|---|",
    ]
    for code, role in roles.items():
        names = " | ".join(role["name"][language] for language in ("az", "uz", "tr", "en"))
        lines.append(f"| `{code}` | {names} | {role['clearance']}: {degrees[role['clearance']]} |")
    for code, role in roles.items():
        patterns = ", ".join(f"`{pattern}`" for pattern in role["permissions"])
        lines += ["", f"## {role['name']['en']} (`{code}`)", "", patterns]
    return "\n".join([*lines, ""])


def main(arguments: list[str]) -> int:
    """Print the pages, or write them with `--write`; returns the exit code."""
    if arguments not in ([], ["--write"]):
        sys.stderr.write("usage: python -m nizam.site.reference [--write]\n")
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nizam.site.settings")
    import django

    django.setup()
    for name, text in pages().items():
        if arguments:
            FOLDER.mkdir(parents=True, exist_ok=True)
            (FOLDER / name).write_text(text, "utf-8")
        else:
            sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
