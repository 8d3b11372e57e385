"""`tutortrain data convert FILE... -o FILE`: files of any known source as one file of our format."""

import typer

from tutortrain.cli.data import recognised
from tutortrain.cli.data.asked import Files
from tutortrain.cli.data.target import Output, opened


def convert(
    words: Files,
    output: Output,
    source: recognised.Source = None,
) -> None:
    """Write files of known sources in our format; training on what is written is training on them.

    Bad rows are told by file and line; then nothing is written, and the exit code is 1.
    """
    from tutortrain.data.row_reader import RowReader
    from tutortrain.runs.jsonl import encode

    reader = RowReader()
    with opened(output) as file:
        for asked in recognised.each(words, source):
            for row in recognised.read(asked, reader, "converting"):
                file.write(encode([row.row]))
            typer.echo(f"{asked.only_path()}: read as data={asked.config.data.kind}", err=True)
        recognised.refuse_bad_rows(reader)
    left_out = f", {reader.num_unwanted:,} left out by the settings" if reader.num_unwanted else ""
    typer.echo(f"{output}: {reader.num_rows:,} rows{left_out}", err=True)
