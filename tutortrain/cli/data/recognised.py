"""Files whose rows tell their source, for commands that write rows."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from tutortrain.cli.data.asked import Asked, told_apart, understand

if TYPE_CHECKING:
    from tutortrain.data.row_reader import ReadRow, RowReader


Source = Annotated[
    str | None,
    typer.Option("--source", help="A choice of conf/data; without it a file's rows tell its source"),
]


def each(words: Sequence[str], source: str | None) -> Iterator[Asked]:
    """One for each file; `source`, or data= among the settings, may name one source for all of them.

    Raises ConfigError without a file, DataError where a file's source cannot be told.
    """
    from tutortrain.data.forms import JSON_LINES
    from tutortrain.data.reading import existing_file
    from tutortrain.data.sources.detect import recognise

    names, settings = told_apart([*words, *([f"data={source}"] if source else [])])
    is_named = any(word.startswith("data=") for word in settings)
    for name in names:
        kind = [] if is_named else [f"data={recognise(existing_file('FILE', name, JSON_LINES))}"]
        yield understand([name, *kind, *settings])


def only_lines(words: Sequence[str], source: str | None) -> Asked:
    """The one file, whose lines are to be written as they stand after they have been looked at.

    Raises what `each` does, and DataError where rows are no lines, or can be read but once.
    """
    from tutortrain.data.forms import JSON_LINES
    from tutortrain.data.reading import existing_file, refuse_pipe
    from tutortrain.errors import ConfigError, DataError

    names, _ = told_apart(words)
    if len(names) > 1:
        raise ConfigError(f"give one file, not {len(names)}; `tutortrain data convert` makes one of many")
    path = existing_file("FILE", names[0], JSON_LINES)
    refuse_pipe("FILE", path)
    (asked,) = each(words, source)
    if asked.source.form is not JSON_LINES:
        raise DataError(
            f"{path} is {asked.source.form.expected}; make lines of it first: tutortrain data convert {path} "
            f"-o {path.with_suffix('.jsonl').name}."
        )
    return asked


def read(asked: Asked, reader: "RowReader", doing: str) -> "Iterator[ReadRow]":
    """The usable rows of the one file; doing: what the bar over a long look says."""
    path = asked.only_path()
    yield from reader.read(path, asked.rows(path, f"{doing} {path.name}"), asked.source, asked.config.data)


def refuse_bad_rows(reader: "RowReader") -> None:
    """Raises Exit for bad rows, as `data check` ends, and DataError where there is no row at all."""
    from tutortrain.errors import DataError

    if reader.mistakes.num:
        typer.echo(f"error: {reader.mistakes.message('nothing was written')}", err=True)
        raise typer.Exit(1)
    if not reader.num_rows:
        raise DataError(
            f"none of {reader.num_unwanted:,} rows is wanted by the settings of their source; ask for others."
            if reader.num_unwanted
            else "there are no rows in it; give a file that holds some."
        )
