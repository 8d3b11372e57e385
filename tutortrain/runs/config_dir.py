"""The folder of choices of the user's own that a run was begun with, Hydra's `--config-dir`."""

from pathlib import Path
from typing import Any

from tutortrain.errors import RunError
from tutortrain.runs import sweep as sweeps


def config_dir(run: Path) -> str | None:
    """None where there was none. Raises RunError where the file that tells it is damaged."""
    if sweeps.is_sweep(run.parent):
        return sweeps.as_written(run.parent).config_dir
    path = run / ".hydra" / "hydra.yaml"
    if not path.is_file():
        return None
    try:
        sources = _read(path)["hydra"]["runtime"]["config_sources"]
        return next((str(one["path"]) for one in sources if one["provider"] == "command-line"), None)
    except (KeyError, TypeError) as error:
        raise RunError(f"{path} is no configuration of Hydra's; restore it or remove the run") from error


def as_options(config_dir: str | None) -> tuple[str, ...]:
    """As it was typed, before the settings."""
    return () if config_dir is None else ("--config-dir", config_dir)


def _read(path: Path) -> Any:
    import yaml

    try:
        return yaml.safe_load(path.read_bytes())
    except (OSError, yaml.YAMLError) as error:
        told = " ".join(str(error).split())
        raise RunError(f"{path} cannot be read ({told}); restore it or remove the run") from error
