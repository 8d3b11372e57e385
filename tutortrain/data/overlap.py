"""Which problems of a benchmark occur in texts, such as the rows that a model was trained on.

Two rules: `exact`, a text that says nothing but the problem; `ngram`, a text that has 13 words in a row of
it, as GPT-3's authors searched (Brown et al. 2020, https://arxiv.org/abs/2005.14165, appendix C), and its
numbers in their order. Without its second half that rule takes problems of one template for one another: 79
of the 400 embedded held-out problems for training rows with other numbers. A problem of fewer words is looked
for as a whole, so what is `exact` is always `ngram`, too.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tutortrain.data.words import numbers_of, words

NUM_WORDS: Final = 13


class Problems:
    """What is searched for. Memory goes with the problems, never with the texts, which come one by one."""

    def __init__(self, problems: Iterable[str]) -> None:
        self._wholes: dict[str, list[int]] = defaultdict(list)
        self._runs: dict[str, list[int]] = defaultdict(list)
        self._numbers: list[str] = []
        for place, problem in enumerate(problems):
            said = words(problem)
            self._wholes[" ".join(said)].append(place)
            for run in _runs(said):
                self._runs[run].append(place)
            self._numbers.append(numbers_of(said))

    def exact(self, text: str) -> Collection[int]:
        """The places of the problems that the text is, from 0."""
        return self._wholes.get(" ".join(words(text)), ())

    def ngram(self, text: str) -> Collection[int]:
        """The places of the problems that the text is or shares words and numbers with."""
        said = words(text)
        alike = {place for run in _runs(said) if run in self._runs for place in self._runs[run]}
        numbers = numbers_of(said) if alike else ""
        same = (place for place in alike if self._numbers[place] in numbers)
        return {*same, *self._wholes.get(" ".join(said), ())}


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Problems by place that some row has, and the number of rows that have some problem."""

    exact: frozenset[int]
    ngram: frozenset[int]
    num_exact_rows: int
    num_ngram_rows: int


def find_overlap(problems: Problems, rows: Iterable[Sequence[str]]) -> Overlap:
    """Searches every text of every row; the rows are read once."""
    exact, ngram = set[int](), set[int]()
    num_exact = num_ngram = 0
    for texts in rows:
        whole = {place for text in texts for place in problems.exact(text)}
        alike = {place for text in texts for place in problems.ngram(text)}
        num_exact += bool(whole)
        num_ngram += bool(alike)
        exact |= whole
        ngram |= alike
    return Overlap(
        exact=frozenset(exact), ngram=frozenset(ngram), num_exact_rows=num_exact, num_ngram_rows=num_ngram
    )


def _runs(said: Sequence[str]) -> set[str]:
    return {" ".join(said[start : start + NUM_WORDS]) for start in range(len(said) - NUM_WORDS + 1)}
