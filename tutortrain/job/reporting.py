"""The report that every run leaves behind."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from tutortrain.job.log import log
from tutortrain.report.rendering import write_report
from tutortrain.runs.directory import RunDirectory


@contextmanager
def reported(directory: RunDirectory) -> Iterator[None]:
    """Writes report.html after the block, however that ended; a failure to write is said and ends no run."""
    try:
        yield
    finally:
        try:
            write_report([directory.path], directory.report)
        except Exception as error:  # noqa: BLE001 - whatever it is, the run is worth more than its report
            lost = f"{directory.report} was not written; `tutortrain report {directory.path}` tries again"
            log.warning("%s", lost, exc_info=error)
            Console(stderr=True).print(f"{lost}: {error}", markup=False, highlight=False, soft_wrap=True)
