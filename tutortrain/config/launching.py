"""The groups `hydra/launcher` and `hydra/sweeper`: where a sweep's jobs run, and which there are."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from tutortrain.config.settings import settings

NumWorkers = Annotated[int, Field(ge=1)] | None


@settings
class BasicConfig:
    """One job after the other, in this process."""

    kind: Literal["basic"]


@settings
class JoblibConfig:
    """num_workers: jobs at a time; null: one for each core."""

    kind: Literal["joblib"]
    num_workers: NumWorkers


@settings
class SubmititConfig:
    """parameters: further ones of submitit's executor, which knows their names."""

    kind: Literal["submitit"]
    cluster: Literal["local", "slurm"]
    num_workers: NumWorkers
    cpus_per_job: Annotated[int, Field(ge=1)] | None
    gpus_per_job: Annotated[int, Field(ge=0)]
    minutes: Annotated[int, Field(ge=1)]
    parameters: Mapping[str, Any]


@settings
class RayConfig:
    """address: of a cluster's head; null: a cluster of this machine alone."""

    kind: Literal["ray"]
    address: str | None
    num_workers: NumWorkers
    cpus_per_job: Annotated[float, Field(gt=0)]
    gpus_per_job: Annotated[float, Field(ge=0)]


LauncherConfig = Annotated[
    BasicConfig | JoblibConfig | SubmititConfig | RayConfig, Field(discriminator="kind")
]


@settings
class GridConfig:
    """objective: what jobs are judged by; highest: whether its highest value is the best."""

    kind: Literal["grid"]
    objective: str | None
    highest: bool | None


@settings
class OptunaConfig:
    """num_trials: in all, those of earlier attempts included. space: what to search, in Hydra's grammar."""

    kind: Literal["optuna"]
    objective: str | None
    highest: bool | None
    num_trials: Annotated[int, Field(ge=1)]
    seed: Annotated[int, Field(ge=0)]
    space: Mapping[str, str]


SweeperConfig = Annotated[GridConfig | OptunaConfig, Field(discriminator="kind")]


@settings
class Launching:
    """What a sweep needs to know beside its jobs."""

    launcher: LauncherConfig
    sweeper: SweeperConfig
