"""Settings in the order of how well they did: what `leaderboard` and `best` both start from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tutortrain.errors import QueryError
from tutortrain.query.groups import Group, ranked
from tutortrain.query.names import Names
from tutortrain.query.objective import Objective, choose, judged
from tutortrain.query.selection import matching
from tutortrain.runs.catalogue import Entry
from tutortrain.wording import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """groups: the best first. notes: on the runs that were left out."""

    objective: Objective
    groups: list[Group]
    notes: tuple[str, ...]


def standings(
    runs: Sequence[Entry], *, by: str | None, highest: bool | None = None, where: str | None = None
) -> Standings:
    """by, highest: as for `choose`. where: as for `matching`. Raises QueryError as they do, and where
    there is no run.
    """
    kept = matching(runs, Names(runs), where)
    if not kept.runs:
        raise QueryError(
            f"--where leaves none of {len(runs):,} runs" if runs else "there is no run to rank yet"
        )
    objective = choose(by, kept.runs, highest)
    finite = judged(kept.runs, objective)
    groups = ranked(finite.runs, objective)
    return Standings(objective=objective, groups=groups, notes=(*kept.notes, *finite.notes))


def reasons(winner: Entry, found: Standings) -> Iterator[str]:
    """Why this run, the best of all, and what speaks for caution."""
    value = found.objective.value(winner)
    values = [value for group in found.groups for value in group.values]
    yield f"{winner.path} has {found.objective} of {counted(len(values), 'run')}, {value:.4g}"
    if ties := values.count(value) - 1:
        yield f"{counted(ties, 'later run')} came out exactly as good"
    (own,) = (group for group in found.groups if winner in group.runs)
    if len(own.runs) > 1:
        yield f"the mean over {len(own.runs)} seeds with these settings is {own.mean:.4g}"
    if own is not found.groups[0]:
        yield f"other settings have a better mean, {found.groups[0].mean:.4g}: see `tutortrain leaderboard`"
