"""Runs that trackers are told of."""

from pathlib import Path

import pytest

from tutortrain.tracking.base import TrackedRun


@pytest.fixture
def run(tmp_path: Path) -> TrackedRun:
    place = tmp_path / "sft_001_lr" / "0_lr1e-5" / "tracking"
    place.mkdir(parents=True)
    return TrackedRun(
        name="sft_001_lr/0_lr1e-5",
        sweep="sft_001_lr",
        config={"training.lr": 1e-5, "data.train_file": None, "training.lora.targets": ["q_proj", "v_proj"]},
        place=place,
        shared=tmp_path,
    )
