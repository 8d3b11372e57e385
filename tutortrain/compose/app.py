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
from tutortrain.config.parse import parse
from tutortrain.config.run import RunConfig
from tutortrain.errors import Interrupted

Prepare = Callable[[RunConfig], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A job whose directory is there: what it is to do, and the overrides that say so, in the order typed."""

    config: RunConfig
    directory: Path
    overrides: tuple[str, ...]
    in_sweep: bool


Run = Callable[[Claimed], None]


def launch(arguments: Sequence[str], *, prepare: Prepare, run: Run) -> None:
    """Runs what the command line asks for: help, a printed configuration, one job, or a sweep.

    Before any directory is claimed, every job is composed and parsed, and `prepare` looks at its files; the
    UserErrors of all this propagate.
    """
    refuse_secrets(arguments)
    _check(_parse_arguments(arguments), prepare)
    register_job_directory()
    os.environ["HYDRA_FULL_ERROR"] = "1"  # Hydra re-raises, so the message and the exit code are ours
    sys.argv = ["tutortrain.train", *arguments]
    hydra.main(config_path=str(conf_folder()), config_name=CONFIG_NAME, version_base="1.3")(_task(run))()


def _parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    return get_args_parser().parse_args(list(arguments))


def _check(options: argparse.Namespace, prepare: Prepare) -> None:
    if options.help or options.hydra_help or options.cfg or options.info or options.shell_completion:
        if not options.shell_completion:
            check_overrides(options.overrides)
        return
    for config in compose_jobs(options.overrides, sweep=options.multirun, search_path=options.config_dir):
        prepare(config)


def _task(run: Run) -> Callable[[DictConfig], None]:
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
            run(job)
        except Interrupted as stopped:
            # SystemExit passes through Hydra, so that the rest of a sweep is not started.
            sys.stderr.write(f"{stopped}\n")
            raise SystemExit(stopped.exit_code) from stopped

    return task
