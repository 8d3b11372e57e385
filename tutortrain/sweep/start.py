"""A sweep from its first job to its last: a new one, one that goes on, and one that is extended."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tutortrain.compose.overrides import override_key
from tutortrain.compose.sweeps import (
    Asked,
    ComposedJob,
    compose_again,
    compose_each,
    compose_sweep,
    merge_overrides,
    replace_overrides,
)
from tutortrain.config.launching import OptunaConfig, SweeperConfig
from tutortrain.errors import LaunchError
from tutortrain.job.reporting import report_sweep
from tutortrain.runs import sweep as sweeps
from tutortrain.runs.sweep import SweepManifest
from tutortrain.sweep.closing import failures, ranking, require_complete
from tutortrain.sweep.folder import claim_sweep, held, new_manifest, recorded
from tutortrain.sweep.jobs import Planned, left_to_do, new_jobs
from tutortrain.sweep.launchers import open_launcher, require_library
from tutortrain.sweep.launchers.base import Launcher
from tutortrain.sweep.running import Running, tell
from tutortrain.sweep.search import open_study, run_search
from tutortrain.sweep.study import direction


def start_sweep(arguments: Sequence[str], *, config_dir: str | None = None) -> None:
    """Every job is composed, parsed and looked at first; then a directory is claimed, and they run.

    Raises UserError for a mistake in any job, which leaves nothing behind; RunFailed where jobs failed, after
    all have had their turn; Interrupted after a signal.
    """
    _start(compose_sweep(arguments, config_dir=config_dir))


def start_again(folder: Path, added: Sequence[str] = ()) -> None:
    """The jobs of a grid, or the search, once more in a new directory. added: what is to be otherwise.

    Raises as `start_sweep` does, and RunError for a folder that is no sweep.
    """
    earlier = sweeps.read(folder)
    arguments = replace_overrides([*earlier.overrides, *earlier.hydra], added)
    asked = compose_sweep(arguments, config_dir=earlier.config_dir)
    if not asked.space:  # it may have been extended to what is no grid
        asked = compose_again(asked, [job.overrides for job in earlier.jobs], added)
    _start(asked)


def _start(asked: Asked) -> None:
    launcher = _opened(asked)
    planned = new_jobs(asked.jobs, swept=asked.swept)
    if asked.space:
        planned = []  # they have only shown that all that could be chosen can be run
    elif repeated := len(asked.jobs) - len(planned):
        tell(f"{repeated} jobs would repeat others and are left out")
    folder = claim_sweep(asked)
    with held(folder):
        manifest = new_manifest(folder, asked, [one.job for one in planned])
        _carry_out(_running(folder, launcher, planned), manifest, asked, planned)


def resume_sweep(folder: Path, added: Sequence[str] = (), *, other_code: bool = False) -> None:
    """Runs what is not complete, and the jobs that `added` values make more; says first which these are.

    Raises as `start_sweep` does, and RunError where today's settings, data or code would make a mixture.
    """
    with held(folder):
        earlier = sweeps.read(folder)
        asked = compose_sweep(
            merge_overrides([*earlier.overrides, *earlier.hydra], added), config_dir=earlier.config_dir
        )
        launcher = _opened(asked)
        if asked.space:
            open_study(folder, asked)  # before anything is written, for it refuses what would be a mixture
        planned = left_to_do(folder, earlier, _again(earlier), other_code=other_code)
        if added and not asked.space:
            swept = asked.swept.union(map(override_key, added))
            planned += new_jobs(asked.jobs, planned, swept=swept)
        _announce(folder, planned)
        manifest = replace(
            earlier,
            overrides=asked.overrides,
            hydra=asked.hydra,
            jobs=tuple(one.job for one in planned),
        )
        running = _running(folder, launcher, planned, other_code=other_code)
        _carry_out(running, manifest, asked, planned)


def _opened(asked: Asked) -> Launcher:
    """The launcher, when all that the sweeper needs is there too. Raises ConfigError."""
    if isinstance(asked.launching.sweeper, OptunaConfig):
        require_library("hydra/sweeper=optuna", "optuna")
        direction(asked.launching.sweeper, asked.jobs[0].config)
    return open_launcher(asked.launching.launcher)


def _again(sweep: SweepManifest) -> tuple[ComposedJob, ...]:
    return compose_each([job.overrides for job in sweep.jobs], config_dir=sweep.config_dir)


def _running(
    folder: Path, launcher: Launcher, planned: Sequence[Planned], *, other_code: bool = False
) -> Running:
    return Running(
        folder=folder,
        launcher=launcher,
        other_code=other_code,
        num_jobs=len(planned),
        num_done=sum(one.is_done for one in planned),
    )


def _carry_out(running: Running, manifest: SweepManifest, asked: Asked, planned: Sequence[Planned]) -> None:
    sweeper = asked.launching.sweeper
    with recorded(running.folder, manifest, sweeper), running.stop:
        try:
            if asked.space:
                run_search(running, asked, planned)
            else:
                running.run([one for one in planned if not one.is_done])
        except LaunchError as error:
            tell(f"error: {error}")
    _close(running, sweeper)


def _close(running: Running, sweeper: SweeperConfig) -> None:
    folder = running.folder
    sweep = sweeps.read(folder)
    report_sweep(folder)
    for line in ranking(folder, sweeper):
        print(line)  # noqa: T201 - what was asked for
    if sweep.status != "completed":
        tell(failures(folder, sweep, running.told))
    require_complete(folder, sweep)


def _announce(folder: Path, planned: Sequence[Planned]) -> None:
    """What is done is counted, what is left is listed."""
    num_done = sum(one.is_done for one in planned)
    tell(f"{folder}: {num_done} of {len(planned)} jobs are complete and stay as they are")
    for one in planned:
        if not one.is_done:
            tell(f"  {one.job.directory}: {one.note}")
