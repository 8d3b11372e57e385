"""How far a run has got, as others see it."""

import socket
import time

import pytest

from tests.runs.manifests import make_manifest
from tutortrain.runs import manifest as manifests
from tutortrain.runs import progress
from tutortrain.runs.catalogue import read_runs
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.progress import SILENT_SECONDS, Stage


def stage(name: str = "training", first: int = 0, done: int = 0, updated: float = 100.0) -> Stage:
    return Stage(name=name, first=first, done=done, total=40, begun=100.0, updated=updated)


def test_progress_is_read_as_it_was_written(tmp_path):
    stages = (stage("baseline solve", done=40), stage(done=10, updated=120.0))
    progress.write(tmp_path / "progress.json", "elsewhere", stages)
    found = progress.read(tmp_path / "progress.json")
    assert found is not None
    assert (found.host, found.stages) == ("elsewhere", stages)
    assert found.stage == found.named("training") == stages[1]
    assert found.named("benchmark solve") is None


def test_time_left_is_at_the_rate_of_this_attempt():
    assert stage(done=10, updated=120.0).seconds_left == 60.0
    assert stage(first=20, done=30, updated=120.0).seconds_left == 20.0
    assert stage(done=40, updated=180.0).seconds_left == 0.0
    assert stage(first=20, done=20).seconds_left is None


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"host": "a"}', '{"host": "a", "stages": [{"name": 1}]}']
)
def test_a_file_that_says_nothing_is_no_progress(tmp_path, content):
    assert progress.read(tmp_path / "progress.json") is None
    (tmp_path / "progress.json").write_text(content)
    assert progress.read(tmp_path / "progress.json") is None


@pytest.mark.parametrize(
    ("host", "seconds_ago", "status"),
    [
        ("another-machine", 5.0, "running"),
        ("another-machine", SILENT_SECONDS + 5, "killed"),
        (socket.gethostname(), 5.0, "killed"),
    ],
)
def test_a_run_whose_lock_cannot_be_seen_lives_while_it_is_heard_from(tmp_path, host, seconds_ago, status):
    directory = RunDirectory(tmp_path)
    manifests.write(directory.manifest, make_manifest(status="running"))
    progress.write(directory.progress, host, [stage(updated=time.time() - seconds_ago)])
    (entry,) = read_runs([tmp_path])
    assert entry.manifest is not None
    assert entry.manifest.status == status
