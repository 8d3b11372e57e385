"""`tutortrain data ...`: what there is to train on, one file a command."""

import typer

from tutortrain.cli.data import check, convert, overlap, sample, show, split, stats, write_embedded


def app() -> typer.Typer:
    """The commands under `data`."""
    group = typer.Typer(help="Look at and write training data.", rich_markup_mode=None, no_args_is_help=True)
    group.callback()(_data)
    group.command()(check.check)
    group.command()(stats.stats)
    group.command()(show.show)
    group.command()(convert.convert)
    group.command()(split.split)
    group.command()(sample.sample)
    group.command()(overlap.overlap)
    group.command()(write_embedded.write_embedded)
    return group


def _data() -> None:
    """Look at and write training data."""
