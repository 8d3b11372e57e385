"""Yes-or-no outcomes in pairs, against scipy, statsmodels and published values, and by exact sums."""

from itertools import product
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats import contingency_tables

from tutortrain.benchmark.statistics import Pairs, count_pairs, mcnemar, paired_difference

COUNTS = st.integers(min_value=0, max_value=300)


@pytest.mark.parametrize(
    ("only_a", "only_b"), [(0, 0), (0, 5), (3, 12), (12, 3), (10, 10), (150, 190), (0, 2000)]
)
def test_mcnemar_agrees_with_scipys_binomial_test(only_a, only_b):
    expected = binomtest(only_a, only_a + only_b).pvalue if only_a + only_b else 1.0
    assert mcnemar(only_a, only_b) == pytest.approx(expected, rel=1e-9, abs=1e-300)


@pytest.mark.parametrize(("only_a", "only_b"), [(3, 12), (12, 3), (10, 10), (150, 190)])
def test_mcnemar_agrees_with_statsmodels(only_a, only_b):
    theirs = contingency_tables.mcnemar([[40, only_a], [only_b, 45]], exact=True).pvalue
    assert mcnemar(only_a, only_b) == pytest.approx(theirs, rel=1e-9)


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


def test_pairs_of_half_as_many_items_have_the_same_shares_and_a_wider_interval():
    whole = Pairs(both=40, only_a=12, only_b=30, neither=18)
    half = whole.scaled(0.5)
    assert (half.num, half.share_a, half.share_b) == (50, whole.share_a, whole.share_b)
    wide, narrow = paired_difference(half), paired_difference(whole)
    assert wide.high - wide.low > 1.3 * (narrow.high - narrow.low)
