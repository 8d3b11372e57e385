"""How rows lie in a file: one JSON object a line, or all of them in one JSON array."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tutortrain.data.fields import bad_line
from tutortrain.errors import DataError
from tutortrain.runs.jsonl import BadLine, iter_rows
from tutortrain.runs.lines import Unreadable, read_whole
from tutortrain.runs.strict_json import loads, reason

_ARRAY: Final = "expected one JSON array"


Convert = Callable[[object], object]
"""From a row of a known file to a row of our format; raises BadRow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileForm:
    """One way to read rows, and what to say of it.

    rows: gives each row's number, from 1, with its JSON value, or a `BadLine` in its place.
    suffix: how the names of such files end.
    is_by_line: whether a row's number is that of its line, which can be read without the others.
    expected: what somebody is told whose file is of another form.
    """

    rows: Callable[[Path], Iterator[tuple[int, Any]]]
    suffix: str
    is_by_line: bool
    expected: str


def converted(value: object, convert: Convert) -> object:
    """A row of our format from what stands in a file. Raises BadRow."""
    if isinstance(value, BadLine):
        raise bad_line(value)
    return convert(value)


def array_rows(path: Path) -> Iterator[tuple[int, Any]]:
    """The entries of a file that is one JSON array, numbered from 1.

    Raises OSError when it cannot be opened, and DataError when it is not such a file: then it has no rows.
    """
    try:
        value = loads(read_whole(path).decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise DataError(f"{path}:{error.lineno}: {reason(error)}; {_ARRAY}.") from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path}: {reason(error)}; {_ARRAY}.") from error
    except Unreadable as error:
        raise DataError(f"{path}: {error}; {_ARRAY}.") from error
    if not isinstance(value, list):
        raise DataError(f"{path}: the file holds no array; {_ARRAY} of objects.")
    yield from enumerate(value, 1)


JSON_LINES: Final = FileForm(
    rows=iter_rows, suffix=".jsonl", is_by_line=True, expected="one JSON object a line"
)
JSON_ARRAY: Final = FileForm(
    rows=array_rows, suffix=".json", is_by_line=False, expected="one JSON array of objects"
)
