"""joblib's loky: processes of this machine that are used for one job after another."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tutortrain.config.launching import JoblibConfig
from tutortrain.errors import LaunchError
from tutortrain.sweep.launchers.base import num_cores, threads_each
from tutortrain.sweep.task import Outcome, Task, run_apart


class JoblibLauncher:
    """The cores are divided between the workers, and each has one pool of threads."""

    def __init__(self, config: JoblibConfig) -> None:
        self.num_workers = config.num_workers or num_cores()

    def launch(self, tasks: Iterable[Task], logs: Path) -> Iterator[Outcome]:
        from joblib import Parallel, delayed
        from joblib.externals.loky.process_executor import TerminatedWorkerError

        workers = Parallel(
            n_jobs=self.num_workers,
            backend="loky",
            batch_size=1,
            pre_dispatch=self.num_workers,
            return_as="generator_unordered",
        )
        num_threads = threads_each(self.num_workers)
        try:
            yield from workers(delayed(run_apart)(task, num_threads) for task in tasks)
        except TerminatedWorkerError as error:
            raise LaunchError("a worker of joblib was killed, and took the others with it") from error
