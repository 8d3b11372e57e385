"""`tutortrain best RUN...`."""

from typing import Annotated

import typer

from tutortrain.cli.options import By, Highest, Where


def best(
    runs: Annotated[list[str], typer.Argument(help="A sweep, a directory or a glob")],
    by: By = None,
    highest: Highest = None,
    where: Where = None,
) -> None:
    """Print the overrides of the best run, as they are typed after `python -m tutortrain.train`."""
    import shlex

    from tutortrain.cli.output import tell
    from tutortrain.query.groups import best_of
    from tutortrain.query.standings import reasons, standings
    from tutortrain.runs.lookup import read_all

    found = standings(read_all(runs), by=by, highest=highest, where=where)
    winner = best_of(found.groups, found.objective)
    overrides = winner.manifest.overrides if winner.manifest else ()
    typer.echo(shlex.join(overrides))
    tell([*reasons(winner, found), *([] if overrides else ["it had no overrides"]), *found.notes])
