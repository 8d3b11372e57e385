"""`tutortrain data convert FILE... -o FILE`: files of any known source as one file of our format."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from tutortrain.cli.data.asked import Asked, Files, told_apart, understand
from tutortrain.cli.data.target import Output, opened

if TYPE_CHECKING:
    from tutortrain.data.converting import Conversion


def convert(
    words: Files,
    output: Output,
    source: Annotated[
        str | None,
        typer.Option("--source", help="A choice of conf/data; without it a file's rows tell its source"),
    ] = None,
) -> None:
    """Write files of known sources in our format; training on what is written is training on them.

    Bad rows are told by file and line; then nothing is written, and the exit code is 1.
    """
    from tutortrain.data.converting import Conversion
    from tutortrain.runs.jsonl import encode

    done = Conversion()
    with opened(output) as file:
        for asked in _by_source(words, source):
            path, data = asked.only_path(), asked.config.data
            numbered = asked.rows(path, f"converting {path.name}")
            for row in done.rows(path, numbered, asked.source, data):
                file.write(encode([row]))
            typer.echo(f"{path}: read as data={data.kind}", err=True)
        _refuse(done)
    left_out = f", {done.num_unwanted:,} left out by the settings" if done.num_unwanted else ""
    typer.echo(f"{output}: {done.num_rows:,} rows{left_out}", err=True)


def _by_source(words: Sequence[str], source: str | None) -> Iterator[Asked]:
    """One for each file. Raises ConfigError without a file, DataError where its source cannot be told."""
    from tutortrain.data.forms import JSON_LINES
    from tutortrain.data.reading import existing_file
    from tutortrain.data.sources.detect import recognise

    names, settings = told_apart(words)
    settings = [*settings, *([f"data={source}"] if source else [])]
    is_named = any(word.startswith("data=") for word in settings)
    for name in names:
        kind = [] if is_named else [f"data={recognise(existing_file('FILE', name, JSON_LINES))}"]
        yield understand([name, *kind, *settings])


def _refuse(done: "Conversion") -> None:
    """Raises Exit for bad rows, and DataError where there is nothing to write."""
    from tutortrain.errors import DataError

    if done.mistakes.num:
        typer.echo(f"error: {done.mistakes.message('nothing was written')}", err=True)
        raise typer.Exit(1)
    if not done.num_rows:
        raise DataError(
            f"none of {done.num_unwanted:,} rows is wanted by the settings of this source; ask for others."
            if done.num_unwanted
            else "there are no rows to convert; give a file that holds some."
        )
