# SPDX-License-Identifier: EUPL-1.2
"""Background tasks, declared: any app names its tasks in `tasks.py`; the spine's workers and scheduler run them.

A task may be begun more than once (a killed worker, a fault, a retry), so it is written to be repeated: it keeps how
far it came in `run.state`, saved with every `run.progress`, and a second run goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol, TypeVar

MAXIMUM_TRIES = 5
FIRST_BACK_OFF = timedelta(seconds=10)
LONGEST_BACK_OFF = timedelta(hours=1)


def back_off(tries: int) -> timedelta:
    """Return how long to wait after `tries` failures: 10 s, 40 s, 160 s, 640 s … (10 s · 4^(tries-1)), at most 1 h."""
    if tries > 8:  # the power alone would leave what timedelta can hold
        return LONGEST_BACK_OFF
    return min(FIRST_BACK_OFF * 4 ** max(tries - 1, 0), LONGEST_BACK_OFF)


class Interrupted(Exception):
    """A run has to end now; a task lets it pass and leaves nothing half-written."""


class Cancelled(Interrupted):
    """A person cancelled the job."""


class JobRun(Protocol):
    """One run of a task, as the task sees it."""

    user: Any
    state: dict[str, Any]
    tries: int

    @property
    def cancelled(self) -> bool:
        """Tell whether somebody asked to cancel the job."""

    def check(self) -> None:
        """Return while the run may go on; raises Cancelled, or another Interrupted when the worker has to stop."""

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Show that `done` of `total` steps are made, keep `state`, and `check`.

        Inside a transaction of the task both are saved with what the task wrote, so that a repeated run finds them in
        step.
        """


# What a task is made of: `function(run, **payload)`; what it returns (JSON) is kept as the job's result.
TaskFunction = Callable[..., Any]
F = TypeVar("F", bound=TaskFunction)


@dataclass(frozen=True)
class Task:
    """A task by its name `<label>.<name>`; `title` stands on screens, `run` does the work."""

    name: str
    title: Any
    run: TaskFunction


@dataclass(frozen=True)
class ScheduledTask:
    """A task begun again every `every`, if `when` (none: always) says that there is work."""

    name: str
    every: timedelta
    when: Callable[[], bool] | None = None


class UnknownTask(LookupError):
    """No app declares a task of this name."""


class Tasks:
    """Every declared task and schedule by name. Declaring a name twice raises ValueError."""

    def __init__(self) -> None:
        self._tasks: dict[str, Task] = {}
        self._schedules: dict[str, ScheduledTask] = {}

    def add(self, declared: Task) -> None:
        """Add a task."""
        if "." not in declared.name:
            raise ValueError(f"a task is named <label>.<name>, not {declared.name!r}")
        if declared.name in self._tasks:
            raise ValueError(f"task {declared.name!r} is declared twice")
        self._tasks[declared.name] = declared

    def schedule(self, declared: ScheduledTask) -> None:
        """Add a schedule of a task."""
        if declared.name in self._schedules:
            raise ValueError(f"task {declared.name!r} is scheduled twice")
        if declared.every <= timedelta(0):
            raise ValueError(f"task {declared.name!r}: the period must be longer than nothing")
        self._schedules[declared.name] = declared

    def remove(self, name: str) -> None:
        """Take a task and its schedule out again."""
        del self._tasks[name]
        self._schedules.pop(name, None)

    def get(self, name: str) -> Task:
        """Return the task `name`; raises UnknownTask."""
        try:
            return self._tasks[name]
        except KeyError:
            raise UnknownTask(name) from None

    def __contains__(self, name: object) -> bool:
        return name in self._tasks

    def __iter__(self) -> Iterator[Task]:
        return iter(sorted(self._tasks.values(), key=lambda declared: declared.name))

    @property
    def schedules(self) -> list[ScheduledTask]:
        """Every schedule, by name."""
        return sorted(self._schedules.values(), key=lambda declared: declared.name)


tasks = Tasks()


def task(name: str, *, title: Any) -> Callable[[F], F]:
    """Declare `function(run, **payload)` as the task `name` (`<label>.<name>`).

    `title` says on screens what is being done. Raises ValueError for a name without a label or declared before.
    """

    def wrap(function: F) -> F:
        tasks.add(Task(name, title, function))
        _names[function] = name
        return function

    return wrap


def scheduled(*, every: timedelta, when: Callable[[], bool] | None = None) -> Callable[[F], F]:
    """Begin a task again every `every`; stands above `@task`. A run not yet finished is never doubled.

    `when` is asked first and says whether there is work at all, so that an idle house writes nothing.
    Raises ValueError when the function is no task.
    """

    def wrap(function: F) -> F:
        if function not in _names:
            raise ValueError("only a task can be scheduled: put @scheduled above @task")
        tasks.schedule(ScheduledTask(_names[function], every, when))
        return function

    return wrap


_names: dict[TaskFunction, str] = {}
