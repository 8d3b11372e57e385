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


def read_config_dir(run: Path) -> str | None:
    """The folder that a run was given with `--config-dir`, if it was given one."""
    path = run / ".hydra" / "hydra.yaml"
    if not path.is_file():
        return None
    sources = OmegaConf.select(OmegaConf.load(path), "hydra.runtime.config_sources") or []
    return next((str(source.path) for source in sources if source.provider == "command-line"), None)
