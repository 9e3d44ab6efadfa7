# SPDX-License-Identifier: EUPL-1.2
"""What others may know of the acts on reports, plans and the collegium."""

from __future__ import annotations

from dataclasses import dataclass

from nizam.kit.events import Happened


@dataclass(frozen=True)
class ReportSigned(Happened):
    """A report was signed and frozen; `uid` is the report."""


@dataclass(frozen=True)
class PlanApproved(Happened):
    """A plan was approved, so that its measures are owed; `uid` is the plan."""


@dataclass(frozen=True)
class MeasureReported(Happened):
    """It was told how far a measure is; `uid` is the measure."""


@dataclass(frozen=True)
class MeasurePostponed(Happened):
    """The term of a measure was moved; `uid` is the measure."""


@dataclass(frozen=True)
class ItemDecided(Happened):
    """The collegium decided a question; `uid` is the measure that came of it."""
