"""What every part of the local backend needs to know, decided once when it is opened."""

from dataclasses import dataclass
from pathlib import Path

import torch

from tutortrain.config.training import LoraConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`base` is the starting model's folder, `checkpoints` where checkpoints are written.

    micro_batch_tokens, sampling_batch: the bounds on memory, as in `LocalConfig`.
    """

    base: Path
    checkpoints: Path
    lora: LoraConfig
    device: torch.device
    dtype: torch.dtype
    micro_batch_tokens: int
    sampling_batch: int
    seed: int
