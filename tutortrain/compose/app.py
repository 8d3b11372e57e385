"""A whole command line: checked first, then handed to Hydra, which runs one job, or to a sweep."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import hydra
from hydra._internal.utils import get_args_parser
from hydra.core.hydra_config import HydraConfig
from omegaconf import DictConfig, OmegaConf

from tutortrain.compose.jobs import CONFIG_NAME, check_overrides, compose_job, conf_folder
from tutortrain.compose.overrides import refuse_secrets
from tutortrain.compose.versions import OF_MAIN
from tutortrain.config.keys import nearest_key
from tutortrain.config.parse import parse
from tutortrain.config.run import RunConfig
from tutortrain.errors import ConfigError, Interrupted

_WITH_CONF = "conf/ is the configuration; add choices of your own with --config-dir FOLDER"
_NOT_TAKEN = {
    "config_name": _WITH_CONF,
    "config_path": _WITH_CONF,
    "experimental_rerun": "give tutortrain rerun RUN",
}
"""Options of Hydra's that would go past our checks, and what to do instead."""

Prepare = Callable[[RunConfig], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A job whose directory is there: what it is to do, and the overrides that say so, in the order typed."""

    config: RunConfig
    directory: Path
    overrides: tuple[str, ...]


Run = Callable[[Claimed], None]


class Sweep(Protocol):
    """Whoever runs a sweep, from its overrides as they were typed."""

    def __call__(self, arguments: Sequence[str], *, config_dir: str | None) -> None: ...


def launch(arguments: Sequence[str], *, prepare: Prepare, run: Run, sweep: Sweep) -> None:
    """Runs what the command line asks for: help, a printed configuration, one job, or a sweep.

    Before a directory is claimed, the job is composed and parsed, and `prepare` looks at its files; the
    errors of all this propagate, and so do those of the run. sweep: is given the overrides of a sweep, and
    Hydra's `--config-dir`, and sees to the rest.
    """
    options = read_arguments(arguments)
    if _is_to_run(options):
        if options.multirun:
            sweep(options.overrides, config_dir=options.config_dir)
            return
        prepare(compose_job(options.overrides, search_path=options.config_dir))
    os.environ["HYDRA_FULL_ERROR"] = "1"  # Hydra re-raises, so the message and the exit code are ours
    sys.argv = ["tutortrain.train", *arguments]
    main = hydra.main(config_path=str(conf_folder()), config_name=CONFIG_NAME, **OF_MAIN)
    main(_task(run))()


def compose_command_line(arguments: Sequence[str]) -> RunConfig:
    """The run that these words after `python -m tutortrain.train` would start. Raises as `launch` does."""
    options = read_arguments(arguments)
    if options.multirun:
        raise ConfigError("-m: this takes the settings of one run, not of a sweep")
    return compose_job(options.overrides, search_path=options.config_dir)


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Hydra's options, and the overrides. Raises ConfigError for what is neither, stands in between, holds a
    key, or would put another configuration in the place of conf/.
    """
    refuse_secrets(arguments)
    options, rest = get_args_parser().parse_known_args(list(arguments))
    for name in (argument.partition("=")[0] for argument in rest if argument.startswith("-")):
        meant = nearest_key(name.lstrip("-").replace("-", "_")) or "training.lr"
        raise ConfigError(f"{name}: there is no such option; settings are written {meant}=...; see --help")
    if rest:
        raise ConfigError(f"{' '.join(rest)}: give options such as -m before all settings or after them")
    for name, remedy in _NOT_TAKEN.items():
        if getattr(options, name) is not None:
            raise ConfigError(f"--{name.replace('_', '-')}: {remedy}")
    return options


def _is_to_run(options: argparse.Namespace) -> bool:
    """Whether more was asked for than help or a configuration, which is checked here as far as it can be."""
    if options.help or options.hydra_help or options.cfg or options.info or options.shell_completion:
        if not options.shell_completion:
            check_overrides(options.overrides, search_path=options.config_dir)
        return False
    return True


def _task(run: Run) -> Callable[[DictConfig], None]:
    def task(composed: DictConfig) -> None:
        raw = OmegaConf.to_container(composed, resolve=True)
        assert isinstance(raw, dict)
        hydra_config = HydraConfig.get()
        job = Claimed(
            config=parse({str(key): value for key, value in raw.items()}),
            directory=Path(hydra_config.runtime.output_dir),
            overrides=tuple(hydra_config.overrides.task),
        )
        try:
            run(job)
        except Interrupted as stopped:
            # SystemExit passes through Hydra.
            sys.stderr.write(f"{stopped}\n")
            raise SystemExit(stopped.exit_code) from stopped

    return task
