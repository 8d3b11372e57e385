"""Whether intervals cover and tests stay silent as often as they promise, on draws whose truth is known.

20,000 draws of 200 items a cell, so that the share that is found has a standard error of 0.15 points: with
5,000, chance alone put two of these cells 0.1 and 0.2 points beyond their limits.
"""

from statistics import NormalDist

import numpy as np
import pytest

from tutortrain.benchmark.statistics import SIGNIFICANCE, estimate, holm, paired, smallest_detectable

pytestmark = pytest.mark.slow

NUM_DRAWS, NUM = 20_000, 200
NUM_TOPICS = 20


def problems(size):
    """The problem of each item; `size` items are about each."""
    return np.repeat(np.arange(NUM // size), size)


def drawn_problems(draw, most):
    """The same where a problem has 1 to `most` items, each number as often."""
    return np.repeat(np.arange(NUM), draw.integers(1, most + 1, size=NUM))[:NUM]


def outcomes(draw, clusters, share, correlation):
    """Yes or no: the chance of a yes is the problem's, which varies around `share` as a beta distribution."""
    rest = (1 - correlation) / correlation
    chances = draw.beta(share * rest, (1 - share) * rest, size=NUM)[clusters]
    return (draw.random(NUM) < chances).astype(float)


def coverage(truth, values_and_clusters):
    found = (estimate(values.tolist(), clusters.tolist()) for values, clusters in values_and_clusters)
    return np.mean([one.low <= truth <= one.high for one in found])


@pytest.mark.parametrize("correlation", [0.2, 0.5])
@pytest.mark.parametrize("share", [0.02, 0.1, 0.5, 0.9])
@pytest.mark.parametrize("size", [2, 4])
def test_shares_are_covered_where_items_share_problems(size, share, correlation):
    draw, clusters = np.random.default_rng(1), problems(size)
    draws = ((outcomes(draw, clusters, share, correlation), clusters) for _ in range(NUM_DRAWS))
    assert 0.93 <= coverage(share, draws) <= 0.97


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5, 0.9])
def test_shares_are_covered_where_some_problems_have_more_items(share):
    draw = np.random.default_rng(2)
    every = (drawn_problems(draw, most=5) for _ in range(NUM_DRAWS))
    draws = ((outcomes(draw, clusters, share, 0.2), clusters) for clusters in every)
    assert 0.93 <= coverage(share, draws) <= 0.97


@pytest.mark.parametrize("share", [0.05, 0.5])
def test_means_of_samples_are_covered(share):
    """Of eight samples an item, the share that is right, as pass@1 is estimated."""
    draw = np.random.default_rng(3)
    chances = ((draw.beta(share, 1 - share, size=NUM)) for _ in range(NUM_DRAWS))
    draws = ((draw.binomial(8, each) / 8, np.arange(NUM)) for each in chances)
    assert 0.93 <= coverage(share, draws) <= 0.97


@pytest.mark.parametrize("sigma", [0.3, 0.7])
@pytest.mark.parametrize("size", [1, 4])
def test_skewed_losses_are_covered_by_the_bootstrap(size, sigma):
    draw, clusters = np.random.default_rng(4), problems(size)

    def losses():
        both = draw.normal(size=NUM) + draw.normal(size=NUM)[clusters]
        return np.exp(sigma * both / np.sqrt(2))

    draws = ((losses(), clusters) for _ in range(NUM_DRAWS))
    assert 0.93 <= coverage(np.exp(sigma**2 / 2), draws) <= 0.97


def two_models(draw, clusters, share_a, share_b):
    """Outcomes that agree where problems are hard for both, and where one model finds a problem easy."""
    hard = draw.normal(size=NUM) + draw.normal(size=NUM)[clusters]
    found = []
    for share in (share_a, share_b):
        own = draw.normal(size=NUM) + 0.5 * draw.normal(size=NUM)[clusters]
        found.append(((hard + own) / np.sqrt(3.25) < NormalDist().inv_cdf(share)).astype(int).tolist())
    return found


