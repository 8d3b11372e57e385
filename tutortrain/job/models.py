"""Models that a run asks and does not train: each is opened on the run's backend when it is first asked."""

from collections import defaultdict
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from tutortrain.backends import base_of, check_backend, check_checkpoint, open_backend
from tutortrain.backends.base import Backend, Sampler, Tokenizer
from tutortrain.backends.metered import Meter, MeteredBackend
from tutortrain.backends.named import NamedModel, find_model
from tutortrain.backends.tokenizer import open_tokenizer
from tutortrain.config.run import RunConfig
from tutortrain.runs.catalogue import DEFAULT_ROOTS
from tutortrain.runs.checkpoints import is_address
from tutortrain.types import Checkpoint

Meters = defaultdict[str, Meter]
"""What is used of each model, by the name under which it is priced."""


class LazyModel:
    """Fills `methods.base.FixedModel`; the learner's LoRA settings say nothing about it."""

    def __init__(self, name: str, weights: NamedModel, config: RunConfig, meters: Meters) -> None:
        self.name = name
        self.base_model = weights.base_model
        self._weights = weights
        self._meters = meters
        self._config = config
        self._model = replace(config.model, base_model=weights.base_model)
        self._lora = replace(config.training.lora, rank=0)

    def check(self) -> None:
        """Raises UserError for what opening it would refuse."""
        if self._weights.checkpoint is not None:
            check_checkpoint(self._weights.checkpoint, self._config.backend)
        check_backend(self._model, None, self._config.backend)

    @cached_property
    def tokenizer(self) -> Tokenizer:
        return open_tokenizer(self._weights.base_model)

    @cached_property
    def sampler(self) -> Sampler:
        return self._backend.sampler(self._weights.checkpoint)

    def fingerprint(self) -> str:
        return self._backend.fingerprint(self._weights.checkpoint)

    @cached_property
    def _backend(self) -> Backend:
        config = self._config
        nowhere = Path(config.output_root)  # nothing that is not trained is saved
        backend = open_backend(self._model, self._lora, config.backend, checkpoints=nowhere, seed=config.seed)
        return MeteredBackend(backend, self._meters[self.base_model])


def starting_model(config: RunConfig, meters: Meters) -> LazyModel:
    """The model that training begins with, untouched."""
    base_model = config.model.base_model
    return LazyModel(base_model, NamedModel(base_model=base_model), config, meters)


def other_model(name: str, config: RunConfig, meters: Meters) -> LazyModel:
    """What `backends.named.find_model` finds, its runs below the output root too, or what lies on the run's
    service at the address `name`.

    Raises UserError where it cannot be opened.
    """
    model = LazyModel(name, _weights(name, config), config, meters)
    model.check()
    return model


def _weights(name: str, config: RunConfig) -> NamedModel:
    if is_address(name):
        checkpoint = Checkpoint(name=name.rpartition("/")[2], path=name)
        return NamedModel(base_model=base_of(checkpoint, config.backend), checkpoint=checkpoint)
    return find_model(name, (Path(config.output_root), *DEFAULT_ROOTS))
