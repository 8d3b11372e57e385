"""How quickly the program answers when it has nothing to compute."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.command_line import TRAIN, TUTORTRAIN

pytestmark = pytest.mark.timed

HEAVY = {"torch", "transformers", "tinker", "hydra", "peft"}


def cpu_seconds(command: list[str], cwd: Path) -> float:
    """User and system time of one process; the better of three, for other processes disturb it."""
    times = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, cwd=cwd, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times)


def test_help_comes_at_once(tmp_path: Path) -> None:
    assert cpu_seconds([*TUTORTRAIN, "--help"], tmp_path) < 0.3
    assert cpu_seconds([*TRAIN, "--help"], tmp_path) < 1.0


def test_help_ls_and_compare_import_nothing_heavy() -> None:
    modules = "tutortrain.cli, tutortrain.compare.table, tutortrain.runs.catalogue, tutortrain.cli.ls, tutortrain.cli.compare"
    code = f"import sys, {modules}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert HEAVY.isdisjoint(loaded)
