"""A file in parts, such as train and test, that share no problem and are alike in grades and topics.

Problems are put into an order, by grade, by topics, and by chance among those that are alike in both, and
are dealt along it, each to the part that is furthest behind its share: a systematic sample, stratified by the
order (Cochran 1977, Sampling Techniques, chapter 8). However few problems a topic has, every stretch of the
order thus keeps the shares as nearly as whole problems can.
"""

from array import array
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tutortrain.data.example import Example
from tutortrain.data.format import problem_digest
from tutortrain.data.twins import Twins

Stratum = tuple[str | None, tuple[str, ...]]


class Partition:
    """Takes rows one by one; what is kept of each are 24 bytes."""

    def __init__(self) -> None:
        self._problems, self._names = Twins(), Twins()
        self._strata: dict[Stratum, int] = {}
        self._stratum_of = array("Q")

    def add(self, example: Example) -> None:
        """Rows with one problem_id stay together, and so do those whose problems say the same."""
        self._problems.add(problem_digest(example.problem))
        self._names.add(example.problem_id)
        stratum = (example.grade, tuple(sorted(example.topic_tags)))
        self._stratum_of.append(self._strata.setdefault(stratum, len(self._strata)))

    def groups(self) -> Sequence[int]:
        """For each row the first of those that it stays with."""
        first = list(range(len(self._stratum_of)))
        for twins in (self._problems, self._names):
            for one, other in twins.pairs():
                low, high = sorted((_root(first, one), _root(first, other)))
                first[high] = low
        return [_root(first, row) for row in range(len(first))]

    def deal(self, groups: Sequence[int], shares: Mapping[str, float], seed: int) -> Sequence[str]:
        """The part of each row. shares: of the rows, by part; together 1."""
        leads, group_of, sizes = np.unique(groups, return_inverse=True, return_counts=True)
        order = self._order(leads, Random(seed))
        is_large = sizes[order] > min(shares.values()) * len(groups)
        order = np.concatenate([order[is_large], order[~is_large]])  # what comes later makes up for them
        parts = _dealt(sizes[order].tolist(), shares)
        part_of = dict(zip(order.tolist(), parts, strict=True))
        return [part_of[group] for group in group_of.tolist()]

    def _order(self, leads: NDArray[np.int64], random: Random) -> NDArray[np.int64]:
        """Of the groups, each of the stratum of its first row; where grades and topics lie is drawn, too."""
        grades: dict[str | None, float] = {grade: random.random() for grade, _ in self._strata}
        of_grade = np.array([grades[grade] for grade, _ in self._strata])
        of_topics = np.array([random.random() for _ in self._strata])
        strata = np.asarray(self._stratum_of)[leads]
        alone = np.array([random.random() for _ in leads])
        order: NDArray[Any] = np.lexsort((alone, of_topics[strata], of_grade[strata]))
        return order


def _root(first: list[int], row: int) -> int:
    """Paths are halved on the way, so that they stay short."""
    while first[row] != row:
        first[row] = first[first[row]]
        row = first[row]
    return row


def _dealt(sizes: Sequence[int], shares: Mapping[str, float]) -> Sequence[str]:
    """The part of each group of rows, in their order.

    What a part lacks is measured before the group: else large ones would all go to the largest part. Where
    there is another, a part gets no group that is larger than all it may have.
    """
    num_rows = sum(sizes)
    have = dict.fromkeys(shares, 0)
    total, parts = 0, []
    for size in sizes:
        roomy = [name for name in shares if size <= shares[name] * num_rows]
        part = max(roomy or shares, key=lambda name: shares[name] * total - have[name])
        have[part] += size
        total += size
        parts.append(part)
    return parts
