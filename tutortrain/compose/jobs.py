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
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from tutortrain.compose.overrides import OverrideCheck
from tutortrain.compose.versions import OF_COMPOSING, deletions
from tutortrain.config.keys import no_such_setting
from tutortrain.config.launching import Launching
from tutortrain.config.parse import describe, parse_launching, try_parse
from tutortrain.config.run import RunConfig
from tutortrain.errors import ConfigError

CONFIG_NAME = "config"


def conf_folder() -> Path:
    """conf/ beside the package in a checkout, inside it in an installed wheel."""
    package = Path(__file__).resolve().parents[1]
    beside = package.parent / "conf"
    return beside if (beside / "config.yaml").is_file() else package / "conf"


def compose_job(arguments: Sequence[str], *, search_path: str | None = None) -> RunConfig:
    """The configuration of one run.

    Raises ConfigError with every mistake in the overrides and in what they compose to, once each.
    """
    with opened(search_path) as loader:
        check = OverrideCheck(loader, sweep=False)
        check.judge(arguments)
        (config,) = compose_all([[str(override.input_line) for override in check.good]], check)
        return config


def check_overrides(arguments: Sequence[str], *, search_path: str | None = None) -> None:
    """Raises ConfigError where `--cfg`, `--info` or `--help` were asked for something that does not exist."""
    with opened(search_path) as loader:
        check = OverrideCheck(loader, sweep=True)
        check.judge(arguments)
    refuse_mistakes(check)


@contextmanager
def opened(search_path: str | None) -> Iterator[ConfigLoader]:
    """Hydra over conf/ and, as by its own `--config-dir`, one more folder."""
    with hydra.initialize_config_dir(str(conf_folder()), **OF_COMPOSING):
        if search_path is not None:
            if not Path(search_path).is_dir():
                raise ConfigError(f"--config-dir {search_path}: there is no such folder")
            path = create_config_search_path(str(conf_folder()))
            folder = f"file://{Path(search_path).absolute()}"
            path.prepend("command-line", folder, anchor=SearchPathQuery(provider="schema"))
            GlobalHydra.instance().clear()
            Hydra.create_main_hydra2("tutortrain", path)
        yield GlobalHydra.instance().config_loader()


def split(overrides: list[Override]) -> list[list[str]]:
    """The overrides of every job of a grid, the last setting varying fastest."""
    typed, batches = deletions(overrides), BasicSweeper.split_arguments(overrides, None)
    return [[typed.get(part, part) for part in job] for batch in batches for job in batch]


def compose_all(jobs: Sequence[Sequence[str]], check: OverrideCheck) -> list[RunConfig]:
    """Raises ConfigError with the mistakes in overrides and in what they compose to; where only some of
    several jobs have a mistake, the first of them is named.
    """
    configs: list[RunConfig] = []
    found: dict[str, list[int]] = {}
    for index, job in enumerate(jobs):
        config, mistakes = _compose(job)
        for mistake in mistakes:
            if mistake not in check.mistakes and not check.follows(mistake):
                found.setdefault(mistake, []).append(index)
        if config is not None:
            configs.append(config)
    check.mistakes.extend(_with_job(mistake, where, jobs) for mistake, where in found.items())
    refuse_mistakes(check)
    return configs


def refuse_mistakes(check: OverrideCheck) -> None:
    """Raises ConfigError where there are any."""
    if check.mistakes:
        raise ConfigError(describe(check.mistakes))


def _compose(job: Sequence[str]) -> tuple[RunConfig | None, list[str]]:
    try:
        return try_parse(compose_raw(job))
    except (HydraException, OmegaConfBaseException) as error:
        return None, [_translate(error)]


def _with_job(mistake: str, where: Sequence[int], jobs: Sequence[Sequence[str]]) -> str:
    return mistake if len(where) == len(jobs) else f"{mistake} ({name_job(where[0], jobs)})"


def name_job(index: int, jobs: Sequence[Sequence[str]]) -> str:
    """A job by its number and by what not all jobs have: `job 1: seed=1`."""
    common = set(jobs[0]).intersection(*jobs)
    return f"job {index}: {' '.join(one for one in jobs[index] if one not in common)}"


def compose_launching(overrides: Sequence[Override], check: OverrideCheck) -> Launching:
    """The launcher and the sweeper. Raises ConfigError, with the other mistakes, where they are wrong."""
    fixed = [str(one.input_line) for one in overrides if not one.is_sweep_override()]
    try:
        composed = hydra.compose(CONFIG_NAME, fixed, return_hydra_config=True).hydra
        return parse_launching(_launcher(composed), _plain(composed.sweeper))
    except (HydraException, OmegaConfBaseException) as error:
        found = [line for line in [_translate(error)] if not check.follows(line)]
        raise ConfigError(describe([*check.mistakes, *found])) from error
    except ConfigError as error:
        raise ConfigError(describe([*check.mistakes, str(error)])) from error


def _launcher(composed: DictConfig) -> Any:
    """Hydra knows one named basic, and lets no file of ours take its place."""
    is_basic = composed.runtime.choices["hydra/launcher"] == "basic"
    return {"kind": "basic"} if is_basic else _plain(composed.launcher)


def _plain(node: DictConfig) -> Any:
    return OmegaConf.to_container(node, resolve=True)


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
