"""Means of many groups, of which some are small, drawn towards the mean of all.

Source: Searle, Casella and McCulloch, Variance Components (1992), chapters 3 and 7: the analysis-of-variance
estimate of the variance between groups, and the best linear predictor of a group's own mean that follows from
it, as Efron and Morris (1975, https://doi.org/10.1080/01621459.1975.10479864) drew batting averages.
"""

from collections.abc import Sequence
from math import fsum


def shrunk(means: Sequence[float], sizes: Sequence[int]) -> Sequence[float]:
    """For each group m + t / (t + s / n) * (mean - m), with m the mean of all.

    n: how many outcomes the group has. s: the variance within groups, of outcomes that are 0 or 1; for those
    between it is too large, and means are drawn further. t: the variance between groups, as far as chance
    does not explain it. Where chance explains all, or there are too few groups to tell, each has the mean of
    all.
    """
    total, num_groups = sum(sizes), len(means)
    if not total:
        return means
    overall = fsum(size * mean for mean, size in zip(means, sizes, strict=True)) / total
    if num_groups < 2 or total <= num_groups:
        return [overall] * num_groups
    within = fsum(size * mean * (1 - mean) for mean, size in zip(means, sizes, strict=True))
    within /= total - num_groups
    spread = fsum(size * (mean - overall) ** 2 for mean, size in zip(means, sizes, strict=True))
    usual_size = (total - fsum(size**2 for size in sizes) / total) / (num_groups - 1)
    between = max(0.0, (spread / (num_groups - 1) - within) / usual_size)
    if not between:
        return [overall] * num_groups
    return [
        overall + between / (between + within / size) * (mean - overall)
        for mean, size in zip(means, sizes, strict=True)
    ]
