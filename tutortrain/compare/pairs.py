"""One score of two models, item by item, and what a test says of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal

from tutortrain.benchmark.generations import Generation
from tutortrain.benchmark.results import Unit
from tutortrain.benchmark.statistics import SIGNIFICANCE, PairedTest, paired

Verdict = Literal["better", "worse", "no detectable difference"]
UNDECIDED: Final = "no detectable difference"


@dataclass(frozen=True, kw_only=True)
class Paired:
    """The values of a and b for the same items in the same order; `rows` are b's replies about them.

    is_opinion: they are what a judge thinks, and are tested apart from what is measured.
    """

    name: str
    higher_is_better: bool
    unit: Unit
    a: tuple[float, ...]
    b: tuple[float, ...]
    rows: tuple[Generation, ...]
    num_unmatched: int
    is_opinion: bool = False

    @cached_property
    def test(self) -> PairedTest:
        """Items that share a problem are not taken to be independent."""
        problems = [row.problem_id for row in self.rows]
        return paired(self.a, self.b, problems, can_be_shares=self.unit == "share")

    def at(self, places: Sequence[int]) -> "Paired":
        """Of some of the items alone."""
        return replace(
            self,
            a=tuple([self.a[place] for place in places]),
            b=tuple([self.b[place] for place in places]),
            rows=tuple([self.rows[place] for place in places]),
        )

    def verdict(self, p: float) -> Verdict:
        """On b, by a p-value that may have been adjusted."""
        if p >= SIGNIFICANCE:
            return UNDECIDED
        return "better" if (self.test.difference > 0) == self.higher_is_better else "worse"
