"""Which problems of a benchmark occur in texts, such as the rows that a model was trained on.

Two rules: `exact`, a text that says nothing but the problem; `ngram`, a text that has 13 words in a row of
it, as GPT-3's authors searched (Brown et al. 2020, https://arxiv.org/abs/2005.14165, appendix C), and its
numbers in their order. Without its second half that rule takes problems of one template for one another: 79
of the 400 embedded held-out problems for training rows with other numbers. A problem of fewer words can only
be found as a whole.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tutortrain.data.example import Content
from tutortrain.data.words import Words, numbers_of, words

NUM_WORDS: Final = 13
STRIDE: Final = (NUM_WORDS + 1) // 2
"""Wherever 13 words in a row begin, 7 of them begin at a multiple of 7; only these are looked up."""


def texts_of(row: Content) -> Sequence[str]:
    """The bare problem, and whatever is said, in which other problems may stand; each text once."""
    return list(dict.fromkeys((row.problem, *(turn.content for turn in row.messages))))


class Problems:
    """What is searched for. Memory goes with the problems, never with the texts, which come one by one."""

    def __init__(self, problems: Iterable[str]) -> None:
        self._said = [words(problem) for problem in problems]
        self._numbers = [numbers_of(said) for said in self._said]
        self._wholes: dict[str, list[int]] = defaultdict(list)
        self._parts: dict[int, set[int]] = defaultdict(set)
        for place, said in enumerate(self._said):
            self._wholes[" ".join(said)].append(place)
            for start in range(len(said) - STRIDE + 1):
                self._parts[_part(said, start)].add(place)

    def exact(self, said: Words) -> Collection[int]:
        """The places of the problems that the text is, from 0."""
        return self._wholes.get(" ".join(said), ())

    def ngram(self, said: Words) -> Collection[int]:
        """The places of the problems that the text shares words and numbers with."""
        if not (places := self._sharing_a_part(said)):
            return ()
        numbers, runs = numbers_of(said), _runs(said)
        return [
            place
            for place in places
            if self._numbers[place] in numbers and not runs.isdisjoint(_runs(self._said[place]))
        ]

    def _sharing_a_part(self, said: Words) -> set[int]:
        parts, found = self._parts, set[int]()
        for start in range(0, len(said) - STRIDE + 1, STRIDE):
            if (part := _part(said, start)) in parts:
                found |= parts[part]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Problems by place that some row has, and the number of rows that have some problem.

    ngram: what is `exact`, too, however short. first: the first such row, by its number from 0, and the first
    of the problems that it has.
    """

    exact: frozenset[int]
    ngram: frozenset[int]
    num_exact_rows: int
    num_ngram_rows: int
    first: tuple[int, int] | None


def find_overlap(problems: Problems, rows: Iterable[Sequence[str]]) -> Overlap:
    """Searches every text of every row; the rows are read once."""
    exact, ngram = set[int](), set[int]()
    num_exact = num_ngram = 0
    first: tuple[int, int] | None = None
    for number, texts in enumerate(rows):
        said = [words(text) for text in texts]
        whole = {place for each in said for place in problems.exact(each)}
        alike = whole | {place for each in said for place in problems.ngram(each)}
        if alike:
            first = first or (number, min(alike))
        num_exact += bool(whole)
        num_ngram += bool(alike)
        exact |= whole
        ngram |= alike
    return Overlap(
        exact=frozenset(exact),
        ngram=frozenset(ngram),
        num_exact_rows=num_exact,
        num_ngram_rows=num_ngram,
        first=first,
    )


def _part(said: Words, start: int) -> int:
    """A number for the 7 words; two that share one by chance are told apart by their runs."""
    return hash(tuple(said[start : start + STRIDE]))


def _runs(said: Words) -> set[str]:
    return {" ".join(said[start : start + NUM_WORDS]) for start in range(len(said) - NUM_WORDS + 1)}
