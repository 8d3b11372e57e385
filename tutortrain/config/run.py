"""The whole configuration of a run, as typed frozen values. Defaults live in conf/, types here, each once."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from tutortrain.config.backend import BackendConfig
from tutortrain.config.benchmark import BenchmarkConfig
from tutortrain.config.data import DataConfig
from tutortrain.config.method import MethodConfig
from tutortrain.config.model import ModelConfig
from tutortrain.config.settings import settings
from tutortrain.config.tracking import TrackerConfig
from tutortrain.config.training import TrainingConfig


@settings
class RunConfig:
    """What `python -m tutortrain.train` was asked to do."""

    seed: Annotated[int, Field(ge=0)]
    description: str | None
    output_root: str
    model: ModelConfig
    data: DataConfig
    training: TrainingConfig
    method: MethodConfig
    backend: BackendConfig
    benchmark: BenchmarkConfig
    tracking: Mapping[str, TrackerConfig]
