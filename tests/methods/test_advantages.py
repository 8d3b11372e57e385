"""The credit of a sample against definitions written out in float64, and against TRL's own code."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tutortrain.arrays import Floats
from tutortrain.methods.advantages import Estimator, advantages, has_variance, kl_penalty

ESTIMATORS: tuple[Estimator, ...] = ("grpo", "dr_grpo", "rloo")
NEEDS_TRL = "TRL is in the extra `bench` only: pip install 'tutortrain[bench]'"

REWARDS = np.array([[1, 0, 0, 1], [0.25, 1.5, -2, 0.5], [0, 0, 0, 1], [0.1, 0.1, 0.1, 0.1]], np.float32)


def by_hand(group: list[float], estimator: Estimator) -> Iterator[float]:
    """One group at a time, in Python's float64, as the papers write it."""
    size, mean = len(group), sum(group) / len(group)
    deviation = (sum((reward - mean) ** 2 for reward in group) / (size - 1)) ** 0.5
    for i, reward in enumerate(group):
        if estimator == "grpo":
            yield (reward - mean) / (deviation + 1e-4)
        elif estimator == "dr_grpo":
            yield reward - mean
        else:
            yield reward - sum(other for j, other in enumerate(group) if j != i) / (size - 1)


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_credits_are_those_of_the_papers(estimator: Estimator) -> None:
    expected = [list(by_hand(group, estimator)) for group in REWARDS.tolist()]
    np.testing.assert_allclose(advantages(REWARDS, estimator), expected, rtol=1e-5, atol=1e-12)


def test_credits_of_one_right_answer_in_four() -> None:
    rewards = np.array([[0, 0, 0, 1]], np.float32)
    np.testing.assert_allclose(advantages(rewards, "grpo"), [[-0.4999, -0.4999, -0.4999, 1.4997]], atol=1e-4)
    np.testing.assert_allclose(advantages(rewards, "dr_grpo"), [[-0.25, -0.25, -0.25, 0.75]])
    np.testing.assert_allclose(advantages(rewards, "rloo"), [[-1 / 3, -1 / 3, -1 / 3, 1]])


def test_grpo_and_dr_grpo_are_trls_with_and_without_scaling() -> None:
    trl = pytest.importorskip("trl.trainer.utils", reason=NEEDS_TRL)
    torch = pytest.importorskip("torch")
    rewards = torch.tensor(REWARDS)
    centred = rewards - torch.nanmean(rewards, dim=1, keepdim=True)
    scaled = centred / (trl.nanstd(rewards, dim=1, keepdim=True) + 1e-4)  # GRPOTrainer, scale_rewards="group"
    np.testing.assert_allclose(advantages(REWARDS, "grpo"), scaled, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(advantages(REWARDS, "dr_grpo"), centred, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("estimator", ESTIMATORS)
@given(rewards=arrays(np.float32, (3, 5), elements=st.floats(-100, 100, width=16)))
def test_the_credits_of_a_group_add_up_to_nothing_and_keep_its_order(
    estimator: Estimator, rewards: Floats
) -> None:
    credit = advantages(rewards, estimator)
    np.testing.assert_allclose(credit.sum(axis=1), 0, atol=1e-3)
    order = np.argsort(rewards, axis=1, kind="stable")
    assert (np.diff(np.take_along_axis(credit, order, axis=1)) >= 0).all()


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_a_group_knows_nothing_of_its_neighbours(estimator: Estimator) -> None:
    np.testing.assert_array_equal(advantages(REWARDS, estimator)[1:2], advantages(REWARDS[1:2], estimator))


@pytest.mark.parametrize("estimator", ESTIMATORS)
@pytest.mark.parametrize("size", [2, 3, 7, 16])
@pytest.mark.parametrize("reward", [0.1, 1 / 3, -2.7])
def test_a_group_without_variance_has_no_credit_at_all(
    estimator: Estimator, size: int, reward: float
) -> None:
    rewards = np.full((1, size), reward, np.float32)
    assert not has_variance(rewards).any()
    assert not advantages(rewards, estimator).any()


def test_groups_with_and_without_variance_are_told_apart() -> None:
    assert has_variance(REWARDS).tolist() == [True, True, True, False]


@pytest.mark.parametrize("shape", [(3, 1), (3, 0), (4,)])
def test_a_group_of_one_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"expected .* 2 samples or more a prompt"):
        advantages(np.zeros(shape, np.float32), "grpo")
    with pytest.raises(ValueError, match="2 samples or more"):
        has_variance(np.zeros(shape, np.float32))


def test_the_kl_penalty_takes_credit_from_tokens_that_the_reference_finds_less_likely() -> None:
    sampled = np.array([-0.5, -1.0, -3.0], np.float32)
    reference = np.array([-2.5, -1.0, -1.0], np.float32)
    penalty = kl_penalty(sampled, reference, 0.1)
    np.testing.assert_allclose(penalty, [-0.2, 0, 0.2], rtol=1e-6)
    assert penalty.dtype == np.float32


def test_the_kl_penalty_as_credit_descends_the_divergence() -> None:
    """Over all tokens of a softmax policy: the expected policy gradient is that of -0.3 * KL(pi || reference)."""
    logits, reference = np.array([0.3, -1.0, 2.0, 0.0]), np.log(np.array([0.4, 0.3, 0.2, 0.1]))
    policy = np.exp(logits) / np.exp(logits).sum()
    credit = kl_penalty(np.log(policy).astype(np.float32), reference.astype(np.float32), 0.3)
    gradient = policy * (credit - policy @ credit)  # sum over t of pi(t) credit(t) d log pi(t) / d logits

    def divergence(at: np.ndarray) -> float:
        log_policy = at - np.log(np.exp(at).sum())
        return float(np.exp(log_policy) @ (log_policy - reference))

    step = 1e-5
    slopes = [
        (divergence(logits + step * axis) - divergence(logits - step * axis)) / (2 * step)
        for axis in np.eye(4)
    ]
    np.testing.assert_allclose(gradient, -0.3 * np.array(slopes), rtol=1e-5, atol=1e-8)
