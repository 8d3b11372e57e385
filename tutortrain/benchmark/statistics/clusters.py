"""Items that share a problem say less than as many independent ones.

Source: Donner and Klar, Design and Analysis of Cluster Randomization Trials (2000): the analysis-of-variance
estimate of the correlation within clusters, and the design effect that follows from it.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import fsum

from tutortrain.benchmark.statistics.intervals import normal_quantile, student_quantile


@dataclass(frozen=True, kw_only=True)
class Clustered:
    """Values with those that belong together side by side; each alone where clusters are not told."""

    groups: tuple[tuple[float, ...], ...]

    @classmethod
    def of(cls, values: Sequence[float], clusters: Sequence[Hashable] | None) -> "Clustered":
        """Raises ValueError where there are not as many clusters as values."""
        groups = defaultdict(list)
        for value, cluster in zip(values, range(len(values)) if clusters is None else clusters, strict=True):
            groups[cluster].append(value)
        return cls(groups=tuple(tuple(group) for group in groups.values()))

    @cached_property
    def sums(self) -> tuple[float, ...]:
        return tuple(fsum(group) for group in self.groups)

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        return tuple(map(len, self.groups))

    @cached_property
    def num(self) -> int:
        """How many values there are."""
        return sum(self.sizes)

    @property
    def is_clustered(self) -> bool:
        """Whether any two values belong together."""
        return self.num > len(self.groups)

    @property
    def is_binary(self) -> bool:
        """Whether every value is 0 or 1."""
        return all(value in (0, 1) for group in self.groups for value in group)

    @cached_property
    def mean(self) -> float:
        """Of all values, each with the same weight."""
        return fsum(self.sums) / self.num

    @cached_property
    def variance(self) -> float:
        """The mean squared deviation of a single value."""
        return fsum((value - self.mean) ** 2 for group in self.groups for value in group) / self.num

    @property
    def num_even(self) -> float:
        """How many clusters of equal size would weigh as these do (Kish)."""
        return self.num**2 / sum(size**2 for size in self.sizes)

    @cached_property
    def design_effect(self) -> float:
        """By how much the variance of the mean exceeds that of as many independent values; 1 or more.

        Where all values are alike nothing is known of their correlation, and a cluster counts as one value.
        """
        if not self.is_clustered:
            return 1.0
        correlation = self._correlation() if self.variance > 0 else 1.0
        return 1 + correlation * (self.num / self.num_even - 1)

    @property
    def freedom(self) -> float:
        """The degrees of freedom with which the spread between clusters is known; at least 1."""
        return max(1.0, self.num_even - 1)

    def size_at(self, variance: float) -> float:
        """How many independent values of this variance would have a mean as uncertain as this one's.

        Few clusters count for less, as Student's quantile stands to the normal one. Where all values are
        alike their variance is not known, and is taken to be the one given.
        """
        size = self.num / self.design_effect * (variance / self.variance if self.variance > 0 else 1.0)
        return size * (normal_quantile() / student_quantile(self.freedom)) ** 2 if self.is_clustered else size

    def _correlation(self) -> float:
        """Within clusters, at least 0: that of fewer than two clusters counts as complete."""
        num_groups, mean = len(self.groups), self.mean
        if num_groups < 2:
            return 1.0
        between = fsum(
            size * (total / size - mean) ** 2 for total, size in zip(self.sums, self.sizes, strict=True)
        )
        within = max(0.0, self.variance * self.num - between) / (self.num - num_groups)
        between /= num_groups - 1
        typical = (self.num - self.num / self.num_even) / (num_groups - 1)
        return max(0.0, (between - within) / (between + (typical - 1) * within))
