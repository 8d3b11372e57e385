"""All JSON lines that tutortrain reads or writes go through here, on top of the `jsonlines` package.

Reading takes what people have: a byte order mark, CRLF, blank lines, compressed files. Writing is UTF-8, one
object a line.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import jsonlines

from tutortrain.closing import Closing
from tutortrain.errors import DataError
from tutortrain.runs.atomic import write_atomically
from tutortrain.runs.lines import Lines, Unreadable, read_whole
from tutortrain.runs.strict_json import dumps, loads, reason
from tutortrain.runs.typed_json import WrongShape, parse

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Row = dict[str, Any]
T = TypeVar("T", bound="DataclassInstance")


@dataclass(frozen=True, slots=True)
class BadLine:
    """Stands where a line's value would, and says why there is none."""

    reason: str


def iter_rows(path: Path) -> Iterator[tuple[int, Any]]:
    """Each line's number, from 1, with its JSON value, or a `BadLine` in its place; blank lines are skipped.

    Raises OSError when the file cannot be opened.
    """
    with Lines(path) as lines:
        reader = jsonlines.Reader(lines, loads=loads)
        while True:
            value: Any
            try:
                value = reader.read(skip_empty=True, allow_none=True)
            except EOFError:
                return
            except jsonlines.InvalidLineError as error:
                value = BadLine(reason(error.__cause__))
            except Unreadable as error:
                value = BadLine(str(error))
            except RecursionError as error:
                value = BadLine(reason(error))
            yield lines.number, value


def read_rows(path: Path, *, allow_torn_end: bool = False) -> list[Row]:
    """The objects of a file that tutortrain wrote itself; a log that does not exist yet has no rows.

    allow_torn_end: a last line that a killed process left half written is left out.
    Raises DataError for any other line that is not a JSON object.
    """
    if not path.exists():
        return []
    if (rows := _sound_rows(path)) is not None:
        return rows
    numbered = list(iter_rows(path))
    if allow_torn_end and numbered and isinstance(numbered[-1][1], BadLine):
        numbered.pop()
    for number, value in numbered:
        if not isinstance(value, dict):
            reason = value.reason if isinstance(value, BadLine) else f"{value!r:.40}"
            raise DataError(
                f"{path}:{number}: {reason}; expected a JSON object. The file was changed or is damaged."
            )
    return [value for _, value in numbered]


def read_as(kind: type[T], path: Path, *, allow_torn_end: bool = False) -> list[T]:
    """The same, each row as a dataclass. Raises as `read_rows` does, and WrongShape, with the place, for an
    object that is no `kind`.
    """
    try:
        return [parse(kind, line) for line in read_whole(path).split(b"\n") if line]
    except (FileNotFoundError, WrongShape, Unreadable):
        rows = read_rows(path, allow_torn_end=allow_torn_end)  # says what is no JSON
    return [_parsed(kind, row, f"{path}:{number}") for number, row in enumerate(rows, start=1)]


def _parsed(kind: type[T], row: Row, place: str) -> T:
    try:
        return parse(kind, encode([row]))
    except WrongShape as error:
        raise WrongShape(f"{place}: {error}") from error


def _sound_rows(path: Path) -> list[Row] | None:
    """All rows where there is nothing to say of any, in a third of the time that saying it takes."""
    from pydantic_core import from_json

    try:
        rows = [from_json(line, allow_inf_nan=False) for line in read_whole(path).split(b"\n") if line]
    except (ValueError, Unreadable):
        return None
    return rows if all(isinstance(row, dict) for row in rows) else None


def rows_of(lines: Iterable[bytes]) -> Iterator[Row]:
    """The objects among lines that have been read; what is none is passed over."""
    rows: Iterator[Row] = jsonlines.Reader(lines, loads=loads).iter(
        type=dict, skip_empty=True, skip_invalid=True
    )
    return rows


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Replaces the whole file by rename."""
    write_atomically(path, encode(rows))


def encode(rows: Iterable[Row]) -> bytes:
    """What `write_rows` puts into a file."""
    return "".join(f"{dumps(row)}\n" for row in rows).encode(errors=_SURROGATES)


def append_rows(path: Path, rows: Sequence[Row]) -> None:
    """Adds rows to a log; none, and there need be no file."""
    if rows:
        with Appender(path) as appender:
            for row in rows:
                appender.write(row)


class Appender(Closing):
    """Adds rows to a log; each has left the process when `write` returns: a kill tears one line at most."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8", errors=_SURROGATES, newline="\n")
        self._writer = jsonlines.Writer(self._file, dumps=dumps, flush=True)

    def write(self, row: Row) -> None:
        self._writer.write(row)

    def close(self) -> None:
        self._writer.close()
        self._file.close()


_SURROGATES = "backslashreplace"
"""A lone surrogate cannot be UTF-8, but the `\\udxxx` that this handler writes is its JSON escape."""
