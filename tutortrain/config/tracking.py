"""The group `tracking`: programs that show many runs beside one another. A run has any number of them."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from tutortrain.config.endpoint import refuse_password
from tutortrain.config.settings import settings

Name = Annotated[str, Field(min_length=1)]


def _uri(uri: str) -> str:
    refuse_password(uri, "tracking_uri", "MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD")
    return uri


@settings
class TensorBoardConfig:
    """Event files in the run's own directory, under `tracking/tensorboard`."""

    kind: Literal["tensorboard"]


@settings
class WandbConfig:
    """Weights & Biases; a sweep is a group of runs.

    entity: the user or team that the project belongs to; null: who is logged in.
    mode: offline keeps everything in the run's directory, for `wandb sync`.
    finish_seconds: how long a run waits at its end until all is uploaded.
    """

    kind: Literal["wandb"]
    project: Name
    entity: Name | None
    mode: Literal["online", "offline"]
    finish_seconds: Annotated[float, Field(gt=0)]


@settings
class MlflowConfig:
    """MLflow; the runs of a sweep are an experiment of their own, named by it.

    experiment: that of runs which belong to no sweep.
    tracking_uri: null: MLFLOW_TRACKING_URI, else a database in `<output_root>/mlflow`.
    """

    kind: Literal["mlflow"]
    experiment: Name
    tracking_uri: Annotated[str, AfterValidator(_uri)] | None


@settings
class TrackioConfig:
    """Trackio, on this machine; a sweep is a group of runs."""

    kind: Literal["trackio"]
    project: Name


TrackerConfig = Annotated[
    TensorBoardConfig | WandbConfig | MlflowConfig | TrackioConfig, Field(discriminator="kind")
]
