"""Where the jobs of a sweep run: a file each, and one line here."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from tutortrain.config.launching import LauncherConfig
from tutortrain.errors import ConfigError
from tutortrain.installed import lacking
from tutortrain.sweep.launchers.base import Launcher
from tutortrain.sweep.launchers.basic import BasicLauncher
from tutortrain.sweep.launchers.joblib import JoblibLauncher
from tutortrain.sweep.launchers.ray import RayLauncher
from tutortrain.sweep.launchers.submitit import SubmititLauncher

LAUNCHERS: Final[Mapping[str, Callable[[Any], Launcher]]] = {
    "basic": lambda config: BasicLauncher(),
    "joblib": JoblibLauncher,
    "submitit": SubmititLauncher,
    "ray": RayLauncher,
}


def open_launcher(config: LauncherConfig) -> Launcher:
    """Starts nothing yet. Raises ConfigError where its library is not installed."""
    require_library(f"hydra/launcher={config.kind}", config.kind)
    return LAUNCHERS[config.kind](config)


def require_library(chosen: str, library: str) -> None:
    """Raises ConfigError for a library of the extra `sweep` that is not there; `basic` needs none."""
    if library != "basic" and lacking([library]):
        raise ConfigError(f"{chosen} needs the package {library}: pip install 'tutortrain[sweep]'")
