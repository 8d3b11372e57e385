"""What is wrong with rows of training data, and what is likely a slip in them. It is told, not mended."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tutortrain.data.example import Content
from tutortrain.data.fields import BadRow
from tutortrain.data.format import content
from tutortrain.data.forms import Convert, converted
from tutortrain.data.twins import Twins
from tutortrain.grading.leak import leaks
from tutortrain.grading.lesson import Lesson

_VALUE: Final = re.compile(r"(?<=`) is (?!missing|empty).*; (?=expected )", re.DOTALL)
_PLACE: Final = re.compile(r"(?:,? at column \d+|: byte |; ).*", re.DOTALL)
_NUMBER: Final = re.compile(r"(?<=\[)\d+(?=\])")
_LOST: Final = "\ufffd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """kind: what it is counted by. is_problem: the row cannot be used; else it is worth a look."""

    place: str
    kind: str
    text: str
    is_problem: bool = False


class Check:
    """Takes rows one by one, from any number of files; what is kept of each are 36 bytes.

    num_unanswered: good rows without a reply, from which only methods that make their own can learn.
    """

    def __init__(self) -> None:
        self.num_rows = self.num_bad = self.num_unanswered = 0
        self._files: list[tuple[int, Path]] = []
        self._lines = array("Q")
        self._said, self._problems, self._answers = Twins(), Twins(), Twins()

    def begin(self, path: Path) -> None:
        """The rows that follow lie in this file."""
        self._files.append((len(self._lines), path))

    def look(self, number: int, value: object, convert: Convert) -> Sequence[Finding]:
        """What can be said of a row by itself. value: as `FileForm.rows` gives it."""
        self.num_rows += 1
        try:
            said = content(converted(value, convert))
        except BadRow as error:
            self.num_bad += 1
            return [self._found(number, _kind(text), text, is_problem=True) for text in error.mistakes]
        self._keep(number, said)
        return [self._found(number, kind, text) for kind, text in _doubts(said)]

    def compare(self) -> Iterator[Finding]:
        """What can be said of good rows beside one another, when all have been looked at."""
        for later, first in self._said.pairs():
            text = f"says the same as {self._place(first)}"
            yield Finding(place=self._place(later), kind="says the same as an earlier row", text=text)
        for later, first in self._problems.pairs():
            if self._answers.differ(later, first):
                yield Finding(
                    place=self._place(later),
                    kind="has another answer than an earlier row to the same problem",
                    text=f"has another answer than {self._place(first)} to the same problem",
                )

    def _keep(self, number: int, said: Content) -> None:
        self.num_unanswered += said.response is None
        self._lines.append(number)
        self._said.add(tuple([turn.content for turn in said.messages]))
        # A row without an answer contradicts nobody, so its problem is its own.
        self._problems.add(len(self._lines) if said.answer is None else said.problem)
        self._answers.add(said.answer)

    def _found(self, number: int, kind: str, text: str, *, is_problem: bool = False) -> Finding:
        place = f"{self._files[-1][1]}:{number}"
        return Finding(place=place, kind=kind, text=text, is_problem=is_problem)

    def _place(self, index: int) -> str:
        _, path = self._files[bisect_right(self._files, index, key=lambda file: file[0]) - 1]
        return f"{path}:{self._lines[index]}"


def _kind(mistake: str) -> str:
    """The mistake without what it says of one row alone."""
    return _PLACE.sub("", _NUMBER.sub("…", _VALUE.sub(": ", mistake)))


def _doubts(said: Content) -> Sequence[tuple[str, str]]:
    """Kind and text of what is likely a slip in a good row."""
    doubts = []
    for turn in said.messages:
        if not turn.content.isascii() and _LOST in turn.content:
            kind = "holds U+FFFD, which stands where a letter was lost"
            doubts.append((kind, f"{kind}; make the file anew from its source, as UTF-8"))
            break
    if _gives_away(said):
        kind = "asked for a hint, gives the answer away"
        doubts.append((kind, f"{kind}: {said.answer}"))
    return doubts


def _gives_away(said: Content) -> bool:
    """A lower bound: only where a hint is asked for, and the answer stands in the reply as it is written."""
    if said.answer is None or said.response is None or said.answer not in said.response:
        return False
    *earlier, asked = (turn.content for turn in said.messages[:-1])
    if "hint" not in asked.lower():
        return False
    return leaks(said.response, Lesson(problem=said.problem, answer=said.answer, earlier=tuple(earlier)))
