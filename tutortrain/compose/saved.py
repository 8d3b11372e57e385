"""training_config.yaml: a run's configuration as it was, with every default, ready to be parsed again."""

import dataclasses
from pathlib import Path

from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from tutortrain.config.parse import parse
from tutortrain.config.run import RunConfig
from tutortrain.errors import RunError


def to_yaml(config: RunConfig) -> str:
    """The configuration as YAML; it holds names of variables, never their values."""
    return OmegaConf.to_yaml(OmegaConf.create(dataclasses.asdict(config)))


def read_config(path: Path) -> RunConfig:
    """What `to_yaml` wrote. Raises RunError where there is no such file, ConfigError where it was damaged."""
    try:
        raw = OmegaConf.to_container(OmegaConf.load(path))
    except (OSError, OmegaConfBaseException) as error:
        raise RunError(f"{path}: no readable configuration of a run ({error})") from error
    assert isinstance(raw, dict)
    return parse({str(key): value for key, value in raw.items()})
