"""`tutortrain data split FILE`: a file in parts that share no problem, such as train and test."""

import re
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from math import fsum, isclose
from pathlib import Path
from typing import Annotated, Final

import typer

from tutortrain.cli.data import recognised
from tutortrain.cli.data.asked import File
from tutortrain.cli.data.target import opened

NO_GRADE: Final = "none"
_PART: Final = re.compile(r"(?P<name>\w[\w-]*)=(?P<share>\d*\.?\d+)", re.ASCII)
_SUFFIXES: Final = frozenset({".gz", ".zst", ".json", ".jsonl", ".ndjson"})


def split(
    words: File,
    into: Annotated[
        str, typer.Option("--into", metavar="NAME=SHARE,...", help="Parts and their shares of the rows")
    ] = "train=0.9,test=0.1",
    folder: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FOLDER", help="Default: where the file lies")
    ] = None,
    source: recognised.Source = None,
    seed: Annotated[int, typer.Option("--seed", help="Another one draws other problems")] = 0,
) -> None:
    """Split a file by problem into FILE.train.jsonl and so on, alike in grades and topics.

    No problem, and no two rows of one problem_id, are in two parts. Lines stay as they are.
    """
    from tutortrain.data.partition import Partition
    from tutortrain.data.row_reader import RowReader

    shares, asked, reader = _shares(into), recognised.only_lines(words, source), RowReader()
    path, partition = asked.only_path(), Partition()
    numbers, grades = array("Q"), list[str]()
    for row in recognised.read(asked, reader, "splitting"):
        partition.add(row.example)
        numbers.append(row.number)
        grades.append(row.example.grade or NO_GRADE)
    recognised.refuse_bad_rows(reader)
    groups = partition.groups()
    parts = partition.deal(groups, shares, seed)
    _refuse_empty(shares, parts, len(set(groups)))
    files = {name: (folder or path.parent) / f"{_stem(path)}.{name}.jsonl" for name in shares}
    _write(path, numbers, parts, files)
    typer.echo(_table(files, parts, grades, groups))


def _shares(into: str) -> Mapping[str, float]:
    """Raises ConfigError for what is no list of names with shares that make 1."""
    from tutortrain.errors import ConfigError

    pairs = [_PART.fullmatch(part.strip()) for part in into.split(",")]
    shares = {pair["name"]: float(pair["share"]) for pair in pairs if pair}
    if len(shares) < len(pairs):
        raise ConfigError(
            f"--into={into}: expected different names, of letters and digits, and their shares: "
            "train=0.9,test=0.1"
        )
    if min(shares.values()) == 0 or not isclose(fsum(shares.values()), 1):
        raise ConfigError(f"--into={into}: expected shares above 0 that make 1: train=0.8,dev=0.1,test=0.1")
    return shares


def _refuse_empty(shares: Mapping[str, float], parts: Sequence[str], num_problems: int) -> None:
    from tutortrain.errors import DataError

    for name in shares:
        if name not in parts:
            raise DataError(
                f"{len(parts):,} rows about {num_problems:,} problems leave none for {name}: "
                "give it a greater share, or add rows about other problems."
            )


def _stem(path: Path) -> str:
    """The file's name without what says how it is written."""
    while path.suffix in _SUFFIXES:
        path = path.with_suffix("")
    return path.name


def _write(path: Path, numbers: Sequence[int], parts: Sequence[str], files: Mapping[str, Path]) -> None:
    from tutortrain.runs.lines import lines_at

    with ExitStack() as stack:
        opened_files = {name: stack.enter_context(opened(str(file))) for name, file in files.items()}
        for line, part in zip(lines_at(path, numbers), parts, strict=True):
            opened_files[part].write(line)


def _table(
    files: Mapping[str, Path], parts: Sequence[str], grades: Sequence[str], groups: Sequence[int]
) -> str:
    """A line for each part: rows, their share, problems, and rows by grade."""
    from tutortrain.curriculum.taxonomy import GRADES
    from tutortrain.query.table import layout

    num_rows, num_of = Counter(parts), Counter(zip(parts, grades, strict=True))
    num_problems = Counter(part for part, _ in set(zip(parts, groups, strict=True)))
    known = [
        grade for grade in (*GRADES, *sorted({*grades} - {*GRADES, NO_GRADE}), NO_GRADE) if grade in grades
    ]
    lines = [
        [
            str(file),
            *(f"{num:,}" for num in (num_rows[name], num_problems[name])),
            f"{100 * num_rows[name] / len(parts):.1f} %",
            *(f"{num_of[name, grade]:,}" for grade in known),
        ]
        for name, file in files.items()
    ]
    return layout(
        ["", "rows", "problems", "share", *(f"grade {grade}" for grade in known)], lines, right_from=1
    )
