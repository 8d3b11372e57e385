"""What every launcher does: takes tasks one by one, runs some of them at a time, and gives outcomes."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final, Protocol, TypeVar

from tutortrain.sweep.task import Outcome, Task

_SECONDS_BETWEEN_LOOKS: Final = 0.05

H = TypeVar("H")


class Launcher(Protocol):
    """num_workers: how many tasks it runs at a time; None: as many as there are."""

    @property
    def num_workers(self) -> int | None: ...

    def launch(self, tasks: Iterable[Task], logs: Path) -> Iterator[Outcome]:
        """The outcomes as they come, in any order. A task is taken when there is a worker for it, so that
        whoever ends `tasks` has no more begun.

        logs: a folder for what the launcher itself writes. A task that raises is an outcome like others.
        Raises LaunchError where a worker that died has taken others with it.
        """
        ...


def num_cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0))


def threads_each(num_workers: int) -> int:
    """The cores divided between workers."""
    return max(1, num_cores() // num_workers)


def at_most(
    limit: int | None,
    tasks: Iterable[Task],
    submit: Callable[[Task], H],
    collect: Callable[[Task, H], Outcome | None],
) -> Iterator[Outcome]:
    """Keeps up to `limit` tasks submitted. collect: a task's outcome, None as long as it runs."""
    running: list[tuple[Task, H]] = []
    for task in tasks:
        running.append((task, submit(task)))
        while limit is not None and len(running) >= limit:
            yield from _done(running, collect)
    while running:
        yield from _done(running, collect)


def _done(running: list[tuple[Task, H]], collect: Callable[[Task, H], Outcome | None]) -> Iterator[Outcome]:
    """Those that have ended since, which then are running no more."""
    time.sleep(_SECONDS_BETWEEN_LOOKS)
    for task, handle in list(running):
        if (outcome := collect(task, handle)) is not None:
            running.remove((task, handle))
            yield outcome
