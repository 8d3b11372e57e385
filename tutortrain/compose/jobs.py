"""Every job that a command line asks for, composed and parsed before the first one starts."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hydra
from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra._internal.hydra import Hydra
from hydra._internal.utils import create_config_search_path
from hydra.core.config_loader import ConfigLoader
from hydra.core.config_search_path import SearchPathQuery
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from tutortrain.compose.overrides import OverrideCheck
from tutortrain.config.keys import no_such_setting
from tutortrain.config.parse import describe, try_parse
from tutortrain.config.run import RunConfig
from tutortrain.errors import ConfigError

CONFIG_NAME = "config"


def conf_folder() -> Path:
    """conf/ beside the package in a checkout, inside it in an installed wheel."""
    package = Path(__file__).resolve().parents[1]
    beside = package.parent / "conf"
    return beside if (beside / "config.yaml").is_file() else package / "conf"


def compose_jobs(arguments: Sequence[str], *, sweep: bool, search_path: str | None = None) -> list[RunConfig]:
    """The configuration of each job.

    Raises ConfigError with every mistake in the overrides and in what they compose to, once each.
    """
    with _hydra(search_path) as loader:
        check = OverrideCheck(loader, sweep=sweep)
        check.judge(arguments)
        return _compose_all(_split(check.good, sweep=sweep), check)


def check_overrides(arguments: Sequence[str], *, search_path: str | None = None) -> None:
    """Raises ConfigError where `--cfg`, `--info` or `--help` were asked for something that does not exist."""
    with _hydra(search_path) as loader:
        check = OverrideCheck(loader, sweep=True)
        check.judge(arguments)
    if check.mistakes:
        raise ConfigError(describe(check.mistakes))


@contextmanager
def _hydra(search_path: str | None) -> Iterator[ConfigLoader]:
    """Hydra over conf/ and, as by its own `--config-dir`, one more folder."""
    with hydra.initialize_config_dir(str(conf_folder()), version_base="1.3"):
        if search_path is not None:
            if not Path(search_path).is_dir():
                raise ConfigError(f"--config-dir {search_path}: there is no such folder")
            path = create_config_search_path(str(conf_folder()))
            folder = f"file://{Path(search_path).absolute()}"
            path.prepend("command-line", folder, anchor=SearchPathQuery(provider="schema"))
            GlobalHydra.instance().clear()
            Hydra.create_main_hydra2("tutortrain", path)
        yield GlobalHydra.instance().config_loader()


def _split(overrides: list[Override], *, sweep: bool) -> list[list[str]]:
    if not sweep:
        return [[str(override.input_line) for override in overrides]]
    return [job for batch in BasicSweeper.split_arguments(overrides, None) for job in batch]


def _compose_all(jobs: list[list[str]], check: OverrideCheck) -> list[RunConfig]:
    configs: list[RunConfig] = []
    mistakes = check.mistakes
    for job in jobs:
        try:
            config, found = try_parse(compose_raw(job))
        except (HydraException, OmegaConfBaseException) as error:
            found = [line for line in [_translate(error)] if not check.follows(line)]
            raise ConfigError(describe([*mistakes, *found])) from error
        mistakes.extend(line for line in found if line not in mistakes and not check.follows(line))
        if config is not None:
            configs.append(config)
    if mistakes:
        raise ConfigError(describe(mistakes))
    return configs


def compose_raw(overrides: Sequence[str]) -> dict[str, Any]:
    """One composition as plain values; Hydra must be initialised."""
    raw = OmegaConf.to_container(hydra.compose(CONFIG_NAME, list(overrides)), resolve=True)
    assert isinstance(raw, dict)
    return {str(key): value for key, value in raw.items()}


def _translate(error: Exception) -> str:
    """Hydra's own complaint, in our words where it is about a key."""
    first = str(error).strip().splitlines()[0]
    key = re.search(r"Could not (?:override|append|delete).*?'([\w./@]+)", first)
    return no_such_setting(key[1]) if key else first
