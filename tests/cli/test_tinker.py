"""What `tutortrain tinker` refuses before any service is asked."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tutortrain.cli.tinker.target import find
from tutortrain.config.backend import HOSTED
from tutortrain.errors import ConfigError, RunError
from tutortrain.runs.checkpoints import CheckpointLog, Saved
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.manifest import Remote
from tutortrain.runs.record import Record
from tutortrain.types import Checkpoint

SERVICE = "http://127.0.0.1:8000"


@pytest.fixture
def trained(here: Path) -> Callable[..., RunDirectory]:
    """Makes a run on a service, with checkpoints at these addresses."""

    def build(*paths: str, kind: str = "tinker") -> RunDirectory:
        directory = RunDirectory(Path("outputs/sft/sft_001_x"))
        directory.path.mkdir(parents=True)
        config = {
            "method.kind": "sft",
            "backend.kind": kind,
            "backend.base_url": SERVICE,
            "backend.api_key_env": "MY_KEY",
            "backend.connect_seconds": 2.0,
        }
        with Record.begin(directory, config=config, overrides=[], started=time.time()) as record:
            for step, path in enumerate(paths, start=1):
                checkpoint = Checkpoint(name=f"step_{step}", path=path)
                CheckpointLog(directory.checkpoint_log).add(
                    Saved(step=step, checkpoint=checkpoint, eval_loss=None)
                )
            if paths:
                record.update(remote=Remote(service=SERVICE, run_id="model_b"))
        return directory

    return build


def test_a_run_means_its_training_runs_and_its_own_service(trained: Callable[..., RunDirectory]) -> None:
    directory = trained("tinker://model_a/weights/step_1", "tinker://model_b/weights/step_2")

    target = find("sft_001", None, None)

    assert (target.directory, target.run_ids) == (directory, ("model_a", "model_b"))
    assert (target.service.url, target.service.api_key_env) == (SERVICE, "MY_KEY")
    moved = find("sft_001", "http://127.0.0.1:9000/", "OTHER_KEY").service
    assert (moved.url, moved.api_key_env) == ("http://127.0.0.1:9000", "OTHER_KEY")


def test_what_is_no_run_here_is_looked_for_on_the_service(here: Path) -> None:
    target = find("model_7", None, None)
    assert (target.directory, target.run_ids) == (None, ("model_7",))
    assert (target.service.url, target.service.api_key_env) == (HOSTED, "TINKER_API_KEY")
    assert find("tinker://u:train:0/weights/x", None, None).run_ids == ("u:train:0",)


def test_runs_of_which_no_service_keeps_anything_are_refused(trained: Callable[..., RunDirectory]) -> None:
    trained(kind="local")
    with pytest.raises(RunError, match="was trained by backend=local: no service knows it"):
        find("sft_001", None, None)


def test_a_run_without_a_checkpoint_is_refused(trained: Callable[..., RunDirectory]) -> None:
    trained()
    with pytest.raises(RunError, match="has no checkpoint, so the service keeps nothing of it"):
        find("sft_001", None, None)
    with pytest.raises(RunError, match="There is no run 'outputs/none'"):
        find("outputs/none", None, None)


def test_bad_options_are_refused_and_a_key_is_not_repeated(here: Path) -> None:
    with pytest.raises(ConfigError, match="--base-url=nowhere: Input should be an address"):
        find("model_7", "nowhere", None)
    with pytest.raises(ConfigError) as refused:
        find("model_7", None, "tml-secret")
    assert "tml-secret" not in str(refused.value)


def test_help_names_the_commands(tutortrain: Callable[..., object]) -> None:
    shown = tutortrain("tinker", "--help").stdout  # type: ignore[attr-defined]
    for command in ("runs", "status", "checkpoints", "delete", "download", "endpoint"):
        assert f"\n  {command} " in shown
