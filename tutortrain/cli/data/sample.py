"""`tutortrain data sample FILE -n N -o FILE`: some rows of a file, weighted by topic."""

from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from tutortrain.cli.data import recognised
from tutortrain.cli.data.asked import Asked, File
from tutortrain.cli.data.target import Output, opened

if TYPE_CHECKING:
    from tutortrain.benchmark.gaps import Gaps
    from tutortrain.data.drawing import Drawing

MAX_LINES: Final = 40
_NO_VALUE: Final = "-"


def sample(
    words: File,
    num: Annotated[int, typer.Option("--num", "-n", min=1, help="How many rows")],
    output: Output,
    by: Annotated[str, typer.Option("--by", help="What the shares go by: topic or grade")] = "topic",
    gaps: Annotated[
        str | None,
        typer.Option("--gaps", metavar="RUN", help="More of what this run's benchmark has found to be weak"),
    ] = None,
    score: Annotated[str, typer.Option("--score", help="Of --gaps: which score")] = "solve/accuracy",
    source: recognised.Source = None,
    seed: Annotated[int, typer.Option("--seed", help="Another one draws other rows")] = 0,
) -> None:
    """Draw rows so that every topic has the same share, or with --gaps the more the weaker a run is there.

    No row is drawn twice. Lines stay as they are, in their order.
    """
    from tutortrain.data.reading import PIPE
    from tutortrain.runs.lines import lines_at

    _refuse_unknown(by)
    asked = recognised.only_lines(words, source)
    path, found = asked.only_path(), _gaps(gaps, by, score) if gaps else None
    drawing, numbers = _read(asked, by)
    weights = _weights(drawing, found, by)
    _refuse_too_many(num, len(drawing), path)
    drawn = drawing.draw(num, weights, seed)
    with opened(output) as file:
        file.writelines(lines_at(path, (numbers[row] for row in drawn)))
    for line in _table(drawing, drawn, weights, found):
        typer.echo(line, err=output == PIPE)


def _refuse_unknown(by: str) -> None:
    from tutortrain.data.drawing import LABELS
    from tutortrain.errors import ConfigError

    if by not in LABELS:
        raise ConfigError(f"--by={by}: rows are weighted by {' or '.join(LABELS)}")


def _gaps(run: str, by: str, score: str) -> "Gaps":
    """Of a run, or of any folder with a benchmark, such as an untouched model's."""
    from tutortrain.benchmark.gaps import find_gaps
    from tutortrain.benchmark.results import read_results
    from tutortrain.runs.directory import RunDirectory
    from tutortrain.runs.lookup import find_run

    folder = RunDirectory(Path(run))
    directory = folder if folder.benchmark_results.exists() else find_run(run)
    return find_gaps(read_results(directory.benchmark_results), by, score)


def _read(asked: Asked, by: str) -> "tuple[Drawing, Sequence[int]]":
    """The rows to draw from, and the number of each one's line."""
    from tutortrain.data.drawing import LABELS, Drawing
    from tutortrain.data.row_reader import RowReader

    reader, drawing, numbers = RowReader(), Drawing(), array("Q")
    for row in recognised.read(asked, reader, "reading"):
        drawing.add(LABELS[by](row.example))
        numbers.append(row.number)
    recognised.refuse_bad_rows(reader)
    return drawing, numbers


def _refuse_too_many(num: int, num_rows: int, path: Path) -> None:
    from tutortrain.errors import DataError

    if num > num_rows:
        raise DataError(
            f"-n {num}: {path} has {num_rows:,} rows, and none is drawn twice; ask for at most so many."
        )


def _weights(drawing: "Drawing", gaps: "Gaps | None", by: str) -> Mapping[str, float]:
    """Of all rows of each topic together. Raises DataError where there is nothing to weigh by."""
    from tutortrain.data.drawing import NONE
    from tutortrain.errors import DataError

    labels = drawing.num_of()
    if labels.keys() == {NONE}:
        raise DataError(f"no row says its {by}; `tutortrain tag` estimates grades and topics.")
    weights = {label: gaps.size(label) if gaps else 1.0 for label in labels}
    if gaps and not any(weights.values()):
        raise DataError(
            f"{gaps.score} is as good as can be on every {by}: there is no gap; leave out --gaps."
        )
    return weights


def _table(
    drawing: "Drawing", drawn: Sequence[int], weights: Mapping[str, float], gaps: "Gaps | None"
) -> Sequence[str]:
    """A line for each topic, the heaviest first: its items and score, its weight, its rows."""
    from tutortrain.data.drawing import NONE
    from tutortrain.query.table import layout

    num_rows, num_drawn = drawing.num_of(), drawing.num_of(drawn)
    labels = sorted(weights, key=lambda label: (-weights[label], label))
    lines = [
        [
            "none" if label == NONE else label,
            *(_scored(gaps, label) if gaps else []),
            f"{weights[label]:.2f}",
            *(f"{num[label]:,}" for num in (num_rows, num_drawn)),
        ]
        for label in labels[:MAX_LINES]
    ]
    head = [
        "",
        *(["items", gaps.score.removeprefix("benchmark/")] if gaps else []),
        "weight",
        "rows",
        "drawn",
    ]
    more = [f"... and {len(labels) - MAX_LINES} others"] if len(labels) > MAX_LINES else []
    return [layout(head, lines, right_from=1), *more]


def _scored(gaps: "Gaps", label: str) -> Sequence[str]:
    found = gaps.find(label)
    return [_NO_VALUE] * 2 if found is None else [f"{found.num_items:,}", f"{100 * found.score:.1f} %"]
