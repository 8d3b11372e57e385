"""What McNemar's test finds, and how often.

Exact by binomial sums up to a hundred expected changes; beyond, by the normal approximation corrected for
continuity, which is then within two points of it. Source: Connor, Biometrics 43 (1987) 207-211.
"""

from functools import lru_cache
from math import exp, lgamma, log, log1p, sqrt
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
    return sum(
        _chance(num, count, changed) * (_tail(count, up, significance) + _tail(count, 1 - up, significance))
        for count in range(num + 1)
        if abs(count - num * changed) <= 5 * sqrt(num * changed) + 1
    )


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


def _tail(num: int, share: float, significance: float) -> float:
    """The binomial probability of so few among `num` that the test finds a difference."""
    return sum(_chance(num, count, share) for count in range(_most_found(num, significance) + 1))


@lru_cache(maxsize=4096)
def _most_found(num: int, significance: float) -> int:
    """The largest smaller count of `num` changes that is significant; -1 where none is."""
    found = -1
    while 2 * (found + 1) < num and mcnemar(found + 1, num - found - 1) < significance:
        found += 1
    return found
