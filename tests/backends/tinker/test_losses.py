"""The sums that are taken here, against the bigram model's."""

import numpy as np
import pytest

from tests.backends.bigram import loss_and_slope
from tutortrain.backends.tinker.losses import summed_loss
from tutortrain.types import Datum, Loss, LossName

NAMES: tuple[LossName, ...] = ("cross_entropy", "importance_sampling", "ppo", "cispo")


@pytest.mark.parametrize("name", NAMES)
def test_a_loss_is_the_sum_over_weighted_tokens(name: LossName) -> None:
    rng = np.random.default_rng(0)
    datum = Datum(
        inputs=np.arange(20),
        targets=np.arange(20),
        weights=(rng.normal(size=20) * (rng.random(20) < 0.7)).astype(np.float32),
        logprobs=-rng.random(20).astype(np.float32),
    )
    now = -rng.random(20)
    loss = Loss(name=name, clip_low=0.1, clip_high=0.3)

    assert summed_loss(datum, now, loss) == pytest.approx(loss_and_slope(now[:, None], datum, loss)[0])


def test_tokens_without_weight_count_nothing_whatever_they_are() -> None:
    datum = Datum(
        inputs=np.arange(2),
        targets=np.arange(2),
        weights=np.array([0, 2], np.float32),
        logprobs=np.array([-1e9, -1], np.float32),
    )

    assert summed_loss(datum, np.array([-np.inf, -1.0]), Loss(name="importance_sampling")) == -2


def test_several_targets_a_token_add_up() -> None:
    weights = np.array([[0.25, 0.75], [0, 1]], np.float32)
    datum = Datum(inputs=np.arange(2), targets=np.zeros((2, 2), np.int64), weights=weights)
    now = np.array([[-1.0, -2.0], [-3.0, -4.0]])

    assert summed_loss(datum, now, Loss()) == pytest.approx(0.25 + 1.5 + 4)
