"""A rate for a run that was given none."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tutortrain.compose.jobs import compose_job
from tutortrain.errors import ModelError
from tutortrain.job.learning_rate import suggested_lr


@pytest.mark.parametrize(
    ("width", "rank", "rate"), [(2000, 16, 5e-4), (4096, 16, 2.9e-4), (160, 8, 3.6e-3), (160, 0, 3.6e-4)]
)
def test_wider_models_learn_in_smaller_steps(tmp_path: Path, width: int, rank: int, rate: float) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"hidden_size": width}))
    config = compose_job([f"model.base_model={tmp_path}"])
    assert suggested_lr(config.model, replace(config.training.lora, rank=rank)) == rate


def test_a_model_of_unknown_width_needs_a_rate(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    config = compose_job([f"model.base_model={tmp_path}"])
    with pytest.raises(ModelError, match=r"give training\.lr"):
        suggested_lr(config.model, config.training.lora)
