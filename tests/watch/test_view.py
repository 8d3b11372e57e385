"""What stands on a terminal."""

import io
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from tutortrain.runs.manifest import Failure
from tutortrain.watch.lookout import Lookout
from tutortrain.watch.picture import picture
from tutortrain.watch.view import View

LOSS = {"eval/loss": 2.0}


@pytest.fixture
def screen(tmp_path: Path) -> Callable[..., list[str]]:
    """The lines of a terminal of that size that looks on."""

    def look(
        width: int = 80, height: int | None = 24, *, by: str | None = None, colour: bool = False
    ) -> list[str]:
        shown = io.StringIO()
        console = Console(
            file=shown, width=width, force_terminal=colour, color_system="standard" if colour else None
        )
        now = picture(["my", "runs"], Lookout([str(tmp_path)]), by=by)
        console.print(View(picture=now, height=height, footer="Ctrl-C ends this"))
        return [line.rstrip() for line in shown.getvalue().splitlines()]

    return look


def test_a_run_that_goes_on_is_a_line_with_everything_worth_a_glance(screen, make_run):
    make_run("0_lr1e-4", "running", losses=[4.0, 3.0, 2.0, 1.0], stage=("training", 4, 64), final=LOSS)
    assert screen(100) == [
        "my runs",
        "▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓  0 of 1 completed  1 running",
        "",
        "run       state    step            loss  course  eval.loss  tokens/s        left",
        "0_lr1e-4  running  4/64 training  1.000  █▆▃▁        2.000     1,234  1 min 00 s",
        "Ctrl-C ends this",
    ]


def test_another_stage_is_named(screen, make_run):
    make_run("0_lr1e-4", "running", losses=[4.0], stage=("benchmark solve", 100, 400))
    assert screen()[-2].split()[2:5] == ["100/400", "benchmark", "solve"]


def test_the_best_of_the_completed_is_told_with_what_to_type(screen, make_run):
    make_run("0_a", final={"eval/loss": 0.5}, overrides=("training.lr=0.0001", 'description="a b"'))
    make_run("1_b", final={"eval/loss": 0.75})
    make_run("2_c", "running", final={"eval/loss": 0.25})
    shown = screen()
    assert shown[2] == """best so far  eval.loss 0.500  0_a  training.lr=0.0001 'description="a b"'"""
    (green,) = [
        line for line in screen(colour=True) if "\x1b[1;32m" in line and "completed" in line and "0_a" in line
    ]
    assert "\x1b[1;32m    0.500" in green


def test_what_went_wrong_is_told_in_a_line_and_much_of_it_is_counted(screen, make_run):
    for number in range(5):
        error = Failure(type="BackendError", message=f"gone {number}\nsecond line")
        make_run(f"{number}_x", "failed", error=error)
    make_run("5_x", "interrupted", error=Failure(type="Interrupted", message="stopped by SIGINT"))
    shown = screen()
    assert shown[-4:-1] == [
        "… 3 more: `tutortrain ls --columns path,error.message`",
        "3_x failed  BackendError: gone 3",
        "4_x failed  BackendError: gone 4",
    ]
    assert screen(height=None)[-6] == "0_x failed  BackendError: gone 0"


def test_a_loss_that_is_no_number_is_red(screen, make_run):
    make_run("0_x", "running", losses=[1.0, 2.0, math.nan])
    (line,) = [line for line in screen(colour=True) if "running" in line and "0_x" in line]
    assert "\x1b[1;31m nan" in line


@pytest.mark.parametrize(("width", "height"), [(40, 12), (80, 24), (120, 50)])
def test_a_hundred_jobs_fit_whatever_the_terminal(screen, make_run, width, height):
    for number in range(100):
        status = "running" if number < 4 else "failed" if number < 8 else "completed"
        error = Failure(type="RunFailed", message="long " * 50) if status == "failed" else None
        make_run(
            f"multirun/{number}_lr{number}e-4_batch-size16", status,
            losses=[2.0, 1.0], stage=("training", 2, 40), final={"eval/loss": 1 + number / 100}, error=error,
        )  # fmt: skip
    shown = screen(width, height)
    assert len(shown) == height
    assert max(map(len, shown)) <= width
    assert "92 of 100 completed" in shown[1]
    assert "0_lr0e-4" in shown[5]
    assert any(line.startswith("…") and line.endswith("more completed") for line in shown)


def test_a_question_that_cannot_be_answered_yet_is_said_below(screen, make_run):
    make_run("0_x", "running")
    assert screen(by="solve")[-2].startswith("--by: no run here has 'solve'")


def test_before_there_are_runs_it_says_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown = io.StringIO()
    Console(file=shown).print(View(picture=picture(["outputs"], Lookout([])), height=24))
    assert shown.getvalue() == "outputs\nno runs yet\n"
