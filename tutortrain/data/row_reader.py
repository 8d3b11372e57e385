"""The rows of a file that a run would read, one by one: in our format, and as what is known of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tutortrain.config.data import DataConfig
from tutortrain.data.example import Example
from tutortrain.data.fields import BadRow
from tutortrain.data.format import parse
from tutortrain.data.forms import converted
from tutortrain.data.listing import Mistakes
from tutortrain.data.sources.base import FileSource
from tutortrain.runs.jsonl import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRow:
    """number: its place in the file, from 1. row: in our format, without fields that are null."""

    number: int
    row: Row
    example: Example


@dataclass(slots=True)
class RowReader:
    """num_rows: given so far; num_unwanted: good ones that the settings do not ask for."""

    num_rows: int = 0
    num_unwanted: int = 0
    mistakes: Mistakes = field(default_factory=Mistakes)

    def read(
        self, path: Path, numbered: Iterable[tuple[int, Any]], source: FileSource, config: DataConfig
    ) -> Iterator[ReadRow]:
        """Of one file, in its order. numbered: as `FileForm.rows` gives them.

        Bad rows are entered in `mistakes`.
        """
        for number, value in numbered:
            place = f"{path}:{number}"
            try:
                row = converted(value, lambda row: source.convert(row, config.request))
                example = parse(row, place)
            except BadRow as error:
                self.mistakes.add(f"{place}: {error}")
                continue
            if source.wants(example, config):
                self.num_rows += 1
                yield ReadRow(number=number, row=_without_nulls(row), example=example)
            else:
                self.num_unwanted += 1


def _without_nulls(row: object) -> Row:
    assert isinstance(row, dict)
    return {key: value for key, value in row.items() if value is not None}
