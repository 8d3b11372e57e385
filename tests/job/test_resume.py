"""Going on with a run that another process may want as well."""

import time
from pathlib import Path

import pytest

from tutortrain.compose.jobs import compose_job
from tutortrain.errors import RunError
from tutortrain.job.resume import resume
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.lock import locked
from tutortrain.runs.manifest import flatten
from tutortrain.runs.record import Record


def test_a_run_is_not_even_looked_at_while_another_process_holds_it(tmp_path: Path) -> None:
    config = compose_job(["benchmark=none"])
    directory = RunDirectory(tmp_path)
    with Record.begin(directory, config=flatten(config), overrides=[], started=time.time()):
        directory.metrics.write_text('{"step": 0, "eval/loss": 1.0}\n')
    before = directory.manifest.read_bytes(), directory.metrics.read_bytes()
    with locked(directory), pytest.raises(RunError, match="is still running"):
        resume(config, directory, started=time.time(), other_code=True)
    assert (directory.manifest.read_bytes(), directory.metrics.read_bytes()) == before
    with pytest.raises(RunError, match="is complete"):
        resume(config, directory, started=time.time(), other_code=True)
