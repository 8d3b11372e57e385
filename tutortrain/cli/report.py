"""`tutortrain report RUN...`."""

from pathlib import Path
from typing import Annotated

import typer


def report(
    runs: Annotated[list[str], typer.Argument(help="Directories, globs or short names such as sft_001")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The file; default: report.html in the run or the sweep"),
    ] = None,
) -> None:
    """Write a run, a sweep or a comparison as one HTML file to look at and to pass on."""
    from tutortrain.report.rendering import default_file, write_report
    from tutortrain.runs.lookup import resolve_all

    paths = resolve_all(runs)
    file = output or default_file(paths)
    write_report(paths, file)
    typer.echo(str(file))
