"""What is told at the end of a sweep: the best jobs, and every one that is not complete, and why."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from tutortrain.config.launching import SweeperConfig
from tutortrain.display.width import WIDE
from tutortrain.errors import RunFailed
from tutortrain.query.outcome import outcome
from tutortrain.query.table import layout
from tutortrain.runs import manifest as manifests
from tutortrain.runs.catalogue import find_runs, read_runs
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.sweep import SweepJob, SweepManifest

_REASONS: Final[Mapping[str, str]] = {
    "waiting": "not started",
    "killed": "its process was killed",
    "damaged": "its run.json cannot be read",
    "running": "it is still running elsewhere",
}


def ranking(folder: Path, sweeper: SweeperConfig) -> list[str]:
    """The leaderboard of the complete jobs, and what to type for the best of them."""
    width = shutil.get_terminal_size((WIDE, 0)).columns
    runs = read_runs(list(find_runs(folder)))
    return outcome(runs, by=sweeper.objective, highest=sweeper.highest, width=width)


def failures(folder: Path, sweep: SweepManifest, told: Mapping[str, str]) -> str:
    """A table of the jobs that are not complete. told: what was said of jobs without a word in run.json."""
    rows = [[job.directory, job.status, _reason(folder, job, told)] for job in _incomplete(sweep)]
    return layout(["job", "status", "why"], rows, right_from=3)


def require_complete(folder: Path, sweep: SweepManifest) -> None:
    """Raises RunFailed with a count of the jobs that are not, by status."""
    statuses = [job.status for job in _incomplete(sweep)]
    if not statuses:
        return
    counts = ", ".join(f"{statuses.count(status)} {status}" for status in dict.fromkeys(statuses))
    raise RunFailed(
        f"{len(statuses)} of {len(sweep.jobs)} jobs are not complete ({counts}); "
        f"`tutortrain resume {folder}` goes on"
    )


def _incomplete(sweep: SweepManifest) -> Iterator[SweepJob]:
    return (job for job in sweep.jobs if job.status != "completed")


def _reason(folder: Path, job: SweepJob, told: Mapping[str, str]) -> str:
    """The first line that is of use."""
    if job.status in ("failed", "interrupted"):
        failure = manifests.read(RunDirectory(folder / job.directory).manifest).error
        return _first_line(failure.message) if failure else ""
    return _first_line(told.get(job.directory) or _REASONS[job.status])


def _first_line(message: str) -> str:
    """Without the job's own name, which stands beside it."""
    first = message.strip().splitlines()[0] if message.strip() else message
    return first.partition(" failed: ")[2] or first
