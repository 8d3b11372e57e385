import json
import shutil

from tutortrain.runs.checkpoints import CheckpointLog, Saved, superfluous
from tutortrain.types import Checkpoint


def saved(step, eval_loss=None, *, kept=True, path=None):
    checkpoint = Checkpoint(name=f"step-{step}", path=str(path or f"tinker://run/{step}"))
    return Saved(step=step, checkpoint=checkpoint, eval_loss=eval_loss, kept=kept)


def steps(records):
    return [record.step for record in records]


def test_the_newest_and_the_best_stay():
    records = [saved(10, 1.0), saved(20, 0.5), saved(30, 0.75), saved(40, 0.8)]
    assert steps(superfluous(records, keep_last=1, keep_best=True)) == [10, 30]
    assert steps(superfluous(records, keep_last=2, keep_best=True)) == [10]
    assert steps(superfluous(records, keep_last=1, keep_best=False)) == [10, 20, 30]


def test_what_has_gone_already_neither_goes_again_nor_counts_as_best():
    records = [saved(10, 0.1, kept=False), saved(20, 0.5), saved(30, 0.75), saved(40)]
    assert steps(superfluous(records, keep_last=1, keep_best=True)) == [30]


def test_a_loss_that_is_not_a_number_is_never_the_best():
    records = [saved(10, float("nan")), saved(20, 0.5), saved(30, 0.75)]
    assert steps(superfluous(records, keep_last=1, keep_best=True)) == [10]


def test_records_survive_a_move_of_the_run_directory(tmp_path):
    folder = tmp_path / "old" / "checkpoints" / "step-10"
    folder.mkdir(parents=True)
    CheckpointLog(tmp_path / "old" / "checkpoints.jsonl").add(saved(10, 0.5, path=folder))
    assert json.loads((tmp_path / "old" / "checkpoints.jsonl").read_text()) == {
        "step": 10,
        "name": "step-10",
        "path": "checkpoints/step-10",
        "eval/loss": 0.5,
        "kept": True,
    }
    (tmp_path / "old").rename(tmp_path / "new")
    newest = CheckpointLog(tmp_path / "new" / "checkpoints.jsonl").newest()
    assert newest == saved(10, 0.5, path=tmp_path / "new" / "checkpoints" / "step-10")


def test_a_run_goes_on_from_the_newest_checkpoint_that_is_still_there(tmp_path):
    log = CheckpointLog(tmp_path / "checkpoints.jsonl")
    for step in (10, 20, 30):
        folder = tmp_path / "checkpoints" / str(step)
        folder.mkdir(parents=True)
        log.add(saved(step, path=folder))
    log.forget([log.records()[2]])
    assert log.newest().step == 20
    shutil.rmtree(tmp_path / "checkpoints" / "20")
    assert log.newest().step == 10
    log.cut_back(9)
    assert log.newest() is None


def test_an_address_of_a_service_needs_no_folder(tmp_path):
    log = CheckpointLog(tmp_path / "checkpoints.jsonl")
    log.add(saved(5))
    log.add(saved(5, 0.25))
    assert log.records() == (saved(5, 0.25),)
    assert log.newest().checkpoint.path == "tinker://run/5"
