"""Runs over a Tinker server, from the command line."""

import pytest

from tests.backends.tinker.server import INSTALLED

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
