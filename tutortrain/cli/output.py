"""A list for people or for programs: a table, JSON, CSV or Markdown on stdout, and notes on stderr."""

import csv
import io
import json
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

import typer

from tutortrain.compare.settings import MISSING
from tutortrain.errors import QueryError
from tutortrain.query.columns import Column
from tutortrain.query.fit import draw, fitted, strip
from tutortrain.runs.strict_json import dumps

T = TypeVar("T")


def write(items: Sequence[T], columns: Sequence[Column[T]], form: str | None) -> None:
    """Prints the items in one of `FORMATS`, or as a table, which fits a terminal."""
    typer.echo(FORMATS[form](items, columns) if form else _table(items, columns))


def chosen(formats: Mapping[str, bool]) -> str | None:
    """The one format that was asked for, if any. formats: the options by name, and whether each was given.

    Raises QueryError where several were.
    """
    given = [form for form, is_given in formats.items() if is_given]
    if len(given) > 1:
        raise QueryError(f"--{' and --'.join(given)}: choose one of them")
    return given[0] if given else None


def tell(notes: Iterable[str]) -> None:
    """What is no part of the list."""
    for note in notes:
        typer.echo(f"note: {note}", err=True)


def _table(items: Sequence[T], columns: Sequence[Column[T]]) -> str:
    strips = [strip(column, items) for column in columns]
    if not sys.stdout.isatty():
        return draw(strips)
    width = shutil.get_terminal_size().columns
    kept, left_out = fitted(strips, width)
    if left_out:
        tell([f"no room in {width} columns for {', '.join(left_out)}; choose with --columns"])
    return draw(kept)


def _as_json(items: Sequence[T], columns: Sequence[Column[T]]) -> str:
    return dumps([_exact(item, columns) for item in items], indent=2)


def _as_csv(items: Sequence[T], columns: Sequence[Column[T]]) -> str:
    """As RFC 4180 has it, but with the line ends of this system; text and numbers bare, all else as JSON."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.key for column in columns])
    writer.writerows([_bare(value) for value in _exact(item, columns).values()] for item in items)
    return text.getvalue().rstrip("\n")


def _as_markdown(items: Sequence[T], columns: Sequence[Column[T]]) -> str:
    strips = [strip(column, items) for column in columns]
    rule = ["---" if strip.is_text else "---:" for strip in strips]
    header, *rows = zip(*(strip.cells for strip in strips), strict=True)
    return "\n".join(f"| {' | '.join(map(_escaped, row))} |" for row in [header, rule, *rows])


def _exact(item: T, columns: Sequence[Column[T]]) -> dict[str, Any]:
    values = {column.key: column.value(item) for column in columns}
    return {key: None if value is MISSING else value for key, value in values.items()}


def _bare(value: Any) -> Any:
    if value is None or isinstance(value, str | float):
        return value
    return json.dumps(value, ensure_ascii=False)


def _escaped(cell: str) -> str:
    return " ".join(cell.replace("|", "\\|").split("\n"))


FORMATS: Final[Mapping[str, Callable[[Sequence[Any], Sequence[Column[Any]]], str]]] = {
    "json": _as_json,
    "csv": _as_csv,
    "md": _as_markdown,
}
