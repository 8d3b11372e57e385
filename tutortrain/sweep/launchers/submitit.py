"""submitit: a process for each job, started here or by Slurm; one that is killed costs no other."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tutortrain.config.launching import SubmititConfig
from tutortrain.errors import ConfigError
from tutortrain.sweep.launchers.base import at_most, num_cores, threads_each
from tutortrain.sweep.task import Outcome, Task, run_apart

if TYPE_CHECKING:
    from submitit import AutoExecutor, Job


class SubmititLauncher:
    """submitit by itself starts all local jobs at once; here as many as there are workers.

    Raises ConfigError where submitit refuses its parameters, or finds no Slurm.
    """

    def __init__(self, config: SubmititConfig) -> None:
        self._config = config
        is_local = config.cluster == "local"
        self.num_workers = config.num_workers or (num_cores() if is_local else None)
        self._num_threads = config.cpus_per_job or threads_each(self.num_workers or 1)
        try:
            self._executor(Path())  # now, while a mistake costs nothing; it writes when a job is submitted
        except (RuntimeError, NameError, TypeError, ValueError) as error:
            raise ConfigError(f"hydra/launcher=submitit_{config.cluster}: {error}") from error

    def launch(self, tasks: Iterable[Task], logs: Path) -> Iterator[Outcome]:
        executor = self._executor(logs)

        def submit(task: Task) -> "Job[Outcome]":
            job: Job[Outcome] = executor.submit(run_apart, task, self._num_threads)
            return job

        return at_most(self.num_workers, tasks, submit, _collect)

    def _executor(self, logs: Path) -> "AutoExecutor":
        from submitit import AutoExecutor

        config = self._config
        executor = AutoExecutor(folder=logs, cluster=config.cluster)
        executor.update_parameters(
            timeout_min=config.minutes,
            cpus_per_task=self._num_threads,
            gpus_per_node=config.gpus_per_job,
            **config.parameters,
        )
        return executor


def _collect(task: Task, job: "Job[Outcome]") -> Outcome | None:
    from submitit.core.utils import FailedJobError, FailedSubmissionError, UncompletedJobError

    if not job.done():
        return None
    try:
        outcome: Outcome = job.result()
    except (FailedJobError, FailedSubmissionError, UncompletedJobError):
        return Outcome(directory=task.directory, error=f"its process died; see {job.paths.stderr}")
    return outcome
