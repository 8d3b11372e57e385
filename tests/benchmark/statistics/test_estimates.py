"""Scores with intervals: yes-or-no outcomes, shares, losses, and items that share a problem."""

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import bootstrap
from statsmodels.regression.mixed_linear_model import MixedLM

from tutortrain.benchmark.statistics import estimate, wilson
from tutortrain.benchmark.statistics.clusters import Clustered


def bounds(found):
    return found.low, found.high


def test_yes_or_no_outcomes_have_wilsons_interval():
    found = estimate([True] * 30 + [False] * 70)
    assert bounds(found) == (wilson(30, 100).low, wilson(30, 100).high)
    assert (found.value, found.n, found.num_clusters, found.method) == (0.3, 100, 100, "Wilson")


def test_clusters_of_one_item_each_change_nothing():
    values = [1] * 30 + [0] * 70
    assert estimate(values, range(100)) == estimate(values)


def test_items_that_always_agree_count_once_a_problem():
    """50 problems of 4 items: the interval is that of 50 outcomes, with Student's quantile of 49."""
    found = estimate(
        [float(problem < 20) for problem in range(50) for _ in range(4)], [n // 4 for n in range(200)]
    )
    once = estimate([float(problem < 20) for problem in range(50)])
    assert (found.value, found.n, found.num_clusters) == (0.4, 200, 50)
    assert found.method == "Wilson, effective n"
    assert found.high - found.low == pytest.approx((once.high - once.low) * 2.01 / 1.96, rel=0.01)


@pytest.mark.parametrize("value", [0, 1])
def test_where_all_items_are_alike_a_problem_counts_once(value):
    found = estimate([value] * 200, [item // 4 for item in range(200)])
    fifty = wilson(50 * value * (1.96 / 2.01) ** 2, 50 * (1.96 / 2.01) ** 2)
    assert bounds(found) == pytest.approx((fifty.low, fifty.high), abs=1e-3)


def test_the_correlation_within_problems_agrees_with_a_mixed_model_of_statsmodels():
    draw = np.random.default_rng(4)
    groups = np.repeat(np.arange(60), 5)
    values = draw.normal(size=60)[groups] + draw.normal(size=300)
    fit = MixedLM(values, np.ones((300, 1)), groups).fit(reml=True)
    correlation = float(fit.cov_re[0, 0] / (fit.cov_re[0, 0] + fit.scale))
    design_effect = Clustered.of(list(values), list(groups)).design_effect
    assert design_effect == pytest.approx(1 + 4 * correlation, rel=1e-3)


def test_estimates_of_pass_at_k_are_surer_than_as_many_yes_or_no_outcomes():
    sure, unsure = estimate([0.25, 0.75] * 100), estimate([0, 1] * 100)
    assert sure.high - sure.low == pytest.approx((unsure.high - unsure.low) / 2, rel=0.02)
    assert sure.method == "Wilson, effective n"


def test_losses_agree_with_scipys_bootstrap():
    losses = np.random.default_rng(1).lognormal(0.5, 0.5, 400)
    found = estimate(list(losses))
    theirs = bootstrap((losses,), np.mean, rng=1, n_resamples=9999).confidence_interval
    assert bounds(found) == pytest.approx((theirs.low, theirs.high), abs=0.01)
    assert (found.value, found.method) == (pytest.approx(losses.mean()), "studentised bootstrap")


def test_the_same_losses_have_the_same_interval_every_time():
    losses = list(np.random.default_rng(1).lognormal(0.5, 0.5, 200))
    assert estimate(losses) == estimate(losses)


def test_more_problems_than_fit_a_block_are_resampled_alike():
    losses = np.random.default_rng(1).normal(3, 0.5, 20_000)
    found = estimate(list(losses))
    error = 0.5 / np.sqrt(20_000)
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * error, rel=0.06)


def test_of_one_loss_nothing_is_known_and_equal_losses_have_no_spread():
    assert bounds(estimate([2.5])) == (-inf, inf)
    assert bounds(estimate([2.5] * 10)) == (2.5, 2.5)


def test_of_no_values_there_is_no_estimate():
    with pytest.raises(ValueError, match="no values"):
        estimate([])


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 5)), min_size=1, max_size=40))
def test_an_interval_of_shares_holds_the_mean_and_stays_within_0_and_1(items):
    found = estimate([value for value, _ in items], [cluster for _, cluster in items])
    assert 0 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 1
