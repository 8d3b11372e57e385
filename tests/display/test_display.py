"""What a user sees while a run works."""

import io

import pytest
from rich.console import Console

from tutortrain.display import open_display
from tutortrain.display.figures import duration, figures, size, sparkline
from tutortrain.display.live import LiveDisplay

ROW = {"train/loss": 1.23456, "eval/loss": 2.0, "time/tokens_per_second": 12345.6, "train/grad_norm": 3.0}


def test_only_what_is_worth_a_glance_is_shown() -> None:
    assert figures(ROW) == [("loss", "1.2346"), ("held-out", "2.0000"), ("tokens/s", "12,346")]


@pytest.mark.parametrize(
    ("seconds", "words"), [(7.4, "7 s"), (59.6, "1 min 00 s"), (185, "3 min 05 s"), (7440, "2 h 04 min")]
)
def test_durations_read_as_people_say_them(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("num_bytes", "words"), [(0, "0.0 MB"), (4_160_000, "4.2 MB"), (1.25e12, "1,250.0 GB")]
)
def test_sizes_are_in_megabytes_or_gigabytes(num_bytes: float, words: str) -> None:
    assert size(num_bytes) == words


def test_a_sparkline_shows_the_course() -> None:
    assert sparkline([8.0, 7, 6, 5, 4, 3, 2, 1], 8) == "█▇▆▅▄▃▂▁"
    assert sparkline([1.0, 1.0], 8) == "▁▁"
    assert sparkline([1.0], 8) == ""
    assert sparkline([2.0, float("nan"), 1.0, float("inf")], 8) == "█▁"
    assert len(sparkline([float(n) for n in range(1000)], 40)) == 40


def test_a_pipe_gets_plain_lines() -> None:
    written = io.StringIO()
    with open_display(Console(file=written)) as display:
        display.begin("training", 10)
        display.advance(1, {"train/loss": 3.0})
        display.advance(5, {"train/loss": 2.0, "eval/loss": 2.5})
        display.advance(10, {"train/loss": 1.0})
        display.note("[/INST] is no markup")
    lines = written.getvalue().splitlines()
    assert lines[0] == "training: 10 to do"
    assert lines[1].startswith("training 5/10  loss 2.0000  held-out 2.5000")
    assert lines[2] == "training 10/10  loss 1.0000"
    assert lines[3] == "[/INST] is no markup"
    assert "\x1b" not in written.getvalue()


def test_a_terminal_gets_the_figures_the_course_and_the_bar() -> None:
    written = io.StringIO()
    console = Console(file=written, force_terminal=True, width=100)
    with open_display(console) as display:
        display.begin("training", 10)
        for step in range(1, 11):
            display.advance(step, {"train/loss": 11.0 - step, "eval/loss": 2.5})
    shown = written.getvalue()
    for part in ("training", "10/10", "held-out", "2.5000", "█▇", "1.0000"):
        assert part in shown


def screen(width: int, losses: list[float]) -> list[str]:
    """What stands on a terminal of that width after steps with these losses."""
    display = LiveDisplay(Console(file=io.StringIO(), width=width))
    display.begin("training", len(losses))
    for step, loss in enumerate(losses, 1):
        row = {"train/loss": loss, "eval/loss": 2.5, "train/lr": 1e-5, "time/tokens_per_second": 1e4}
        display.advance(step, row)
    shown = io.StringIO()
    Console(file=shown, width=width).print(display)
    return [line.rstrip() for line in shown.getvalue().splitlines()]


@pytest.mark.parametrize("width", [24, 40, 80, 110])
def test_the_course_has_a_line_of_its_own_that_fits_and_ends_with_the_newest_loss(width: int) -> None:
    (course,) = [line for line in screen(width, [1.0] * 99 + [9.0]) if "▁" in line]
    assert course.startswith("loss ▁")
    assert course.endswith("▁█")
    assert len(course) <= width


def test_figures_stay_where_they_are_from_step_to_step() -> None:
    few, many = (screen(80, [float(10**n) for n in range(steps)])[0] for steps in (1, 2))
    assert few.split()[:2] == ["loss", "1.0000"]
    assert many.split()[:2] == ["loss", "10.0000"]
    assert [few.index(name) for name in ("held-out", "lr", "tokens/s")] == [
        many.index(name) for name in ("held-out", "lr", "tokens/s")
    ]
