"""Thinning keeps what an eye would see."""

import math
import random

import pytest

from tutortrain.report.curves import thin

SPIKE, DIP = 617, 618


@pytest.fixture
def noisy():
    noise = random.Random(0)
    values = [noise.random() for _ in range(1000)]
    values[SPIKE], values[DIP] = 50.0, -50.0
    return values


def test_a_spike_of_one_step_survives(noisy):
    thinned = thin(noisy, 40)
    assert {SPIKE, DIP, 0, 999} <= set(thinned)
    assert len(thinned) <= 2 * 40 + 2
    assert thinned == sorted(thinned)


def test_a_short_curve_is_kept_as_it_is(noisy):
    assert list(thin(noisy[:80], 40)) == list(range(80))


def test_a_loss_that_was_not_a_number_is_still_seen(noisy):
    noisy[300] = math.nan
    assert [place for place in thin(noisy, 40) if math.isnan(noisy[place])] == [300]
