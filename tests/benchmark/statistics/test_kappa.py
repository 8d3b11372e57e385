"""Cohen's kappa against statsmodels and published values, and its interval by simulation."""

import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa as theirs

from tutortrain.benchmark.statistics import agreement, cohens_kappa

LABELS = ("good", "leaks", "unhelpful")


def said(table):
    """Two lists of labels with this cross table."""
    cells = [
        (row, column) for row, counts in enumerate(table) for column, n in enumerate(counts) for _ in range(n)
    ]
    return [row for row, _ in cells], [column for _, column in cells]


def kappa(a, b):
    return cohens_kappa(a, b, agreement(a, b, range(len(a))))


@pytest.mark.parametrize(
    "table", [[[20, 5], [10, 15]], [[12, 1, 1], [2, 9, 2], [3, 3, 7]], [[0, 7, 7], [6, 0, 7], [6, 7, 0]]]
)
def test_kappa_is_that_of_statsmodels(table):
    value, interval = kappa(*said(table))
    assert value == pytest.approx(theirs(np.array(table)).kappa)
    assert interval.low <= value < interval.high


def test_a_published_example():
    """25 and 20 of 50 accepted, 35 judged alike: kappa 0.4 (the example of Cohen's kappa on Wikipedia)."""
    assert kappa(*said([[20, 5], [10, 15]]))[0] == pytest.approx(0.4)


def test_one_label_for_all_agrees_with_a_third_and_no_more_than_by_chance():
    labels = [LABELS[place % 3] for place in range(39)]
    value, interval = kappa(labels, ["good"] * 39)
    assert (value, agreement(labels, ["good"] * 39, range(39)).value) == (0, 1 / 3)
    assert interval.low < -0.1
    assert interval.high > 0.1


def test_who_agrees_every_time_is_not_sure_to_go_on():
    labels = [LABELS[place % 3] for place in range(39)]
    value, interval = kappa(labels, labels)
    assert (value, interval.high) == (1, 1)
    assert interval.low == pytest.approx(0.865, abs=0.01)


def test_where_there_is_one_label_alone_kappa_says_nothing():
    value, interval = kappa(["good"] * 5, ["good"] * 5)
    assert (value, interval.low, interval.high) == (0, -1, 1)


def test_replies_to_one_problem_count_for_less():
    a, b = said([[12, 1, 1], [2, 9, 2], [3, 3, 7]])
    alone = agreement(a, b, range(len(a)))
    together = agreement(a, b, [place // 4 for place in range(len(a))])
    assert together.value == alone.value
    assert together.high - together.low > alone.high - alone.low


@pytest.mark.parametrize("share", [0.4, 0.6, 0.8, 0.95])
def test_the_interval_covers_kappa(share):
    """40 labelled replies, of three kinds alike, and a judge who errs to either side: 92 % or more."""
    draw = np.random.default_rng(0)
    labels = [place % 3 for place in range(39)]
    true = (share - 1 / 3) / (2 / 3)
    covered = 0
    for _ in range(1000):
        slips = np.where(draw.random(39) < share, 0, draw.integers(1, 3, size=39))
        _, interval = kappa(
            labels, [int(label + slip) % 3 for label, slip in zip(labels, slips, strict=True)]
        )
        covered += interval.low <= true <= interval.high
    assert covered >= 920
