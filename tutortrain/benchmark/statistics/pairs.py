"""Two yes-or-no outcomes of the same items: McNemar's test, and the interval of their difference.

Sources: McNemar, Psychometrika 12 (1947) 153-157, in its exact binomial form; Newcombe, Statistics in
Medicine 17 (1998) 2635-2650, method 10, for the difference of paired proportions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, sqrt

from tutortrain.benchmark.statistics.intervals import CONFIDENCE, Interval, wilson


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Two yes-or-no outcomes of the same items, counted: both yes, yes only in a, yes only in b, neither.

    Counts need not be whole: they may be those of an effective number of items.
    """

    both: float
    only_a: float
    only_b: float
    neither: float

    @property
    def num(self) -> float:
        return self.both + self.only_a + self.only_b + self.neither

    @property
    def share_a(self) -> float:
        return (self.both + self.only_a) / self.num

    @property
    def share_b(self) -> float:
        return (self.both + self.only_b) / self.num

    def scaled(self, factor: float) -> "Pairs":
        """The same shares of another number of items."""
        return Pairs(
            both=factor * self.both,
            only_a=factor * self.only_a,
            only_b=factor * self.only_b,
            neither=factor * self.neither,
        )


def count_pairs(a: Sequence[float], b: Sequence[float]) -> Pairs:
    """Counts outcomes, 1 or 0, that stand in the same order."""
    pairs = list(zip(a, b, strict=True))
    return Pairs(
        both=pairs.count((True, True)),
        only_a=pairs.count((True, False)),
        only_b=pairs.count((False, True)),
        neither=pairs.count((False, False)),
    )


def mcnemar(only_a: int, only_b: int) -> float:
    """The exact two-sided p-value that discordant pairs fall like a fair coin; 1 where there are none."""
    num = only_a + only_b
    tail = sum(comb(num, count) for count in range(min(only_a, only_b) + 1))
    return min(1.0, 2 * float(Fraction(tail, 2**num)))


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
