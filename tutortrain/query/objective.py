"""What runs are ranked by."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tutortrain.errors import QueryError
from tutortrain.query.direction import higher_is_better
from tutortrain.query.names import Name, Names
from tutortrain.query.selection import Selection, naming
from tutortrain.runs.catalogue import Entry

DEFAULTS: Final = ("benchmark.solve.accuracy", "eval.loss")
"""The first that any of the runs has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """A metric or score, and whether its highest value is the best."""

    name: Name
    highest: bool

    def __str__(self) -> str:
        return f"the {'highest' if self.highest else 'lowest'} {self.name.text}"

    def value(self, run: Entry) -> float:
        """Of a run that `judged` let through."""
        return float(self.name.of(run))


def choose(by: str | None, runs: Sequence[Entry], highest: bool | None = None) -> Objective:
    """by: a name, else the first of `DEFAULTS`. highest: whether that is best, where it is not known.

    Raises QueryError for a name that no run has, and where a direction is neither known nor given.
    """
    name = _find(by, Names(runs))
    better = higher_is_better(name, runs) if highest is None else highest
    if better is None:
        raise QueryError(f"--by {name.text}: it is not known which way is better; add --highest or --lowest")
    return Objective(name=name, highest=better)


def _find(by: str | None, names: Names) -> Name:
    if by is not None:
        with naming("--by"):
            return names.find(by)
    found = next((default for default in DEFAULTS if default in names), None)
    if found is None:
        raise QueryError(f"none of these runs has {' or '.join(DEFAULTS)}; name something else with --by")
    return names.find(found)


def judged(runs: Sequence[Entry], objective: Objective) -> Selection:
    """The completed runs with a finite number to be judged by; those of others would be no results."""
    kept = [run for run in runs if run.manifest and run.manifest.status == "completed"]
    finite = [run for run in kept if _is_finite(objective.name.of(run))]
    notes = [
        f"{len(runs) - len(kept):,} of {len(runs):,} runs are not completed and left out",
        f"{len(kept) - len(finite):,} of {len(kept):,} completed runs have no {objective.name.text} "
        "and are left out",
    ]
    left_out = (len(runs) - len(kept), len(kept) - len(finite))
    return Selection(
        runs=finite, notes=tuple(note for note, count in zip(notes, left_out, strict=True) if count)
    )


def _is_finite(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
