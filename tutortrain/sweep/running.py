"""A sweep under way: hands its jobs to the launcher, and tells what becomes of each."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tutortrain.errors import Interrupted
from tutortrain.job.stop import Stop
from tutortrain.sweep.jobs import Planned
from tutortrain.sweep.launchers.base import Launcher
from tutortrain.sweep.task import Outcome, Task


@dataclass(slots=True, kw_only=True)
class Running:
    """A sweep under way. told: what was said of jobs that failed; stop: the signals of its own process, which
    the caller enters.
    """

    folder: Path
    launcher: Launcher
    other_code: bool
    num_jobs: int
    num_done: int
    stop: Stop = field(default_factory=Stop)
    told: dict[str, str] = field(default_factory=dict)
    stopped: bool = False

    def run(self, planned: Sequence[Planned]) -> None:
        """Raises Interrupted after a signal, when the jobs under way have ended; LaunchError."""
        for outcome in self.launcher.launch(self._tasks(planned), self.folder / ".launcher"):
            self._after(outcome)
        if self.stopped or self.stop.requested:
            raise Interrupted(f"stopped; `tutortrain resume {self.folder}` goes on")

    def _tasks(self, planned: Sequence[Planned]) -> Iterator[Task]:
        for one in planned:
            if self.stopped or self.stop.requested:
                return
            yield Task(
                here=Path.cwd(),
                directory=self.folder / one.job.directory,
                config=one.config,
                overrides=one.job.overrides,
                other_code=self.other_code,
            )

    def _after(self, outcome: Outcome) -> None:
        self.stopped |= outcome.stopped
        name = outcome.directory.name
        if outcome.error is None:
            self.num_done += 1
            tell(f"{name}: complete ({self.num_done} of {self.num_jobs})")
        else:
            self.told[name] = outcome.error
            tell(f"error: {name}: {outcome.error}")


def tell(line: str) -> None:
    """To whoever started the sweep."""
    sys.stderr.write(f"{line}\n")
