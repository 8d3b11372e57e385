"""`tutortrain compare RUN RUN...`."""

from typing import Annotated

import typer


def compare(
    runs: Annotated[
        list[str],
        typer.Argument(
            help="Directories, globs or short names such as sft_001; differences are from the first"
        ),
    ],
    every: Annotated[
        bool,
        typer.Option("--all", help="Show settings and metrics that only some have, too, and every topic"),
    ] = False,
    ignore: Annotated[
        list[str] | None,
        typer.Option(help="Leave out settings, packages and metrics whose name has a match of REGEX"),
    ] = None,
    items: Annotated[
        int, typer.Option(min=0, help="So many problems of each kind that were fixed or broken, in full")
    ] = 0,
) -> None:
    """Show what was set differently, and how the runs came out side by side."""
    from rich.console import Console

    from tutortrain.compare.runs import read_run, without
    from tutortrain.compare.side_by_side import changes_views, runs_table
    from tutortrain.errors import RunError
    from tutortrain.runs.directory import RunDirectory
    from tutortrain.runs.lookup import resolve_all

    paths = resolve_all(runs)
    if len(paths) < 2:
        raise RunError(f"{' '.join(runs)} means only {paths[0]}; comparing takes two runs or more.")
    console = Console()
    compared = [without(ignore or [], read_run(RunDirectory(path))) for path in paths]
    console.print(runs_table(compared, width=console.width, every=every))
    if items:
        console.print(changes_views(compared, items), highlight=False)
