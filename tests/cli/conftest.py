"""The command line as a user meets it: a process of its own, in an empty folder."""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.record import Record

COMMAND = [sys.executable, "-c", "import sys; from tutortrain.cli import main; sys.exit(main())"]


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """The current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def tutortrain(here) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `tutortrain` with these arguments."""
    return lambda *arguments: subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, timeout=60
    )


@pytest.fixture
def make_run(here) -> Callable[..., Path]:
    """Makes a completed run with these settings and scores; given overrides decide nothing."""

    def build(
        name: str,
        *,
        lr: float = 1e-5,
        seed: int = 0,
        created: float | None = None,
        overrides: Sequence[str] = (),
        **scores: float,
    ) -> Path:
        path = Path(name)
        path.mkdir(parents=True)
        config = {"method.kind": "sft", "training.lr": lr, "seed": seed}
        with Record.begin(
            RunDirectory(path), config=config, overrides=list(overrides), started=created or time.time()
        ) as record:
            record.update(
                scores={f"benchmark/{key.replace('__', '/')}": value for key, value in scores.items()}
            )
        return path

    return build
