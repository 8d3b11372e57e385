"""Wilson's interval and the quantiles, against scipy and statsmodels, and by exact sums."""

from itertools import product

import numpy as np
import pytest
from scipy.stats import binom, binomtest, norm, t
from statsmodels.stats.proportion import proportion_confint

from tutortrain.benchmark.statistics import wilson
from tutortrain.benchmark.statistics.intervals import normal_quantile, student_quantile

NUMS, SHARES = (50, 200, 1000), (0.02, 0.1, 0.5, 0.9)


def coverage(num, share):
    """Exact: the binomial probabilities of all outcomes whose interval holds the true share."""
    intervals = [wilson(successes, num) for successes in range(num + 1)]
    held = np.array([interval.low <= share <= interval.high for interval in intervals])
    return float(binom.pmf(np.arange(num + 1), num, share) @ held)


@pytest.mark.parametrize(
    ("successes", "num"), [(0, 10), (10, 10), (7, 50), (1, 1), (0, 1), (399, 400), (201, 1000)]
)
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_wilson_agrees_with_scipy_and_statsmodels(successes, num, confidence):
    ours = wilson(successes, num, confidence)
    scipys = binomtest(successes, num).proportion_ci(confidence, method="wilson")
    assert (ours.low, ours.high) == pytest.approx((scipys.low, scipys.high), abs=1e-12)
    statsmodels = proportion_confint(successes, num, alpha=1 - confidence, method="wilson")
    assert (ours.low, ours.high) == pytest.approx(statsmodels, abs=1e-9)


def test_of_nothing_wilson_knows_nothing():
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("num", NUMS)
def test_wilson_covers_the_truth_in_at_least_92_percent(share, num):
    assert coverage(num, share) >= 0.92


def test_wilson_covers_the_truth_in_94_to_97_percent_on_average():
    assert 0.94 <= np.mean([coverage(num, share) for num, share in product(NUMS, SHARES)]) <= 0.97


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_quantiles_agree_with_scipy(confidence):
    assert normal_quantile(confidence) == pytest.approx(norm.ppf((1 + confidence) / 2), rel=1e-12)
    for freedom in (5, 9.5, 30, 400):
        exact = t.ppf((1 + confidence) / 2, freedom)
        assert student_quantile(freedom, confidence) == pytest.approx(exact, rel=3e-3)


@pytest.mark.parametrize("share", [1e-8, 1 - 1e-8, 1e-300])
def test_rounding_leaves_no_bound_outside_of_shares(share):
    for num in (0.5, 2, 1000):
        assert 0 <= wilson(share * num, num).low <= wilson(share * num, num).high <= 1
