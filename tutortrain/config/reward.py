"""What a completion is rewarded for: parts by name. The reward is the sum of weight times part."""

from typing import Annotated, Literal

from pydantic import Field

from tutortrain.config.settings import settings

Weight = float
"""Any finite number; 0 means that the part is measured and logged but does not count."""


@settings
class CorrectnessConfig:
    """1 where the final answer is right, else 0."""

    kind: Literal["correctness"]
    weight: Weight


@settings
class FormatConfig:
    r"""1 where the reply is whole and announces its answer (`\boxed{}`, `####`, "answer is"), else 0."""

    kind: Literal["format"]
    weight: Weight


@settings
class LengthConfig:
    """0 up to `target` tokens, then falling in a straight line to -1 at twice as many."""

    kind: Literal["length"]
    weight: Weight
    target: Annotated[int, Field(ge=1)]


@settings
class LeakConfig:
    """-1 where the reply gives the final answer away, else 0."""

    kind: Literal["leak"]
    weight: Weight


@settings
class GuidanceConfig:
    """1 where the reply helps with a step of the problem and gives nothing away, else 0."""

    kind: Literal["guidance"]
    weight: Weight


RewardConfig = Annotated[
    CorrectnessConfig | FormatConfig | LengthConfig | LeakConfig | GuidanceConfig,
    Field(discriminator="kind"),
]
