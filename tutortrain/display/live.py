"""A view that stays in place on a terminal: a bar for each stage, the figures, and the course of the loss."""

from typing import Self

from rich.columns import Columns
from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from tutortrain.display.figures import figures, sparkline
from tutortrain.types import Metrics

SPARKLINE_WIDTH = 40
VALUE_WIDTH = 7
"""Every figure takes this much room, so that none moves when another gets a digit more or less."""
COURSE = "loss "


class LiveDisplay:
    """Redraws a few times a second; notes scroll by above it."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.description}", style="bold"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeRemainingColumn(elapsed_when_finished=True),
            console=console,
        )
        self._metrics: dict[str, float] = {}
        self._losses: list[float] = []
        self._live = Live(self, console=console, refresh_per_second=4, transient=False)
        self._task: TaskID | None = None
        self._console = console

    def __enter__(self) -> Self:
        self._live.start(refresh=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        """What `Live` draws each time it refreshes."""
        yield self._figures()
        room = max(1, min(SPARKLINE_WIDTH, options.max_width - len(COURSE)))
        if course := sparkline(self._losses, room):
            yield Text.assemble((COURSE, "dim"), (course, "cyan"))
        yield self._progress

    def begin(self, stage: str, total: int, done: int = 0) -> None:
        self._task = self._progress.add_task(stage, total=total, completed=done)

    def advance(self, done: int, metrics: Metrics | None = None) -> None:
        if self._task is not None:
            self._progress.update(self._task, completed=done)
        self._metrics |= metrics or {}
        if metrics and "train/loss" in metrics:
            self._losses.append(metrics["train/loss"])

    def note(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False)

    def _figures(self) -> Columns:
        """As many side by side as fit."""
        shown = [
            Text.assemble((f"{name} ", "dim"), (f"{value:<{VALUE_WIDTH}}", "bold"))
            for name, value in figures(self._metrics)
        ]
        return Columns(shown, padding=(0, 2))
