"""Many runs at one moment, and what they come to together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from tutortrain.errors import QueryError
from tutortrain.query.objective import Objective, choose, judged
from tutortrain.watch.columns import seconds_left
from tutortrain.watch.lookout import Lookout
from tutortrain.watch.seen import Seen, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """sweep: the directory of the one that has these jobs. objective: None as long as no run has it, or where
    it cannot be told, and `doubt` then says why.
    """

    title: str
    seen: Sequence[Seen]
    sweep: Path | None
    objective: Objective | None
    doubt: str | None

    @property
    def counts(self) -> Counter[State]:
        return Counter(run.state for run in self.seen)

    @property
    def is_over(self) -> bool:
        """Whether nothing is running or waiting."""
        return all(run.is_over for run in self.seen)

    @property
    def best(self) -> Seen | None:
        """Of the completed runs; of equally good ones the first seen."""
        if self.objective is None:
            return None
        runs = {run.path: run for run in self.seen}
        finite = judged([run.entry for run in self.seen], self.objective).runs
        choice = max if self.objective.highest else min
        return runs[choice(finite, key=self.objective.value).path] if finite else None

    @property
    def seconds_left(self) -> float | None:
        """Of all jobs together, if each takes as long as those completed on average, and so many go on at
        once as now. None where nothing is known yet.
        """
        running = [run for run in self.seen if run.state == "running"]
        took = [run.seconds for run in self.seen if run.state == "completed"]
        if not running or not took:
            return None
        waiting = self.counts["waiting"] * fmean(took)
        return (waiting + sum(_left(run, fmean(took)) for run in running)) / len(running)


def _left(run: Seen, usual: float) -> float:
    return max(usual - run.seconds, seconds_left(run) or 0.0)


def picture(
    names: Sequence[str], lookout: Lookout, *, by: str | None = None, highest: bool | None = None
) -> Picture:
    """names: what was typed. by, highest: as for `query.objective.choose`. Raises as `Lookout.look` does."""
    seen = lookout.look()
    sweep = next(iter(lookout.sweeps)) if len(lookout.sweeps) == 1 else None
    try:
        objective, doubt = choose(by or lookout.objective, [run.entry for run in seen], highest), None
    except QueryError as error:
        objective, doubt = None, str(error) if by is not None else None
    title = " ".join(names) if sweep is None else str(sweep)
    return Picture(title=title, seen=seen, sweep=sweep, objective=objective, doubt=doubt)
