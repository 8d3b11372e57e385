"""What goes for good, and what does not."""

from pathlib import Path

import pytest

from tests.runs.manifests import make_manifest
from tutortrain.errors import RunError
from tutortrain.runs import manifest as manifests
from tutortrain.runs.checkpoints import CheckpointLog, Saved
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.lock import locked
from tutortrain.runs.removal import disk_usage, remove_checkpoints, remove_run, unneeded_checkpoints
from tutortrain.types import Checkpoint


@pytest.fixture
def directory(tmp_path: Path) -> RunDirectory:
    """A run with checkpoints after steps 1, 2 and 3, the first the best, and one that a kill left unfinished."""
    directory = RunDirectory(tmp_path / "sft_001_a")
    directory.path.mkdir()
    manifests.write(directory.manifest, make_manifest())
    log = CheckpointLog(directory.checkpoint_log)
    for step in (1, 2, 3):
        folder = directory.checkpoints / f"step_{step}"
        folder.mkdir(parents=True)
        (folder / "weights").write_bytes(b"x" * 100_000)
        checkpoint = Checkpoint(name=folder.name, path=str(folder))
        log.add(Saved(step=step, checkpoint=checkpoint, eval_loss=float(step)))
    log.add(Saved(step=4, checkpoint=Checkpoint(name="there", path="tinker://run/there"), eval_loss=None))
    (directory.checkpoints / ".step_4.99.tmp").mkdir()
    return directory


def names(folders: list[Path]) -> list[str]:
    return [folder.name for folder in folders]


def test_what_is_kept_is_the_newest_and_the_best(directory):
    log = CheckpointLog(directory.checkpoint_log)
    everything = unneeded_checkpoints(directory, keep_last=0, keep_best=False)
    assert names(everything) == [".step_4.99.tmp", "step_1", "step_2", "step_3"]
    some = unneeded_checkpoints(directory, keep_last=2, keep_best=True)
    assert names(some) == [".step_4.99.tmp", "step_2"]
    remove_checkpoints(directory, some)
    assert sorted(names([*directory.checkpoints.iterdir()])) == ["step_1", "step_3"]
    assert [(one.step, one.kept) for one in log.records()] == [(1, True), (2, False), (3, True), (4, True)]


def test_a_run_that_is_held_loses_nothing(directory):
    with locked(directory):
        for remove in (
            lambda: remove_run(directory),
            lambda: remove_checkpoints(directory, [directory.checkpoints / "step_1"]),
        ):
            with pytest.raises(RunError, match="still running"):
                remove()
    assert (directory.checkpoints / "step_1" / "weights").exists()
    assert CheckpointLog(directory.checkpoint_log).records()[0].kept


def test_a_run_that_is_benchmarked_through_a_server_loses_nothing(directory):
    asked = RunDirectory(directory.endpoints / "here")
    asked.path.mkdir(parents=True)
    with locked(asked):
        for remove in (lambda: remove_run(directory), lambda: remove_checkpoints(directory, [])):
            with pytest.raises(RunError, match="endpoints/here is still running"):
                remove()
    remove_run(directory)
    assert not directory.path.exists()


def test_what_is_no_checkpoint_is_left_alone_and_what_a_kill_left_is_in_nobodys_way(directory):
    (directory.checkpoints / ".DS_Store").touch()
    remove_checkpoints(directory, unneeded_checkpoints(directory, keep_last=0, keep_best=False))
    assert names([*directory.checkpoints.iterdir()]) == [".DS_Store"]
    (directory.path.parent / f".{directory.path.name}.removed" / "checkpoints").mkdir(parents=True)
    remove_run(directory)
    assert [*directory.path.parent.iterdir()] == []


def test_a_run_goes_whole(directory):
    remove_run(directory)
    assert list(directory.path.parent.iterdir()) == []


def test_what_a_link_leads_to_stays(directory, tmp_path):
    link = tmp_path / "sft_002_link"
    link.symlink_to(directory.path)
    with pytest.raises(RunError, match="is a link"):
        remove_run(RunDirectory(link))
    assert directory.manifest.exists()


def test_disk_usage_counts_blocks_and_follows_no_links(directory, tmp_path):
    used = disk_usage(directory.checkpoints)
    assert 300_000 <= used <= 400_000
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "link").symlink_to(directory.checkpoints)
    assert disk_usage(tmp_path / "other") < 20_000
    assert disk_usage(tmp_path / "nowhere") == 0
