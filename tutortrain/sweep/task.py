"""One job of a sweep, in this process or in one of its own, perhaps on another machine."""

import os
import time
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tutortrain.compose.begin import begin_run
from tutortrain.compose.saved import read_config
from tutortrain.config.run import RunConfig
from tutortrain.environment import set_environment
from tutortrain.errors import Interrupted, OverBudget, TutorTrainError
from tutortrain.job import resume
from tutortrain.job.log import log, logging_to
from tutortrain.job.stop import Stop
from tutortrain.keys import without_keys
from tutortrain.runs import manifest as manifests
from tutortrain.runs.catalogue import is_alive
from tutortrain.runs.directory import RunDirectory

_SECONDS_BETWEEN_LOOKS: Final = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a worker is told: the job's directory, below `here` or absolute, and what to do in it.

    here: where the sweep was started, which paths in the configuration are relative to.
    """

    here: Path
    directory: Path
    config: RunConfig
    overrides: tuple[str, ...]
    other_code: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a task; error: None for a complete run; stopped: by a signal to its process."""

    directory: Path
    error: str | None = None
    stopped: bool = False


def run_task(task: Task) -> Outcome:
    """Begins the run, or goes on with it. Whatever goes wrong is in the outcome and in the job's own log."""
    try:
        _run(task)
    except TutorTrainError as error:
        stopped = isinstance(error, Interrupted) and not isinstance(error, OverBudget)
        return Outcome(directory=task.directory, error=str(error), stopped=stopped)
    except Exception as error:  # noqa: BLE001 - no job may stop the others
        with logging_to(RunDirectory(task.directory).train_log):
            log.exception("failed")
        return Outcome(directory=task.directory, error=without_keys(f"{type(error).__name__}: {error}"))
    return Outcome(directory=task.directory)


def run_apart(task: Task, num_threads: int | None) -> Outcome:
    """`run_task` for a worker process: quiet, and with so many threads, unless the environment says another
    number. What it would print lies in the job's console.log.
    """
    if num_threads is not None:  # before PyTorch is imported, which looks once
        os.environ.setdefault("OMP_NUM_THREADS", str(num_threads))
    with chdir(task.here):
        set_environment()
        task.directory.mkdir(parents=True, exist_ok=True)
        console = task.directory / "console.log"
        with console.open("a", encoding="utf-8") as file, redirect_stdout(file), redirect_stderr(file):
            return run_task(task)


def _run(task: Task) -> None:
    directory = RunDirectory(task.directory)
    _wait_for(directory)
    started = time.time()
    if not directory.manifest.exists():
        directory.path.mkdir(parents=True, exist_ok=True)
        begin_run(task.config, directory, task.overrides, started=started)
    elif manifests.read(directory.manifest).status != "completed":
        config = read_config(directory.training_config)  # run.json tells of what it was begun with
        resume(config, directory, started=started, other_code=task.other_code)


def _wait_for(directory: RunDirectory) -> None:
    """Until nobody works on the run: workers outlive a launcher that was killed, and finish their job."""
    with Stop() as stop:
        while is_alive(directory):
            stop.check()
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        stop.check()
