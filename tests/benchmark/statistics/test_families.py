"""Holm's adjustment against statsmodels, and how often a family of tests raises a false alarm."""

import numpy as np
import pytest
from scipy.stats import binom
from statsmodels.stats.multitest import multipletests

from tutortrain.benchmark.statistics import SIGNIFICANCE, holm, mcnemar

NUM_TOPICS = 20


@pytest.mark.parametrize(
    "p_values", [[0.01, 0.04, 0.03, 0.005], [0.5], [0.02, 0.02, 1.0, 0.0], [0.4, 0.6, 0.9]]
)
def test_holm_agrees_with_statsmodels(p_values):
    theirs = multipletests(p_values, method="holm")[1]
    assert holm(p_values) == pytest.approx(tuple(theirs), abs=1e-12)


def test_of_one_test_or_none_holm_takes_nothing():
    assert (holm([0.03]), holm([])) == ((0.03,), ())


def false_alarms(num, changed, significance):
    """How often McNemar's test calls two equal models different: exact sums over what changes, and which way."""
    alarms = 0.0
    for count in range(num + 1):
        called = np.array([mcnemar(one, count - one) < significance for one in range(count + 1)])
        alarms += binom.pmf(count, num, changed) * binom.pmf(np.arange(count + 1), count, 0.5) @ called
    return alarms


@pytest.mark.parametrize("changed", [0.02, 0.1, 0.5])
@pytest.mark.parametrize("num", [20, 50, 100])
def test_mcnemars_false_alarms_are_at_most_5_percent(num, changed):
    assert false_alarms(num, changed, SIGNIFICANCE) <= 0.05


@pytest.mark.parametrize("changed", [0.1, 0.5])
def test_over_20_topics_holms_false_alarms_are_at_most_5_percent(changed):
    """Of equal models the first step alone can raise one, and topics of different items are independent."""
    alone = false_alarms(50, changed, SIGNIFICANCE / NUM_TOPICS)
    assert 1 - (1 - alone) ** NUM_TOPICS <= 0.05


def test_without_holm_20_topics_would_raise_a_false_alarm_in_every_other_comparison():
    assert 1 - (1 - false_alarms(100, 0.5, SIGNIFICANCE)) ** NUM_TOPICS > 0.45
