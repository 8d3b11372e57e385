"""Progress of whatever reports it by name, shown as stages of a run."""

from collections.abc import Callable

from tutortrain.display.base import Display
from tutortrain.job.stop import Stop

Progress = Callable[[str, int, int], None]
"""Told a stage's name, how much of it is done, and how much there is."""


def showing(display: Display, stop: Stop, before: str = "") -> Progress:
    """Begins a stage when it is first heard of; `before` precedes its name.

    Raises Interrupted after a signal, which ends the work that reports.
    """
    begun: set[str] = set()

    def progress(stage: str, done: int, total: int) -> None:
        stop.check()
        if stage not in begun:
            begun.add(stage)
            display.begin(f"{before}{stage}", total, done)
        display.advance(done)

    return progress
