"""Which source a file is of: its first rows are shown to each source, which knows its own."""

from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from tutortrain.config.data import Source as SourceName
from tutortrain.data.forms import JSON_ARRAY, JSON_LINES, FileForm
from tutortrain.data.sources import SOURCES
from tutortrain.data.sources.base import FileSource
from tutortrain.errors import DataError
from tutortrain.runs.jsonl import Row
from tutortrain.runs.lines import Lines, Unreadable

NUM_LOOKED_AT: Final = 20
"""Rows from the top; a slip in a few of them leads nobody astray."""
MAX_FIELDS: Final = 12
"""That are named of rows which nobody knows."""
FILE_SOURCES: Final[Mapping[SourceName, FileSource]] = {
    name: source for name, source in SOURCES.items() if isinstance(source, FileSource)
}


def recognise(path: Path) -> SourceName:
    """The source that takes most of the first rows for its own; of two, the one that is registered first.

    Raises DataError: a file that cannot be read, or not twice; rows that no source knows, or not so written.
    """
    if not path.is_file():
        raise DataError(
            f"{path} cannot be read twice, so that its source cannot be told from its rows; name it, such as "
            "data=jsonl."
        )
    try:
        form = _form_of(path)
        rows = [row for _, row in islice(form.rows(path), NUM_LOOKED_AT) if isinstance(row, dict)]
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.") from error
    name = _source_of(rows, path)
    wanted = FILE_SOURCES[name].form
    if wanted.suffix != form.suffix:
        raise DataError(f"{path} has rows of {name}, but as {form.expected}; expected {wanted.expected}.")
    return name


def _source_of(rows: Sequence[Row], path: Path) -> SourceName:
    num_own = {name: sum(map(source.is_own, rows)) for name, source in FILE_SOURCES.items()}
    name = max(num_own, key=lambda name: num_own[name])
    if not num_own[name]:
        fields = list(dict.fromkeys(f"`{field:.40}`" for row in rows for field in row))
        shown = [*fields[:MAX_FIELDS], *(["..."] if len(fields) > MAX_FIELDS else [])]
        found = f"rows with {', '.join(shown)}" if fields else "no JSON objects among its first rows"
        raise DataError(
            f"{path} has {found}, and no source knows such rows: {', '.join(FILE_SOURCES)}. If it is of one "
            "of these, name it, such as data=gsm8k; else give its rows `prompt` and `response`."
        )
    return name


def _form_of(path: Path) -> FileForm:
    """By its first character. A line too long to be read as one is likely a whole array."""
    try:
        with Lines(path) as lines:
            starts = (line.removeprefix(BOM_UTF8).lstrip()[:1] for line in lines)
            return JSON_ARRAY if next(filter(None, starts), b"") == b"[" else JSON_LINES
    except Unreadable:
        return JSON_ARRAY
