"""Which rows of a training file have questions of benchmark files, and which of these have been seen so.

What is `near` is told alike with the same numbers, such as a problem with other names in it; see `data.near`.
"""

from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import accumulate, islice
from pathlib import Path
from typing import Any, Final

from tutortrain.data.example import Content
from tutortrain.data.fields import BadRow
from tutortrain.data.format import content
from tutortrain.data.forms import Convert, converted
from tutortrain.data.listing import Mistakes
from tutortrain.data.near import NearProblems
from tutortrain.data.overlap import Problems, texts_of
from tutortrain.data.words import words

Rows = Iterable[tuple[int, Content]]
"""Good rows with their numbers in their file."""
_ROWS_AT_ONCE: Final = 512
_NUM_KEPT: Final = 2


class Kind(IntEnum):
    """How a row has a question, the surest first."""

    EXACT = 0
    NGRAM = 1
    NEAR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A problem, as its first row has it, and the numbers of all rows about it."""

    text: str
    rows: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A row of the training file, the problem that it is about, and what question it has."""

    row: int
    text: str
    question: Question


@dataclass(slots=True, kw_only=True)
class Bench:
    """The questions of one file, and what has been found of them.

    num_rows: of the training file, by the surest way in which they have a question of this file.
    seen: questions, by their place, with the surest way in which a row has them. first: a few rows a way.
    """

    path: Path
    questions: Sequence[Question]
    num_rows: Counter[Kind] = field(default_factory=Counter)
    seen: dict[int, Kind] = field(default_factory=dict)
    first: dict[Kind, list[Match]] = field(default_factory=lambda: defaultdict(list))

    def num_seen(self, kind: Kind) -> tuple[int, int]:
        """Questions that have been seen so, but not more surely; and the rows of this file about them."""
        questions = [self.questions[place] for place, seen in self.seen.items() if seen == kind]
        return len(questions), sum(len(question.rows) for question in questions)

    def enter(self, row: int, said: Content, found: Mapping[int, Kind]) -> None:
        """A row of the training file that has these questions, by their places."""
        kind, place = min((kind, place) for place, kind in found.items())
        self.num_rows[kind] += 1
        for each, how in found.items():
            self.seen[each] = min(how, self.seen.get(each, how))
        if len(self.first[kind]) < _NUM_KEPT:
            self.first[kind].append(Match(row=row, text=said.problem, question=self.questions[place]))


def read_bench(path: Path, rows: Rows) -> Bench:
    """Rows that say the same words are about one question."""
    texts, numbers = dict[str, str](), defaultdict[str, list[int]](list)
    for number, said in rows:
        name = " ".join(words(said.problem))
        texts.setdefault(name, said.problem)
        numbers[name].append(number)
    return Bench(path=path, questions=[Question(text=texts[name], rows=numbers[name]) for name in texts])


def good_rows(path: Path, numbered: Iterable[tuple[int, Any]], convert: Convert, mistakes: Mistakes) -> Rows:
    """Of what `FileForm.rows` gives; bad ones are entered in `mistakes`."""
    for number, value in numbered:
        try:
            yield number, content(converted(value, convert))
        except BadRow as error:
            mistakes.add(f"{path}:{number}: {error}")


class Search:
    """Memory goes with the benches; of a row that has a question 8 bytes are kept, of others nothing.

    num_rows: looked at. having: the numbers of those that have a question, in their order.
    """

    def __init__(self, benches: Sequence[Bench]) -> None:
        self.num_rows, self.having = 0, array("Q")
        self.benches = benches
        self._starts = [0, *accumulate(len(bench.questions) for bench in benches)]
        texts = [question.text for bench in benches for question in bench.questions]
        self._problems, self._near = Problems(texts), NearProblems(texts)

    def look(self, rows: Rows) -> None:
        """Takes all of them, in chunks, and enters what is found in the benches."""
        remaining = iter(rows)
        while chunk := list(islice(remaining, _ROWS_AT_ONCE)):
            self.num_rows += len(chunk)
            found = self._found([said for _, said in chunk])
            for (number, said), kinds in zip(chunk, found, strict=True):
                if kinds:
                    self.having.append(number)
                    self._enter(number, said, kinds)

    def _found(self, rows: Sequence[Content]) -> Iterator[Mapping[int, Kind]]:
        """For each row the questions that it has, with the surest way."""
        said = [[words(text) for text in texts_of(row)] for row in rows]
        near = self._near.alike([problem for problem, *_ in said])
        for texts, alike in zip(said, near, strict=True):
            kinds = dict.fromkeys(alike, Kind.NEAR)
            kinds |= {place: Kind.NGRAM for text in texts for place in self._problems.ngram(text)}
            kinds |= {place: Kind.EXACT for text in texts for place in self._problems.exact(text)}
            yield kinds

    def _enter(self, number: int, said: Content, kinds: Mapping[int, Kind]) -> None:
        by_bench: dict[int, dict[int, Kind]] = defaultdict(dict)
        for place, kind in kinds.items():
            bench = bisect_right(self._starts, place) - 1
            by_bench[bench][place - self._starts[bench]] = kind
        for bench, found in by_bench.items():
            self.benches[bench].enter(number, said, found)
