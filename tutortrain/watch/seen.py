"""A run as it is at one moment."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal

from tutortrain.runs.catalogue import Entry
from tutortrain.runs.manifest import Status
from tutortrain.runs.progress import Progress, Stage
from tutortrain.watch.logged import Logged

State = Status | Literal["waiting", "not started", "damaged"]
"""waiting: a job of a sweep whose turn has not come; not started: the sweep ended before it came."""
TRAINING: Final = "training"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """entry: with the newest metrics. progress: None where none was ever told.

    The log of a run that is over is read when it is first asked for: of a thousand runs a screen shows a few.
    """

    entry: Entry
    state: State
    progress: Progress | None
    logged: Logged = field(repr=False, compare=False)

    @property
    def path(self) -> Path:
        return self.entry.path

    @property
    def is_over(self) -> bool:
        return self.state not in ("running", "waiting")

    @property
    def created(self) -> str:
        """As run.json has it; nothing for what has none, which is taken for the oldest."""
        return self.entry.manifest.created if self.entry.manifest else ""

    @property
    def losses(self) -> list[float]:
        """Those of every step; nan for one that was not finite."""
        self.logged.read_on()
        return self.logged.losses

    @property
    def num_steps(self) -> int | None:
        """How many steps have been made; None before the training."""
        self.logged.read_on()
        return self.logged.num_steps

    @property
    def training(self) -> Stage | None:
        return self.progress.named(TRAINING) if self.progress else None

    @property
    def stage(self) -> Stage | None:
        """What a run that goes on is busy with."""
        return self.progress.stage if self.progress and self.state == "running" else None

    @property
    def seconds(self) -> float:
        """How long it took, or has taken so far."""
        if self.stage and self.progress:
            return self.stage.updated - self.progress.stages[0].begun
        return self.entry.manifest.seconds if self.entry.manifest else 0.0


def brought_up_to_date(entry: Entry, logged: Logged) -> Entry:
    """The entry with what was logged since its run.json was written."""
    if entry.manifest is None:
        return entry
    logged.read_on()
    metrics = entry.manifest.metrics
    newest = replace(metrics, final={**metrics.final, **logged.final})
    return replace(entry, manifest=replace(entry.manifest, metrics=newest))
