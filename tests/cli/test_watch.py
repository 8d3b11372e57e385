"""watch, on runs that were made for it and on one that goes on."""

import fcntl
import json
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from pathlib import Path

from tests.cli.conftest import COMMAND
from tests.end_to_end.command_line import SHORT, TRAIN, needs_torch, read_json, start

ROWS, COLUMNS = 24, 100
SECONDS = 30


def test_a_pipe_gets_how_it_is_now(tutortrain, make_run):
    make_run("multirun/sft/sft_001_lr/0_lr1e-5", solve__accuracy=0.5, overrides=["training.lr=1e-5"])
    make_run(
        "multirun/sft/sft_001_lr/1_lr1e-4", lr=1e-4, solve__accuracy=0.75, overrides=["training.lr=1e-4"]
    )
    make_run("outputs/sft/sft_001_other", solve__accuracy=1.0)
    done = tutortrain("watch", "sft_001_lr", "--highest")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["sft_001_lr"],
        ["█" * 24, "2", "of", "2", "completed"],
        ["best", "so", "far", "solve", "0.750", "1_lr1e-4", "training.lr=1e-4"],
        [],
        ["run", "state", "solve"],
        ["1_lr1e-4", "completed", "0.750"],
        ["0_lr1e-5", "completed", "0.500"],
    ]
    rows = json.loads(tutortrain("watch", "--highest", "--json").stdout)
    assert [(row["state"], row["benchmark.solve.accuracy"]) for row in rows] == [
        ("completed", 1.0), ("completed", 0.5), ("completed", 0.75),
    ]  # fmt: skip


def test_a_name_that_means_nothing_is_refused(tutortrain, make_run):
    make_run("outputs/sft/sft_001_a")
    done = tutortrain("watch", "sft_002")
    assert (done.returncode, done.stdout) == (2, "")
    assert "There is no run 'sft_002'" in done.stderr


class Terminal:
    """A pseudo-terminal with a process that believes in it."""

    def __init__(self, *arguments: str) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color"}
        self.process = subprocess.Popen(
            [*COMMAND, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
        )
        os.close(theirs)
        self.shown = ""

    def read_until(self, text: str) -> None:
        until = time.monotonic() + SECONDS
        while text not in self.shown:
            assert select.select([self._ours], [], [], until - time.monotonic())[0], self.shown
            self.shown += os.read(self._ours, 100_000).decode(errors="replace")

    def read_rest(self) -> str:
        """What is shown until the process has ended."""
        rest = ""
        try:
            while some := os.read(self._ours, 100_000):
                rest += some.decode(errors="replace")
        except OSError:  # how Linux says that nobody writes to it any more
            pass
        self.process.wait(SECONDS)
        os.close(self._ours)
        return rest


@needs_torch
def test_a_run_is_watched_from_another_terminal_until_ctrl_c_and_goes_on(here):
    run = start(TRAIN, *SHORT, "training.max_steps=200", "training.eval_every=0", cwd=here)
    while not list(here.rglob("metrics.jsonl")):
        assert run.poll() is None, run.communicate()[1]
        time.sleep(0.05)
    terminal = Terminal("watch")
    terminal.read_until("/200")
    terminal.process.send_signal(signal.SIGINT)
    rest = terminal.read_rest()
    assert terminal.process.returncode == 0
    assert "\x1b[?1049l" in rest, "the alternate screen is left"
    assert "1 running" in rest.partition("\x1b[?1049l")[2], "what was seen last stays"
    assert run.communicate()[1]
    assert run.returncode == 0
    (manifest,) = here.rglob("run.json")
    assert read_json(manifest)["status"] == "completed"


def test_a_view_of_named_runs_ends_with_them(here, make_run):
    path = make_run("outputs/sft/sft_001_a")
    terminal = Terminal("watch", "sft_001")
    shown = terminal.read_rest()
    assert terminal.process.returncode == 0
    assert "1 of 1 completed" in shown.partition("\x1b[?1049l")[2]
    assert Path(path).is_dir()
