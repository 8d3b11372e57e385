"""What McNemar's test finds, and how often.

Exact by binomial sums up to a hundred expected changes; beyond, by the normal approximation corrected for
continuity, which is then within two points of it. Source: Connor, Biometrics 43 (1987) 207-211.
"""

from collections.abc import Iterator
from functools import lru_cache
from math import ceil, exp, floor, lgamma, log, log1p, sqrt
from statistics import NormalDist
from typing import Final

from tutortrain.benchmark.statistics.intervals import SIGNIFICANCE, normal_quantile
from tutortrain.benchmark.statistics.pairs import mcnemar

POWER: Final = 0.8
MOST_SUMMED: Final = 100
"""Expected changes up to which power is summed."""
MOST_ITEMS: Final = 10**7
"""Beyond so many nothing is planned."""


def mcnemar_power(num: int, changed: float, difference: float, significance: float = SIGNIFICANCE) -> float:
    """How often the test finds this difference of shares on `num` items.

    changed: the share of items that come out differently; taken to be the difference where that is larger.
    """
    changed = max(changed, difference)
    if changed == 0:
        return 0.0
    if num * changed > MOST_SUMMED:
        return _approximate(num, changed, difference, significance)
    up = (changed + difference) / (2 * changed)
    spread = 5 * sqrt(num * changed) + 1
    counts = range(max(0, ceil(num * changed - spread)), min(num, floor(num * changed + spread)) + 1)
    found = zip(_tails(counts, up, significance), _tails(counts, 1 - up, significance), strict=True)
    return sum(
        chance * (above + below)
        for chance, (above, below) in zip(_chances(num, counts, changed), found, strict=True)
    )


@lru_cache(maxsize=4096)
def detectable(num: int, changed: float, power: float = POWER, significance: float = SIGNIFICANCE) -> float:
    """The difference of two paired shares that McNemar's test finds with this power on `num` items, of
    which a share `changed` comes out differently; more than that where even changes that all agree would be
    too few. At most 1, which very few items do not show either.
    """
    low, high = 0.0, 1.0
    for _ in range(14):  # to within a ten-thousandth
        middle = (low + high) / 2
        found = mcnemar_power(num, changed, middle, significance) >= power
        low, high = (low, middle) if found else (middle, high)
    return high


def needed(
    difference: float, changed: float, power: float = POWER, significance: float = SIGNIFICANCE
) -> int | None:
    """How many items McNemar's test needs to find this difference; None where ten million would not do."""
    size = abs(difference)
    low, high = 1, 2
    while mcnemar_power(high, changed, size, significance) < power:
        low, high = high, 2 * high
        if high > MOST_ITEMS:
            return None
    while high - low > 1 + low // 1000:
        middle = (low + high) // 2
        found = mcnemar_power(middle, changed, size, significance) >= power
        low, high = (low, middle) if found else (middle, high)
    return high


def _approximate(num: int, changed: float, difference: float, significance: float) -> float:
    """The chance that changes one way outnumber the others by what the test asks for, and one more."""
    asked = normal_quantile(1 - significance) * sqrt(num * changed) + 1
    spread = sqrt(max(1e-12, num * (changed - difference**2)))
    return NormalDist(num * difference, spread).cdf(2 * num * difference - asked)


def _chance(num: int, count: int, share: float) -> float:
    """The binomial probability of `count` among `num`."""
    if share in (0, 1):
        return float(count == num * share)
    ways = lgamma(num + 1) - lgamma(count + 1) - lgamma(num - count + 1)
    return exp(ways + count * log(share) + (num - count) * log1p(-share))


def _chances(num: int, counts: range, share: float) -> Iterator[float]:
    """The binomial probabilities of these counts among `num`, each from the one before."""
    if share == 1:
        yield from (float(count == num) for count in counts)
        return
    chance, odds = _chance(num, counts[0], share), share / (1 - share)
    for count in counts:
        yield chance
        chance *= odds * (num - count) / (count + 1)


def _tails(counts: range, share: float, significance: float) -> Iterator[float]:
    """For each number of changes the binomial probability of so few that the test finds a difference.

    Each from the one before, for planning asks for a hundred thousand: of one change more, those that were
    few enough stay so unless the last of them gains one.
    """
    if share in (0, 1):
        yield from (float(share == 0 and _most_found(count, significance) >= 0) for count in counts)
        return
    most, chance, tail = -1, 0.0, 0.0
    for num in counts:
        if most >= 0:
            tail -= share * chance
            chance *= (1 - share) * num / (num - most)
        while most < _most_found(num, significance):
            most += 1
            chance = _chance(num, most, share)
            tail += chance
        yield tail


@lru_cache(maxsize=4096)
def _most_found(num: int, significance: float) -> int:
    """The largest smaller count of `num` changes that is significant; -1 where none is."""
    found = -1
    while 2 * (found + 1) < num and mcnemar(found + 1, num - found - 1) < significance:
        found += 1
    return found
