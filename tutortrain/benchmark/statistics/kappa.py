"""Cohen's kappa: how far two agree beyond what they would by chance, each keeping to how often it says what.

Sources: Cohen, Educational and Psychological Measurement 20 (1960) 37-46. The interval is that of the
agreement, carried over with the chance agreement taken as it was found. The usual one, by the large-sample
variance of Fleiss, Cohen and Everitt (1969), was tried in its place: of 40 cases and a kappa of 0.95 it
covered 70 %, and it has no width where all agree; this covers 93 % or more, and too much where one of the
two says nearly always the same.
"""

from collections import Counter
from collections.abc import Hashable, Sequence

from tutortrain.benchmark.statistics.estimates import Estimate, estimate
from tutortrain.benchmark.statistics.intervals import Interval


def agreement(a: Sequence[Hashable], b: Sequence[Hashable], clusters: Sequence[Hashable]) -> Estimate:
    """The share of cases of which the two say the same. Raises ValueError where there are none."""
    return estimate([one == other for one, other in zip(a, b, strict=True)], clusters)


def cohens_kappa(a: Sequence[Hashable], b: Sequence[Hashable], found: Estimate) -> tuple[float, Interval]:
    """Kappa with its 95 % interval; `found` is their agreement.

    Where both say one and the same of every case, kappa is not defined: it is 0, and may be anything.
    """
    counts_a, counts_b = Counter(a), Counter(b)
    by_chance = sum(counts_a[label] * counts_b[label] for label in counts_a) / (len(a) * len(b))
    if by_chance == 1:
        return 0.0, Interval(-1.0, 1.0)
    value, low, high = (
        (share - by_chance) / (1 - by_chance) for share in (found.value, found.low, found.high)
    )
    return value, Interval(low, high)
