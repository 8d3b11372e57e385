"""Rows of a file: kept as they are, or, where they are many, read again from it when they are asked for.

A million rows of GSM8K would take 3 GB as objects. What stands here instead takes a tenth of a GB.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, SupportsIndex, overload

import numpy as np

from tutortrain.arrays import Ints
from tutortrain.backends.tokenizer import most_tokens
from tutortrain.data.example import Content, Example
from tutortrain.data.format import content, parse, problem_id
from tutortrain.data.forms import Convert, FileForm, converted
from tutortrain.runs.line_index import LineIndex
from tutortrain.runs.strict_json import loads
from tutortrain.types import Messages, Role

MAX_KEPT: Final = 50_000
Examples = Sequence[Example]
Roles = tuple[Role, ...]
_NUM_KNOWN: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Home:
    """Where rows lie, how they are read, and in what orders people speak in them."""

    path: Path
    lines: LineIndex
    convert: Convert
    patterns: Sequence[Roles]


class StoredRows(Sequence[Example]):
    """known: [rows, 4]; of each the number of its line, and what the properties tell."""

    def __init__(self, home: _Home, known: Ints) -> None:
        self._home, self._known = home, known

    def __len__(self) -> int:
        return len(self._known)

    @overload
    def __getitem__(self, index: int) -> Example: ...
    @overload
    def __getitem__(self, index: slice) -> "StoredRows": ...
    def __getitem__(self, index: int | slice) -> "Example | StoredRows":
        """Raises DataError where the file has been changed."""
        if isinstance(index, slice):
            return self.select(np.arange(len(self))[index])
        return parse(self._row(index), self.place(index))

    def content(self, index: SupportsIndex) -> Content:
        """What a row says, without its `id`, which takes longer. Raises DataError as `[]` does."""
        return content(self._row(index))

    def said(self, index: SupportsIndex) -> Messages:
        """A row's turns. Raises DataError as `[]` does."""
        return self.content(index).messages

    def place(self, index: SupportsIndex) -> str:
        """Where a row lies, `file:line`, without reading it."""
        return f"{self._home.path}:{self._known[index, 0]}"

    def select(self, indices: Sequence[int] | Ints) -> "StoredRows":
        return StoredRows(self._home, self._known[np.asarray(indices, dtype=np.int64)])

    @property
    def patterns(self) -> Sequence[Roles]:
        """Who speaks after whom: those of all rows of the file."""
        return self._home.patterns

    @property
    def roles(self) -> Ints:
        """[rows], places in `patterns`."""
        return self._known[:, 1]

    @property
    def most_said(self) -> Ints:
        """[rows], no tokenizer makes more tokens of a row's turns."""
        return self._known[:, 2]

    @property
    def most_asked(self) -> Ints:
        """[rows], ... and of those before the tutor first replies."""
        return self._known[:, 3]

    def _row(self, index: SupportsIndex) -> object:
        number = int(self._known[index, 0])
        return converted(loads(self._home.lines[number].decode("utf-8-sig")), self._home.convert)


def pick(rows: Examples, indices: Sequence[int]) -> Examples:
    """These rows; where they are few, they are kept."""
    if isinstance(rows, StoredRows) and len(indices) > MAX_KEPT:
        return rows.select(indices)
    return tuple(rows[index] for index in indices)


def contents(rows: Examples) -> Iterator[Content]:
    """What all rows say, in their order; of stored ones only that is read. Raises DataError as `[]` does."""
    if isinstance(rows, StoredRows):
        return map(rows.content, range(len(rows)))
    return iter(rows)


def replied(rows: Examples) -> Examples:
    """Those that end with the tutor's turn."""
    if isinstance(rows, StoredRows):
        ends = np.array([pattern[-1] == "assistant" for pattern in rows.patterns])
        return rows.select(np.flatnonzero(ends[rows.roles]))
    return tuple(row for row in rows if row.response is not None)


class Store:
    """Takes the good rows of a file in their order."""

    def __init__(self, path: Path, form: FileForm, convert: Convert) -> None:
        self.problem_ids: list[str] = []
        self._path, self._form, self._convert = path, form, convert
        self._kept: list[Example] = []
        self._known = array("q")
        self._patterns: dict[Roles, int] = {}

    def add(self, number: int, row: object) -> None:
        """Raises BadRow."""
        if len(self.problem_ids) < MAX_KEPT or not self._form.is_by_line:
            said: Content = self._keep(parse(row, f"{self._path}:{number}"))
        else:
            self._kept.clear()
            said = content(row)
            self.problem_ids.append(problem_id(row, said))
        self._know(number, said)

    def examples(self) -> Examples:
        """All of them. Raises OSError."""
        if len(self._kept) == len(self.problem_ids):
            return tuple(self._kept)
        home = _Home(
            path=self._path,
            lines=LineIndex(self._path),
            convert=self._convert,
            patterns=tuple(self._patterns),
        )
        return StoredRows(home, np.array(self._known).reshape(-1, _NUM_KNOWN))

    def _keep(self, example: Example) -> Example:
        self._kept.append(example)
        self.problem_ids.append(example.problem_id)
        return example

    def _know(self, number: int, said: Content) -> None:
        roles = tuple([turn.role for turn in said.messages])
        tokens = [most_tokens(turn.content) for turn in said.messages]
        before = tokens[: roles.index("assistant")] if "assistant" in roles else tokens
        pattern = self._patterns.setdefault(roles, len(self._patterns))
        self._known.extend((number, pattern, sum(tokens), sum(before)))
