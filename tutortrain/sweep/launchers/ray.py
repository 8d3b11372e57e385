"""Ray: jobs on a cluster of machines that share the file system, or on this machine alone."""

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tutortrain.config.launching import RayConfig
from tutortrain.errors import LaunchError
from tutortrain.sweep.launchers.base import at_most
from tutortrain.sweep.task import Outcome, Task, run_apart

if TYPE_CHECKING:
    from ray import ObjectRef

ALONE: Final = "local"
"""A cluster of this machine that ends with the sweep; without an address Ray looks for one left by others."""


class RayLauncher:
    """A job whose machine is lost is an outcome; the others go on, and resuming runs it again."""

    def __init__(self, config: RayConfig) -> None:
        self._config = config
        self.num_workers = config.num_workers

    def launch(self, tasks: Iterable[Task], logs: Path) -> Iterator[Outcome]:
        import ray

        address = self._config.address or ALONE
        try:
            ray.init(address, include_dashboard=False, log_to_driver=False, logging_level=logging.WARNING)
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise LaunchError(f"hydra.launcher.address={address}: {error}") from error
        try:
            yield from self._outcomes(tasks)
        finally:
            ray.shutdown()

    def _outcomes(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        import ray

        config = self._config
        job: Any = ray.remote(
            num_cpus=config.cpus_per_job, num_gpus=config.gpus_per_job, max_retries=0
        )(run_apart)  # fmt: skip
        num_threads = max(1, round(config.cpus_per_job))
        places = int(ray.cluster_resources().get("CPU", 1) // config.cpus_per_job)
        limit = self.num_workers or max(1, places)
        return at_most(limit, tasks, lambda task: job.remote(task, num_threads), _collect)


def _collect(task: Task, handle: "ObjectRef[Outcome]") -> Outcome | None:
    import ray
    from ray.exceptions import RayError

    if not ray.wait([handle], timeout=0)[0]:
        return None
    try:
        outcome: Outcome = ray.get(handle)
    except RayError as error:
        return Outcome(directory=task.directory, error=f"its worker died ({type(error).__name__})")
    return outcome
