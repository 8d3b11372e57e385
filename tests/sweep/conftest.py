"""Sweeps of runs of one step, started in this process in a folder of their own."""

import shutil
from pathlib import Path

import pytest

from tutortrain.backends.models import EMBEDDED_FOLDER

ONE_STEP = (
    *("benchmark=none", "data.num_train=16", "data.num_eval=4", "training.batch_size=4"),
    *("training.max_steps=1", "backend.num_threads=1", "description=x"),
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def broken(here: Path) -> str:
    """A model that everything looks well with until its weights are read."""
    shutil.copytree(EMBEDDED_FOLDER, here / "broken")
    weights = here / "broken" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1000])
    return "broken"
