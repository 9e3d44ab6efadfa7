# SPDX-License-Identifier: EUPL-1.2
"""What the demonstration shows, read from the TOML files of each country. Django is not needed here."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from typing import Any

FOLDERS = ("az", "uz", "tr")

Texts = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class DemoUnit:
    """A unit below the institution's root, or below `parent` (a unit's code)."""

    code: str
    name: Texts
    parent: str = ""


@dataclass(frozen=True, kw_only=True)
class DemoCharter:
    """A charter's file, its title, the code of the unit it binds, and the numbers of its articles that are rights.

    `division` tells by code which units its articles bind; what is not named there binds the charter's own unit.
    """

    file: str
    title: str
    unit: str
    rights: list[str] = field(default_factory=list)
    division: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DemoPerson:
    """Somebody and the post they hold; `key` names them within the scenario."""

    key: str
    unit: str
    family_name: str
    given_name: str
    title: Texts
    patronymic: str = ""
    is_head: bool = False
    may_sign: bool = False


@dataclass(frozen=True, kw_only=True)
class DemoSignIn:
    """A person's account with one role, for a unit with all below it or, without one, for the whole institution."""

    login: str
    role: str
    person: str
    language: str
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class DemoAsset:
    """A thing owned; `holder` is a person's key."""

    number: str
    name: str
    serial: str
    unit: str
    state: str
    acquired: date
    holder: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Work:
    """What became of a case: assigned with an order, further tasks, answered, signed, closed with an outcome."""

    unit: str
    person: str
    order: str
    tasks: list[Texts] = field(default_factory=list)
    task_note: str = ""
    answer: str = ""
    signed: bool = False
    outcome: str = ""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One message. Its arrival is told by `age` (days ago) or by `due_in` (days until its last day by law).

    `kind` is letter, copy (the letter `copy_of` once more, delivered by another way), auto-reply or bounce (of a letter
    to `failed`).
    """

    key: str
    hour: str
    kind: str = "letter"
    age: int | None = None
    due_in: int | None = None
    sender: str = ""
    subject: str = ""
    text: str = ""
    reply_to: str = ""
    copy_of: str = ""
    failed: str = ""
    work: Work | None = None


@dataclass(frozen=True, kw_only=True)
class ByHand:
    """A matter that came at the counter or by phone."""

    key: str
    procedure: str
    unit: str
    channel: str
    from_whom: str
    subject: str
    text: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One institution of the demonstration with all that stands in it; `folder` holds its files."""

    folder: str
    code: str
    country: str
    languages: list[str]
    name: Texts
    email: str
    domain: str
    phone: str
    postal_address: str
    units: list[DemoUnit]
    charters: list[DemoCharter]
    people: list[DemoPerson]
    accounts: list[DemoSignIn]
    assets: list[DemoAsset]
    letters: list[Letter]
    by_hand: list[ByHand]

    def charter_bytes(self, charter: DemoCharter) -> bytes:
        """Return the bytes of one of its charters."""
        return files(__package__).joinpath("data", self.folder, charter.file).read_bytes()


def read_scenarios() -> list[Scenario]:
    """Return the institutions of the demonstration in the order they are founded."""
    return [_read(folder) for folder in FOLDERS]


def _read(folder: str) -> Scenario:
    house = _toml(folder, "institution.toml")
    post = _toml(folder, "letters.toml")
    return Scenario(
        folder=folder,
        units=[DemoUnit(**entry) for entry in house.pop("unit")],
        charters=[DemoCharter(**entry) for entry in house.pop("charter")],
        people=[DemoPerson(**entry) for entry in house.pop("person")],
        accounts=[DemoSignIn(**entry) for entry in house.pop("account")],
        assets=[DemoAsset(**entry) for entry in house.pop("asset", ())],
        letters=[_letter(entry) for entry in post["letter"]],
        by_hand=[ByHand(**entry) for entry in post["by_hand"]],
        **house,
    )


def _letter(entry: dict[str, Any]) -> Letter:
    work = entry.pop("work", None)
    return Letter(**entry, work=Work(**work) if work else None)


def _toml(folder: str, name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("data", folder, name).read_text("utf-8"))
