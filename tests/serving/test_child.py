"""No process outlives the block that started it."""

import os
import sys
import time
from pathlib import Path

import pytest

from tutortrain.errors import BackendError, UserError
from tutortrain.serving.child import Child

PARENT = """
import signal, subprocess, sys
if "stubborn" in sys.argv: signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid, flush=True)
signal.pause()
"""


def lives(pid: int) -> bool:
    """A process that ended and that nobody has asked for its code yet does not."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def wait_until_dead(pid: int) -> None:
    deadline = time.monotonic() + 5
    while lives(pid):
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("behaviour", ["obedient", "stubborn"])
def test_what_the_server_started_ends_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behaviour: str
) -> None:
    """Also one that does not hear SIGTERM."""
    monkeypatch.setattr("tutortrain.serving.child._GRACE_SECONDS", 0.5)
    log = tmp_path / "log"
    with Child([sys.executable, "-c", PARENT, behaviour], {}, log) as child:
        child.wait(lambda: log.read_text().endswith("\n"))
        grandchild = int(log.read_text())
        assert lives(grandchild)
    wait_until_dead(grandchild)


def test_a_server_that_ends_by_itself_is_reported_with_its_last_lines(tmp_path: Path) -> None:
    script = "import os; print('\\n'.join(map(str, range(99)))); print(os.environ['GIVEN']); exit(3)"
    with (
        pytest.raises(BackendError, match=r"ended by itself \(exit code 3\):\n85\n(.+\n)+98\nto it$"),
        Child([sys.executable, "-c", script], {"GIVEN": "to it"}, tmp_path / "log") as child,
    ):
        child.wait(lambda: False)
    assert "GIVEN" not in os.environ


def test_a_command_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no-such-server cannot be started: No such file"):
        Child(["no-such-server"], {}, tmp_path / "log")
