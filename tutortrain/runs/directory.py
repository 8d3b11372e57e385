"""The files of a run, each by one name."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

RUN_JSON = "run.json"
BASELINE: Final = "baseline"
"""Below the output root: what untouched models were found to do, by model."""


@dataclass(frozen=True, slots=True)
class RunDirectory:
    """Where everything about one run lies; nothing is created by asking."""

    path: Path

    @property
    def manifest(self) -> Path:
        return self.path / RUN_JSON

    @property
    def training_config(self) -> Path:
        """The resolved configuration as YAML, without secrets."""
        return self.path / "training_config.yaml"

    @property
    def metrics(self) -> Path:
        return self.path / "metrics.jsonl"

    @property
    def progress(self) -> Path:
        """How far the run has got, about once a second."""
        return self.path / "progress.json"

    @property
    def rollouts(self) -> Path:
        """Some completions of every step, for methods that train on them."""
        return self.path / "rollouts.jsonl"

    @property
    def teacher_answers(self) -> Path:
        """What a teacher answered, and whether it is learned from."""
        return self.path / "teacher_answers.jsonl"

    @property
    def checkpoint_log(self) -> Path:
        return self.path / "checkpoints.jsonl"

    @property
    def checkpoints(self) -> Path:
        return self.path / "checkpoints"

    @property
    def train_log(self) -> Path:
        return self.path / "train.log"

    @property
    def benchmark_results(self) -> Path:
        return self.path / "benchmark_results.json"

    @property
    def generations(self) -> Path:
        """Every question of the benchmark with the raw reply."""
        return self.path / "generations.jsonl"

    @property
    def fingerprint(self) -> Path:
        """What trained and untouched weights reply greedily, and where a service serves the trained ones."""
        return self.path / "fingerprint.json"

    @property
    def comparison(self) -> Path:
        """The benchmark against the untouched model's."""
        return self.path / "comparison.json"

    @property
    def endpoints(self) -> Path:
        """A folder for each server that was asked, with a benchmark as here."""
        return self.path / "endpoints"

    @property
    def tracking(self) -> Path:
        """What trackers keep of the run, and where a later attempt goes on with them."""
        return self.path / "tracking"

    @property
    def report(self) -> Path:
        """All of this to look at, in one file."""
        return self.path / "report.html"
