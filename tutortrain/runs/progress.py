"""progress.json: how far a run has got, for whoever looks on from another terminal or another machine.

run.json is brought up to date at checkpoints; this file about once a second, and it is no part of a result.
"""

import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from tutortrain.runs.atomic import write_atomically
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.strict_json import dumps
from tutortrain.runs.typed_json import WrongShape, parse, stored

SILENT_SECONDS: Final = 600.0
"""After which a run on another machine is taken for dead: longer than a step should take."""


@stored
class Stage:
    """A part of a run, such as `training`, and how much of it is done.

    first: what was done when it began, at `begun`; updated: when `done` was true. Both in seconds since the
    epoch, by the clock of the machine that runs it.
    """

    name: str
    first: int
    done: int
    total: int
    begun: float
    updated: float

    @property
    def seconds_left(self) -> float | None:
        """At the rate so far; None before anything is done."""
        worked = self.done - self.first
        if worked <= 0:
            return None
        return (self.updated - self.begun) / worked * (self.total - self.done)


@stored
class Progress:
    """The stages that one attempt has begun, the present one last. host: the machine that it runs on."""

    host: str
    stages: tuple[Stage, ...]

    @property
    def stage(self) -> Stage:
        return self.stages[-1]

    def named(self, name: str) -> Stage | None:
        """The newest of that name."""
        return next((stage for stage in reversed(self.stages) if stage.name == name), None)


def write(path: Path, host: str, stages: Sequence[Stage]) -> None:
    """Replaces the file by rename; without a sync, for a step may take less than that. Raises OSError."""
    content = {"host": host, "stages": [asdict(stage) for stage in stages]}
    write_atomically(path, dumps(content) + "\n", durable=False)


def read(path: Path) -> Progress | None:
    """None where nothing has begun, and for a file that is damaged: it is rewritten or no longer needed."""
    try:
        progress = parse(Progress, path.read_bytes())
    except (OSError, WrongShape):
        return None
    return progress if progress.stages else None


def is_heard_from(directory: RunDirectory, host: str) -> bool:
    """Whether the run works on a machine other than `host` and has shown a sign of life lately.

    What locks hold there cannot be seen through every file system.
    """
    progress = read(directory.progress)
    if progress is None or progress.host == host:
        return False
    return time.time() - progress.stage.updated < SILENT_SECONDS
