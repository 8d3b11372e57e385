"""Training in this process: gradients of summed losses over packed micro-batches, and AdamW."""

from collections.abc import Sequence

import numpy as np
import torch
from peft import PeftModel
from transformers import PreTrainedModel

from tutortrain.arrays import Floats
from tutortrain.backends.base import Done
from tutortrain.backends.local.adapters import fuse_adapters
from tutortrain.backends.local.attention import enable_packing
from tutortrain.backends.local.border import computing
from tutortrain.backends.local.checkpoint import read_state, write_state, write_weights
from tutortrain.backends.local.loading import merged_copy
from tutortrain.backends.local.losses import summed_loss
from tutortrain.backends.local.packing import Packed, micro_batches, pack, unpack
from tutortrain.backends.local.sampler import LocalSampler
from tutortrain.backends.local.scoring import target_logprobs
from tutortrain.backends.local.settings import Settings
from tutortrain.backends.local.weights import Weights
from tutortrain.runs.atomic import replacing
from tutortrain.types import Adam, Checkpoint, Datum, Loss, Metrics, Pass


class LocalTrainer:
    """Fills `tutortrain.backends.base.Trainer` over a model whose trained weights require gradients.

    Dropout is keyed by (seed, passes so far), so the only random state in a checkpoint is that number; no
    other seed comes by the same masks at another pass.
    """

    def __init__(self, model: PeftModel | PreTrainedModel, settings: Settings) -> None:
        self._model = model
        self._causal = model.get_base_model() if isinstance(model, PeftModel) else model
        self._settings = settings
        self._weights = Weights(model, settings.dtype)
        if isinstance(model, PeftModel) and not settings.lora.dropout:
            fuse_adapters(model)
        self._budget = settings.micro_batch_tokens if enable_packing(self._causal) else 1
        self._num_passes = 0

    def forward(self, batch: Sequence[Datum], loss: Loss) -> Done[Pass]:
        with computing("The forward pass"), torch.no_grad():
            return Done(self._run(batch, loss, backward=False))

    def forward_backward(self, batch: Sequence[Datum], loss: Loss) -> Done[Pass]:
        self._num_passes += 1
        dropout = self._settings.lora.dropout > 0
        with computing("The training pass"), torch.random.fork_rng(enabled=dropout):
            torch.manual_seed(_stream(self._settings.seed, self._num_passes))
            self._model.train(dropout)
            result = self._run(batch, loss, backward=True)
            self._model.eval()
        return Done(result)

    def optim_step(self, adam: Adam) -> Done[Metrics]:
        with computing("The optimizer's step"):
            return Done({"grad_norm": self._weights.step(adam)})

    def sampler(self) -> LocalSampler:
        with computing("Copying the model for sampling"):
            return LocalSampler(merged_copy(self._model), self._settings)

    def save(self, name: str) -> Checkpoint:
        folder = self._settings.checkpoints / name
        with computing("Saving a checkpoint"), replacing(folder) as temporary:
            write_weights(self._model, self._weights.values(), self._settings.base, temporary)
            state = {"optimizer": self._weights.optimizer_state(), "num_passes": self._num_passes}
            write_state(temporary, state)
        return Checkpoint(name=name, path=str(folder))

    def resume(self, checkpoint: Checkpoint) -> None:
        """The optimizer and the count of passes as they were; the weights were loaded with the model."""
        state = read_state(checkpoint)
        with computing(f"Resuming from {checkpoint.path}"):
            self._weights.restore_optimizer(state["optimizer"])
        self._num_passes = state["num_passes"]

    def _run(self, batch: Sequence[Datum], loss: Loss, *, backward: bool) -> Pass:
        """One micro-batch after the other; their losses add up, their log-probabilities go back in order."""
        total = 0.0
        logprobs: list[Floats] = [np.zeros(0, np.float32)] * len(batch)
        for indices in micro_batches([datum.num_tokens for datum in batch], self._budget):
            packed = pack([batch[i] for i in indices], self._settings.device)
            part, values = self._run_packed(packed, loss, backward=backward)
            total += part
            for i, row in zip(indices, values, strict=True):
                logprobs[i] = row
        return Pass(loss=total, logprobs=tuple(logprobs))

    def _run_packed(self, packed: Packed, loss: Loss, *, backward: bool) -> tuple[float, list[Floats]]:
        if len(packed.kept) == 0:
            return 0.0, unpack(torch.zeros(0), packed)
        logprobs = target_logprobs(self._causal, packed)
        value = summed_loss(logprobs, packed, loss)
        if backward:
            value.backward()  # type: ignore[no-untyped-call]
            self._weights.collect()
        return float(value.detach()), unpack(logprobs.detach()[:, 0], packed)


def _stream(seed: int, num_passes: int) -> int:
    return int(np.random.SeedSequence([seed, num_passes]).generate_state(1, np.uint64)[0])
