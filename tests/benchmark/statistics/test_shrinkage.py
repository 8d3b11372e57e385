"""Means of small groups are drawn to the mean of all, by as much as chance explains."""

from random import Random

import pytest

from tutortrain.benchmark.statistics.shrinkage import shrunk


def test_the_formula_is_kept():
    """By hand: within 3.2 / 18, between (1.8 - 0.17778) / 10, so that 0.90123 of a difference stays."""
    assert shrunk([0.2, 0.8], [10, 10]) == pytest.approx([0.22963, 0.77037], abs=1e-5)


def test_a_small_group_is_drawn_further_than_a_large_one_with_the_same_mean():
    small, large, *_ = shrunk([0.1, 0.1, 0.9, 0.5], [4, 400, 400, 400])
    assert 0.1 < large < 0.105
    assert 0.13 < small < 0.3


def test_where_chance_explains_the_differences_all_have_the_mean_of_all():
    assert shrunk([0.45, 0.5, 0.55], [20, 20, 20]) == pytest.approx([0.5] * 3)
    assert shrunk([0.7], [30]) == [0.7]
    assert shrunk([0.0, 1.0], [1, 1]) == [0.5, 0.5]


def test_groups_that_are_wholly_right_or_wrong_keep_their_means():
    assert shrunk([0.0, 1.0], [20, 60]) == pytest.approx([0.0, 1.0])


def test_shrunk_means_lie_nearer_to_the_truth_than_means_do():
    """Of 30 topics with 5 to 40 items each, over 200 draws."""
    random, raw, drawn = Random(0), 0.0, 0.0
    for _ in range(200):
        truths = [random.betavariate(6, 4) for _ in range(30)]
        sizes = [random.randint(5, 40) for _ in truths]
        means = [
            sum(random.random() < truth for _ in range(size)) / size
            for truth, size in zip(truths, sizes, strict=True)
        ]
        raw += sum((mean - truth) ** 2 for mean, truth in zip(means, truths, strict=True))
        drawn += sum((mean - truth) ** 2 for mean, truth in zip(shrunk(means, sizes), truths, strict=True))
    assert drawn < 0.65 * raw
