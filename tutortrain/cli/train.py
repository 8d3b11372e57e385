"""`tutortrain train ...`: the same as `python -m tutortrain.train ...`."""

import typer


def train(context: typer.Context) -> None:
    """Fine-tune, benchmark and compare; takes settings such as training.lr=1e-5, and -m for a sweep."""
    from tutortrain.train import main

    raise typer.Exit(main(context.args))
