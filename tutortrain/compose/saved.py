"""training_config.yaml: a run's configuration as it was, with every default, ready to be parsed again."""

import dataclasses
from pathlib import Path

import yaml
from omegaconf import DictConfig, ListConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from tutortrain.config.parse import parse
from tutortrain.config.run import RunConfig
from tutortrain.errors import ConfigError, RunError


def to_yaml(config: RunConfig) -> str:
    """The configuration as YAML; it holds names of variables, never their values."""
    return OmegaConf.to_yaml(OmegaConf.create(dataclasses.asdict(config)))


def read_config(path: Path) -> RunConfig:
    """What `to_yaml` wrote. Raises RunError for no such file, ConfigError for wrong settings in it."""
    raw = OmegaConf.to_container(_load(path))
    if not isinstance(raw, dict):
        raise RunError(f"{path}: no configuration of a run; restore it, or begin the run anew")
    try:
        return parse({str(key): value for key, value in raw.items()})
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error


def _load(path: Path) -> DictConfig | ListConfig:
    try:
        return OmegaConf.load(path)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, OmegaConfBaseException) as error:
        told = " ".join(str(error).split())
        raise RunError(f"{path} cannot be read ({told}); restore it, or begin the run anew") from error
