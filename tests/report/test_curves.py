"""Thinning keeps what an eye would see."""

import math
import random

import pytest

from tutortrain.report.curves import thin

SPIKE, DIP = (617, 50.0), (618, -50.0)


@pytest.fixture
def noisy():
    noise = random.Random(0)
    points = [(step, noise.random()) for step in range(1, 1001)]
    points[616], points[617] = SPIKE, DIP
    return points


def test_a_spike_of_one_step_survives(noisy):
    thinned = thin(noisy, 40)
    assert {SPIKE, DIP, noisy[0], noisy[-1]} <= set(thinned)
    assert len(thinned) <= 2 * 40 + 2
    assert thinned == sorted(thinned)


def test_a_short_curve_is_kept_as_it_is(noisy):
    assert thin(noisy[:80], 40) == noisy[:80]


def test_a_loss_that_was_not_a_number_is_still_seen(noisy):
    noisy[300] = (301, math.nan)
    assert [step for step, value in thin(noisy, 40) if math.isnan(value)] == [301]
