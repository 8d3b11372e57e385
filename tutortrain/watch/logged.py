"""What a run has logged so far, in the few values that are looked at."""

from pathlib import Path

from tutortrain.runs.following import Following
from tutortrain.runs.jsonl import Row
from tutortrain.runs.metrics import STEP, is_sound
from tutortrain.runs.strict_json import nan_for_null

LOSS = "train/loss"


class Logged:
    """losses: of every step, nan for one that was not finite. final: the newest value of every metric.

    num_steps: how many have been made; None before the first row.
    """

    def __init__(self, path: Path) -> None:
        self._following = Following(path)
        self._num_read = 0
        self._first: Row | None = None
        self.num_steps: int | None = None
        self.losses: list[float] = []
        self.final: dict[str, float] = {}

    def read_on(self) -> None:
        """Takes in what is new."""
        rows = self._following.rows()
        if len(rows) < self._num_read or (self._num_read and rows[0] is not self._first):
            self._start_anew()
        for row in map(nan_for_null, filter(is_sound, rows[self._num_read :])):
            self.num_steps = row.pop(STEP)
            self.final |= row
            self.losses += [row[LOSS]] if LOSS in row else []
        self._num_read, self._first = len(rows), rows[0] if rows else None

    def _start_anew(self) -> None:
        self._num_read, self.num_steps = 0, None
        self.losses, self.final = [], {}
