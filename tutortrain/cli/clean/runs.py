"""`tutortrain clean runs [RUN...]`."""

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from tutortrain.cli.options import Runs, Where, Yes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from tutortrain.runs.catalogue import Entry


def runs(runs: Runs = None, where: Where = None, yes: Yes = False) -> None:
    """Remove whole runs with all that they hold; their numbers are not given again."""
    from tutortrain.cli.clean.chosen import Doomed, choose, remove
    from tutortrain.cli.output import tell
    from tutortrain.runs.directory import RunDirectory
    from tutortrain.runs.removal import disk_usage, remove_run
    from tutortrain.wording import counted

    choice = choose(runs or [], where)
    busy = _busy_sweeps(choice.runs)
    going = [run for run in choice.runs if run.path.parent not in busy]
    tell(
        [*choice.notes, *(f"the jobs of {sweep} are kept: it goes on" for sweep in busy), *_elsewhere(going)]
    )
    doomed = [
        Doomed(
            run=run,
            what="everything",
            num_bytes=disk_usage(run.path),
            remove=partial(remove_run, RunDirectory(run.path)),
        )
        for run in going
    ]
    remove(doomed, lambda num: counted(num, "run"), yes=yes)
    _remove_sweeps_without_jobs(Counter(run.path.parent for run in going))


def _busy_sweeps(runs: "Sequence[Entry]") -> "list[Path]":
    from tutortrain.runs import sweep as sweeps

    folders = dict.fromkeys(run.path.parent for run in runs)
    return [each for each in folders if sweeps.is_sweep(each) and sweeps.read(each).status == "running"]


def _elsewhere(runs: "Sequence[Entry]") -> "Iterator[str]":
    """What a service keeps of them, which nobody would find again."""
    for run in runs:
        if run.manifest and run.manifest.remote:
            yield (
                f"checkpoints of {run.path} stay at {run.manifest.remote.service}: "
                f"`tutortrain tinker delete {run.path}` removes them, as long as the run is here"
            )


def _remove_sweeps_without_jobs(shown: "Mapping[Path, int]") -> None:
    """shown: for each folder how many of its runs were. A sweep is kept for jobs that have not begun yet."""
    import typer

    from tutortrain.runs import sweep as sweeps
    from tutortrain.runs.catalogue import find_runs
    from tutortrain.runs.directory import RunDirectory
    from tutortrain.runs.removal import remove_run

    for folder, num_shown in shown.items():
        if not sweeps.is_sweep(folder) or any(find_runs(folder)):
            continue
        jobs = sweeps.as_written(folder).jobs
        if len(jobs) <= num_shown or all(job.status != "waiting" for job in jobs):
            remove_run(RunDirectory(folder))
            typer.echo(f"Removed {folder}, a sweep without jobs.")
