import subprocess
import sys
import time

import pytest

from tutortrain.errors import RunError
from tutortrain.runs.catalogue import read_runs
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.lock import is_held, locked
from tutortrain.runs.record import Record


@pytest.fixture
def directory(tmp_path):
    return RunDirectory(tmp_path)


def test_a_directory_belongs_to_one_holder_at_a_time(directory):
    with locked(directory), pytest.raises(RunError, match="is still running"), locked(directory):
        raise AssertionError("two held it at once")
    with locked(directory):
        assert is_held(directory)


def test_asking_who_holds_a_directory_creates_nothing(directory):
    assert not is_held(directory)
    assert list(directory.path.iterdir()) == []


def test_a_lock_goes_with_the_process_that_held_it(directory):
    hold = (
        "import sys, time\nfrom pathlib import Path\nfrom tutortrain.runs.lock import locked\n"
        "from tutortrain.runs.directory import RunDirectory\n"
        "with locked(RunDirectory(Path(sys.argv[1]))):\n    print('held', flush=True)\n    time.sleep(60)"
    )
    command = [sys.executable, "-c", hold, str(directory.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        assert is_held(directory)
        process.kill()
    assert not is_held(directory)


def test_a_run_that_says_it_is_running_is_killed_when_nobody_holds_it(directory):
    Record.begin(directory, config={"method.kind": "sft"}, overrides=[], started=time.time())
    with locked(directory):
        assert [entry.manifest.status for entry in read_runs([directory.path])] == ["running"]
    assert [entry.manifest.status for entry in read_runs([directory.path])] == ["killed"]
