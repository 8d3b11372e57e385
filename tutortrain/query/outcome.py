"""What a sweep came to, in the words that end it: its leaderboard, and what to type for the best job."""

import shlex
from collections.abc import Iterator, Sequence
from typing import Final

from tutortrain.errors import QueryError
from tutortrain.query.board import board
from tutortrain.query.fit import draw, fitted, strip
from tutortrain.query.groups import best_of
from tutortrain.query.standings import Standings, reasons, standings
from tutortrain.runs.catalogue import Entry
from tutortrain.runs.config_dir import as_options, config_dir

TOP: Final = 10
"""Settings that are shown: more are for `tutortrain leaderboard`."""


def outcome(runs: Sequence[Entry], *, by: str | None, highest: bool | None = None, width: int) -> list[str]:
    """Lines of at most `width` characters, but for overrides and paths, which are there to be copied.

    by, highest: as for `query.objective.choose`; where it cannot be told what is best, a line says why. Empty
    where no run has completed.
    """
    if not any(run.manifest and run.manifest.status == "completed" for run in runs):
        return []
    try:
        found = standings(runs, by=by, highest=highest)
        return [*_ranking(found, width), "", *_best(found)]
    except QueryError as error:
        return [f"no leaderboard: {error}"]


def _ranking(found: Standings, width: int) -> Iterator[str]:
    shown = found.groups[:TOP]
    kept, _ = fitted([strip(column, shown) for column in board(found.objective, shown)], width)
    yield draw(kept)
    if more := len(found.groups) - len(shown):
        yield f"… {more:,} more: see `tutortrain leaderboard`"


def _best(found: Standings) -> Iterator[str]:
    winner = best_of(found.groups, found.objective)
    yield from reasons(winner, found)
    options = as_options(config_dir(winner.path))
    overrides = winner.manifest.overrides if winner.manifest else ()
    yield f"  python -m tutortrain.train {shlex.join([*options, *overrides])}".rstrip()
