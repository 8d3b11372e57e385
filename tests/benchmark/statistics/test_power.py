"""Power and what it takes, against exact sums written down another way."""

from itertools import product

import numpy as np
import pytest
from scipy.stats import binom, multinomial

from tutortrain.benchmark.statistics import (
    SIGNIFICANCE,
    detectable,
    items_needed,
    mcnemar,
    mcnemar_power,
    needed,
    paired,
    smallest_detectable,
)

PLANNED = 0.8


def exact_power(num, changed, difference, significance):
    """By the numbers of changes, their directions, and the test's own verdict on each."""
    up, power = (changed + difference) / (2 * changed), 0.0
    for count in range(num + 1):
        chance = binom.pmf(count, num, changed)
        if chance > 1e-9:
            p = 2 * binom.cdf(np.minimum(np.arange(count + 1), count - np.arange(count + 1)), count, 0.5)
            power += chance * binom.pmf(np.arange(count + 1), count, up) @ (p < significance)
    return power


def test_power_is_the_sum_over_all_tables_that_the_test_calls_different():
    num, changed, difference = 20, 0.5, 0.3
    cells = [(changed + difference) / 2, (changed - difference) / 2, 1 - changed]
    power = sum(
        multinomial.pmf([up, down, num - up - down], num, cells)
        for up, down in product(range(num + 1), repeat=2)
        if up + down <= num and mcnemar(up, down) < SIGNIFICANCE
    )
    assert mcnemar_power(num, changed, difference) == pytest.approx(power, abs=1e-6)


@pytest.mark.parametrize("family", [1, 3, 20])
@pytest.mark.parametrize("changed", [0.02, 0.1, 0.25, 0.5])
@pytest.mark.parametrize("num", [50, 200, 400, 1000, 3000])
def test_the_detectable_difference_is_found_as_often_as_planned(num, changed, family):
    difference = detectable(num, changed, PLANNED, SIGNIFICANCE / family)
    power = exact_power(num, max(changed, difference), difference, SIGNIFICANCE / family)
    assert PLANNED - 0.03 <= power <= PLANNED + 0.03


@pytest.mark.parametrize(("difference", "changed"), [(0.03, 0.03), (0.05, 0.1), (-0.05, 0.25), (0.02, 0.2)])
def test_as_many_items_as_are_needed_find_the_difference_as_often_as_planned(difference, changed):
    num = needed(difference, changed)
    assert PLANNED - 0.03 <= exact_power(num, changed, abs(difference), SIGNIFICANCE) <= PLANNED + 0.03


def test_too_few_items_for_any_difference_promise_none_and_no_difference_needs_endless_items():
    assert detectable(5, changed=0.25) == 1.0
    assert needed(0.0, changed=0.2) is None
    assert needed(1e-5, changed=0.2) is None


def outcomes(both, only_a, only_b, neither):
    a = [1] * (both + only_a) + [0] * (only_b + neither)
    return a, [1] * both + [0] * only_a + [1] * only_b + [0] * neither


def test_a_comparison_plans_with_the_changes_that_it_saw():
    test = paired(*outcomes(100, 20, 30, 250))
    assert smallest_detectable(test) == detectable(400, 50 / 400)
    assert items_needed(test) == needed(10 / 400, 50 / 400)
    assert items_needed(test, SIGNIFICANCE / 3) > items_needed(test)
    assert items_needed(paired(*outcomes(100, 20, 20, 260))) is None


def test_items_that_share_problems_are_needed_in_greater_number():
    a, b = outcomes(100, 20, 30, 250)
    clustered = paired(a, b, [item // 4 for item in range(400)])
    assert clustered.design_effect == pytest.approx(3.8, abs=0.3)
    assert items_needed(clustered) == pytest.approx(
        clustered.design_effect * needed(10 / 400, 50 / 400), abs=1
    )


def test_losses_are_planned_by_their_standard_error():
    draw = np.random.default_rng(2)
    a = draw.normal(2.0, 0.5, 400)
    test = paired(list(a), list(a + draw.normal(0.01, 0.1, 400)))
    assert smallest_detectable(test) == pytest.approx((1.96 + 0.8416) * 0.1 / 20, rel=0.1)
    assert items_needed(test) == pytest.approx(
        400 * (smallest_detectable(test) / test.difference) ** 2, rel=0.01
    )
