"""A sample of rows in which each topic has a share of its own, whatever its share of the file."""

from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from heapq import nlargest
from math import fsum, inf, log
from random import Random
from typing import Final

from tutortrain.data.example import Example

NONE: Final = ""
"""The label of a row that has none."""
LABELS: Final[Mapping[str, Callable[[Example], Sequence[str]]]] = {
    "topic": lambda example: example.topic_tags,
    "grade": lambda example: (example.grade,) if example.grade else (),
}


class Drawing:
    """Takes rows one by one; what is kept of each are 8 bytes."""

    def __init__(self) -> None:
        self._sets: dict[tuple[str, ...], int] = {}
        self._set_of = array("Q")

    def __len__(self) -> int:
        return len(self._set_of)

    def add(self, labels: Sequence[str]) -> None:
        key = tuple(dict.fromkeys(labels)) or (NONE,)
        self._set_of.append(self._sets.setdefault(key, len(self._sets)))

    def num_of(self, rows: Sequence[int] | None = None) -> Counter[str]:
        """How many of these rows, or of all, have each label; a row with two counts for both."""
        sets, counts = list(self._sets), Counter[str]()
        of_set = Counter(self._set_of if rows is None else (self._set_of[row] for row in rows))
        for number, num in of_set.items():
            counts.update(dict.fromkeys(sets[number], num))
        return counts

    def draw(self, num: int, weights: Mapping[str, float], seed: int) -> Sequence[int]:
        """The numbers of `num` rows, from 0, in their order; none twice, and those of weight 0 last of all.

        weights: of every label, what its rows weigh together; a row of several weighs the mean of its parts.
        Rows are drawn one after the other, each by its weight among those that are left: algorithm A of
        Efraimidis and Spirakis (2006, https://doi.org/10.1016/j.ipl.2005.11.003).
        """
        random, counts = Random(seed), self.num_of()
        of_set = [
            fsum(weights[label] / counts[label] for label in labels) / len(labels) for labels in self._sets
        ]
        chances = ((random.random(), of_set[of], row) for row, of in enumerate(self._set_of))
        keys = ((_key(chance, weight), chance, row) for chance, weight, row in chances)
        return sorted(row for *_, row in nlargest(num, keys))


def _key(chance: float, weight: float) -> float:
    """The logarithm of the paper's, which small weights would take to 0. chance: from 0, below 1."""
    return log(1 - chance) / weight if weight else -inf
