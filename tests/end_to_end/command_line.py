"""The program as a user starts it: a process of its own, in a folder of its own."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

TRAIN = [sys.executable, "-m", "tutortrain.train"]
TUTORTRAIN = [sys.executable, "-c", "import sys; from tutortrain.cli import main; sys.exit(main())"]
ALONE = "backend.num_threads=1"
"""Tests run side by side: threads that wait for one another would cost each of them a multiple."""
SHORT = ["benchmark=none", "data.num_train=64", "data.num_eval=16", "training.batch_size=4", ALONE]
"""A run of a few seconds; add `training.max_steps`."""
needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="backend=local needs PyTorch")


def run(command: list[str], *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Waits for the process; what it printed and its exit code are for the caller to judge."""
    return subprocess.run([*command, *arguments], cwd=cwd, capture_output=True, text=True, check=False)


def start(command: list[str], *arguments: str, cwd: Path) -> subprocess.Popen[str]:
    """Does not wait."""
    return subprocess.Popen(
        [*command, *arguments], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def only_run(folder: Path) -> Path:
    """The one run directory below `folder`."""
    (manifest,) = folder.rglob("run.json")
    return manifest.parent


def read_json(path: Path) -> Any:
    return json.loads(path.read_text())


def rows(path: Path) -> list[dict[str, Any]]:
    """A log's rows without what lies under `time/`."""
    parsed = [json.loads(line) for line in path.read_text().splitlines()]
    return [{key: value for key, value in row.items() if not key.startswith("time/")} for row in parsed]
