"""The group `backend`: where the computing happens."""

from typing import Annotated, Final, Literal

from pydantic import Field

from tutortrain.config.endpoint import Address, VariableName
from tutortrain.config.prices import Prices
from tutortrain.config.settings import settings

Device = Literal["auto", "cpu", "cuda", "mps"]
Dtype = Literal["auto", "float32", "bfloat16"]
HOSTED: Final = "https://tinker.thinkingmachines.dev/services/tinker-prod"
"""The default of the SDK (tinker/lib/base_url.py)."""


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


@settings
class TinkerConfig:
    """The Tinker training API, at the hosted service or at any server that speaks it.

    base_url: what comes before `/api/v1`; null: the hosted service.
    api_key_env: the variable that holds the key, never the key.
    project_id: the service's project that runs belong to; null: none.
    checkpoint_ttl_seconds: how long the service keeps a checkpoint, one hour to ten years; null: for good.
    telemetry: whether the SDK may report on its own use.
    connect_seconds: how long a server may be silent before a run starts.
    patience_seconds: how long it may be silent or broken later on; the SDK submits nothing for longer.
    max_cost: a run that has cost more stops at its next checkpoint; null: no limit.
    prices: of the service that asks them, which need not be this one.
    """

    kind: Literal["tinker"]
    base_url: Address | None
    api_key_env: VariableName
    project_id: str | None
    checkpoint_ttl_seconds: Annotated[int, Field(ge=3600, le=10 * 365 * 24 * 3600)] | None
    telemetry: bool
    connect_seconds: Annotated[float, Field(gt=0, le=60)]
    patience_seconds: Annotated[float, Field(gt=0, le=300)]
    max_cost: Annotated[float, Field(gt=0)] | None
    prices: Prices

    @property
    def service(self) -> str:
        """The address, whether it was given or not."""
        return self.base_url or HOSTED

    @property
    def billed(self) -> Prices | None:
        """The prices, where they are those of this service."""
        return self.prices if self.prices.base_url == self.base_url else None


BackendConfig = Annotated[LocalConfig | TinkerConfig, Field(discriminator="kind")]
