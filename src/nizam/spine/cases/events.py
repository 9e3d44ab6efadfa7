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
class TaskOrdered(Happened):
    """A person was ordered to do something within a case, by itself and not by a resolution; `uid` is the task."""


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


@dataclass(frozen=True)
class CasesEscalated(Happened):
    """Late cases have reached a step of their ladder; `uid` is the institution. Who is not told yet is to be told."""


@dataclass(frozen=True)
class CaseResolved(Happened):
    """A resolution was written on a case; `uid` is the case."""


@dataclass(frozen=True)
class CaseReported(Happened):
    """An executor reported on a whole case; `uid` is the case."""


@dataclass(frozen=True)
class ControlReleased(Happened):
    """A resolution was taken off control; `uid` is the resolution."""


@dataclass(frozen=True)
class PersonMentioned(Happened):
    """A person was named in a note; `uid` is the note, `person` who was named."""

    person: UUID | None = None


@dataclass(frozen=True)
class CaseSplit(Happened):
    """A part of a case became a case of its own; `uid` is the new case, `of` the one it was a part of."""

    of: UUID | None = None


@dataclass(frozen=True)
class CaseJoined(Happened):
    """A case was joined to another and closed; `uid` is the case, `to` the other."""

    to: UUID | None = None


@dataclass(frozen=True)
class CaseReopened(Happened):
    """A closed case was opened again; `uid` is the case."""


@dataclass(frozen=True)
class SenderAsked(Happened):
    """Who wrote is asked to clarify the matter; `uid` is the case."""


@dataclass(frozen=True)
class ClarificationCame(Happened):
    """Who wrote has answered, and the term of the case runs again; `uid` is the case."""
