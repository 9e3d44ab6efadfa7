# SPDX-License-Identifier: EUPL-1.2
"""What others may know of the acts on cases."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from nizam.kit.events import Happened


@dataclass(frozen=True)
class CaseAssigned(Happened):
    """A case was given to a unit and perhaps to a person; `uid` is the case."""


@dataclass(frozen=True)
class CaseAnswered(Happened):
    """The answer of a case was signed and issued; `uid` is the case."""


@dataclass(frozen=True)
class CaseClosed(Happened):
    """A case was closed under an outcome; `uid` is the case."""


@dataclass(frozen=True)
class TaskCompleted(Happened):
    """A task within a case was reported done; `uid` is the task."""


@dataclass(frozen=True)
class TermsMoved(Happened):
    """Terms were counted anew after the calendar changed; `uid` is the institution, `moved` the keys of the cases."""

    moved: tuple[int, ...] = ()
    cause: str = ""


@dataclass(frozen=True)
class SuspensionLapsed(Happened):
    """A case stands still although the last day to pay or to answer has passed; `uid` is the suspension."""


@dataclass(frozen=True)
class LetterJoined(Happened):
    """A further letter joined a case, perhaps a closed one; `uid` is the case, `letter` the envelope."""

    letter: UUID | None = None


@dataclass(frozen=True)
class TermRunsOut(Happened):
    """The term of a case comes to its end; `uid` is the case, `to` the roles to be told, `responsible` among them."""

    to: tuple[str, ...] = ()
