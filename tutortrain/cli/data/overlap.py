"""`tutortrain data overlap TRAIN BENCH...`: which questions of benchmarks a training file has."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutortrain.cli.data.asked import numbered_rows, open_console
from tutortrain.cli.data.overlap_report import report
from tutortrain.cli.data.target import opened
from tutortrain.wording import counted

if TYPE_CHECKING:
    from tutortrain.data.listing import Mistakes
    from tutortrain.data.searching import Rows, Search
    from tutortrain.data.sources.base import FileSource


def overlap(
    train: Annotated[str, typer.Argument(metavar="TRAIN", help="What is trained on; - for a pipe")],
    benches: Annotated[list[str], typer.Argument(metavar="BENCH...", help="What models are asked")],
    remove: Annotated[
        bool, typer.Option("--remove", help="Write TRAIN without the rows that have a question of BENCH")
    ] = False,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Where to; - for a pipe")
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", help="TRAIN's, a choice of conf/data; without it its rows tell it"),
    ] = None,
) -> None:
    """Tell which questions of benchmarks a training file has: the same, in part, or with other names.

    Exits with 1 if it has any, unless the rows that have them are removed.
    """
    from tutortrain.data.reading import PIPE

    searched, asked = _find("TRAIN", train, source), [_find("BENCH", name) for name in benches]
    if _is_removal(remove, output):
        _refuse_to_remove(searched, [searched, *asked], str(output))
    search = _search(searched, asked)
    console = open_console(stderr=output == PIPE)
    for line in report(search, searched.path, console.width):
        console.print(line)
    if output is not None:
        _write(search, searched.path, output)
    elif search.having:
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    path: Path
    source: "FileSource"

    def rows(self, stage: str, mistakes: "Mistakes") -> "Rows":
        from tutortrain.data.searching import good_rows

        numbered = numbered_rows(self.source.form, self.path, stage)
        return good_rows(self.path, numbered, lambda row: self.source.convert(row, ""), mistakes)


def _find(label: str, name: str, source: str | None = None) -> _File:
    """Raises DataError for a file that is not there, or whose source cannot be told."""
    from tutortrain.data.forms import JSON_LINES
    from tutortrain.data.reading import existing_file
    from tutortrain.data.sources.detect import FILE_SOURCES, recognise
    from tutortrain.errors import ConfigError, DataError

    path = existing_file(label, name, JSON_LINES)
    if source is None and not path.is_file():
        named = ", or name it with --source" if label == "TRAIN" else ""
        raise DataError(
            f"{label}: {path} is a pipe or a device, whose rows are read once, so that they cannot tell its "
            f"source; write them to a file first{named}."
        )
    known = {str(name): each for name, each in FILE_SOURCES.items()}
    kind = source or recognise(path)
    if kind not in known:
        raise ConfigError(f"--source={kind}: there is none of that name; choose {', '.join(known)}")
    return _File(path=path, source=known[kind])


def _is_removal(remove: bool, output: str | None) -> bool:
    from tutortrain.errors import ConfigError

    if remove and output is None:
        raise ConfigError("--remove needs -o FILE, where to write what is left; - for a pipe")
    if output is not None and not remove:
        raise ConfigError("-o FILE is where --remove writes what is left; give both, or neither")
    return remove


def _refuse_to_remove(train: _File, read: Sequence[_File], output: str) -> None:
    """Raises DataError where rows cannot be left out of the file, or what is read would be written over."""
    from tutortrain.errors import DataError

    path = Path(output).expanduser()
    if path.exists() and any(path.samefile(file.path) for file in read):
        raise DataError(f"--output: {path} is one of the files that are read; write to another.")
    if not train.path.is_file():
        raise DataError(
            f"TRAIN: {train.path} is a pipe or a device, and --remove reads the rows twice; write them to a "
            "file first."
        )
    if not train.source.form.is_by_line:
        raise DataError(
            f"TRAIN: {train.path} is one JSON array, and --remove leaves out lines; write it as lines with "
            "`tutortrain data convert` first."
        )


def _search(train: _File, benches: Sequence[_File]) -> "Search":
    """Raises DataError for bad rows, all in one message: what is not read cannot be called unseen."""
    from tutortrain.data.listing import Mistakes
    from tutortrain.data.searching import Search, read_bench
    from tutortrain.errors import DataError

    mistakes = Mistakes()
    read = [read_bench(file.path, file.rows(f"reading {file.path.name}", mistakes)) for file in benches]
    search = Search(read)
    search.look(train.rows(f"searching {train.path.name}", mistakes))
    if mistakes.num:
        raise DataError(mistakes.message("nothing can be told of them"))
    if not search.num_rows:
        raise DataError(f"TRAIN: {train.path} is empty; expected {train.source.form.expected}.")
    return search


def _write(search: "Search", train: Path, output: str) -> None:
    from tutortrain.runs.lines import copy_lines

    with opened(output) as file:
        copy_lines(train, file, without=search.having)
    num_kept = search.num_rows - len(search.having)
    typer.echo(f"{output}: {counted(num_kept, 'row')}, {len(search.having):,} left out", err=True)
