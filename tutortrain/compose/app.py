"""A whole command line: checked first, then handed to Hydra, which runs one job or many."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import hydra
from hydra._internal.utils import get_args_parser
from hydra.core.hydra_config import HydraConfig
from hydra.types import RunMode
from omegaconf import DictConfig, OmegaConf

from tutortrain.compose.callback import register_job_directory
from tutortrain.compose.jobs import CONFIG_NAME, check_overrides, compose_jobs, conf_folder
from tutortrain.compose.overrides import refuse_secrets
from tutortrain.config.keys import nearest_key
from tutortrain.config.parse import parse
from tutortrain.config.run import RunConfig
from tutortrain.errors import ConfigError, Interrupted, RunFailed, TutorTrainError

Prepare = Callable[[RunConfig], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A job whose directory is there: what it is to do, and the overrides that say so, in the order typed."""

    config: RunConfig
    directory: Path
    overrides: tuple[str, ...]
    in_sweep: bool


Run = Callable[[Claimed], None]


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of a sweep's jobs, where they run in this process; other launchers keep their own."""

    num_jobs: int
    num_started: int = 0
    num_failed: int = 0

    def __str__(self) -> str:
        left = self.num_jobs - self.num_started
        return f"{self.num_failed} of {self.num_jobs} jobs failed" + (f", {left} not started" if left else "")


def launch(arguments: Sequence[str], *, prepare: Prepare, run: Run) -> None:
    """Runs what the command line asks for: help, a printed configuration, one job, or a sweep.

    Before any directory is claimed, every job is composed and parsed, and `prepare` looks at its files; the
    UserErrors of all this propagate, and so does the error of a single job. One of a sweep is told when it
    happens and the other jobs are run; RunFailed then counts the failures.
    """
    refuse_secrets(arguments)
    tally = Tally(num_jobs=_check(_parse_arguments(arguments), prepare))
    register_job_directory()
    os.environ["HYDRA_FULL_ERROR"] = "1"  # Hydra re-raises, so the message and the exit code are ours
    sys.argv = ["tutortrain.train", *arguments]
    main = hydra.main(config_path=str(conf_folder()), config_name=CONFIG_NAME, version_base="1.3")
    try:
        main(_task(run, tally))()
    except TutorTrainError as error:
        if not tally.num_failed:
            raise
        raise RunFailed(str(tally)) from error


def compose_command_line(arguments: Sequence[str]) -> list[RunConfig]:
    """The jobs that these words after `python -m tutortrain.train` would start. Raises as `launch` does."""
    refuse_secrets(arguments)
    options = _parse_arguments(arguments)
    return compose_jobs(options.overrides, sweep=options.multirun, search_path=options.config_dir)


def _parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Hydra's options, and the overrides. Raises ConfigError for what is neither, or stands in between."""
    options, rest = get_args_parser().parse_known_args(list(arguments))
    for name in (argument.partition("=")[0] for argument in rest if argument.startswith("-")):
        meant = nearest_key(name.lstrip("-").replace("-", "_")) or "training.lr"
        raise ConfigError(f"{name}: there is no such option; settings are written {meant}=...; see --help")
    if rest:
        raise ConfigError(f"{' '.join(rest)}: give options such as -m before all settings or after them")
    return options


def _check(options: argparse.Namespace, prepare: Prepare) -> int:
    """The number of jobs that were asked for; none where only help or a configuration was."""
    if options.help or options.hydra_help or options.cfg or options.info or options.shell_completion:
        if not options.shell_completion:
            check_overrides(options.overrides, search_path=options.config_dir)
        return 0
    configs = compose_jobs(options.overrides, sweep=options.multirun, search_path=options.config_dir)
    for config in configs:
        prepare(config)
    return len(configs)


def _task(run: Run, tally: Tally) -> Callable[[DictConfig], None]:
    def task(composed: DictConfig) -> None:
        raw = OmegaConf.to_container(composed, resolve=True)
        assert isinstance(raw, dict)
        hydra_config = HydraConfig.get()
        job = Claimed(
            config=parse({str(key): value for key, value in raw.items()}),
            directory=Path(hydra_config.runtime.output_dir),
            overrides=tuple(hydra_config.overrides.task),
            in_sweep=hydra_config.mode == RunMode.MULTIRUN,
        )
        try:
            tally.num_started += 1
            run(job)
        except Interrupted as stopped:
            # SystemExit passes through Hydra, so that the rest of a sweep is not started.
            sys.stderr.write(f"{stopped}\n")
            raise SystemExit(stopped.exit_code) from stopped
        except TutorTrainError as error:
            if job.in_sweep:
                tally.num_failed += 1
                sys.stderr.write(f"error: {job.directory.name}: {error}\n")
            raise

    return task
