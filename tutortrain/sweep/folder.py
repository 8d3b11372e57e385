"""The directory of a sweep: claimed like a run's, held by one process at a time, its manifest kept true."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tutortrain.compose.sweeps import Asked
from tutortrain.config.launching import SweeperConfig
from tutortrain.config.method import RUN_PREFIXES
from tutortrain.config.run import RunConfig
from tutortrain.errors import Interrupted, QueryError
from tutortrain.query.standings import standings
from tutortrain.runs import sweep as sweeps
from tutortrain.runs.catalogue import DEFAULT_ROOTS, find_runs, read_runs
from tutortrain.runs.claims import claim
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.lock import locked
from tutortrain.runs.manifest import Status
from tutortrain.runs.naming import describe
from tutortrain.runs.sweep import SweepJob, SweepManifest

MIXED = "mixed"
"""Of several methods."""


def claim_sweep(asked: Asked) -> Path:
    """A fresh directory, below multirun/ unless another output_root was chosen. Raises RunError."""
    configs = [job.config for job in asked.jobs]
    methods = {config.method.kind for config in configs}
    method = configs[0].method.kind if len(methods) == 1 else MIXED
    description = describe(
        asked.overrides, description=_common_description(configs), model=configs[0].model.name
    )
    return claim(_root(configs[0]) / method, RUN_PREFIXES.get(method, MIXED), description)


def new_manifest(folder: Path, asked: Asked, jobs: Sequence[SweepJob]) -> SweepManifest:
    """Of a sweep that has just been claimed."""
    return SweepManifest(
        name=folder.name,
        created=datetime.now(UTC).astimezone().isoformat(timespec="seconds"),
        status="running",
        overrides=asked.overrides,
        hydra=asked.hydra,
        config_dir=asked.config_dir,
        jobs=tuple(jobs),
    )


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Raises RunError while another process holds the sweep."""
    with locked(RunDirectory(folder)):
        yield


@contextmanager
def recorded(folder: Path, sweep: SweepManifest, sweeper: SweeperConfig) -> Iterator[None]:
    """Writes sweep.json before the block, and after it what became of the jobs, however it ends.

    Jobs that are entered within the block stay.
    """
    sweeps.write(folder, replace(sweep, status="running"))
    status: Status = "failed"
    try:
        yield
        done = all(job.status == "completed" for job in sweeps.read(folder).jobs)
        status = "completed" if done else "failed"
    except (Interrupted, KeyboardInterrupt):
        status = "interrupted"
        raise
    finally:
        _close(folder, status, sweeper)


def enter(folder: Path, jobs: Sequence[SweepJob]) -> None:
    """Adds jobs to the manifest, before they begin."""
    sweep = sweeps.read(folder)
    sweeps.write(folder, replace(sweep, status="running", jobs=(*sweep.jobs, *jobs)))


def _close(folder: Path, status: Status, sweeper: SweeperConfig) -> None:
    sweep = replace(sweeps.read(folder), objective=_objective(folder, sweeper))
    sweeps.write(folder, replace(sweep, status=status))
    sweeps.write(folder, replace(sweeps.read(folder), status=status))  # with the objective of every job


def _objective(folder: Path, sweeper: SweeperConfig) -> str | None:
    """The key of what jobs are judged by; None as long as no job has it."""
    runs = read_runs(list(find_runs(folder)))
    try:
        return standings(runs, by=sweeper.objective, highest=sweeper.highest).objective.name.metric
    except QueryError:
        return None


def _root(config: RunConfig) -> Path:
    """multirun/ as everywhere in Hydra, but whoever chose another output_root wants nothing elsewhere."""
    outputs, multirun = DEFAULT_ROOTS
    chosen = Path(config.output_root)
    return multirun if chosen == outputs else chosen


def _common_description(configs: Sequence[RunConfig]) -> str | None:
    descriptions = {config.description for config in configs}
    return descriptions.pop() if len(descriptions) == 1 else None
