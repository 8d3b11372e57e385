"""Intervals and tests against scipy, against published values, and by exact sums."""

from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from tutortrain.benchmark.statistics import (
    SIGNIFICANCE,
    Pairs,
    count_pairs,
    detectable,
    mcnemar,
    paired_difference,
    wilson,
)

COUNTS = st.integers(min_value=0, max_value=300)


@pytest.mark.parametrize(
    ("successes", "num"), [(0, 10), (10, 10), (7, 50), (1, 1), (0, 1), (399, 400), (201, 1000)]
)
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_wilson_agrees_with_scipy(successes, num, confidence):
    ours = wilson(successes, num, confidence)
    theirs = binomtest(successes, num).proportion_ci(confidence, method="wilson")
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_of_nothing_wilson_knows_nothing():
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5, 0.9])
@pytest.mark.parametrize("num", [50, 200, 1000])
def test_wilson_covers_the_truth_in_at_least_92_percent(share, num):
    """The exact coverage: binomial probabilities of all outcomes whose interval holds the true share."""
    covered = 0.0
    for successes in range(num + 1):
        interval = wilson(successes, num)
        if interval.low <= share <= interval.high:
            covered += comb(num, successes) * share**successes * (1 - share) ** (num - successes)
    assert 0.92 <= covered <= 0.99


@pytest.mark.parametrize(
    ("only_a", "only_b"), [(0, 0), (0, 5), (3, 12), (12, 3), (10, 10), (150, 190), (0, 2000)]
)
def test_mcnemar_agrees_with_scipys_binomial_test(only_a, only_b):
    expected = binomtest(only_a, only_a + only_b).pvalue if only_a + only_b else 1.0
    assert mcnemar(only_a, only_b) == pytest.approx(expected, rel=1e-9, abs=1e-300)


def test_mcnemar_is_the_share_of_coin_tosses_at_least_as_extreme():
    for only_a, only_b in product(range(7), repeat=2):
        num = only_a + only_b
        tosses = [sum(toss) for toss in product((0, 1), repeat=num)]
        extreme = [heads for heads in tosses if abs(2 * heads - num) >= abs(only_a - only_b)]
        assert mcnemar(only_a, only_b) == pytest.approx(len(extreme) / len(tosses))


@pytest.mark.parametrize(
    ("table", "interval"),
    [
        ((36, 12, 2, 0), (0.0569, 0.3404)),
        ((36, 14, 0, 0), (0.1528, 0.4167)),
        ((54, 0, 0, 0), (-0.0664, 0.0664)),
        ((0, 30, 0, 0), (0.8395, 1.0)),
    ],
)
def test_a_paired_difference_has_the_interval_that_newcombe_published(table, interval):
    """Statistics in Medicine 17 (1998), method 10; a positive difference is more of the second count."""
    both, only_b, only_a, neither = table
    found = paired_difference(Pairs(both=both, only_a=only_a, only_b=only_b, neither=neither))
    assert (found.low, found.high) == pytest.approx(interval, abs=5e-4)


@pytest.mark.parametrize("cells", [(0.5, 0.1, 0.1, 0.3), (0.3, 0.05, 0.25, 0.4), (0.05, 0.02, 0.08, 0.85)])
def test_a_paired_difference_is_covered_as_promised(cells):
    """The exact coverage for 25 pairs: multinomial probabilities of all tables whose interval holds the truth."""
    num, truth, covered = 25, cells[2] - cells[1], 0.0
    for both, only_a, only_b in product(range(num + 1), repeat=3):
        neither = num - both - only_a - only_b
        if neither < 0:
            continue
        interval = paired_difference(Pairs(both=both, only_a=only_a, only_b=only_b, neither=neither))
        if interval.low <= truth <= interval.high:
            ways = comb(num, both) * comb(num - both, only_a) * comb(num - both - only_a, only_b)
            covered += ways * cells[0] ** both * cells[1] ** only_a * cells[2] ** only_b * cells[3] ** neither
    assert 0.93 <= covered <= 0.997


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_a_paired_interval_holds_its_difference_and_turns_with_it(both, only_a, only_b, neither):
    pairs = Pairs(both=both, only_a=only_a, only_b=only_b, neither=neither)
    if pairs.num == 0:
        return
    interval = paired_difference(pairs)
    assert -1 - 1e-9 <= interval.low <= pairs.share_b - pairs.share_a + 1e-9
    assert pairs.share_b - pairs.share_a - 1e-9 <= interval.high <= 1 + 1e-9
    turned = paired_difference(Pairs(both=both, only_a=only_b, only_b=only_a, neither=neither))
    assert (turned.low, turned.high) == pytest.approx((-interval.high, -interval.low))


def test_outcomes_are_counted_in_pairs():
    pairs = count_pairs([True, True, False, False, True], [True, False, True, False, False])
    assert pairs == Pairs(both=1, only_a=2, only_b=1, neither=1)
    assert (pairs.share_a, pairs.share_b) == (0.6, 0.4)


def test_outcomes_of_different_lengths_are_no_pairs():
    with pytest.raises(ValueError, match="zip"):
        count_pairs([True], [])


def test_the_detectable_difference_is_found_as_often_as_promised():
    """On draws of 400 items, a quarter of which change: four times in five, and the test is exact, so rarer."""
    draw, num, changed = np.random.default_rng(5), 400, 0.25
    difference = detectable(num, changed)
    assert difference == pytest.approx(0.0698, abs=0.0005)
    up, down = (changed + difference) / 2, (changed - difference) / 2
    counts = draw.multinomial(num, [up, down, 1 - up - down], size=2000)
    found = np.mean([mcnemar(int(down), int(up)) < SIGNIFICANCE for up, down, _ in counts])
    assert 0.74 < found < 0.83


def test_no_difference_beyond_what_changes_is_promised():
    assert detectable(5, changed=0.25) == 0.25
