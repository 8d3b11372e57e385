"""Models that a run asks and does not train."""

import time
from pathlib import Path

import numpy as np
import pytest

from tests.backends.small_models import write_tokenizer
from tutortrain.backends.metered import Meter
from tutortrain.compose.jobs import compose_job
from tutortrain.config.run import RunConfig
from tutortrain.errors import ModelError
from tutortrain.job.models import Meters, other_model, starting_model
from tutortrain.runs.checkpoints import CheckpointLog, Saved
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.record import Record
from tutortrain.types import Checkpoint, Message


def config(*overrides: str) -> RunConfig:
    return composed("backend.device=cpu", "backend.dtype=float32", *overrides)


def composed(*overrides: str) -> RunConfig:
    return compose_job(["method=distillation", *overrides])


def test_the_tiny_teacher_reads_as_the_embedded_model_and_thinks_otherwise() -> None:
    start, teacher = (
        starting_model(config(), Meters(Meter)),
        other_model("tiny_teacher", config(), Meters(Meter)),
    )
    prompt = start.tokenizer.prompt([Message(role="user", content="What is 3 + 5?")])

    assert (start.name, teacher.name) == ("tiny", "tiny_teacher")
    assert teacher.tokenizer.prompt([Message(role="user", content="What is 3 + 5?")]) == prompt
    assert start.fingerprint() != teacher.fingerprint()
    ((before,), (after,)) = (model.sampler.logprobs([prompt]).result() for model in (start, teacher))
    assert np.abs(before - after).max() > 0.1


def test_what_the_student_trains_says_nothing_about_the_teacher() -> None:
    """Neither the rank of its adapters nor layers that the teacher may not have."""
    small = config("training.lora.rank=2", "training.lora.targets=[wqkv]")
    assert (
        other_model("tiny_teacher", small, Meters(Meter)).fingerprint()
        == other_model("tiny_teacher", config(), Meters(Meter)).fingerprint()
    )


def test_a_run_below_the_output_root_is_found(tmp_path: Path) -> None:
    path = tmp_path / "distillation" / "dist_001_x"
    (path / "checkpoints" / "last").mkdir(parents=True)
    run = RunDirectory(path)
    flat = {"method.kind": "distillation", "model.base_model": "tiny"}
    with Record.begin(run, config=flat, overrides=[], started=time.time()):
        last = Checkpoint(name="last", path=str(run.checkpoints / "last"))
        CheckpointLog(run.checkpoint_log).add(Saved(step=1, checkpoint=last, eval_loss=None))
    (run.checkpoints / "last" / "adapter_config.json").write_text("{}")

    assert other_model("dist_001", config(f"output_root={tmp_path}"), Meters(Meter)).name == "dist_001"


def test_a_folder_without_weights_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    folder = write_tokenizer(tmp_path / "model")
    with pytest.raises(ModelError, match="model holds no weights"):
        other_model(str(folder), config(), Meters(Meter))


def test_what_lies_on_a_service_cannot_be_read_here_and_the_other_way_round() -> None:
    address = "tinker://model_1/weights/step_000004"
    with pytest.raises(ModelError, match=f"{address} lies on a service and this machine cannot read it"):
        other_model(address, config(), Meters(Meter))
    with pytest.raises(ModelError, match="teacher lies on this machine and the service cannot read it"):
        other_model("tiny_teacher", composed("backend=tinker"), Meters(Meter))
