"""A sweep whose jobs are chosen on the way, as many at a time as there are workers."""

import math
from collections.abc import Sequence
from pathlib import Path

from tutortrain.compose.overrides import override_key
from tutortrain.compose.sweeps import Asked, ComposedJob, compose_each
from tutortrain.config.launching import OptunaConfig
from tutortrain.errors import QueryError
from tutortrain.query.objective import choose
from tutortrain.runs.catalogue import read_runs
from tutortrain.sweep.folder import enter
from tutortrain.sweep.jobs import Planned, chosen_jobs
from tutortrain.sweep.launchers.base import num_cores
from tutortrain.sweep.running import Running
from tutortrain.sweep.study import Study, direction


def open_study(folder: Path, asked: Asked) -> tuple[OptunaConfig, str, Study]:
    """What was asked of the search, by what it is judged, and its study. Raises as `Study` does."""
    config = asked.launching.sweeper
    assert isinstance(config, OptunaConfig)
    objective, highest = direction(config, asked.jobs[0].config)
    return config, objective, Study(folder, config, asked.space, objective=objective, highest=highest)


def run_search(running: Running, asked: Asked, planned: Sequence[Planned]) -> None:
    """Runs what is left of the jobs that there are, and then new ones up to as many as were asked for.

    Raises Interrupted and LaunchError as `Running.run` does.
    """
    config, objective, study = open_study(running.folder, asked)
    jobs = list(planned)
    study.drop([one.job.number for one in jobs])
    batch = [one for one in jobs if not one.is_done]
    while True:
        running.run(batch)
        for one in jobs:
            study.tell(one.job.number, _value(running.folder / one.job.directory, objective))
        left = config.num_trials - len(jobs)
        if left <= 0:
            return
        batch = _next(running, asked, study, range(len(jobs), len(jobs) + min(left, _at_once(running))))
        jobs += batch


def _next(running: Running, asked: Asked, study: Study, numbers: range) -> list[Planned]:
    """New jobs, which stand in sweep.json before they begin."""
    chosen = [[*_fixed(asked), *proposed] for proposed in study.propose(numbers)]
    composed: Sequence[ComposedJob] = compose_each(chosen, config_dir=asked.config_dir)
    batch = chosen_jobs(composed, numbers[0], swept=asked.swept)
    enter(running.folder, [one.job for one in batch])
    running.num_jobs += len(batch)
    return batch


def _fixed(asked: Asked) -> list[str]:
    """What is not searched."""
    return [one for one in asked.jobs[0].overrides if override_key(one) not in asked.space]


def _at_once(running: Running) -> int:
    return running.launcher.num_workers or num_cores()


def _value(directory: Path, objective: str) -> float | None:
    """What a complete run came to; None for any other. Raises QueryError if it has no such number."""
    (entry,) = read_runs([directory])
    if entry.manifest is None or entry.manifest.status != "completed":
        return None
    try:
        value = choose(objective, [entry], highest=True).value(entry)
    except QueryError as error:
        told = str(error).removeprefix("--by: ")
        goes_on = f"`tutortrain resume {directory.parent} hydra.sweeper.objective=...` goes on with another"
        raise QueryError(f"hydra.sweeper.objective={objective}: {told}; {goes_on}") from error
    if not math.isfinite(value):
        return None
    return value
