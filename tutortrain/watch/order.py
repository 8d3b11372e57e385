"""What matters first, in as many lines as there are: what goes on, what went wrong, what came out best."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tutortrain.query.objective import Objective, judged
from tutortrain.watch.seen import Seen, State

Section = tuple[str, tuple[State, ...]]
SECTIONS: Final[Sequence[Section]] = (
    ("running", ("running",)),
    ("not completed", ("failed", "killed", "interrupted", "damaged")),
    ("completed", ("completed",)),
    ("waiting", ("waiting",)),
    ("not started", ("not started",)),
)
_LEAST: Final = (8, 4, 5, 1, 1)
"""Lines of each section before one above it gets more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """So many more of a section, for which there is no line."""

    num: int
    section: str

    def __str__(self) -> str:
        return f"… {self.num:,} more {self.section}"


def arrange(seen: Sequence[Seen], objective: Objective | None, room: int) -> list[Seen | Rest]:
    """Chooses for `room` lines, at least one a section; completed runs stand in order of the objective."""
    sections = [
        (name, _ordered([run for run in seen if run.state in states], objective)) for name, states in SECTIONS
    ]
    lines = list[Seen | Rest]()
    shares = _shares([len(runs) for _, runs in sections], room)
    for (name, runs), share in zip(sections, shares, strict=True):
        num_shown = share if share == len(runs) else share - 1
        lines += runs[:num_shown]
        if num_shown < len(runs):
            lines.append(Rest(num=len(runs) - num_shown, section=name))
    return lines


def _shares(lengths: Sequence[int], room: int) -> list[int]:
    """A line for each, then as many as each should have at least, then all in their order."""
    shares = [min(length, 1) for length in lengths]
    left = room - sum(shares)
    for wanted in (list(map(min, lengths, _LEAST)), lengths):
        for index, length in enumerate(wanted):
            more = max(0, min(length - shares[index], left))
            shares[index] += more
            left -= more
    return shares


def _ordered(runs: Sequence[Seen], objective: Objective | None) -> list[Seen]:
    """By number; of what is over the best come first, and then, where nothing can be judged, the newest."""
    if not any(run.entry.manifest and run.is_over for run in runs):
        return sorted(runs, key=lambda run: numbered(run.path))
    newest = sorted(runs, key=lambda run: run.created, reverse=True)
    if objective is None:
        return newest
    known = {entry.path for entry in judged([run.entry for run in newest], objective).runs}
    finite = [run for run in newest if run.path in known]
    best = sorted(finite, key=lambda run: objective.value(run.entry), reverse=objective.highest)
    return [*best, *(run for run in newest if run.path not in known)]


def numbered(path: Path) -> list[Any]:
    """A key that puts job 2 before job 10."""
    parts = re.split(r"(\d+)", str(path))
    return [int(part) if part.isdigit() else part for part in parts]
