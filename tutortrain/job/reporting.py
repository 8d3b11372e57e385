"""The reports that runs and sweeps leave behind."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tutortrain.job.log import warn
from tutortrain.report.rendering import write_report
from tutortrain.runs.catalogue import find_runs
from tutortrain.runs.directory import RunDirectory


@contextmanager
def reported(directory: RunDirectory) -> Iterator[None]:
    """Writes report.html after the block, however that ended."""
    try:
        yield
    finally:
        _write([directory.path], directory)


def report_sweep(folder: Path) -> None:
    """Writes report.html over all jobs of a sweep that have begun, if any have."""
    if runs := list(find_runs(folder)):
        _write(runs, RunDirectory(folder))


def _write(runs: Sequence[Path], place: RunDirectory) -> None:
    """A failure to write is said and ends nothing: the runs are worth more than their report."""
    try:
        write_report(runs, place.report)
    except Exception as error:  # noqa: BLE001 - whatever it is
        warn(f"{place.report} was not written; `tutortrain report {place.path}` tries again", error)
