"""The score interval of a share, and the quantiles that intervals are made of.

Sources: Wilson, JASA 22 (1927) 209-212; for Student's t, Abramowitz and Stegun (1964), 26.7.5.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Final

CONFIDENCE: Final = 0.95
SIGNIFICANCE: Final = 1 - CONFIDENCE


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval of 95 % unless said otherwise."""

    low: float
    high: float


def wilson(successes: float, num: float, confidence: float = CONFIDENCE) -> Interval:
    """The score interval of a proportion; of no observations, all of [0, 1].

    Neither count need be whole: `num` may be an effective number of observations.
    """
    if num == 0:
        return Interval(0.0, 1.0)
    z, share = normal_quantile(confidence), successes / num
    centre = share + z * z / (2 * num)
    spread = z * sqrt(max(0.0, share * (1 - share)) / num + z * z / (4 * num * num))
    scale = 1 + z * z / num
    low = 0.0 if share <= 0 else max(0.0, (centre - spread) / scale)  # rounding passes 0 for tiny shares
    return Interval(low, 1.0 if share >= 1 else min(1.0, (centre + spread) / scale))


def normal_quantile(confidence: float = CONFIDENCE) -> float:
    """How many standard errors an interval of this confidence reaches to either side."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def student_quantile(freedom: float, confidence: float = CONFIDENCE) -> float:
    """The same for Student's t: within 0.1 % from 5 degrees of freedom on, and too small below 3."""
    z = normal_quantile(confidence)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, start=1))
