"""Intervals and tests for proportions, in closed form or by exact sums.

Sources: Wilson, JASA 22 (1927) 209-212; Newcombe, Statistics in Medicine 17 (1998) 2635-2650, method 10,
for the difference of paired proportions; McNemar, Psychometrika 12 (1947) 153-157, in its exact binomial
form.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, sqrt
from statistics import NormalDist
from typing import Final

CONFIDENCE: Final = 0.95
SIGNIFICANCE: Final = 1 - CONFIDENCE


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval of 95 % unless said otherwise."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Two yes-or-no outcomes of the same items, counted: both yes, yes only in a, yes only in b, neither."""

    both: int
    only_a: int
    only_b: int
    neither: int

    @property
    def num(self) -> int:
        return self.both + self.only_a + self.only_b + self.neither

    @property
    def share_a(self) -> float:
        return (self.both + self.only_a) / self.num

    @property
    def share_b(self) -> float:
        return (self.both + self.only_b) / self.num


def count_pairs(a: Sequence[bool], b: Sequence[bool]) -> Pairs:
    """Counts outcomes that stand in the same order."""
    pairs = list(zip(a, b, strict=True))
    return Pairs(
        both=pairs.count((True, True)),
        only_a=pairs.count((True, False)),
        only_b=pairs.count((False, True)),
        neither=pairs.count((False, False)),
    )


def wilson(successes: int, num: int, confidence: float = CONFIDENCE) -> Interval:
    """The score interval of a proportion; of no observations, all of [0, 1]."""
    if num == 0:
        return Interval(0.0, 1.0)
    z, share = _quantile(confidence), successes / num
    centre = share + z * z / (2 * num)
    spread = z * sqrt(share * (1 - share) / num + z * z / (4 * num * num))
    scale = 1 + z * z / num
    low = 0.0 if successes == 0 else (centre - spread) / scale
    return Interval(low, 1.0 if successes == num else (centre + spread) / scale)


def mcnemar(only_a: int, only_b: int) -> float:
    """The exact two-sided p-value that discordant pairs fall like a fair coin; 1 where there are none."""
    num = only_a + only_b
    tail = sum(comb(num, count) for count in range(min(only_a, only_b) + 1))
    return min(1.0, 2 * float(Fraction(tail, 2**num)))


def detectable(num: int, changed: float, power: float = 0.8) -> float:
    """The difference of two paired shares that McNemar's test at 5 % finds with this power on `num` items, of
    which a share `changed` comes out differently; at most `changed`, where all changes would have to agree.

    Connor, Biometrics 43 (1987) 207-211, solved for the difference.
    """
    z_test, z_power = _quantile(CONFIDENCE), NormalDist().inv_cdf(power)
    difference = 0.0
    for _ in range(50):  # the difference stands on both sides; it settles within a few rounds
        rest = sqrt(max(0.0, changed - difference**2))
        difference = min(changed, (z_test * sqrt(changed) + z_power * rest) / sqrt(num))
    return difference


def paired_difference(pairs: Pairs, confidence: float = CONFIDENCE) -> Interval:
    """The interval of `share_b - share_a`: Wilson's of both shares, combined under their correlation."""
    if pairs.num == 0:
        return Interval(-1.0, 1.0)
    a = wilson(pairs.both + pairs.only_a, pairs.num, confidence)
    b = wilson(pairs.both + pairs.only_b, pairs.num, confidence)
    difference, correlation = pairs.share_b - pairs.share_a, _correlation(pairs)
    below = _combined(pairs.share_b - b.low, a.high - pairs.share_a, correlation)
    above = _combined(b.high - pairs.share_b, pairs.share_a - a.low, correlation)
    return Interval(difference - below, difference + above)


def _combined(one: float, other: float, correlation: float) -> float:
    square = one * one - 2 * correlation * one * other + other * other
    return sqrt(max(0.0, square))


def _correlation(pairs: Pairs) -> float:
    """Newcombe's phi: the table's correlation, a positive numerator pulled towards 0 by n/2."""
    yes_a, yes_b = pairs.both + pairs.only_a, pairs.both + pairs.only_b
    product = yes_a * (pairs.num - yes_a) * yes_b * (pairs.num - yes_b)
    if product == 0:
        return 0.0
    surplus = pairs.both * pairs.neither - pairs.only_a * pairs.only_b
    return (max(surplus - pairs.num / 2, 0) if surplus > 0 else surplus) / sqrt(product)


def _quantile(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)
