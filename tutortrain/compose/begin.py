"""A run in a directory that has been claimed for it, which keeps the configuration it was begun with."""

from collections.abc import Sequence

from tutortrain.compose.saved import to_yaml
from tutortrain.config.run import RunConfig
from tutortrain.job import prepare, run_job
from tutortrain.runs.atomic import write_atomically
from tutortrain.runs.directory import RunDirectory


def begin_run(
    config: RunConfig, directory: RunDirectory, overrides: Sequence[str], *, started: float
) -> None:
    """Raises as `prepare` and `run_job` do."""
    job = prepare(config)
    write_atomically(directory.training_config, to_yaml(job.config))
    run_job(job, directory, overrides, started=started)
