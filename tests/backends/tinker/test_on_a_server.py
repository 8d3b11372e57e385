"""What the contract does not ask, on a real server; run by `make tinker`."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.backends.conftest import tinker_config
from tests.backends.test_contract import ADAM, data, train
from tests.backends.tinker.server import INSTALLED, MAX_RANK
from tutortrain.backends import check_backend, open_backend
from tutortrain.backends.base import Backend
from tutortrain.config.model import ModelConfig
from tutortrain.config.training import LoraConfig
from tutortrain.errors import BackendError, ModelError
from tutortrain.types import Checkpoint, Loss

pytestmark = [pytest.mark.tinker, pytest.mark.skipif(not INSTALLED, reason="this environment has no server")]


def lora(**changes: Any) -> LoraConfig:
    return LoraConfig(**{"rank": 4, "alpha": 32.0, "dropout": 0.0, "targets": "all-linear"} | changes)


def test_the_served_model_is_found_and_another_is_not(
    tinker_url: str, folder: Path, mild_folder: Path
) -> None:
    check_backend(ModelConfig(base_model=str(folder), max_length=64), lora(), tinker_config(tinker_url))
    with pytest.raises(ModelError, match=f"does not serve this model; it serves {folder}"):
        check_backend(
            ModelConfig(base_model=str(mild_folder), max_length=64), lora(), tinker_config(tinker_url)
        )


def test_adapters_that_are_too_large_are_refused_in_the_servers_words(
    tinker_url: str, folder: Path, tmp_path: Path
) -> None:
    model = ModelConfig(base_model=str(folder), max_length=64)
    large = lora(rank=MAX_RANK + 1)
    backend = open_backend(model, large, tinker_config(tinker_url), checkpoints=tmp_path, seed=0)

    with pytest.raises(
        BackendError, match=f"with rank {MAX_RANK + 1} failed: LoRA rank {MAX_RANK + 1} must be between"
    ):
        backend.trainer()


def test_steps_may_be_submitted_before_earlier_ones_are_waited_for(tinker: Backend) -> None:
    batch = data(tinker)
    ahead, waiting = tinker.trainer(), tinker.trainer()

    futures = [(ahead.forward_backward(batch, Loss()), ahead.optim_step(ADAM)) for _ in range(4)]
    losses = [passed.result().loss for passed, _ in futures]

    assert [step.result()["grad_norm"] > 0 for _, step in futures] == [True] * 4
    assert losses == pytest.approx(train(waiting, batch, 4), rel=1e-6)


def test_a_checkpoint_on_this_machine_is_refused(tinker: Backend, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="lies on this machine and the service cannot read it"):
        tinker.sampler(Checkpoint(name="teacher", path=str(tmp_path)))


def test_the_sdk_reports_nothing_unless_it_may(tinker: Backend) -> None:
    assert os.environ["TINKER_TELEMETRY"] == "0"
