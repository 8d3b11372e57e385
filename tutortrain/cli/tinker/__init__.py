"""`tutortrain tinker ...`: what a Tinker service keeps of our runs, and where it answers with them."""

import typer

from tutortrain.cli.tinker import delete, download, endpoint, listing


def app() -> typer.Typer:
    """The commands under `tinker`."""
    group = typer.Typer(
        help="Look at, fetch and delete what a Tinker service keeps.",
        rich_markup_mode=None,
        no_args_is_help=True,
    )
    group.command()(listing.runs)
    group.command()(listing.status)
    group.command()(listing.checkpoints)
    group.command()(delete.delete)
    group.command()(download.download)
    group.command()(endpoint.endpoint)
    return group
