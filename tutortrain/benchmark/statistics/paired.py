"""Two models on the same items: how large is the difference, and could it be chance?

Yes-or-no outcomes of items that share no problem have McNemar's exact test and Newcombe's interval. Where
items share problems, or outcomes lie between 0 and 1, that interval is made for as many pairs as would be
equally uncertain, and the test turns the signs of whole problems. What has other units is resampled.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import fsum
from typing import Final

from tutortrain.benchmark.statistics.bootstrap import bootstrap_t
from tutortrain.benchmark.statistics.clusters import Clustered
from tutortrain.benchmark.statistics.estimates import BOOTSTRAP
from tutortrain.benchmark.statistics.intervals import Interval
from tutortrain.benchmark.statistics.pairs import Pairs, count_pairs, mcnemar, paired_difference
from tutortrain.benchmark.statistics.sign_flips import exact_sign_flips, sampled_sign_flips

MCNEMAR: Final = "exact McNemar"


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedTest:
    """`difference` is b less a with its 95 % interval, `p` two-sided and of this one test alone.

    only_a, only_b: items with the greater value in one of them. test, interval: how `p` and the interval were
    made. changed: the mean squared difference, of yes-or-no outcomes the share of items that come out
    differently. design_effect: by how much items that share problems raise the variance, 1 where none do.
    """

    difference: float
    low: float
    high: float
    p: float
    test: str
    interval: str
    only_a: int
    only_b: int
    num_paired: int
    num_clusters: int
    changed: float
    design_effect: float
    is_binary: bool


def paired(
    a: Sequence[float],
    b: Sequence[float],
    clusters: Sequence[Hashable] | None = None,
    *,
    can_be_shares: bool = True,
) -> PairedTest:
    """Values of the same items in the same order, 0 and 1 for no and yes; items of one cluster go together.

    can_be_shares: whether values between 0 and 1 have to lie there; low losses only happen to.
    Raises ValueError where there are none, or not as many of each.
    """
    if not a:
        raise ValueError("there are no pairs to compare")
    is_binary = can_be_shares and {*a, *b} <= {0, 1}
    if is_binary and (clusters is None or len(a) == len(clusters) == len(set(clusters))):
        return _of_counts(count_pairs(a, b))
    changes = Clustered.of([after - before for before, after in zip(a, b, strict=True)], clusters)
    test, p = _test(changes, whole=is_binary)
    are_shares = can_be_shares and min(*a, *b) >= 0 and max(*a, *b) <= 1
    interval, bounds = _interval_of_shares(a, b, changes) if are_shares else (BOOTSTRAP, bootstrap_t(changes))
    return PairedTest(
        difference=changes.mean,
        low=bounds.low,
        high=bounds.high,
        p=p,
        test=test,
        interval=interval,
        only_a=sum(before > after for before, after in zip(a, b, strict=True)),
        only_b=sum(after > before for before, after in zip(a, b, strict=True)),
        num_paired=changes.num,
        num_clusters=len(changes.groups),
        changed=changes.variance + changes.mean**2,
        design_effect=changes.design_effect,
        is_binary=is_binary,
    )


@lru_cache(maxsize=4096)
def _of_counts(pairs: Pairs) -> PairedTest:
    """Four counts are all that there is to yes-or-no outcomes of items that share no problem; those of the
    grades and topics of many runs come again and again.
    """
    only_a, only_b, num = round(pairs.only_a), round(pairs.only_b), round(pairs.num)
    bounds = paired_difference(pairs)
    return PairedTest(
        difference=(only_b - only_a) / num,
        low=bounds.low,
        high=bounds.high,
        p=mcnemar(only_a, only_b),
        test=MCNEMAR,
        interval="Newcombe",
        only_a=only_a,
        only_b=only_b,
        num_paired=num,
        num_clusters=num,
        changed=(only_a + only_b) / num,
        design_effect=1.0,
        is_binary=True,
    )


def _test(changes: Clustered, *, whole: bool) -> tuple[str, float]:
    unit = "clusters" if changes.is_clustered else "items"
    if whole:
        return f"exact sign flips of {unit}", exact_sign_flips([round(total) for total in changes.sums])
    return f"sign flips of {unit}", sampled_sign_flips(changes.sums)


def _interval_of_shares(a: Sequence[float], b: Sequence[float], changes: Clustered) -> tuple[str, Interval]:
    table = _table(a, b)
    size = changes.size_at((table.only_a + table.only_b) / table.num - changes.mean**2)
    return "Newcombe, effective n", paired_difference(table.scaled(size / table.num))


def _table(a: Sequence[float], b: Sequence[float]) -> Pairs:
    """The counts of pairs; a value between 0 and 1 is that chance of a yes, so that the shares are kept."""
    return Pairs(
        both=fsum(before * after for before, after in zip(a, b, strict=True)),
        only_a=fsum(before * (1 - after) for before, after in zip(a, b, strict=True)),
        only_b=fsum((1 - before) * after for before, after in zip(a, b, strict=True)),
        neither=fsum((1 - before) * (1 - after) for before, after in zip(a, b, strict=True)),
    )
