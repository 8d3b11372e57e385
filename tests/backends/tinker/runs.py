"""Runs over a Tinker server, from the command line."""

from pathlib import Path

import pytest

from tests.backends.tinker.server import INSTALLED
from tests.end_to_end.command_line import rows

ONLY_THERE = [
    pytest.mark.tinker,
    pytest.mark.skipif(not INSTALLED, reason="an environment of `make tinker` only"),
]


def settings(url: str, *more: str) -> list[str]:
    """Of a short run of the embedded model at that address."""
    return ["backend=tinker", f"backend.base_url={url}", "data.num_train=32", "data.num_eval=4",
            "training.batch_size=4", "description=run", *more]  # fmt: skip


SILENT = "benchmark=none"
FEW = ["benchmark.num_items=4", "benchmark.suites.solve.max_tokens=40", "benchmark.suites.hint.max_tokens=40"]
SAMPLES = ["method.sampling.group_size=2", "method.sampling.max_tokens=40"]


def assert_same_logs(directory: Path, expected: Path) -> None:
    """Every key of every step, losses within what a server that batches otherwise may differ."""
    ours, theirs = rows(directory / "metrics.jsonl"), rows(expected / "metrics.jsonl")
    assert [row["step"] for row in ours] == [row["step"] for row in theirs]
    for mine, other in zip(ours, theirs, strict=True):
        assert mine == pytest.approx(other, rel=1e-4, abs=1e-5)
