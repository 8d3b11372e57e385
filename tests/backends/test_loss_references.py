"""Each loss against a reference in float64: what every token adds, and the gradient of every parameter.

The reference is written by hand from the token ids on (`reference_llama`), and nothing of it is ours.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from tests.backends import reference_llama
from tests.backends.reference_llama import Weights
from tests.backends.small_models import small_llama
from tutortrain.backends.base import Backend
from tutortrain.backends.local.trainer import LocalTrainer
from tutortrain.errors import BackendError
from tutortrain.types import Adam, Datum, Loss

Open = Callable[..., Backend]

CLIPS = {"clip_low": 0.2, "clip_high": 0.28}
CROSS_ENTROPY = Loss()
IMPORTANCE_SAMPLING = Loss(name="importance_sampling")
PPO = Loss(name="ppo", **CLIPS)
CISPO = Loss(name="cispo", **CLIPS)
POLICY_LOSSES = [IMPORTANCE_SAMPLING, PPO, CISPO]

RATIOS = (0.5, 0.9, 1.2, 1.7)
"""Below the low clip, inside the range on both sides of 1, above the high clip."""


def by_hand(loss: Loss, logprobs: Tensor, datum: Datum) -> Tensor:
    """[T, K] of one datum: the formulas of the Tinker API, with each clip written as its cases."""
    weights = torch.tensor(datum.weights, dtype=torch.float64).reshape(logprobs.shape)
    if loss.name == "cross_entropy":
        return -weights * logprobs
    sampled = torch.tensor(datum.logprobs, dtype=torch.float64)[:, None]
    ratio = torch.exp(logprobs - sampled)
    low, high = torch.tensor(1 - loss.clip_low), torch.tensor(1 + loss.clip_high)
    if loss.name == "importance_sampling":
        return -weights * ratio
    if loss.name == "ppo":
        held = torch.where(weights > 0, ratio > high, ratio < low)
        return -weights * torch.where(held, torch.where(weights > 0, high, low), ratio)
    clipped = torch.where(ratio < low, low, torch.where(ratio > high, high, ratio))
    return -weights * clipped.detach() * logprobs


def reference_weights(trainer: LocalTrainer, base: Weights) -> tuple[dict[str, Tensor], Weights]:
    """The trained parameters as float64 leaves, and the weights that the model has by them."""
    leaves = {name: value.double().requires_grad_() for name, value in trainer._weights.values().items()}
    weights = {name: value.double() for name, value in base.items()} | leaves
    for name, down in leaves.items():
        module, lora, adapter = name.partition(".lora_A.")
        if lora:
            target = f"{module.removeprefix('base_model.model.')}.weight"
            weights[target] = (
                weights[target] + 2 * leaves[f"{module}.lora_B.{adapter}"] @ down
            )  # alpha / rank
    return leaves, weights


def reference_logprobs(weights: Weights, datum: Datum) -> Tensor:
    targets = torch.tensor(datum.targets).reshape(datum.num_tokens, -1)
    return reference_llama.logprobs(weights, small_llama(), torch.tensor(datum.inputs), targets)


def ratios_and_credits(num_tokens: int) -> tuple[np.ndarray, np.ndarray]:
    """[T] each: every ratio comes with credit of either sign, and now and then a token has none."""
    ratios = np.resize([*RATIOS, *RATIOS, 1], num_tokens)
    return ratios, np.resize([*[0.7] * 4, *[-1.3] * 4, 0], num_tokens).astype(np.float32)


def policy_data(weights: Weights) -> list[Datum]:
    """Two sequences of different lengths, sampled so far off the present policy as `ratios_and_credits` says."""
    rng, batch = np.random.default_rng(0), []
    for num_tokens in (19, 12):
        inputs, targets = rng.integers(5, 261, (2, num_tokens))
        ratios, credit = ratios_and_credits(num_tokens)
        bare = Datum(inputs=inputs, targets=targets, weights=credit)
        with torch.no_grad():
            now = reference_logprobs(weights, bare)[:, 0].numpy()
        batch.append(replace(bare, logprobs=(now - np.log(ratios)).astype(np.float32)))
    return batch


def token_with(ratio: float, credit: float, weights: Weights) -> Datum:
    """One token of `policy_data` with this ratio and credit; no other token of its sequence has weight."""
    datum = policy_data(weights)[0]
    ratios, credits = ratios_and_credits(datum.num_tokens)
    place = np.flatnonzero((ratios == ratio) & (credits == np.float32(credit)))[0]
    return replace(datum, weights=np.where(np.arange(datum.num_tokens) == place, credits, 0))


def several_targets(num_targets: int) -> list[Datum]:
    """Weighted shares of K targets a token, as a teacher's most likely tokens have."""
    rng, batch = np.random.default_rng(1), []
    for num_tokens in (14, 9):
        shares = rng.dirichlet(np.ones(num_targets), num_tokens).astype(np.float32)
        shares[:3] = 0
        targets = rng.integers(5, 261, (num_tokens, num_targets))
        batch.append(Datum(inputs=rng.integers(5, 261, num_tokens), targets=targets, weights=shares))
    return batch


def one_by_one(datum: Datum) -> Iterator[Datum]:
    """The same datum with one of its weights left, for each; a loss is a sum, so these are its terms."""
    for place in zip(*np.nonzero(datum.weights), strict=True):
        alone = np.zeros_like(datum.weights)
        alone[place] = datum.weights[place]
        yield replace(datum, weights=alone)


