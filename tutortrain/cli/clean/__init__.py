"""`tutortrain clean ...`: room on the disk."""

import typer

from tutortrain.cli.clean import checkpoints, runs


def app() -> typer.Typer:
    clean = typer.Typer(
        help="Remove runs or checkpoints, after showing which and how much.", no_args_is_help=True
    )
    clean.command()(runs.runs)
    clean.command()(checkpoints.checkpoints)
    return clean
