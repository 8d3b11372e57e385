"""The group `backend`: where the computing happens."""

from typing import Annotated, Literal

from pydantic import Field

from tutortrain.config.settings import settings

Device = Literal["auto", "cpu", "cuda", "mps"]
Dtype = Literal["auto", "float32", "bfloat16"]


@settings
class LocalConfig:
    """PyTorch in this process.

    dtype: of the frozen weights and the arithmetic; auto is bfloat16 where the processor computes in it.
    micro_batch_tokens: at most so many tokens, padding included, go through the model at once.
    sampling_batch: at most so many sequences are decoded side by side.
    num_threads: for PyTorch on a CPU; null leaves the choice to it.
    """

    kind: Literal["local"]
    device: Device
    dtype: Dtype
    micro_batch_tokens: Annotated[int, Field(ge=1)]
    sampling_batch: Annotated[int, Field(ge=1)]
    num_threads: Annotated[int, Field(ge=1)] | None


BackendConfig = LocalConfig
