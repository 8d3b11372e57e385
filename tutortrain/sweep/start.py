"""A sweep from its first job to its last: a new one, one that goes on, and one that is extended."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tutortrain.compose.sweeps import Asked, ComposedJob, compose_each, compose_sweep, merge_overrides
from tutortrain.errors import Interrupted, LaunchError
from tutortrain.job.reporting import report_sweep
from tutortrain.job.stop import Stop
from tutortrain.runs import sweep as sweeps
from tutortrain.runs.sweep import SweepManifest
from tutortrain.sweep.closing import failures, require_complete
from tutortrain.sweep.folder import claim_sweep, held, new_manifest, recorded
from tutortrain.sweep.jobs import Planned, left_to_do, new_jobs
from tutortrain.sweep.launchers import open_launcher
from tutortrain.sweep.launchers.base import Launcher
from tutortrain.sweep.task import Outcome, Task


@dataclass(slots=True, kw_only=True)
class Running:
    """A sweep under way. told: what was said of jobs that failed; stop: the signals of its own process."""

    folder: Path
    launcher: Launcher
    other_code: bool
    stop: Stop
    num_jobs: int
    num_done: int
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
            _tell(f"{name}: complete ({self.num_done} of {self.num_jobs})")
        else:
            self.told[name] = outcome.error
            _tell(f"error: {name}: {outcome.error}")


def start_sweep(arguments: Sequence[str], *, config_dir: str | None = None) -> None:
    """Every job is composed, parsed and looked at first; then a directory is claimed, and they run.

    Raises UserError for a mistake in any job, which leaves nothing behind; RunFailed where jobs failed, after
    all have had their turn; Interrupted after a signal.
    """
    asked = compose_sweep(arguments, config_dir=config_dir)
    launcher = open_launcher(asked.launching.launcher)
    planned = new_jobs(asked.jobs, swept=asked.swept)
    if repeated := len(asked.jobs) - len(planned):
        _tell(f"{repeated} jobs would repeat others and are left out")
    folder = claim_sweep(asked)
    with held(folder):
        manifest = new_manifest(folder, asked, [one.job for one in planned])
        _carry_out(folder, manifest, asked, launcher, planned)


def resume_sweep(folder: Path, added: Sequence[str] = (), *, other_code: bool = False) -> None:
    """Runs what is not complete, and the jobs that `added` values make more; says first which these are.

    Raises as `start_sweep` does, and RunError where today's settings, data or code would make a mixture.
    """
    with held(folder):
        earlier = sweeps.read(folder)
        asked = compose_sweep(
            merge_overrides([*earlier.overrides, *earlier.hydra], added), config_dir=earlier.config_dir
        )
        launcher = open_launcher(asked.launching.launcher)
        planned = left_to_do(folder, earlier, _again(earlier), other_code=other_code)
        if added:
            planned += new_jobs(asked.jobs, planned, swept=asked.swept)
        _announce(folder, planned)
        manifest = replace(
            earlier,
            overrides=asked.overrides,
            hydra=asked.hydra,
            jobs=tuple(one.job for one in planned),
        )
        _carry_out(folder, manifest, asked, launcher, planned, other_code=other_code)


def _again(sweep: SweepManifest) -> tuple[ComposedJob, ...]:
    return compose_each([job.overrides for job in sweep.jobs], config_dir=sweep.config_dir)


def _carry_out(
    folder: Path,
    manifest: SweepManifest,
    asked: Asked,
    launcher: Launcher,
    planned: Sequence[Planned],
    *,
    other_code: bool = False,
) -> None:
    left = [one for one in planned if not one.is_done]
    with recorded(folder, manifest, asked.launching.sweeper), Stop() as stop:
        running = Running(
            folder=folder,
            launcher=launcher,
            other_code=other_code,
            stop=stop,
            num_jobs=len(planned),
            num_done=len(planned) - len(left),
        )
        try:
            running.run(left)
        except LaunchError as error:
            _tell(f"error: {error}")
    _close(folder, running.told)


def _close(folder: Path, told: dict[str, str]) -> None:
    sweep = sweeps.read(folder)
    report_sweep(folder)
    if sweep.status != "completed":
        _tell(failures(folder, sweep, told))
    require_complete(folder, sweep)


def _announce(folder: Path, planned: Sequence[Planned]) -> None:
    """What is done is counted, what is left is listed."""
    num_done = sum(one.is_done for one in planned)
    _tell(f"{folder}: {num_done} of {len(planned)} jobs are complete and stay as they are")
    for one in planned:
        if not one.is_done:
            _tell(f"  {one.job.directory}: {one.note}")


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
