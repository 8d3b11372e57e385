"""Two models on the same items, whatever their outcomes are and whoever shares a problem."""

import subprocess
import sys
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import bootstrap, permutation_test

from tutortrain.benchmark.statistics import Pairs, mcnemar, paired, paired_difference
from tutortrain.benchmark.statistics.sign_flips import exact_sign_flips, sampled_sign_flips

A = [1] * 43 + [0] * 57
B = [1] * 40 + [0] * 3 + [1] * 12 + [0] * 45


def test_yes_or_no_outcomes_have_mcnemars_test_and_newcombes_interval():
    found = paired(A, B)
    interval = paired_difference(Pairs(both=40, only_a=3, only_b=12, neither=45))
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), abs=1e-12)
    assert (found.difference, found.p, found.test) == (pytest.approx(0.09), mcnemar(3, 12), "exact McNemar")
    assert (found.only_a, found.only_b, found.num_paired, found.num_clusters) == (3, 12, 100, 100)
    assert (found.changed, found.interval) == (pytest.approx(0.15), "Newcombe")


def test_clusters_of_one_item_each_change_nothing():
    assert paired(A, B, range(100)) == paired(A, B)


def test_items_that_always_agree_are_one_change_a_problem():
    """Every item four times: the test is that of the hundred problems, the interval nearly."""
    found = paired(A * 4, B * 4, list(range(100)) * 4)
    once = paired(A, B)
    assert found.test == "exact sign flips of clusters"
    assert found.p == pytest.approx(once.p, rel=1e-9)
    assert (found.low, found.high) == pytest.approx((once.low, once.high), abs=0.005)
    assert (found.num_paired, found.num_clusters) == (400, 100)


@given(st.lists(st.integers(-4, 4), max_size=10))
@settings(max_examples=50)
def test_exact_sign_flips_are_the_share_of_signs_at_least_as_extreme(sums):
    turned = [
        abs(sum(s * d for s, d in zip(signs, sums, strict=True)))
        for signs in product((-1, 1), repeat=len(sums))
    ]
    extreme = sum(total >= abs(sum(sums)) for total in turned)
    assert exact_sign_flips(sums) == pytest.approx(extreme / len(turned))


@given(st.integers(0, 60), st.integers(0, 60))
def test_changes_by_one_turned_one_by_one_are_mcnemars_test(only_a, only_b):
    assert exact_sign_flips([-1] * only_a + [1] * only_b) == pytest.approx(mcnemar(only_a, only_b), rel=1e-9)


def test_sampled_sign_flips_agree_with_scipys_permutation_test():
    draw = np.random.default_rng(3)
    for shift in (0.0, 0.1, 0.2):
        differences = draw.normal(shift, 1, 300)
        theirs = permutation_test(
            (differences, np.zeros(300)),
            lambda x, y, axis: np.mean(x - y, axis=axis),
            permutation_type="samples",
            n_resamples=9999,
            vectorized=True,
            rng=5,
        ).pvalue
        assert sampled_sign_flips(list(differences)) == pytest.approx(theirs, abs=0.015)


def test_sampled_sign_flips_count_ties_as_the_exact_test_does():
    sums = [1] * 14 + [-1] * 6
    assert sampled_sign_flips(sums) == pytest.approx(exact_sign_flips(sums), abs=0.012)


def test_losses_have_a_bootstrapped_interval_and_sign_flips():
    draw = np.random.default_rng(6)
    a = draw.lognormal(0.7, 0.4, 300)
    b = a + draw.normal(-0.02, 0.1, 300)
    found = paired(list(a), list(b))
    theirs = bootstrap((b - a,), np.mean, rng=1, n_resamples=9999).confidence_interval
    assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high), abs=0.001)
    assert (found.test, found.interval) == ("sign flips of items", "studentised bootstrap")
    assert found.p < 0.01
    assert found.only_a + found.only_b == 300


def test_equal_models_differ_by_nothing_and_are_not_certain_of_it():
    found = paired(A, A)
    assert (found.difference, found.p, found.only_a, found.only_b) == (0, 1, 0, 0)
    assert found.low < -0.01
    assert found.high > 0.01


def test_items_have_to_be_paired_and_there_have_to_be_some():
    with pytest.raises(ValueError, match="no pairs"):
        paired([], [])
    with pytest.raises(ValueError, match="zip"):
        paired([1], [1, 0])


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.integers(0, 5)), min_size=1, max_size=30))
@settings(max_examples=50, deadline=None)
def test_an_interval_of_shares_holds_the_difference_and_stays_within_its_range(items):
    a, b, clusters = zip(*items, strict=True)
    found = paired(a, b, clusters)
    assert -1 - 1e-9 <= found.low <= found.difference + 1e-9
    assert found.difference - 1e-9 <= found.high <= 1 + 1e-9


def test_yes_or_no_outcomes_are_compared_without_numpy():
    program = (
        "import sys; from tutortrain.benchmark.statistics import estimate, paired;"
        "estimate([1, 0] * 9, list(range(9)) * 2); paired([1, 0, 1], [0, 0, 1], [1, 1, 2]);"
        "print('numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
