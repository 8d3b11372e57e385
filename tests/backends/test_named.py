"""From what a user calls a model to its base and what training added to it."""

import json
import time
from pathlib import Path

import pytest

from tutortrain.backends.models import EMBEDDED_FOLDER
from tutortrain.backends.named import TEACHER_FOLDER, NamedModel, find_model
from tutortrain.errors import ModelError, RunError, TutorTrainError
from tutortrain.runs.checkpoints import CheckpointLog, Saved
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.record import Record
from tutortrain.types import Checkpoint


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make_run(path: Path, base_model: str = "tiny") -> RunDirectory:
    path.mkdir(parents=True)
    run = RunDirectory(path)
    config = {"method.kind": "rlvr", "model.base_model": base_model}
    with Record.begin(run, config=config, overrides=[], started=time.time()):
        return run


def make_folder(path: Path, file: str = "config.json", text: str = "{}") -> Path:
    path.mkdir(parents=True)
    (path / file).write_text(text)
    return path


def save(run: RunDirectory, step: int, file: str = "adapter_config.json", *, kept: bool = True) -> Path:
    """Adapters, or a whole model where `file` is its config.json."""
    folder = make_folder(run.checkpoints / f"step_{step:06d}", file)
    checkpoint = Checkpoint(name=folder.name, path=str(folder))
    log = CheckpointLog(run.checkpoint_log)
    log.add(Saved(step=step, checkpoint=checkpoint, eval_loss=None, kept=kept))
    return folder


def adapted(folder: Path, base_model: str = "tiny") -> NamedModel:
    return NamedModel(
        base_model=base_model, checkpoint=Checkpoint(name=folder.name, path=str(folder.resolve()))
    )


def test_the_tiny_teacher_is_adapters_of_the_embedded_model() -> None:
    assert find_model("tiny_teacher") == NamedModel(
        base_model="tiny", checkpoint=Checkpoint(name="tiny_teacher", path=str(TEACHER_FOLDER))
    )


def test_a_run_means_its_newest_checkpoint(here: Path) -> None:
    run = make_run(here / "elsewhere" / "rlvr_001_x")
    save(run, 2)
    newest = save(run, 10)
    save(run, 12, kept=False)
    assert find_model(str(run.path)) == adapted(newest)


def test_a_run_is_found_by_its_name_below_the_roots(here: Path) -> None:
    mine = save(make_run(here / "mine" / "rlvr" / "rlvr_001_x"), 4)
    theirs = save(make_run(here / "outputs" / "rlvr" / "rlvr_001_y"), 4)
    assert find_model("rlvr_001") == adapted(theirs)
    assert find_model("rlvr_001", [here / "mine", here / "outputs"]) == adapted(mine)
    assert find_model("rlvr_001_y", [here / "mine", here / "outputs"]) == adapted(theirs)


def test_one_of_a_runs_checkpoints_belongs_to_its_base(here: Path) -> None:
    run = make_run(here / "outputs" / "rlvr" / "rlvr_001_x", base_model="some/model")
    first = save(run, 2)
    save(run, 4)
    assert find_model(str(first)) == adapted(first, "some/model")


def test_other_adapters_say_themselves_to_what_they_belong(here: Path) -> None:
    said = json.dumps({"base_model_name_or_path": "some/model"})
    folder = make_folder(here / "adapters", "adapter_config.json", said)
    assert find_model(str(folder)) == adapted(folder, "some/model")


def test_full_fine_tuning_leaves_a_model_that_stands_for_itself(here: Path) -> None:
    """Its base may be gone, for nothing of it is needed any more."""
    run = make_run(here / "outputs" / "rlvr" / "rlvr_001_x", base_model="./gone")
    folder = save(run, 4, "config.json")
    assert find_model("rlvr_001") == NamedModel(base_model=str(folder.resolve()))
    assert find_model(str(folder)) == NamedModel(base_model=str(folder))


def test_a_models_folder_and_a_hub_id_are_untrained_models(here: Path) -> None:
    folder = make_folder(here / "model")
    for name in ("tiny", str(folder), "./model", str(EMBEDDED_FOLDER), "some/model"):
        assert find_model(name) == NamedModel(base_model=name)


def test_a_run_without_a_checkpoint_has_nothing_to_teach(here: Path) -> None:
    run = make_run(here / "outputs" / "rlvr" / "rlvr_001_x")
    for name in ("rlvr_001", str(run.path)):
        with pytest.raises(ModelError, match="rlvr_001_x has no checkpoint yet, or they have been removed"):
            find_model(name)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "does not say which model the adapters belong to"),
        ('{"base_model_name_or_path": null}', "does not say which model the adapters belong to"),
        (
            '{"base_model_name_or_path": "./gone"}',
            r"/adapters belongs to model\.base_model=\./gone: there is no",
        ),
        ('{"base_model_na', r"adapter_config\.json is damaged: "),
        ("[]", r"adapter_config\.json is damaged: "),
    ],
)
def test_adapters_without_a_base_are_refused(text: str, said: str, here: Path) -> None:
    folder = make_folder(here / "adapters", "adapter_config.json", text)
    with pytest.raises(ModelError, match=said):
        find_model(str(folder))


@pytest.mark.parametrize(
    ("name", "error", "said"),
    [
        ("rlvr_009", RunError, "There is no run 'rlvr_009'"),
        ("./nowhere", ModelError, r"method\.teacher\.model=\./nowhere: there is no such folder"),
        ("tiny_techer", ModelError, r"method\.teacher\.model=tiny_techer: there is no such folder"),
        ("empty", ModelError, r"holds no config\.json"),
    ],
)
def test_what_is_not_there_is_refused(name: str, error: type[TutorTrainError], said: str, here: Path) -> None:
    (here / "empty").mkdir()
    with pytest.raises(error, match=said):
        find_model(name)
