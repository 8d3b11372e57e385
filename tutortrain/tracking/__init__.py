"""Trackers: other people's programs that show many runs beside one another.

The run directory stays the truth: a tracker is told what stands in metrics.jsonl, and what goes wrong with it
costs the run nothing.

base        the protocol, one file a tracker below it
following   tells one tracker every row once, over all attempts at a run
trackers    those of one attempt, none of which can harm it
"""

import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from pkgutil import resolve_name
from typing import Any, Final, cast

from tutortrain.config.tracking import TrackerConfig
from tutortrain.errors import UserError
from tutortrain.installed import lacking
from tutortrain.tracking.base import TrackedRun, Tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of tracker; what is named as `module:name` is imported when a run has chosen it.

    open: makes it of its configuration and a run. check: raises UserError for a configuration that could
        never be opened; None where there is no such.
    packages: what it cannot do without.
    environment: set where the user has set nothing else, before a package is imported: none of them tells
        its makers how it is used, and none waits long for a server that is gone.
    """

    open: str
    check: str | None = None
    packages: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


TRACKERS: Final = {
    "tensorboard": Kind(open="tutortrain.tracking.tensorboard:EventFile", packages=("tensorboard",)),
    "wandb": Kind(
        open="tutortrain.tracking.wandb:WandbRun",
        check="tutortrain.tracking.wandb:check_key",
        packages=("wandb",),
        environment={"WANDB_ERROR_REPORTING": "false"},
    ),
    "mlflow": Kind(
        open="tutortrain.tracking.mlflow:MlflowRun",
        packages=("mlflow", "sqlalchemy", "alembic"),
        environment={
            "MLFLOW_DISABLE_TELEMETRY": "true",
            "MLFLOW_LOGGING_LEVEL": "WARNING",
            "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
            "MLFLOW_HTTP_REQUEST_TIMEOUT": "10",
        },
    ),
    "trackio": Kind(open="tutortrain.tracking.trackio:TrackioRun", packages=("trackio",)),
}


def check_trackers(chosen: Collection[TrackerConfig]) -> None:
    """Raises UserError for packages that are missing, all together, and for what a tracker refuses."""
    kinds = {config.kind: TRACKERS[config.kind] for config in chosen}
    needed = {name: missing for name, kind in kinds.items() if (missing := lacking(kind.packages))}
    if needed:
        told = "; ".join(f"tracking={name} needs {', '.join(missing)}" for name, missing in needed.items())
        raise UserError(f"{told}: pip install 'tutortrain[track]'")
    for config in chosen:
        if check := TRACKERS[config.kind].check:
            _imported(config, check)(config)


def opener(config: TrackerConfig) -> Callable[[TrackedRun], Tracker]:
    """Opens the tracker that `kind` names; what it raises then is the library's own."""
    return partial(_open, config)


def _open(config: TrackerConfig, run: TrackedRun) -> Tracker:
    return cast(Tracker, _imported(config, TRACKERS[config.kind].open)(config, run))


def _imported(config: TrackerConfig, name: str) -> Any:
    for variable, value in TRACKERS[config.kind].environment.items():
        os.environ.setdefault(variable, value)
    return resolve_name(name)
