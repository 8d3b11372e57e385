"""What every part of the backend needs to know, decided once when it is opened."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from tutortrain.backends.tinker.service import Service
from tutortrain.config.training import LoraConfig
from tutortrain.errors import BackendError


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`base_model` is the service's name for the model, `folder` holds its tokenizer on this machine.

    vocabulary: tokens that the model knows; None where its config.json does not say.
    ttl: seconds that the service keeps a checkpoint; None: for good.
    run: what the service is told about the run that trains.
    """

    service: Service
    base_model: str
    folder: Path
    lora: LoraConfig
    vocabulary: int | None
    ttl: int | None
    run: str
    seed: int

    def refuse_unknown(self, sequences: Iterable[ArrayLike]) -> None:
        """Raises BackendError for tokens of another vocabulary: some services compute nonsense from them."""
        if self.vocabulary is None:
            return
        for sequence in sequences:
            tokens = np.asarray(sequence)
            if tokens.size and not 0 <= tokens.min() <= tokens.max() < self.vocabulary:
                raise BackendError(
                    f"a token ({tokens.max()}) is outside the model's vocabulary of {self.vocabulary}, so "
                    "the tokens come from another tokenizer"
                )