def assert_agrees(trainer: LocalTrainer, base: Weights, batch: list[Datum], loss: Loss) -> None:
    leaves, weights = reference_weights(trainer, base)
    expected = [by_hand(loss, reference_logprobs(weights, datum), datum) for datum in batch]
    torch.stack([part.sum() for part in expected]).sum().backward()

    for datum, terms in zip(batch, expected, strict=True):
        found = [trainer.forward([alone], loss).result().loss for alone in one_by_one(datum)]
        np.testing.assert_allclose(found, terms[terms != 0].detach(), rtol=1e-5)
    trainer.forward_backward(batch, loss).result()
    parameters = dict(trainer._model.named_parameters())
    for name, leaf in leaves.items():
        error = torch.linalg.norm(parameters[name].grad.double() - leaf.grad) / torch.linalg.norm(leaf.grad)
        assert float(error) < 1e-5, name


@pytest.fixture
def base(open_local: Open, mild_folder: Path) -> Weights:
    """The model's weights by name."""
    return open_local(mild_folder, rank=0).trainer()._weights.values()


@pytest.fixture
def whole(open_local: Open, mild_folder: Path) -> LocalTrainer:
    return open_local(mild_folder, rank=0).trainer()


@pytest.fixture
def adapted(open_local: Open, mild_folder: Path) -> LocalTrainer:
    """With adapters that have moved: a fresh one is zero, and so is half of its gradient."""
    trainer = open_local(mild_folder, rank=4).trainer()
    for _ in range(2):
        trainer.forward_backward(several_targets(1), CROSS_ENTROPY)
        trainer.optim_step(Adam(lr=0.02))
    return trainer


@pytest.mark.parametrize("loss", POLICY_LOSSES, ids=lambda loss: loss.name)
@pytest.mark.parametrize("trained", ["whole", "adapted"])
def test_policy_losses_and_their_gradients_are_those_by_hand(
    request: pytest.FixtureRequest, base: Weights, trained: str, loss: Loss
) -> None:
    trainer: LocalTrainer = request.getfixturevalue(trained)
    batch = policy_data(reference_weights(trainer, base)[1])
    assert_agrees(trainer, base, batch, loss)


@pytest.mark.parametrize("num_targets", [1, 3])
@pytest.mark.parametrize("trained", ["whole", "adapted"])
def test_cross_entropy_of_one_and_of_several_targets_is_that_by_hand(
    request: pytest.FixtureRequest, base: Weights, trained: str, num_targets: int
) -> None:
    assert_agrees(request.getfixturevalue(trained), base, several_targets(num_targets), CROSS_ENTROPY)


@pytest.mark.parametrize(
    ("ratio", "credit", "loss", "clipped"),
    [
        (1.7, 0.7, -0.7 * 1.28, True),
        (0.5, -1.3, 1.3 * 0.8, True),
        (0.5, 0.7, -0.7 * 0.5, False),
        (1.7, -1.3, 1.3 * 1.7, False),
    ],
)
def test_ppo_stops_at_the_clip_only_where_the_credit_pushes_further_out(
    whole: LocalTrainer, base: Weights, ratio: float, credit: float, loss: float, clipped: bool
) -> None:
    alone = token_with(ratio, credit, reference_weights(whole, base)[1])

    assert whole.forward_backward([alone], PPO).result().loss == pytest.approx(loss, rel=1e-5)
    assert (whole.optim_step(Adam(lr=0.0)).result()["grad_norm"] == 0) == clipped


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("credit", [0.7, -1.3])
def test_cispo_lets_no_token_go_and_clips_only_how_much_it_counts(
    whole: LocalTrainer, base: Weights, ratio: float, credit: float
) -> None:
    alone = token_with(ratio, credit, reference_weights(whole, base)[1])

    norms = {}
    for loss in (CISPO, CROSS_ENTROPY):
        whole.forward_backward([alone], loss)
        norms[loss.name] = whole.optim_step(Adam(lr=0.0)).result()["grad_norm"]
    expected = min(max(ratio, 0.8), 1.28)
    assert norms["cispo"] == pytest.approx(expected * norms["cross_entropy"], rel=1e-5)


@pytest.mark.parametrize("loss", POLICY_LOSSES, ids=lambda loss: loss.name)
def test_a_policy_loss_refuses_data_without_the_sampling_log_probabilities_or_with_several_targets(
    whole: LocalTrainer, loss: Loss
) -> None:
    with pytest.raises(BackendError, match="needs the log-probabilities under which"):
        whole.forward(several_targets(1), loss)
    scored = [replace(datum, logprobs=np.zeros(datum.num_tokens, np.float32)) for datum in several_targets(3)]
    with pytest.raises(BackendError, match="takes the one target that was sampled, not 3 a token"):
        whole.forward(scored, loss)


def test_the_reference_model_is_the_model(whole: LocalTrainer, base: Weights, mild_folder: Path) -> None:
    """Also against plain transformers, so that a slip of the hand shows up here and not in the losses."""
    from transformers import AutoModelForCausalLM

    _, weights = reference_weights(whole, base)
    (datum, _) = several_targets(3)
    with torch.no_grad():
        logits = AutoModelForCausalLM.from_pretrained(mild_folder)(torch.tensor(datum.inputs)[None]).logits[0]
        theirs = logits.log_softmax(-1).gather(1, torch.tensor(datum.targets))
        np.testing.assert_allclose(reference_logprobs(weights, datum), theirs, atol=1e-5)
