"""Ray: jobs on a cluster of machines that share the file system, or on this machine alone."""

import logging
import re
import socket
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tutortrain.config.launching import RayConfig
from tutortrain.errors import ConfigError, LaunchError
from tutortrain.sweep.launchers.base import at_most
from tutortrain.sweep.task import Outcome, Task, run_apart

if TYPE_CHECKING:
    from ray import ObjectRef

ALONE: Final = "local"
"""A cluster of this machine that ends with the sweep; without an address Ray looks for one left by others."""
_FOUND_BY_RAY: Final = ("auto", ALONE)
_ADDRESS: Final = re.compile(r"(?:ray://)?\[?(?P<host>[^/\s]+?)\]?:(?P<port>\d{1,5})")
_SECONDS_TO_ANSWER: Final = 10.0


class RayLauncher:
    """A job whose machine is lost is an outcome; the others go on, and resuming runs it again.

    Raises ConfigError for an address where nobody listens.
    """

    def __init__(self, config: RayConfig) -> None:
        self._config = config
        self._address = config.address or ALONE
        self.num_workers = config.num_workers
        if self._address not in _FOUND_BY_RAY:
            _require_listener(self._address)

    def launch(self, tasks: Iterable[Task], logs: Path) -> Iterator[Outcome]:
        import ray

        quiet = {"include_dashboard": False, "log_to_driver": False, "logging_level": logging.WARNING}
        try:
            ray.init(self._address, **quiet)
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise LaunchError(f"hydra.launcher.address={self._address}: {error}") from error
        try:
            self._require_room()
            yield from self._outcomes(tasks)
        finally:
            ray.shutdown()

    def _require_room(self) -> None:
        """Ray would wait for a machine that is large enough. One may yet join a cluster; nothing joins this
        machine, for which LaunchError is raised.
        """
        import ray

        config = self._config
        wanted = {"CPU": config.cpus_per_job, "GPU": config.gpus_per_job}
        machines = [node["Resources"] for node in ray.nodes() if node["Alive"]]
        if any(all(machine.get(kind, 0) >= num for kind, num in wanted.items()) for machine in machines):
            return
        lacking = (
            f"no machine has what a job asks for: hydra.launcher.cpus_per_job={config.cpus_per_job:g}, "
            f"hydra.launcher.gpus_per_job={config.gpus_per_job:g}"
        )
        if self._address == ALONE:
            raise LaunchError(lacking)
        sys.stderr.write(f"note: {lacking}; the jobs wait until one joins the cluster\n")

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


def _require_listener(address: str) -> None:
    """Ray itself tries for many minutes."""
    told = f"hydra.launcher.address={address}"
    parts = _ADDRESS.fullmatch(address)
    if parts is None or int(parts["port"]) > 65_535:
        raise ConfigError(
            f"{told}: give HOST:PORT of the cluster's head, auto, or null for this machine alone"
        )
    try:
        socket.create_connection((parts["host"], int(parts["port"])), _SECONDS_TO_ANSWER).close()
    except OSError as error:
        raise ConfigError(f"{told}: nobody listens there ({error.strerror or error})") from error


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