@pytest.mark.parametrize("shares", [(0.5, 0.5), (0.5, 0.6), (0.1, 0.15)])
@pytest.mark.parametrize("size", [1, 2, 4])
def test_differences_of_shares_are_covered(size, shares):
    """Shares near 0 or 1 in both models are covered more often yet, as by Newcombe's interval itself."""
    draw, clusters = np.random.default_rng(5), problems(size)
    found = (paired(*two_models(draw, clusters, *shares), clusters.tolist()) for _ in range(NUM_DRAWS))
    truth = shares[1] - shares[0]
    assert 0.93 <= np.mean([one.low <= truth <= one.high for one in found]) <= 0.97


@pytest.mark.parametrize("share", [0.1, 0.5])
@pytest.mark.parametrize("size", [2, 4])
def test_equal_shares_are_rarely_called_different(size, share):
    draw, clusters = np.random.default_rng(6), problems(size)
    found = (paired(*two_models(draw, clusters, share, share), clusters.tolist()) for _ in range(NUM_DRAWS))
    assert np.mean([one.p < SIGNIFICANCE for one in found]) <= 0.055


def test_over_20_topics_equal_models_are_rarely_called_different():
    """Ten items a topic and two a problem: with Holm, no topic is called different in 94.5 % of comparisons."""
    draw, clusters = np.random.default_rng(7), problems(2)
    num = NUM // NUM_TOPICS

    def alarms():
        a, b = two_models(draw, clusters, 0.5, 0.5)
        parts = [slice(start, start + num) for start in range(0, NUM, num)]
        tests = [paired(a[part], b[part], clusters[part].tolist()).p for part in parts]
        return min(holm(tests)) < SIGNIFICANCE

    assert np.mean([alarms() for _ in range(NUM_DRAWS)]) <= 0.055


def changed_losses(draw, clusters, difference):
    a = draw.lognormal(0.5, 0.5, NUM)
    change = draw.normal(size=NUM) + draw.normal(size=NUM)[clusters]
    return a.tolist(), (a + difference + 0.1 * change).tolist()


@pytest.mark.parametrize("size", [1, 4])
def test_equal_losses_are_covered_and_rarely_called_different(size):
    draw, clusters = np.random.default_rng(8), problems(size)
    found = [paired(*changed_losses(draw, clusters, 0), clusters.tolist()) for _ in range(NUM_DRAWS)]
    assert 0.93 <= np.mean([one.low <= 0 <= one.high for one in found]) <= 0.97
    assert np.mean([one.p < SIGNIFICANCE for one in found]) <= 0.055


@pytest.mark.parametrize("size", [1, 4])
def test_a_difference_of_losses_is_found_as_often_as_planned(size):
    draw, clusters = np.random.default_rng(9), problems(size)
    pilots = (paired(*changed_losses(draw, clusters, 0), clusters.tolist()) for _ in range(100))
    planned = float(np.mean([smallest_detectable(pilot) for pilot in pilots]))
    found = (paired(*changed_losses(draw, clusters, planned), clusters.tolist()) for _ in range(NUM_DRAWS))
    assert 0.77 <= np.mean([one.p < SIGNIFICANCE for one in found]) <= 0.83


def test_a_difference_of_shares_is_found_as_often_as_planned_where_items_share_problems():
    """Each problem's two items change alike, so that 200 items are planned as the hundred they are worth."""
    draw, clusters = np.random.default_rng(10), problems(2)
    cells = [0.25, 0.05, 0.7]

    def pilot(up, down, same):
        change = draw.choice([1, -1, 0], p=[up, down, same], size=NUM)[clusters]
        return (change < 0).astype(int).tolist(), (change > 0).astype(int).tolist()

    pilots = (paired(*pilot(*cells), clusters.tolist()) for _ in range(100))
    planned = float(np.mean([smallest_detectable(one) for one in pilots]))
    up, down = (0.3 + planned) / 2, (0.3 - planned) / 2
    found = (paired(*pilot(up, down, 0.7), clusters.tolist()) for _ in range(NUM_DRAWS))
    assert 0.77 <= np.mean([one.p < SIGNIFICANCE for one in found]) <= 0.83
