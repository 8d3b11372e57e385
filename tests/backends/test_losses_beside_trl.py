"""ppo and cispo are those of TRL's own GRPOTrainer, run on the same model: loss and gradient.

TRL averages where we sum: its `dapo` and `cispo` divide by the number of tokens that it is told, here 1.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from tutortrain.backends.base import Backend
from tutortrain.types import Datum, Loss

NEEDS_TRL = "TRL is in the extra `bench` only: pip install 'tutortrain[bench]'"

Open = Callable[..., Backend]

NUM_PROMPT, NUM_COMPLETION = 6, 18
RATIOS = np.resize([0.5, 0.9, 1.2, 1.7], NUM_COMPLETION)
CREDITS = np.resize([*[0.7] * 4, *[-1.3] * 4], NUM_COMPLETION).astype(np.float32)
"""Every ratio with credit of either sign: both clips of ppo are active, and both are not."""


def their_trainer(folder: Path, output: Path, **settings: Any) -> Any:
    """A GRPOTrainer over the model of `folder`, on a CPU, that is never asked to train; else the test is skipped."""
    trl, datasets = (pytest.importorskip(name, reason=NEEDS_TRL) for name in ("trl", "datasets"))
    return trl.GRPOTrainer(
        model=AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32),
        reward_funcs=lambda completions, **_: [0.0] * len(completions),
        args=trl.GRPOConfig(
            output_dir=str(output), use_cpu=True, bf16=False, report_to="none", num_generations=2,
            per_device_train_batch_size=2, steps_per_generation=1, **settings,
        ),
        train_dataset=datasets.Dataset.from_list([{"prompt": "2 + 2"}] * 2),
        processing_class=AutoTokenizer.from_pretrained(folder),
    )  # fmt: skip


def a_sequence() -> np.ndarray:
    return np.random.default_rng(0).integers(5, 261, NUM_PROMPT + NUM_COMPLETION)


def ours(trainer: Any, loss: Loss) -> tuple[float, np.ndarray]:
    """The loss over the completion, and the log-probabilities [T] that its tokens were sampled under."""
    sequence = a_sequence()
    credit = np.concatenate([np.zeros(NUM_PROMPT - 1, np.float32), CREDITS])
    bare = Datum(inputs=sequence[:-1], targets=sequence[1:], weights=credit)
    now = trainer.forward([bare], Loss()).result().logprobs[0]
    sampled = now.copy()
    sampled[NUM_PROMPT - 1 :] -= np.log(RATIOS).astype(np.float32)
    datum = Datum(inputs=bare.inputs, targets=bare.targets, weights=credit, logprobs=sampled)
    return trainer.forward_backward([datum], loss).result().loss, sampled[NUM_PROMPT - 1 :]


def theirs(trainer: Any, sampled: np.ndarray) -> float:
    sequence = torch.tensor(a_sequence())[None]
    prompt, completion = sequence[:, :NUM_PROMPT], sequence[:, NUM_PROMPT:]
    inputs = {
        "prompt_ids": prompt,
        "prompt_mask": torch.ones_like(prompt),
        "completion_ids": completion,
        "completion_mask": torch.ones_like(completion),
        "advantages": torch.tensor(CREDITS)[None],
        "old_per_token_logps": torch.tensor(sampled)[None],
        "num_items_in_batch": torch.tensor(1.0),
    }
    trainer.current_gradient_accumulation_steps = 1
    loss = trainer._compute_loss(trainer.model, inputs)
    loss.backward()
    return float(loss.detach())


@pytest.mark.parametrize(
    ("loss", "settings"),
    [
        (
            Loss(name="ppo", clip_low=0.2, clip_high=0.28),
            {"loss_type": "dapo", "epsilon": 0.2, "epsilon_high": 0.28},
        ),
        # TRL's cispo has no lower clip, and takes the upper one as a ratio instead of a distance from 1.
        (
            Loss(name="cispo", clip_low=1.0, clip_high=0.28),
            {"loss_type": "cispo", "epsilon_high": 1.28},
        ),
        # A ratio that no clip touches: importance sampling.
        (
            Loss(name="importance_sampling"),
            {"loss_type": "dapo", "epsilon": 1.0, "epsilon_high": 9.0},
        ),
    ],
    ids=lambda value: value.name if isinstance(value, Loss) else "",
)
def test_losses_and_gradients_are_trls(
    open_local: Open, mild_folder: Path, tmp_path: Path, loss: Loss, settings: dict[str, Any]
) -> None:
    our_trainer = open_local(mild_folder, rank=0).trainer()
    our_loss, sampled = ours(our_trainer, loss)
    their = their_trainer(mild_folder, tmp_path / "trl", **settings)

    assert our_loss == pytest.approx(theirs(their, sampled), rel=1e-5)
    gradients = {name: value.grad for name, value in their.model.named_parameters()}
    for name, parameter in our_trainer._model.named_parameters():
        error = torch.linalg.norm(parameter.grad - gradients[name]) / torch.linalg.norm(gradients[name])
        assert float(error) < 1e-5, name
