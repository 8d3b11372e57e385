"""KL(teacher || student) over the teacher's likeliest tokens, by hand."""

from pathlib import Path

import numpy as np
import pytest

from tests.backends.bigram import ALPHABET, BigramBackend
from tests.methods.distillation.recipes import STUDENT, TEACHER, first_batch, in_completion, logprobs
from tutortrain.types import Datum, Loss

FORWARD = ["method.divergence=forward_kl", "method.num_targets=5"]


def likeliest(datum: Datum) -> tuple[np.ndarray, np.ndarray]:
    """[T, 5]: the teacher's likeliest tokens at each place, and how likely they are."""
    told = np.exp(logprobs(TEACHER, datum))
    tokens = np.argsort(-told, axis=1)[:, :5]
    return tokens, np.take_along_axis(told, tokens, axis=1)


def test_the_teachers_likeliest_tokens_are_the_targets_and_share_each_place(tmp_path: Path) -> None:
    (data,) = first_batch(tmp_path, *FORWARD).minibatches
    num_tokens = sum(in_completion(datum).sum() for datum in data)

    for datum in data:
        tokens, told = likeliest(datum)
        share = told / told.sum(axis=1, keepdims=True)
        own = in_completion(datum)
        assert np.array_equal(datum.targets[own], tokens[own])
        assert datum.weights * num_tokens == pytest.approx(np.where(own[:, None], share, 0), rel=1e-4)
        assert datum.weights.sum(axis=1) * num_tokens == pytest.approx(own.astype(float), rel=1e-5)
        assert datum.num_trained == own.sum()


def test_how_much_of_the_teacher_they_hold_is_logged(tmp_path: Path) -> None:
    batch = first_batch(tmp_path, *FORWARD)
    mass = np.concatenate(
        [likeliest(datum)[1].sum(axis=1)[in_completion(datum)] for datum in batch.minibatches[0]]
    )

    assert 0.1 < mass.mean() < 0.99
    assert batch.metrics["rollout/teacher_mass"] == pytest.approx(mass.mean(), rel=1e-5)


def test_with_every_token_as_target_nothing_of_the_teacher_is_missing(tmp_path: Path) -> None:
    """Then the loss is the cross-entropy to the teacher: the divergence and the teacher's own entropy."""
    every = f"method.num_targets={len(ALPHABET)}"
    batch = first_batch(tmp_path, "method.divergence=forward_kl", every)
    (data,) = batch.minibatches
    wanted = []
    for datum in data:
        told, said = logprobs(TEACHER, datum), logprobs(STUDENT, datum)
        entropy, divergence = (
            (np.exp(told) * nats).sum(axis=1)[in_completion(datum)] for nats in (-told, told - said)
        )
        wanted.append(entropy + divergence)

    loss = BigramBackend(tmp_path).trainer().forward(data, Loss()).result().loss
    assert loss == pytest.approx(np.concatenate(wanted).mean(), rel=1e-5)
    assert batch.metrics["rollout/teacher_mass"] == pytest.approx(1.0, abs=1e-5)


def test_the_gradient_is_the_slope_of_the_loss(tmp_path: Path) -> None:
    """Central differences in the logits that learn most, and in one that no completion touches."""
    (data,) = first_batch(tmp_path, *FORWARD).minibatches
    trainer = BigramBackend(tmp_path).trainer()
    trainer.forward_backward(data, Loss())
    steepest = np.argsort(-np.abs(trainer.gradient), axis=None)[:20]
    start, step = trainer.table.copy(), 1e-4

    for place in [*map(int, steepest), 0]:
        losses = []
        for sign in (+1, -1):
            trainer.table = start.copy()
            trainer.table.flat[place] += sign * step
            losses.append(trainer.forward(data, Loss()).result().loss)
        slope = (losses[0] - losses[1]) / (2 * step)
        assert trainer.gradient.flat[place] == pytest.approx(slope, rel=1e-5, abs=1e-9)
