"""`tutortrain best RUN...`."""

from typing import TYPE_CHECKING, Annotated

import typer

from tutortrain.cli.options import By, Highest, Where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutortrain.query.standings import Standings
    from tutortrain.runs.catalogue import Entry


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
    from tutortrain.query.standings import standings
    from tutortrain.runs.lookup import read_all

    found = standings(read_all(runs), by=by, highest=highest, where=where)
    winner = best_of(found.groups, found.objective)
    overrides = winner.manifest.overrides if winner.manifest else ()
    typer.echo(shlex.join(overrides))
    tell([*_reasons(winner, found), *([] if overrides else ["it had no overrides"]), *found.notes])


def _reasons(winner: "Entry", found: "Standings") -> "Iterator[str]":
    """Why this one, and what speaks for caution."""
    value = found.objective.value(winner)
    values = [value for group in found.groups for value in group.values]
    yield f"{winner.path} has {found.objective} of {len(values):,} runs, {value:.4g}"
    if ties := values.count(value) - 1:
        yield f"{ties:,} later runs came out exactly as good"
    (own,) = (group for group in found.groups if winner in group.runs)
    if len(own.runs) > 1:
        yield f"the mean over {len(own.runs)} seeds with these settings is {own.mean:.4g}"
    if own is not found.groups[0]:
        yield f"other settings have a better mean, {found.groups[0].mean:.4g}: see `tutortrain leaderboard`"
