"""`tutortrain curriculum ...`: what the codes mean that problems are tagged with."""

from typing import Annotated

import typer


def app() -> typer.Typer:
    """The commands under `curriculum`."""
    group = typer.Typer(
        help="Look at the curriculum that problems are tagged with.",
        rich_markup_mode=None,
        no_args_is_help=True,
    )
    group.callback()(_curriculum)
    group.command()(show)
    return group


def _curriculum() -> None:
    """Look at the curriculum that problems are tagged with."""


def show(
    code: Annotated[str, typer.Argument(help="A grade (4), domain (4.NF or NF), cluster or standard")],
) -> None:
    """Print a part of the curriculum as a tree, with what comes before each standard."""
    from tutortrain.curriculum.taxonomy import load, tree

    for line in tree(load(), code):
        typer.echo(line)
