"""The group `method`: one frozen type for each way to train, told apart by `kind`."""

from typing import Literal

from tutortrain.config.settings import settings


@settings
class SftConfig:
    """Supervised fine-tuning on the tutor's turns."""

    kind: Literal["sft"]


MethodConfig = SftConfig
"""A union discriminated by `kind` as soon as there are two."""

RUN_PREFIXES = {"sft": "sft", "distillation": "dist", "rlvr": "rlvr"}
"""What a run of each method is called: `outputs/<method>/<prefix>_001_<description>/`."""
