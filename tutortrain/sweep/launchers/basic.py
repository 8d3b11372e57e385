"""One job after the other in this process, where its progress is shown."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tutortrain.sweep.task import Outcome, Task, run_task


class BasicLauncher:
    """Nothing to set."""

    num_workers = 1

    def launch(self, tasks: Iterable[Task], logs: Path) -> Iterator[Outcome]:
        return map(run_task, tasks)
