"""Where the commands that write rows put them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

Output = Annotated[
    str, typer.Option("--output", "-o", metavar="FILE", help="Where to write, as JSON lines; - for a pipe")
]


@contextmanager
def opened(output: str) -> Iterator[BinaryIO]:
    """A file appears when the block ends well, and one that is there is then replaced.

    Raises DataError where it cannot be written.
    """
    from tutortrain.data.reading import PIPE
    from tutortrain.errors import DataError
    from tutortrain.runs.atomic import writing

    if output == PIPE:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(output).expanduser()
    if not path.parent.is_dir():
        raise DataError(f"--output: there is no folder {path.parent}.")
    try:
        with path.open("wb") if path.exists() and not path.is_file() else writing(path) as file:
            yield file
    except OSError as error:
        raise DataError(f"--output: {path} cannot be written: {error.strerror}.") from error
